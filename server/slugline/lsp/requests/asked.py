"""What a request is about: an article with its cursor, and the way back to the client's places."""

from __future__ import annotations

from lsprotocol import types

from slugline.features.prose import Prose, as_markdown, as_plain
from slugline.features.view import Location, View
from slugline.lsp.live import LiveWiki
from slugline.lsp.session import Session
from slugline.text import Span


class Asked:
    """A view of an article, with its wiki as the session keeps it."""

    def __init__(self, session: Session, live: LiveWiki, view: View) -> None:
        self.session = session
        self.live = live
        self.view = view

    def range(self, span: Span) -> types.Range:
        """The range of a span of the article."""
        return self.session.range_of(self.live, self.view.path, span)

    def range_in(self, path: str, span: Span) -> types.Range:
        """The range of a span of any article of the wiki."""
        return self.session.range_of(self.live, path, span)

    def location(self, place: Location) -> types.Location:
        """The location of a place in the wiki."""
        return self.session.location(self.live, place.path, place.span)

    def offset(self, position: types.Position) -> int:
        """The offset of a position in the article."""
        view = self.session.view(self.uri, position)
        return 0 if view is None else view.offset

    @property
    def uri(self) -> str:
        """The URI of the article."""
        return self.session.uri(self.live, self.view.path)


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
    return Asked(session, home.live, view)


def markup(prose: Prose, *, markdown: bool) -> types.MarkupContent:
    """A text in the form that the client shows."""
    if markdown:
        return types.MarkupContent(types.MarkupKind.Markdown, as_markdown(prose))
    return types.MarkupContent(types.MarkupKind.PlainText, as_plain(prose))
