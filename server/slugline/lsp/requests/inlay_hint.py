"""`textDocument/inlayHint`."""

from __future__ import annotations

from lsprotocol import types

from slugline.features import inlay_hints as feature
from slugline.lsp.requests.asked import asked
from slugline.lsp.session import Session
from slugline.text import Span


def inlay_hint(session: Session, params: types.InlayHintParams) -> list[types.InlayHint] | None:
    """What links lead to, where the text does not say it; accepting a hint writes it."""
    about = asked(session, params.text_document, params.range)
    if about is None:
        return None
    return [
        types.InlayHint(
            about.range(Span(hint.offset, hint.offset)).start,
            hint.text,
            text_edits=[types.TextEdit(about.range(hint.edit.span), hint.edit.text)],
            padding_left=True,
        )
        for hint in feature.inlay_hints(about.view)
    ]
