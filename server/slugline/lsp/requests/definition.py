"""`textDocument/definition`; declaration, type definition and implementation are the same here."""

from __future__ import annotations

from lsprotocol import types

from slugline.features import definition as feature
from slugline.lsp.requests.asked import Asked, asked
from slugline.lsp.session import Session
from slugline.text import Span


def definition(
    session: Session, params: types.DefinitionParams
) -> list[types.LocationLink] | list[types.Location] | None:
    """Where the link or the entity under the cursor leads."""
    about = asked(session, params.text_document, params.position)
    if about is None:
        return None
    found = feature.definition(about.reading)
    if session.client.definition_links:
        return [_link(about, one) for one in found]
    return [_location(about, one.selected.path, one.selected.span) for one in found]


def _link(about: Asked, one: feature.Definition) -> types.LocationLink:
    selected = _location(about, one.selected.path, one.selected.span)
    around = _location(about, one.selected.path, one.around)
    return types.LocationLink(selected.uri, around.range, selected.range, about.range(one.origin))


def _location(about: Asked, path: str, span: Span) -> types.Location:
    home = about.home_of(path)
    return about.session.location(home.live, home.path, span)
