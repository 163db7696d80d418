"""What commands do (workspace/executeCommand), as plain values.

The graph of a wiki is not here: `slugline.graph` gives it, beside this floor.
"""

from __future__ import annotations

from slugline.errors import RefusedError
from slugline.features.difference import edits_between
from slugline.features.wiki_edit import WikiEdit, text_change
from slugline.model.slugs import slug_of
from slugline.rules.new_path import LONGEST_NAME, new_path, no_place
from slugline.rules.quoting import quoted
from slugline.rules.rule import Holds, NewFile, holds_all
from slugline.rules.skeleton import skeleton
from slugline.syntax import Entity, Link, parse
from slugline.wiki import Wiki


def new_article(wiki: Wiki, title: str, beside: str = "", *, holds: Holds = holds_all) -> NewFile:
    """The file of a new article with a title, its headings, and its slug as the file's name.

    It lies beside the article at `beside` where it can be one there (`rules.new_path`). Raises
    RefusedError where the title is none, its slug or file is taken, or no place is the wiki's.
    """
    title = " ".join(title.split())
    slug = slug_of(title)
    if not slug:
        raise RefusedError(f"the title {quoted(title)} has no letter or digit to make a slug of")
    text = skeleton(title, wiki.configuration.schema)
    marked = any(isinstance(mark, Entity | Link) for mark in parse(f"- {title}").marks)
    if marked or not title.isprintable() or parse(text).title_text != title:
        raise RefusedError(f"{quoted(title)} can't be a title: it would be read as something else")
    target = wiki.resolve(slug)
    if target.paths:
        raise RefusedError(f"the slug `{slug}` is taken by {target.paths[0]}: choose another title")
    if target.kind != "missing" or target.redirected:
        raise RefusedError(f"the slug `{slug}` is taken by a redirect or an inventory")
    path, is_held = new_path(wiki, slug, beside=beside, holds=holds)
    if len(path.rpartition("/")[2].encode()) > LONGEST_NAME:
        raise RefusedError("the title is too long: its slug is the name of the file")
    if not is_held:
        raise RefusedError(no_place(path))
    file = NewFile(path, text)
    refuse_taken(wiki, file)
    return file


def refuse_taken(wiki: Wiki, file: NewFile) -> None:
    """Raises RefusedError where the wiki has an article at a new file's path.

    A path that differs only in case or normal form is the same file on other people's disks.
    """
    others = wiki.spelled_like([file.path])
    if others:
        raise RefusedError(f"there is a file {others[file.path][0]} already")


def fix_all(path: str, before: str, after: str) -> WikiEdit:
    """The edit that mends an article, from its text and the text that `check.fix` gives."""
    return WikiEdit(text_change(path, edits_between(before, after)))
