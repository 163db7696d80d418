"""Renaming a slug: the article's file, every link that names it, and the redirects to it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from slugline.errors import RefusedError
from slugline.features.link_changes import link_changes, slug_parts
from slugline.features.redirects import retargeted
from slugline.features.wiki_edit import Change, FileRename, text_change
from slugline.model.facts import stem_of
from slugline.model.slugs import is_slug, slug_of
from slugline.rules.new_path import LONGEST_NAME
from slugline.rules.quoting import quoted
from slugline.wiki import Wiki


def check_slug(wiki: Wiki, slug: str) -> str | None:
    """The path of the one article that has a slug, None where none has.

    Raises RefusedError for what can't be renamed: a redirect, a slug of an inventory, one that
    two articles claim.
    """
    paths = wiki.paths_of(slug)
    if len(paths) > 1:
        raise RefusedError(
            f"{len(paths)} articles have the slug `{slug}`, {paths[0]} and {paths[1]}: "
            "give one of their files another name first"
        )
    if paths:
        return paths[0]
    if not slug:
        raise RefusedError("the article has no slug: neither its file nor its title gives one")
    if slug in wiki.configuration.redirect_targets:
        raise RefusedError(
            f"`{slug}` is a redirect to `{wiki.configuration.redirect_targets[slug]}`: "
            "rename that, or change the redirect in the configuration"
        )
    if slug in wiki.configuration.inventory:
        raise RefusedError(f"`{slug}` is an article of another wiki, from an inventory")
    return None


def rename_slug(wiki: Wiki, old: str, new: str, configuration: str | None) -> Iterator[Change]:
    """Gives a slug another name: in its file's, in every link, in the redirects that lead to it.

    The file keeps its folder and its suffix. `configuration` is the text of the configuration
    file. A slug that no article has may get the name of one that there is: this mends its links.
    Raises RefusedError.
    """
    path = check_slug(wiki, old)
    if not is_slug(new):
        near = slug_of(new)
        hint = f"; `{near}` would be one" if near else ""
        raise RefusedError(f"{quoted(new)} is not a slug{hint}")
    if new == old:
        return iter(())
    files: tuple[FileRename, ...] = ()
    if path is not None:
        check_free(wiki, new, old)
        files = _file_rename(wiki, path, new)
    elif new in wiki.configuration.redirect_targets and not wiki.resolve(new).paths:
        raise RefusedError(f"the slug `{new}` is taken by a redirect")
    slugs = {old: new}
    redirects = text_change(wiki.configuration.path, retargeted(wiki, configuration, slugs))
    return chain(redirects, link_changes(wiki, slug_parts(wiki, slugs)), files)


def check_free(wiki: Wiki, new: str, old: str) -> None:
    """Raises RefusedError where a slug is taken, and an article can't have it in place of `old`.

    A redirect that leads to `old` is no hindrance: it is taken out when the article gets its name.
    """
    taken = wiki.paths_of(new)
    if taken:
        raise RefusedError(f"the slug `{new}` is taken by {taken[0]}")
    target = wiki.configuration.redirect_targets.get(new)
    if target is not None and target != old:
        raise RefusedError(f"the slug `{new}` is taken by a redirect to `{target}`")
    if target is None and new in wiki.configuration.inventory:
        raise RefusedError(f"the slug `{new}` is taken by an article of an inventory")


def _file_rename(wiki: Wiki, path: str, slug: str) -> tuple[FileRename, ...]:
    folder, slash, name = path.rpartition("/")
    suffix = name[len(stem_of(path)) :]
    new = f"{folder}{slash}{slug}{suffix}"
    if len(f"{slug}{suffix}".encode()) > LONGEST_NAME:
        raise RefusedError("the new slug is too long for the name of a file")
    others = [one for one in wiki.spelled_like([new]).get(new, ()) if one != path]
    if others:
        raise RefusedError(f"there is a file {others[0]} already")
    return (FileRename(path, new),) if new != path else ()
