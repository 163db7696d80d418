"""A document that is open in the editor: its text as the client has it, and changes of it.

The text is kept as its lines, so that a change costs what it touches and not what there is. A line
ends at LF, CRLF or CR and at nothing else (grammar/spec.md, "Text and lines"), which is what LSP
says too (3.17, "Text Documents").
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from lsprotocol import types

from slugline.lsp.positions import Encoding, column_of, units_of
from slugline.text import Span, line_starts

_BREAKS = "\r\n"
_SURROGATE = re.compile("[\ud800-\udfff]")


class Document:
    """An open document. `uri` and `language` are as the client wrote them.

    Positions go in and out in the client's units. Each one is valid: a line past the end is the
    end, a column past its line's end is that end, before the line break.
    """

    def __init__(
        self, uri: str, language: str, version: int, text: str, encoding: Encoding
    ) -> None:
        self.uri = uri
        self.language = language
        self.version = version
        self._encoding = encoding
        self._replace_all(text)

    def _replace_all(self, text: str) -> None:
        text = _whole(text)
        self._text: str | None = text
        self._starts: list[int] | None = line_starts(text)
        self._lines = _split(text)

    @property
    def text(self) -> str:
        """The whole text."""
        if self._text is None:
            self._text = "".join(self._lines)
        return self._text

    @property
    def starts(self) -> Sequence[int]:
        """The offset at which each line starts."""
        if self._starts is None:
            self._starts = list(accumulate(map(len, self._lines[:-1]), initial=0))
        return self._starts

    def change(self, changes: Iterable[types.TextDocumentContentChangeEvent], version: int) -> None:
        """Takes over changes, each of the text that the one before it left (`didChange`)."""
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                self._edit(change.range, _whole(change.text))
            else:
                self._replace_all(change.text)
        self.version = version

    def _edit(self, edited: types.Range, text: str) -> None:
        first, start = self._place_of(edited.start)
        last, end = self._place_of(edited.end)
        if (last, end) < (first, start):
            first, start, last, end = last, end, first, start
        lines = self._lines
        text = lines[first][:start] + text + lines[last][end:]
        if text.startswith("\n") and first and lines[first - 1].endswith("\r"):
            first -= 1  # the two are one line break now
            text = lines[first] + text
        if last == len(lines) - 1:
            lines[first:] = _split(text)
        else:
            # The text ends with the line break of its last line, which starts no new line here.
            lines[first : last + 1] = _split(text)[:-1]
        self._text = self._starts = None

    def _place_of(self, position: types.Position) -> tuple[int, int]:
        """Line and column in code points."""
        if position.line >= len(self._lines):
            last = len(self._lines) - 1
            return last, len(self._lines[last])
        line = self._lines[position.line].rstrip(_BREAKS)
        return position.line, column_of(line, position.character, self._encoding)

    def offset_at(self, position: types.Position) -> int:
        """The offset of a position, in code points."""
        line, column = self._place_of(position)
        return self.starts[line] + column

    def span_of(self, place: types.Range | types.Position) -> Span:
        """The span of a range or, empty, of a position; one that is reversed is put right."""
        if isinstance(place, types.Position):
            offset = self.offset_at(place)
            return Span(offset, offset)
        start, end = sorted((self.offset_at(place.start), self.offset_at(place.end)))
        return Span(start, end)

    def position_at(self, offset: int) -> types.Position:
        """The position of an offset; one past the text's end is its end."""
        line = bisect_right(self.starts, offset) - 1
        text = self._lines[line]
        return types.Position(line, units_of(text, offset - self.starts[line], self._encoding))

    def range_of(self, span: Span) -> types.Range:
        """The range of a span."""
        return types.Range(self.position_at(span.start), self.position_at(span.end))


def _split(text: str) -> list[str]:
    """The lines with their line breaks; the last one has none, and may be empty."""
    starts = line_starts(text)
    return [text[start:end] for start, end in zip(starts, (*starts[1:], len(text)), strict=True)]


def _whole(text: str) -> str:
    """A text without halves of characters, which JSON can hold and nothing else can.

    U+FFFD in their place is as wide in all encodings.
    """
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)
