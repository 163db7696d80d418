"""`textDocument/definition`; declaration, type definition and implementation are the same here."""

from __future__ import annotations

from lsprotocol import types

from slugline.features import definition as feature
from slugline.lsp.requests.asked import Asked, asked
from slugline.lsp.session import Session


def definition(
    session: Session, params: types.DefinitionParams
) -> list[types.LocationLink] | list[types.Location] | None:
    """Where the link or the entity under the cursor leads."""
    about = asked(session, params.text_document, params.position)
    if about is None:
        return None
    found = feature.definition(about.view)
    if session.client.definition_links:
        return [_link(about, one) for one in found]
    return [about.location(one.selected) for one in found]


def _link(about: Asked, one: feature.Definition) -> types.LocationLink:
    selected = about.location(one.selected)
    around = about.session.range_of(about.live, one.selected.path, one.around)
    return types.LocationLink(selected.uri, around, selected.range, about.range(one.origin))
