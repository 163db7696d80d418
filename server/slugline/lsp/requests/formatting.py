"""`textDocument/formatting`, `rangeFormatting`, `rangesFormatting` and `onTypeFormatting`."""

from __future__ import annotations

from collections.abc import Iterable

from lsprotocol import types

from slugline.features import formatting as feature
from slugline.lsp.requests.asked import Asked, asked
from slugline.lsp.session import Session
from slugline.model.edits import Edit


def formatting(
    session: Session, params: types.DocumentFormattingParams
) -> list[types.TextEdit] | None:
    """The edits that tidy an article; what it says stays."""
    about = asked(session, params.text_document)
    return _edits(about, feature.formatting_edits(about.view.article)) if about else None


def range_formatting(
    session: Session, params: types.DocumentRangeFormattingParams
) -> list[types.TextEdit] | None:
    """Those of them that are in some lines."""
    about = asked(session, params.text_document, params.range)
    return _edits(about, feature.range_formatting_edits(about.view)) if about else None


def ranges_formatting(
    session: Session, params: types.DocumentRangesFormattingParams
) -> list[types.TextEdit] | None:
    """Those that are in the lines of any of several selections, each once (LSP 3.18)."""
    abouts = [asked(session, params.text_document, place) for place in params.ranges]
    found = [(about, feature.range_formatting_edits(about.view)) for about in abouts if about]
    if not found:
        return None
    edits = {edit for _, some in found for edit in some}
    return _edits(found[0][0], sorted(edits, key=lambda edit: edit.span))


def on_type_formatting(
    session: Session, params: types.DocumentOnTypeFormattingParams
) -> list[types.TextEdit] | None:
    """What follows on Enter in a list."""
    about = asked(session, params.text_document, params.position)
    if about is None or params.ch != "\n":
        return None
    return _edits(about, feature.enter_edits(about.view))


def _edits(about: Asked, edits: Iterable[Edit]) -> list[types.TextEdit]:
    return [types.TextEdit(about.range(edit.span), edit.text) for edit in edits]
