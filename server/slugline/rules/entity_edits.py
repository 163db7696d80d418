"""Entities in rules and fixes: where their marks stand, and how a text is written in one."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from slugline.syntax import Article, Entity, Link, escape, parse
from slugline.text import Span


def marks_of(article: Article, spellings: Collection[str]) -> Iterator[Entity]:
    """The marks of entities that read as one of some texts, in order.

    Most of an article's lines hold none of them, and are not read.
    """
    source = article.source
    if "\\" in source:
        yield from (entity for entity in article.entities if entity.text in spellings)
        return
    lines: set[int] = set()
    for spelling in spellings:
        written = f"**{spelling}**"
        place = source.find(written)
        while place >= 0:
            line = article.place_at(place).line
            lines.add(line)
            place = source.find(written, article.line_span(line).end)
    for line in sorted(lines):
        for mark in article.marks_in(article.block_at(line).span):
            if isinstance(mark, Entity) and mark.text in spellings:
                yield mark


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
