"""Files that an editor is about to move, delete or create: what has to change with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import msgspec

from slugline.errors import RefusedError
from slugline.features.link_changes import link_changes, slug_parts
from slugline.features.redirects import retargeted
from slugline.features.wiki_edit import FileRename, WikiEdit, text_change
from slugline.model.facts import article_slug, stem_of
from slugline.model.slugs import is_slug
from slugline.rules.rule import NewFile
from slugline.rules.skeleton import skeleton, title_of
from slugline.syntax import parse
from slugline.wiki import Wiki


class Moves(msgspec.Struct, frozen=True):
    """What moving files changes: the edit to make before it, and what it can't mend.

    `moved` are all articles by old and new path; the edit has no file renames, because the
    editor makes them. Each of `problems` is a sentence.
    """

    moved: tuple[FileRename, ...]
    edit: WikiEdit
    problems: tuple[str, ...] = ()


class Deletion(msgspec.Struct, frozen=True):
    """An article that is linked and will be gone.

    `linked_from` are the articles that link to it and stay, sorted; `near` slugs that a redirect
    from `slug` could lead to instead, the nearest first.
    """

    path: str
    slug: str
    linked_from: tuple[str, ...]
    near: tuple[str, ...]


def will_rename(wiki: Wiki, moves: Iterable[FileRename], configuration: str | None = None) -> Moves:
    """What files and folders take with them to new paths (workspace/willRenameFiles).

    Paths are relative to the wiki's root, before and after, and `moves` are made all at once. An
    article whose slug stays, as in another folder, changes nothing. With another slug, links
    and redirects get it. Where it is taken or not unique the links are left, and a problem says
    so: nothing leads elsewhere without a word. `configuration` is the text of the
    configuration file.
    """
    moved = _articles_moved(wiki, moves)
    slugs, problems = _new_slugs(wiki, moved)
    problems += _twins(wiki, moved)
    try:
        redirects = retargeted(wiki, configuration, slugs)
    except RefusedError as error:
        problems.append(str(error))
        redirects = ()
    changes = (
        *text_change(wiki.configuration.path, redirects),
        *link_changes(wiki, slug_parts(wiki, slugs)),
    )
    files = tuple(FileRename(old, new) for old, new in moved.items())
    return Moves(files, WikiEdit(changes), tuple(problems))


def _articles_moved(wiki: Wiki, moves: Iterable[FileRename]) -> dict[str, str]:
    """New paths by old ones: of files that are articles, and of all articles in folders."""
    moved: dict[str, str] = {}
    folders: list[FileRename] = []
    for move in moves:
        if move.old in wiki.articles:
            moved[move.old] = move.new
        else:
            folders.append(FileRename(move.old.rstrip("/") + "/", move.new.rstrip("/") + "/"))
    for path in wiki.articles if folders else ():
        for folder in folders:
            if path.startswith(folder.old) and path not in moved:
                moved[path] = folder.new + path.removeprefix(folder.old)
    return {old: moved[old] for old in sorted(moved) if moved[old] != old}


def _new_slugs(wiki: Wiki, moved: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The slugs that change, old to new, and what is wrong with those that can't."""
    leaving = {old: wiki.articles.slug_of(old) for old in moved}
    coming: dict[str, list[str]] = {}
    for old, new in moved.items():
        slug = article_slug(stem_of(new), wiki.articles.title_of(old))
        coming.setdefault(slug, []).append(old)
    slugs: dict[str, str] = {}
    problems: list[str] = []
    for new, olds in coming.items():
        for old in olds:
            slug = leaving[old]
            if not slug or new == slug:
                continue
            reason = _taken(wiki, new, [one for one in olds if one != old], moved, slug)
            if not reason and wiki.paths_of(slug) != (old,):
                continue
            if not reason:
                slugs[slug] = new
            elif wiki.is_linked(slug):
                problems.append(f"{moved[old]}: {reason}; links to `{slug}` are not changed")
            else:
                problems.append(f"{moved[old]}: {reason}")
    return slugs, problems


def _taken(
    wiki: Wiki, slug: str, others: Collection[str], moved: Mapping[str, str], old: str
) -> str:
    """Why an article can't have a slug in place of an old one; empty where it can."""
    if not slug:
        return "neither the file's name nor the title gives a slug"
    staying = [path for path in wiki.paths_of(slug) if path not in moved]
    taken = [*staying, *(moved[path] for path in others)]
    if taken:
        return f"the slug `{slug}` is taken by {taken[0]}"
    target = wiki.configuration.redirect_targets.get(slug, old)
    if target != old:
        return f"the slug `{slug}` is taken by a redirect to `{target}`"
    if slug in wiki.configuration.inventory:
        return f"the slug `{slug}` is taken by an article of an inventory"
    return ""


def _twins(wiki: Wiki, moved: Mapping[str, str]) -> list[str]:
    """What new paths differ from those of other articles only in case or normal form, or not."""
    found = wiki.spelled_like(moved.values())
    problems = []
    for new in moved.values():
        others = [path for path in found.get(new, ()) if path not in moved]
        if others:
            problems.append(f"{new}: there is a file {others[0]} already")
    return problems


def will_delete(wiki: Wiki, paths: Iterable[str]) -> list[Deletion]:
    """The articles among deleted files and folders that others link to, in order of path.

    (workspace/willDeleteFiles.) An article is left out where another one that stays has its slug.
    A redirect offered for it is `redirects.add_redirect`, made once the file is gone.
    """
    gone = _deleted(wiki, paths)
    found: list[Deletion] = []
    for path in sorted(gone):
        slug = wiki.articles.slug_of(path)
        if not slug or not gone.issuperset(wiki.paths_of(slug)):
            continue
        linked_from = tuple(one for one in wiki.linked_from(slug) if one not in gone)
        if linked_from:
            near = [
                other
                for other in wiki.nearest(slug)
                if (target := wiki.resolve(other)).slug != slug
                and (target.kind == "inventory" or not gone.issuperset(target.paths))
            ]
            found.append(Deletion(path, slug, linked_from, tuple(near)))
    return found


def _deleted(wiki: Wiki, paths: Iterable[str]) -> set[str]:
    gone: set[str] = set()
    folders: list[str] = []
    for path in paths:
        if path in wiki.articles:
            gone.add(path)
        else:
            folders.append(path.rstrip("/") + "/")
    if folders:
        gone.update(path for path in wiki.articles if path.startswith(tuple(folders)))
    return gone


def did_create(wiki: Wiki, path: str) -> NewFile | None:
    """The text for an empty new file at `path`: a title and the headings that it must have.

    (workspace/didCreateFiles: the edit for willCreateFiles is made before there is a file.) None
    where there is text already, and where the file's name gives no title. The title is the
    name: in words, where that is a slug.
    """
    known = wiki.articles.get(path)
    if known is not None and (known.title or known.headings):
        return None
    stem = stem_of(path).strip()
    title = title_of(stem) if is_slug(stem) else stem
    text = skeleton(title, wiki.configuration.schema)
    if not title.isprintable() or parse(text).title_text != title:
        return None
    return NewFile(path, text) if title else None
