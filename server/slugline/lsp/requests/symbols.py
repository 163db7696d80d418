"""`textDocument/documentSymbol`, `workspace/symbol` and `workspaceSymbol/resolve`."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from itertools import chain, islice, zip_longest
from typing import Any

from lsprotocol import types

from slugline.errors import ReadError
from slugline.features import document_symbols as outline
from slugline.features.view import Location
from slugline.features.workspace_symbols import LIMIT, WorkspaceSymbol, locate, workspace_symbols
from slugline.lsp.live import LiveWiki
from slugline.lsp.requests.asked import Asked, asked
from slugline.lsp.session import Session
from slugline.text import Span

_KINDS = {
    "article": types.SymbolKind.File,
    "title": types.SymbolKind.File,
    "section": types.SymbolKind.Namespace,
    "entity": types.SymbolKind.Variable,
    "link": types.SymbolKind.String,
}
"""All are among those that every client knows; sections and entities are as semantic tokens."""

_Symbols = list[types.DocumentSymbol] | list[types.SymbolInformation]


def document_symbol(session: Session, params: types.DocumentSymbolParams) -> _Symbols | None:
    """The outline of an article: a tree where the client shows one."""
    about = asked(session, params.text_document)
    if about is None:
        return None
    article = about.view.article
    if session.client.hierarchical_symbols:
        return [_symbol(about, one) for one in outline.document_symbols(article)]
    path = about.view.path
    return [
        types.SymbolInformation(
            about.location(Location(path, one.span)),
            one.name,
            _KINDS[one.kind],
            container_name=one.container or None,
        )
        for one in outline.flat_symbols(article)
    ]


def _symbol(about: Asked, one: outline.Symbol) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        one.name,
        _KINDS[one.kind],
        about.range(one.span),
        about.range(one.selected),
        one.detail or None,
        children=[_symbol(about, child) for child in one.children],
    )


def workspace_symbol(
    session: Session, params: types.WorkspaceSymbolParams
) -> Generator[None, None, list[types.WorkspaceSymbol]]:
    """The names of all wikis that match, the best first; of several wikis in turn.

    Their places are left to `resolve` where the client asks for them one by one.
    """
    found: dict[tuple[str, types.SymbolKind, str], types.WorkspaceSymbol] = {}
    for live, one in islice(_found(session, params.query), LIMIT):
        uri, kind = session.uri(live, one.path), _KINDS[one.kind]
        # An article of a wiki that is inside of another one is found in both.
        symbol = found[uri, kind, one.name] = types.WorkspaceSymbol(
            types.LocationUriOnly(uri), one.name, kind, container_name=one.container or None
        )
        if session.client.symbols_resolve:
            symbol.data = [one.kind, one.sought]
        else:
            symbol.location = types.Location(uri, _range(session, live, one))
            yield
    return list(found.values())


def _found(session: Session, query: str) -> Iterator[tuple[LiveWiki, WorkspaceSymbol]]:
    by_wiki: list[list[tuple[LiveWiki, WorkspaceSymbol]]] = []
    for live in session.all_wikis:
        live.settle()
        by_wiki.append([(live, one) for one in workspace_symbols(live.wiki, query)])
    return filter(None, chain.from_iterable(zip_longest(*by_wiki)))


def _range(session: Session, live: LiveWiki, one: WorkspaceSymbol) -> types.Range:
    """Where a symbol is; the start of its article where it is there no more."""
    live.settle()
    try:
        place = locate(live.wiki, one, live.read)
    except ReadError:
        place = None
    return session.range_of(live, one.path, Span(0, 0) if place is None else place.span)


def resolve(session: Session, symbol: types.WorkspaceSymbol) -> types.WorkspaceSymbol:
    """A symbol with its place."""
    uri = symbol.location.uri
    home = session.place_at(uri)
    data: Any = symbol.data
    if home is None:
        return symbol
    match data:
        case [("article" | "entity" | "section") as kind, str(sought)]:
            one = WorkspaceSymbol(kind, symbol.name, home.path, "", sought)
            symbol.location = types.Location(uri, _range(session, home.live, one))
    return symbol
