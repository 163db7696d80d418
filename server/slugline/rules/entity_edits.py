"""Entities in fixes: the mark that a finding speaks of, and texts as they are written in marks."""

from __future__ import annotations

from slugline.syntax import Article, Entity, Link, escape, parse
from slugline.text import Span


def entity_at(article: Article, span: Span) -> Entity | None:
    """The entity mark that holds a span, or None."""
    return next((entity for entity in article.entities if entity.span.holds(span)), None)


def in_entity(text: str) -> str:
    """A text as it is written between `**` and `**`: with escapes only where it needs them."""
    marks = parse(f"- **{text}**").marks
    alone = len(marks) == 1 and isinstance(marks[0], Entity) and marks[0].text == text
    return text if alone else escape(text)


def in_label(text: str) -> str:
    """A text as it is written between `|` and `]]`: with escapes only where it needs them."""
    marks = parse(f"- [[a|{text}]]").marks
    alone = len(marks) == 1 and isinstance(marks[0], Link) and marks[0].label == text
    return text if alone else escape(text)
