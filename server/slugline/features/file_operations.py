"""Files that an editor is about to move, delete or create: what has to change with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

import msgspec

from slugline.errors import RefusedError
from slugline.features.link_changes import link_changes, slug_parts
from slugline.features.redirects import add_redirects, retargeted
from slugline.features.wiki_edit import Change, FileRename, TextChange, WikiEdit, text_change
from slugline.model.facts import article_slug, stem_of
from slugline.model.slugs import is_slug
from slugline.rules.rule import Holds, NewFile, holds_all
from slugline.rules.skeleton import skeleton, title_of
from slugline.syntax import parse
from slugline.wiki import Wiki


class Moves(msgspec.Struct, frozen=True):
    """What moving files changes: the edit to make before it, and what it can't mend.

    `moved` are all articles by old and new path that are articles at their new paths, too; the
    edit has no file renames, because the editor makes them. Each of `problems` is a sentence.
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


def will_rename(
    wiki: Wiki,
    moves: Iterable[FileRename],
    configuration: str | None = None,
    *,
    holds: Holds = holds_all,
    redirects: Mapping[str, str] | None = None,
) -> Moves:
    """What files and folders take with them to new paths (workspace/willRenameFiles).

    Paths are relative to the wiki's root, before and after, and `moves` are made all at once; an
    empty new path is one outside of the wiki. An article whose slug stays, as in another folder,
    changes nothing. With another slug, links and redirects get it. Where it is taken or not
    unique the links are left, and a problem says so: nothing leads elsewhere without a word.
    What `leaving` finds is gone; `redirects` are added for it, old slug to new. `configuration`
    is the text of the configuration file.
    """
    moved, gone = _parted(_articles_moved(wiki, moves), holds)
    slugs, problems = _new_slugs(wiki, moved, gone)
    problems += _left_to_others(wiki, gone, {*moved, *gone})
    problems += _twins(wiki, moved, gone)
    settings: list[Change] = []
    try:
        settings += text_change(wiki.configuration.path, retargeted(wiki, configuration, slugs))
        if redirects:
            added = add_redirects(wiki, configuration, redirects, without=gone)
            settings = _together(settings, added.changes)
    except RefusedError as error:
        problems.append(str(error))
    changes = (*settings, *link_changes(wiki, slug_parts(wiki, slugs)))
    files = tuple(FileRename(old, new) for old, new in moved.items())
    return Moves(files, WikiEdit(changes), tuple(problems))


def leaving(wiki: Wiki, moves: Iterable[FileRename], holds: Holds) -> list[Deletion]:
    """The articles that are none at their new paths and that others link to, as `will_delete`.

    For the wiki they are gone: in another one, in a folder or with an ending that it leaves out.
    """
    moved, gone = _parted(_articles_moved(wiki, moves), holds)
    return _deletions(wiki, gone, {*moved, *gone})


def _parted(moved: Mapping[str, str], holds: Holds) -> tuple[dict[str, str], set[str]]:
    """The articles that stay in the wiki, by old path, and those that leave it.

    What is an article only because it is open as one stays one as long as it is.
    """
    gone = {old for old, new in moved.items() if not new or (not holds(new) and holds(old))}
    return {old: new for old, new in moved.items() if old not in gone}, gone


def _together(first: Iterable[Change], second: Iterable[Change]) -> list[Change]:
    """Changes of the configuration file as one."""
    texts = [one for one in (*first, *second) if isinstance(one, TextChange)]
    files = [one for one in (*first, *second) if not isinstance(one, TextChange)]
    edits = [edit for one in texts for edit in one.edits]
    return [*files, *(text_change(texts[0].path, edits) if texts else ())]


def _articles_moved(wiki: Wiki, moves: Iterable[FileRename]) -> dict[str, str]:
    """New paths by old ones: of files that are articles, and of all articles in folders."""
    moved: dict[str, str] = {}
    folders: list[FileRename] = []
    for move in moves:
        if move.old in wiki.articles:
            moved[move.old] = move.new
        else:
            new = f"{move.new.rstrip('/')}/" if move.new else ""
            folders.append(FileRename(move.old.rstrip("/") + "/", new))
    for path in wiki.articles if folders else ():
        for folder in folders:
            if path.startswith(folder.old) and path not in moved:
                moved[path] = folder.new and folder.new + path.removeprefix(folder.old)
    return {old: moved[old] for old in sorted(moved) if moved[old] != old}


