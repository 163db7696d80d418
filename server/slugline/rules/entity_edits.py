"""Entities in rules and fixes: where their marks stand, and how a text is written in one."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from slugline.model.shortcut import plain_marks
from slugline.syntax import INLINE_BLOCKS, Article, Entity, Link, escape, parse
from slugline.text import Span


def marks_of(article: Article, spellings: Collection[str]) -> Iterator[Entity]:
    """The marks of entities that read as one of some texts, in order.

    Where all marks are plain, hardly a line is parsed for that.
    """
    source = article.source
    placed = plain_marks(source, spellings)
    if placed is None:
        yield from (entity for entity in article.entities if entity.text in spellings)
        return
    for start, text in placed:
        block = article.block_at(article.place_at(start).line)
        before = source[block.span.start : start]
        if block.kind not in INLINE_BLOCKS or before.rfind("[[") > before.rfind("]]"):
            # In a title it is text, and perhaps it is in a link.
            marks = article.marks_in(block.span)
            yield from (
                mark for mark in marks if isinstance(mark, Entity) and mark.span.start == start
            )
        else:
            inside = Span(start + 2, start + 2 + len(text))
            yield Entity(Span(start, inside.end + 2), text, inside)


def entity_at(article: Article, span: Span) -> Entity | None:
    """The entity mark that holds a span, or None."""
    line = article.block_at(article.place_at(span.start).line)
    return next(
        (
            mark
            for mark in article.marks_in(line.span)
            if isinstance(mark, Entity) and mark.span.holds(span)
        ),
        None,
    )


def in_entity(text: str) -> str:
    """A text as it is written between `**` and `**`: with escapes only where it needs them."""
    escaped = escape(text)
    if escaped == text:
        return text
    marks = parse(f"- **{text}**").marks
    alone = len(marks) == 1 and isinstance(marks[0], Entity) and marks[0].text == text
    return text if alone else escaped


def in_label(text: str) -> str:
    """A text as it is written between `|` and `]]`: with escapes only where it needs them."""
    escaped = escape(text)
    if escaped == text:
        return text
    marks = parse(f"- [[a|{text}]]").marks
    alone = len(marks) == 1 and isinstance(marks[0], Link) and marks[0].label == text
    return text if alone else escaped
