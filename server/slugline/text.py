"""A text, its lines and places in it. All offsets are code points, counted from 0.

A line ends at LF, CRLF or CR and at nothing else (grammar/spec.md, "Text and lines").
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

import msgspec

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")

BYTE_ORDER_MARK = "\ufeff"


class Span(msgspec.Struct, frozen=True, order=True, gc=False):
    """A half-open range of a text: code points `start` up to, not including, `end`."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def holds(self, other: Span) -> bool:
        """Whether `other` lies inside this span (or is equal to it)."""
        return self.start <= other.start and other.end <= self.end

    def of(self, source: str) -> str:
        """The part of `source` that this span covers."""
        return source[self.start : self.end]


class Place(msgspec.Struct, frozen=True, order=True, gc=False):
    """A point of a text by line and column, both counted from 0; the column in code points."""

    line: int
    column: int


def line_starts(source: str) -> list[int]:
    """The offset at which each line starts; there is always at least one line.

    A text that ends with a line break has an empty last line, as in every editor.
    """
    if "\r" in source:
        return [0, *(match.end() for match in _LINE_BREAK.finditer(source))]
    starts = list(accumulate(map(len, source.split("\n")), _next_line, initial=0))
    starts.pop()
    return starts


def _next_line(start: int, length: int) -> int:
    return start + length + 1


def place_at(starts: Sequence[int], offset: int) -> Place:
    """The place of `offset` in a text whose lines start at `starts`."""
    line = bisect_right(starts, offset) - 1
    return Place(line, offset - starts[line])


class Decoded(msgspec.Struct, frozen=True):
    """A file's bytes as text.

    `source` is what is parsed: each byte that is not UTF-8 is one U+FFFD. `invalid` holds the
    offsets of those in `source`, with the byte that stands there.
    """

    source: str
    invalid: tuple[tuple[int, int], ...] = ()

    def encode(self, source: str | None = None) -> bytes:
        """The bytes again: equal to the file's, where `source` is not given.

        With `source`, an edited copy that still has every invalid place (in order), those
        places get their bytes back. Raises ValueError where it has not as many.
        """
        text = self.source if source is None else source
        if not self.invalid:
            return text.encode("utf-8")
        bytes_left = iter(self._escapes(text))
        return re.sub("\ufffd", lambda _: next(bytes_left), text).encode("utf-8", "surrogateescape")

    def _escapes(self, text: str) -> list[str]:
        """For every U+FFFD of the text the character to write: a real one, or an escaped byte."""
        invalid = dict(self.invalid)
        escapes = [
            chr(0xDC00 + invalid[match.start()]) if match.start() in invalid else "\ufffd"
            for match in re.finditer("\ufffd", self.source)
        ]
        if text.count("\ufffd") != len(escapes):
            raise ValueError("the edited text lost a place with bytes that are not UTF-8")
        return escapes


def decode(data: bytes) -> Decoded:
    """Bytes as text, never failing: each byte that is not UTF-8 becomes U+FFFD and is noted.

    A byte-order mark stays in the text as its first character.
    """
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        escaped = data.decode("utf-8", "surrogateescape")
    invalid = tuple(
        (match.start(), ord(match.group()) - 0xDC00) for match in _ESCAPED_BYTE.finditer(escaped)
    )
    return Decoded(_ESCAPED_BYTE.sub("\ufffd", escaped), invalid)


def unbroken(source: str) -> str:
    """The text on one line, for messages: line breaks and controls as visible escapes."""
    if source.isprintable():
        return source
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in source
    )