def _new_slugs(
    wiki: Wiki, moved: Mapping[str, str], gone: Set[str]
) -> tuple[dict[str, str], list[str]]:
    """The slugs that change, old to new, and what is wrong with those that can't."""
    away = {*moved, *gone}
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
            others = [moved[one] for one in olds if one != old]
            staying = [path for path in wiki.paths_of(new) if path not in away]
            reason = _taken(wiki, new, [*staying, *others], slug)
            if not reason and wiki.paths_of(slug) != (old,):
                problems += _left(wiki, old, moved[old], slug, away)
            elif not reason:
                slugs[slug] = new
            elif wiki.is_linked(slug):
                problems.append(f"{moved[old]}: {reason}; links to `{slug}` are not changed")
            else:
                problems.append(f"{moved[old]}: {reason}")
    return slugs, problems


def _left(wiki: Wiki, old: str, new: str, slug: str, away: Set[str]) -> list[str]:
    """What becomes of links to an article that leaves a slug which others have, too.

    They lead to the first article of a slug: where that is another one they are as before.
    """
    paths = wiki.paths_of(slug)
    if paths[0] != old or not wiki.is_linked(slug):
        return []
    staying = [path for path in paths if path not in away]
    become = f"lead to {staying[0]} then" if staying else "are not changed"
    return [f"{new}: the slug `{slug}` is not unique; links to `{slug}` {become}"]


def _left_to_others(wiki: Wiki, gone: Set[str], away: Set[str]) -> list[str]:
    """Of articles that leave the wiki, those whose links lead to another one then."""
    problems = []
    for path in sorted(gone):
        slug = wiki.articles.slug_of(path)
        if slug and not set(wiki.paths_of(slug)) <= away:
            problems += _left(wiki, path, path, slug, away)
    return problems


def _taken(wiki: Wiki, slug: str, taken: Sequence[str], old: str) -> str:
    """Why an article can't have a slug in place of an old one; empty where it can.

    `taken` are the paths of others that have it then.
    """
    if not slug:
        return "neither the file's name nor the title gives a slug"
    if taken:
        return f"the slug `{slug}` is taken by {taken[0]}"
    target = wiki.configuration.redirect_targets.get(slug, old)
    if target != old:
        return f"the slug `{slug}` is taken by a redirect to `{target}`"
    if slug in wiki.configuration.inventory:
        return f"the slug `{slug}` is taken by an article of an inventory"
    return ""


def _twins(wiki: Wiki, moved: Mapping[str, str], gone: Set[str]) -> list[str]:
    """What new paths differ from those of other articles only in case or normal form, or not."""
    found = wiki.spelled_like(moved.values())
    problems = []
    for new in moved.values():
        others = [path for path in found.get(new, ()) if path not in moved and path not in gone]
        if others:
            problems.append(f"{new}: there is a file {others[0]} already")
    return problems


def will_delete(wiki: Wiki, paths: Iterable[str]) -> list[Deletion]:
    """The articles among deleted files and folders that others link to, in order of path.

    (workspace/willDeleteFiles.) An article is left out where another one that stays has its slug.
    A redirect offered for it is one of `redirects.add_redirects`, without the paths that go.
    """
    gone = _deleted(wiki, paths)
    return _deletions(wiki, gone, gone)


def _deletions(wiki: Wiki, gone: Set[str], away: Set[str]) -> list[Deletion]:
    """Those of some articles that others link to; `away` are these and others that are moved."""
    found: list[Deletion] = []
    for path in sorted(gone):
        slug = wiki.articles.slug_of(path)
        if not slug or not set(wiki.paths_of(slug)) <= away:
            continue
        linked_from = tuple(one for one in wiki.linked_from(slug) if one not in gone)
        if linked_from:
            near = [
                other
                for other in wiki.nearest(slug)
                if (target := wiki.resolve(other)).slug != slug
                and (target.kind == "inventory" or not set(target.paths) <= away)
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
