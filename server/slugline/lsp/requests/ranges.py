"""`textDocument/foldingRange`, `selectionRange` and `linkedEditingRange`."""

from __future__ import annotations

from lsprotocol import types

from slugline.features import folding, linked_editing, selection_ranges
from slugline.lsp.requests.asked import Asked, asked
from slugline.lsp.session import Session
from slugline.text import Span


def folding_range(
    session: Session, params: types.FoldingRangeParams
) -> list[types.FoldingRange] | None:
    """What can be folded: whole lines where the client knows no others."""
    about = asked(session, params.text_document)
    if about is None:
        return None
    folds = [about.range(span) for span in folding.folds(about.view)]
    columns = not session.client.line_folding_only
    return [
        types.FoldingRange(
            fold.start.line,
            fold.end.line,
            fold.start.character if columns else None,
            fold.end.character if columns else None,
        )
        for fold in folds[: session.client.folding_limit]
    ]


def selection_range(
    session: Session, params: types.SelectionRangeParams
) -> list[types.SelectionRange] | None:
    """What "expand selection" takes, for each position from the inside to the whole."""
    about = asked(session, params.text_document)
    if about is None:
        return None
    found = selection_ranges.selection_ranges(about.view, about.offsets(params.positions))
    return [_nested(about, spans) for spans in found]


def _nested(about: Asked, spans: list[Span]) -> types.SelectionRange:
    """Spans from the inside out as a chain; there is at least the whole article."""
    *inner, whole = [about.range(span) for span in spans]
    chain = types.SelectionRange(whole)
    for one in reversed(inner):
        chain = types.SelectionRange(one, chain)
    return chain


def linked_editing_range(
    session: Session, params: types.LinkedEditingRangeParams
) -> types.LinkedEditingRanges | None:
    """The marks of the entity under the cursor, which change together."""
    about = asked(session, params.text_document, params.position)
    if about is None:
        return None
    spans = linked_editing.linked_spans(about.view)
    if not spans:
        return None
    ranges = [about.range(span) for span in spans]
    return types.LinkedEditingRanges(ranges, linked_editing.WORD_PATTERN)
