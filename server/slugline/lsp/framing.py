"""Bytes of a stream -> bodies of messages (LSP, "Base Protocol").

No I/O: what is read is fed in pieces of any size. Header names count in any case, lines may end
with a bare line feed, blanks around the colon are free and unknown headers are passed over. What
is no message is skipped to the next `Content-Length`, and told once as a `Broken`. This module is
read before `initialize` is answered: it imports nothing that takes long.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT = 64 * 1024 * 1024
"""Bytes of the largest message that is taken: a client sends nothing near it in good faith."""

_LONGEST_LINE = 8192
"""Bytes of a header line; more without a line's end is skipped as it comes."""

_HEADER = re.compile(rb"([A-Za-z0-9-]+)[ \t]*:[ \t]*(.*)")
_ENDING = re.compile(rb"content-length[ \t]*:[ \t]*([0-9]+)[ \t]*$", re.IGNORECASE)
_TAIL = 64
"""Bytes of skipped input that may hold the beginning of a `Content-Length` header."""

_CHARSET = re.compile(rb"charset[ \t]*=[ \t]*\"?([^\s;\"]+)", re.IGNORECASE)
_UTF_8 = {b"utf-8", b"utf8"}


class Broken:
    """A part of the input that is no message: `reason` says why, in a few words."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Broken) and other.reason == self.reason

    def __hash__(self) -> int:
        return hash(self.reason)

    def __repr__(self) -> str:
        return f"Broken({self.reason!r})"


class Framer:
    """Finds the messages in a stream. `limit` is the largest body in bytes."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._buffer = bytearray()
        self._searched = 0
        self._skipping = False
        self._body: int | None = None
        self._begin_headers()

    def feed(self, data: bytes) -> list[bytes | Broken]:
        """The bodies that are complete with these bytes, and what is broken among them."""
        self._buffer += data
        return list(self._parts())

    @property
    def is_inside(self) -> bool:
        """Whether a message has begun that is not complete."""
        return bool(self._buffer) or self._length is not None or self._body is not None

    def _begin_headers(self) -> None:
        self._length: int | None = None
        self._fault = ""
        self._has_headers = False

    def _parts(self) -> Iterator[bytes | Broken]:
        while True:
            if self._body is not None:
                if len(self._buffer) < self._body:
                    return
                body = bytes(self._buffer[: self._body])
                del self._buffer[: self._body]
                yield Broken(self._fault) if self._fault else body
                self._body = None
                self._begin_headers()
            line = self._line()
            if line is None:
                yield from self._drop_endless()
                return
            yield from self._header(line)

    def _line(self) -> bytes | None:
        """The next line without its end; None where it is not complete."""
        end = self._buffer.find(b"\n", self._searched)
        if end < 0:
            self._searched = len(self._buffer)
            return None
        line = bytes(self._buffer[:end]).removesuffix(b"\r")
        del self._buffer[: end + 1]
        self._searched = 0
        return line

    def _drop_endless(self) -> Iterator[Broken]:
        if len(self._buffer) > _LONGEST_LINE:
            yield from self._skip("bytes that are no header")
            del self._buffer[:-_TAIL]
            self._searched = len(self._buffer)

    def _skip(self, reason: str) -> Iterator[Broken]:
        """Goes on to the next `Content-Length`; what is skipped is told once."""
        if not self._skipping:
            self._skipping = True
            yield Broken(reason)
        self._begin_headers()

    def _header(self, line: bytes) -> Iterator[Broken]:
        if not line.strip():
            yield from self._end_headers()
            return
        match = _HEADER.fullmatch(line) if len(line) <= _LONGEST_LINE else None
        if match is None:
            yield from self._skip("bytes that are no header")
            ending = _ENDING.search(line)
            if ending is not None:
                yield from self._content_length(ending[1])
            return
        name, value = match[1].lower(), match[2].strip()
        self._has_headers = True
        if self._skipping and name.endswith(b"content-length"):
            # What comes before it is the end of what is skipped.
            name = b"content-length"
        if name == b"content-length":
            yield from self._content_length(value)
        elif name == b"content-type":
            charset = _CHARSET.search(value)
            if charset is not None and charset[1].lower() not in _UTF_8:
                self._fault = "a character set other than UTF-8"

    def _content_length(self, value: bytes) -> Iterator[Broken]:
        if not re.fullmatch(rb"[0-9]{1,19}", value):
            yield from self._skip("a Content-Length that is no number")
        elif int(value) > self._limit:
            yield from self._skip(f"a message of more than {self._limit} bytes")
        else:
            self._length = int(value)

    def _end_headers(self) -> Iterator[Broken]:
        if self._length is not None:
            self._body = self._length
            self._skipping = False
        elif self._has_headers:
            yield from self._skip("headers without a Content-Length")
