"""Columns in the units of clients: against the encodings themselves, one character at a time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slugline.lsp.capabilities import ENCODINGS
from slugline.lsp.positions import Encoding, column_of, units_of

CHARACTERS = st.sampled_from("aé€\u2028\ufeff😀𝔸\ufffd")
lines = st.text(CHARACTERS, max_size=12)
encodings = st.sampled_from(ENCODINGS)


def width(char: str, encoding: Encoding) -> int:
    unit = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    return len(char.encode(encoding + ("" if encoding == "utf-8" else "-le"))) // unit


@given(lines, encodings)
def test_every_column_there_and_back(line: str, encoding: Encoding) -> None:
    units = 0
    for column, char in enumerate(line):
        assert units_of(line, column, encoding) == units
        for inside in range(width(char, encoding)):
            assert column_of(line, units + inside, encoding) == column
        units += width(char, encoding)
    for past in (0, 1, 1 << 31):
        assert column_of(line, units + past, encoding) == len(line)
        assert units_of(line, len(line) + past, encoding) == units


@pytest.mark.parametrize(
    ("encoding", "units", "column"),
    [("utf-16", 2, 1), ("utf-16", 3, 2), ("utf-8", 3, 1), ("utf-8", 5, 2), ("utf-32", 2, 2)],
)
def test_inside_of_a_character_is_its_start(encoding: Encoding, units: int, column: int) -> None:
    assert column_of("a😀b", units, encoding) == column
