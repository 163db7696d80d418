"""Columns of one line, in the units that a client counts in, to code points and back.

LSP counts characters of a line in UTF-16 units, or in UTF-8 or UTF-32 units where client and server
agree on that (3.17, "PositionEncodingKind"). Everything else here counts code points.
"""

from __future__ import annotations

import re
from typing import Literal

Encoding = Literal["utf-8", "utf-16", "utf-32"]


_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def column_of(line: str, units: int, encoding: Encoding) -> int:
    """The code points before a column of a line; `line` is without its line break.

    A column past the line's end is its end; one inside of a character is the character's start.
    """
    if line.isascii() or encoding == "utf-32":
        return min(units, len(line))
    if encoding == "utf-8":
        return _column_of_bytes(line, units)
    column = units
    for number, match in enumerate(_ASTRAL.finditer(line)):
        if match.start() + number >= units:
            break
        column -= 1
    return min(column, len(line))


def _column_of_bytes(line: str, units: int) -> int:
    data = line.encode("utf-8", "surrogatepass")
    if units >= len(data):
        return len(line)
    while data[units] & 0xC0 == 0x80:  # not the first byte of a character
        units -= 1
    return len(data[:units].decode("utf-8", "surrogatepass"))


def units_of(line: str, column: int, encoding: Encoding) -> int:
    """The units of a line before so many of its code points; all of them past its end."""
    before = line[:column]
    if line.isascii() or encoding == "utf-32":
        return len(before)
    if encoding == "utf-8":
        return len(before.encode("utf-8", "surrogatepass"))
    return len(before) + len(_ASTRAL.findall(before))
