"""The line on which each key of a TOML text stands, which `tomllib` does not tell.

The text must be one that `tomllib` accepts: nothing is checked again here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

Key = tuple[str | int, ...]
"""The way to a value: keys of tables, and 0-based positions in arrays."""

_TOKEN = re.compile(
    r"""
      (?P<blank>[ \t\r]+ | \#[^\n]*)
    | (?P<break>\n)
    | (?P<string>\"{3}(?:\\.|[^\\])*?\"{3,5}(?!\") | '{3}.*?'{3,5}(?!')
               | \"(?:\\.|[^\"\\])*\" | '[^']*')
    | (?P<mark>[\[\]{}=,.])
    | (?P<word>[^\s\[\]{}=,.\#\"']+)
    """,
    re.VERBOSE | re.DOTALL,
)


def key_lines(text: str) -> dict[Key, int]:
    """The 0-based line of every table, key and array item of a TOML text, by the way to it."""
    return _Scan(text).lines


class _Scan:
    """One pass over the tokens; `lines` is its result."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Key, int] = {}
        self._line = 0
        self._tokens = self._read(text)
        self._last: dict[Key, int] = {}  # position of the newest table in an array of tables
        table: Key = ()
        self._advance()
        while self._token:
            if self._token == "\n":
                self._advance()
            elif self._token == "[":
                table = self._header()
            else:
                self._pair(table)

    def _read(self, text: str) -> Iterator[str]:
        for match in _TOKEN.finditer(text):
            if match.lastgroup != "blank":
                yield match.group()
            self._line += match.group().count("\n")

    def _advance(self) -> None:
        self._token = next(self._tokens, "")

    def _note(self, way: Key) -> None:
        self.lines.setdefault(way, self._line)

    def _header(self) -> Key:
        """`[table]` or `[[table]]`: the way to the table that the next pairs belong to."""
        self._advance()
        is_array = self._token == "["
        if is_array:
            self._advance()
        way = self._key((), into_arrays=True)
        if is_array:
            number = self._last.get(way, -1) + 1
            self._last[way] = number
            way = (*way, number)
            self._note(way)
            self._advance()
        self._advance()
        return way

    def _key(self, table: Key, *, into_arrays: bool = False) -> Key:
        """A dotted key; every part of it is noted. Stops at what follows the key."""
        way = table
        while True:
            if into_arrays and way in self._last:
                way = (*way, self._last[way])
            way = (*way, _unquoted(self._token))
            self._note(way)
            self._advance()
            if self._token != ".":
                return way
            self._advance()

    def _pair(self, table: Key) -> None:
        way = self._key(table)
        self._advance()
        self._value(way)

    def _value(self, way: Key) -> None:
        if self._token == "[":
            self._array(way)
        elif self._token == "{":
            self._inline_table(way)
        else:
            while self._token not in ("", "\n", ",", "]", "}"):
                self._advance()

    def _array(self, way: Key) -> None:
        self._advance()
        number = 0
        while self._token not in ("]", ""):
            if self._token in ("\n", ","):
                self._advance()
                continue
            self._note((*way, number))
            self._value((*way, number))
            number += 1
        self._advance()

    def _inline_table(self, way: Key) -> None:
        self._advance()
        while self._token not in ("}", ""):
            if self._token in ("\n", ","):
                self._advance()
            else:
                self._pair(way)
        self._advance()


def _unquoted(token: str) -> str:
    """A key as written, without quotes and escapes."""
    if token[0] == "'":
        return token[1:-1]
    if token[0] == '"':
        return str(tomllib.loads(f"key = {token}")["key"]) if "\\" in token else token[1:-1]
    return token
