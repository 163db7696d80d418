"""Edits of a text, as plain values."""

from __future__ import annotations

from bisect import bisect, insort
from collections.abc import Iterable, Iterator
from itertools import pairwise

import msgspec

from slugline.text import Span


class Edit(msgspec.Struct, frozen=True, order=True):
    """Replace what `span` covers by `text`. An empty span inserts, an empty text deletes."""

    span: Span
    text: str


def overlap(edits: Iterable[Edit]) -> bool:
    """Whether two of the edits touch the same characters, or insert at the same point."""
    return any(_touch(earlier, later) for earlier, later in pairwise(sorted(edits)))


def _touch(earlier: Edit, later: Edit) -> bool:
    return later.span.start < earlier.span.end or later.span == earlier.span


class Disjoint:
    """Edits of a text that can be made at once: no two overlap. They come in their order."""

    def __init__(self) -> None:
        self._ordered: list[Edit] = []

    def __iter__(self) -> Iterator[Edit]:
        return iter(self._ordered)

    def add(self, edits: Iterable[Edit]) -> bool:
        """Adds all of some edits, or none where one would overlap another; says which it was."""
        new = sorted(edits)
        if overlap(new) or any(map(self._is_taken, new)):
            return False
        for edit in new:
            insort(self._ordered, edit)
        return True

    def _is_taken(self, edit: Edit) -> bool:
        place = bisect(self._ordered, edit)
        before, after = self._ordered[max(place - 1, 0) : place], self._ordered[place : place + 1]
        return any(_touch(one, edit) for one in before) or any(_touch(edit, one) for one in after)


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
