"""Renaming an entity: all its marks, in every spelling, in the whole wiki."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.errors import RefusedError
from slugline.features.view import View
from slugline.features.wiki_edit import Change, text_change
from slugline.model.edits import Edit
from slugline.model.slugs import folded
from slugline.rules.entity_edits import in_entity, marks_of
from slugline.rules.quoting import quoted
from slugline.wiki import Wiki


def check_entity(wiki: Wiki, old: str, new: str) -> None:
    """Raises RefusedError where an entity can't have a name: it has marks, or is another entity.

    Two entities in one are not told apart again.
    """
    if any(mark in new for mark in ("**", "[[", "]]")):
        raise RefusedError("an entity holds no other marks")
    if not folded(new):
        raise RefusedError(f"{quoted(new)} is not a name: there is no letter in it")
    others = wiki.entities.spellings(new)
    if others and folded(new) != folded(old):
        raise RefusedError(f"{quoted(others[0])} is another entity of this wiki already")


def rename_entity(view: View, old: str, new: str) -> Iterator[Change]:
    """Writes another name in every mark of an entity, article by article.

    A spelling that differs from `old` in nothing but the case of its first letter, as at the start
    of a sentence, keeps that difference, unless the new name is only another spelling of the old
    one. Raises ReadError for an article that can't be read.
    """
    spellings = view.wiki.entities.spellings(old)
    respelled = folded(new) == folded(old)
    written = {
        spelling: in_entity(new if respelled else _in_case_of(spelling, old, new))
        for spelling in spellings
    }
    for path in view.wiki.entities.holders(spellings):
        article = view.article if path == view.path else view.read(path)
        edits = [
            Edit(mark.text_span, written[mark.text])
            for mark in marks_of(article, written)
            if article.text_of(mark.text_span) != written[mark.text]
        ]
        yield from text_change(path, edits)


def _in_case_of(spelling: str, old: str, new: str) -> str:
    """The new name, with its first letter in the case of a spelling that differs only in this."""
    if spelling == old or spelling[1:] != old[1:] or spelling[:1].lower() != old[:1].lower():
        return new
    first = new[0].upper() if spelling[0].isupper() else new[0].lower()
    return first + new[1:]
