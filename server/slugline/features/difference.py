"""The edits that make one text of another, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from slugline.model.edits import Edit
from slugline.text import Span, line_starts

_MOST = 1_000_000
"""So many pairs of lines are compared at the most; above, all between is one edit."""


def edits_between(before: str, after: str) -> list[Edit]:
    """Edits of whole lines, as few as can be found: cursors and folds elsewhere stay."""
    old, new = _lines(before), _lines(after)
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    old_part, new_part = old[head : len(old) - tail], new[head : len(new) - tail]
    opcodes: Sequence[tuple[str, int, int, int, int]]
    if len(old_part) * len(new_part) > _MOST:
        opcodes = [("replace", 0, len(old_part), 0, len(new_part))]
    else:
        opcodes = SequenceMatcher(None, old_part, new_part, autojunk=False).get_opcodes()
    starts = [*line_starts(before), len(before)]
    return [
        Edit(Span(starts[head + first], starts[head + last]), "".join(new_part[start:end]))
        for tag, first, last, start, end in opcodes
        if tag != "equal"
    ]


def _lines(text: str) -> list[str]:
    starts = [*line_starts(text), len(text)]
    return [text[start:end] for start, end in pairwise(starts)]
