"""What commands do (workspace/executeCommand), as plain values.

The graph of a wiki is not here: `slugline.graph` gives it, beside this floor.
"""

from __future__ import annotations

from slugline.errors import RefusedError
from slugline.features.difference import edits_between
from slugline.features.rename_slug import LONGEST_NAME
from slugline.features.wiki_edit import WikiEdit, text_change
from slugline.model.facts import stem_of
from slugline.model.slugs import slug_of
from slugline.rules.quoting import quoted
from slugline.rules.rule import NewFile
from slugline.rules.skeleton import skeleton
from slugline.syntax import Entity, Link, parse
from slugline.wiki import Wiki

_SUFFIX = ".article"


def new_article(wiki: Wiki, title: str, beside: str = "") -> NewFile:
    """The file of a new article with a title, its headings, and its slug as the file's name.

    It lies in the folder of the article at `beside`, with its suffix; without one in the wiki's
    root. Raises RefusedError where the title is none, or its slug or file is taken.
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
    folder, slash, name = beside.rpartition("/")
    suffix = name[len(stem_of(beside)) :] if beside else _SUFFIX
    if len(f"{slug}{suffix}".encode()) > LONGEST_NAME:
        raise RefusedError("the title is too long: its slug is the name of the file")
    file = NewFile(f"{folder}{slash}{slug}{suffix}", text)
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
