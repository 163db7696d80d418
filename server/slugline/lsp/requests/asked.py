"""What a request is about: an article with its cursor, and the way back to the client's places."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import msgspec
from lsprotocol import types

from slugline.features.prose import Prose, as_markdown, as_plain
from slugline.features.view import Location, View
from slugline.lsp.live import LiveWiki
from slugline.lsp.session import Session
from slugline.lsp.workspace import Place
from slugline.text import Span


class Asked:
    """A view of an article, with the session and the live wiki that it is of."""

    def __init__(self, session: Session, home: Place, view: View) -> None:
        self.session = session
        self.view = view
        self._home = home

    @property
    def live(self) -> LiveWiki:
        """The wiki as the session keeps it."""
        return self._home.live

    @cached_property
    def wiki(self) -> LiveWiki | None:
        """The wiki whose articles the text may name; None where there is none (`read_by`)."""
        return self.session.read_by(self.uri)

    @cached_property
    def reading(self) -> View:
        """The view as of that wiki; an article that is no part of it has a path that none has."""
        around = self.wiki
        if around is None or around is self.live:
            return self.view
        around.settle()
        path = f"/{self.view.path}"
        return msgspec.structs.replace(
            self.view, wiki=around.wiki, path=path, read=around.read, holds=around.holds
        )

    @property
    def uri(self) -> str:
        """The URI of the article."""
        return self.session.uri(self.live, self.view.path)

    def range(self, span: Span) -> types.Range:
        """The range of a span of the article."""
        return self.session.range_of(self.live, self.view.path, span)

    def location(self, place: Location) -> types.Location:
        """The location of a place in the wiki."""
        return self.session.location(self.live, place.path, place.span)

    def home_of(self, path: str) -> Place:
        """Where a path of `reading` is."""
        if path == self.reading.path or self.wiki is None:
            return self._home
        return Place(self.wiki, path)

    def offsets(self, positions: Iterable[types.Position]) -> list[int]:
        """The offsets of positions in the article."""
        document = self.session.text_at(self._home, self.view.article)
        return [document.offset_at(position) for position in positions]


def asked(
    session: Session,
    document: types.TextDocumentIdentifier,
    place: types.Position | types.Range | None = None,
) -> Asked | None:
    """What is asked about; None where the document is no article, or can't be read."""
    home = session.place_at(document.uri)
    view = session.view(document.uri, place)
    if home is None or view is None:
        return None
    return Asked(session, home, view)


def markup(prose: Prose, *, markdown: bool) -> types.MarkupContent:
    """A text in the form that the client shows."""
    if markdown:
        return types.MarkupContent(types.MarkupKind.Markdown, as_markdown(prose))
    return types.MarkupContent(types.MarkupKind.PlainText, as_plain(prose))
