"""Edits of a text, as plain values."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import msgspec

from slugline.text import Span


class Edit(msgspec.Struct, frozen=True, order=True):
    """Replace what `span` covers by `text`. An empty span inserts, an empty text deletes."""

    span: Span
    text: str


def overlap(edits: Iterable[Edit]) -> bool:
    """Whether two of the edits touch the same characters, or insert at the same point."""
    ordered = sorted(edits)
    return any(
        later.span.start < earlier.span.end or later.span == earlier.span
        for earlier, later in pairwise(ordered)
    )


def apply_edits(source: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made at once; their spans count in the text before.

    Raises ValueError where two edits overlap.
    """
    ordered = sorted(edits)
    if overlap(ordered):
        raise ValueError("edits overlap")
    parts: list[str] = []
    position = 0
    for edit in ordered:
        parts += (source[position : edit.span.start], edit.text)
        position = edit.span.end
    parts.append(source[position:])
    return "".join(parts)
