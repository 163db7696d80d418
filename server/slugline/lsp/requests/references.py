"""`textDocument/references` and `documentHighlight`."""

from __future__ import annotations

from collections.abc import Generator

import msgspec
from lsprotocol import types

from slugline.features import document_highlight as highlights
from slugline.features import references as feature
from slugline.lsp.parts import Parts
from slugline.lsp.requests.asked import asked
from slugline.lsp.session import Session
from slugline.lsp.table import Encoded


def references(
    session: Session, params: types.ReferenceParams
) -> Generator[None, None, Encoded | None]:
    """All places that speak of what the cursor is on, in parts where the client takes them."""
    about = asked(session, params.text_document, params.position)
    if about is None:
        return None
    parts = Parts(session.send, params.partial_result_token)
    declared = params.context.include_declaration
    now = about.live.as_now()
    view = msgspec.structs.replace(about.view, read=now.read)
    for places in feature.references(view, include_declaration=declared):
        parts.add(session.conversion.encoded_locations(now, places.path, places.spans))
        yield
    return parts.result()


def document_highlight(
    session: Session, params: types.DocumentHighlightParams
) -> list[types.DocumentHighlight] | None:
    """The same in this article; what gives the name is shown as if it were written to."""
    about = asked(session, params.text_document, params.position)
    if about is None:
        return None
    kinds = types.DocumentHighlightKind
    return [
        types.DocumentHighlight(about.range(one.span), kinds.Write if one.names else kinds.Text)
        for one in highlights.document_highlights(about.view)
    ]
