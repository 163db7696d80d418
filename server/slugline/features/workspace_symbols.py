"""Symbols of the whole wiki: its articles, entities and sections, found while they are typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Literal, get_args

import msgspec

from slugline.features.definition import heading_in, title_span
from slugline.features.view import Location
from slugline.model.slugs import slug_of
from slugline.rules.entity_edits import marks_of
from slugline.syntax import Article, Schema
from slugline.text import unbroken
from slugline.wiki import Wiki
from slugline.wiki.names import Match, Rank

LIMIT = 200
"""At most so many symbols are found."""

SymbolKind = Literal["article", "entity", "section"]

_KINDS: tuple[SymbolKind, ...] = get_args(SymbolKind)
_RANKS: tuple[Rank, ...] = get_args(Rank)


class WorkspaceSymbol(msgspec.Struct, frozen=True):
    """A name of the wiki and the article it is in. `container` says more: the slug, the title.

    `sought` is by what `locate` finds its place: a heading's slug, an entity's spelling.
    """

    kind: SymbolKind
    name: str
    path: str
    container: str
    sought: str = ""


def workspace_symbols(wiki: Wiki, text: str) -> tuple[WorkspaceSymbol, ...]:
    """The names that match what was typed, the best first.

    Of equally good ones articles come first, then entities, then sections; of each kind those that
    are linked or marked most. Without any text these are the articles that are linked most.
    """
    return tuple(islice(_symbols(wiki, text), LIMIT))


def locate(wiki: Wiki, symbol: WorkspaceSymbol, read: Callable[[str], Article]) -> Location | None:
    """The place of a symbol; None where it is no longer there. Raises ReadError."""
    if symbol.path not in wiki.articles:
        return None
    if symbol.kind == "article":
        return Location(symbol.path, title_span(wiki, symbol.path))
    article = read(symbol.path)
    if symbol.kind == "section":
        found = heading_in(article, symbol.sought)
        return Location(symbol.path, found[0]) if found else None
    mark = next(marks_of(article, {symbol.sought}), None)
    return Location(symbol.path, mark.text_span) if mark else None


def _symbols(wiki: Wiki, text: str) -> Iterator[WorkspaceSymbol]:
    search = wiki.search
    # Slugs that are not written yet are names too, but no symbols: more are asked for.
    found: list[tuple[SymbolKind, Match]] = [
        ("article", match) for match in search.slugs.find(text, 2 * LIMIT).matches
    ]
    if text.strip():
        found += [("entity", match) for match in search.entities.find(text, LIMIT).matches]
        found += [("section", match) for match in search.headings.find(text, LIMIT).matches]
        found.sort(key=lambda one: (_RANKS.index(one[1].rank), _KINDS.index(one[0])))
    known: set[str] = set()
    for kind, match in found:
        if kind == "article":
            for symbol in _articles(wiki, match.name):
                if symbol.path not in known:
                    known.add(symbol.path)
                    yield symbol
        elif kind == "entity":
            yield from _entity(wiki, match.name)
        else:
            yield from _sections(wiki, match.name)


def _articles(wiki: Wiki, slug: str) -> Iterator[WorkspaceSymbol]:
    resolution = wiki.resolve(slug)
    for path in resolution.paths:
        title = wiki.articles.title_of(path)
        name = slug if resolution.redirected or not title else unbroken(title)
        yield WorkspaceSymbol("article", name, path, resolution.slug)


def _entity(wiki: Wiki, spelling: str) -> Iterator[WorkspaceSymbol]:
    if wiki.titled(spelling):
        # Its article is found by the same words.
        return
    for path in wiki.entities.holders([spelling])[:1]:
        container = unbroken(wiki.articles.title_of(path))
        yield WorkspaceSymbol("entity", unbroken(spelling), path, container, spelling)


def _sections(wiki: Wiki, heading: str) -> Iterator[WorkspaceSymbol]:
    name = _heading_name(wiki.configuration.schema, heading)
    for path in wiki.search.with_heading(heading):
        container = unbroken(wiki.articles.title_of(path))
        yield WorkspaceSymbol("section", name, path, container, heading)


def _heading_name(schema: Schema, heading: str) -> str:
    """The name of a section of the schema; of others the slug in words."""
    names = (name for name in schema.by_heading if slug_of(name) == heading)
    return next(names, heading.replace("-", " "))
