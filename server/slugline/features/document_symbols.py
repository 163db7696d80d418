"""The outline of an article: its title, its sections, and the entities and links in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from slugline.syntax import Article, Entity, Link
from slugline.text import Span, unbroken

SymbolKind = Literal["title", "section", "entity", "link"]


class Symbol(msgspec.Struct, frozen=True):
    """A part of an article. `selected` is its name, and lies inside of `span`, all of it.

    `name` is never empty. `detail` says more of it: the slug of a link with a label.
    """

    kind: SymbolKind
    name: str
    span: Span
    selected: Span
    detail: str = ""
    children: tuple[Symbol, ...] = ()


class FlatSymbol(msgspec.Struct, frozen=True):
    """A part of an article, and the name of what it is in (empty at the top)."""

    kind: SymbolKind
    name: str
    span: Span
    container: str


def document_symbols(article: Article) -> tuple[Symbol, ...]:
    """The tree: the title with all else in it; without a title what would be in it.

    Of each entity there is the first mark alone, of links all.
    """
    marks = list(_marks(article))
    inside: list[Symbol] = []
    position = 0
    for section in article.sections:
        while position < len(marks) and marks[position].span.start < section.span.start:
            inside.append(marks[position])
            position += 1
        start = position
        while position < len(marks) and marks[position].span.start < section.span.end:
            position += 1
        inside.append(
            Symbol(
                "section",
                unbroken(section.name),
                section.span,
                section.heading.text_span,
                children=tuple(marks[start:position]),
            )
        )
    inside += marks[position:]
    if article.title is None:
        return tuple(inside)
    span = Span(article.starts[article.title.line], len(article.source))
    selected = article.title.text_span
    name = unbroken(article.title_text)
    return (Symbol("title", name, span, selected, children=tuple(inside)),)


def flat_symbols(article: Article) -> tuple[FlatSymbol, ...]:
    """The same in a row, in order of place, for editors that show no tree."""
    return tuple(_flattened(document_symbols(article), ""))


def _flattened(symbols: tuple[Symbol, ...], container: str) -> Iterator[FlatSymbol]:
    for symbol in symbols:
        yield FlatSymbol(symbol.kind, symbol.name, symbol.span, container)
        yield from _flattened(symbol.children, symbol.name)


def _marks(article: Article) -> Iterator[Symbol]:
    known: set[str] = set()
    for mark in article.marks:
        match mark:
            case Link():
                written = mark.slug or f"#{mark.section}"
                name = written if mark.label is None else mark.label
                detail = "" if mark.label is None else unbroken(written)
                yield Symbol("link", unbroken(name), mark.span, mark.span, detail)
            case Entity(text=text) if text not in known:
                known.add(text)
                yield Symbol("entity", unbroken(text), mark.span, mark.text_span)
