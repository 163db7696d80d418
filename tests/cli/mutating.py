"""Articles that are broken in every way that a bad editor, a bad disk or a bad program may."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

_MARKS = (
    *("[[", "]]", "**", "***", "****", "\\", "|", "#", "[[|", "[[#", "]]]]", "[[]]", "[[a|]]"),
    *("[[a#]]", "** x **", "**[[tide-mill]]**", "[[tide-mill|**x**]]", "[[Tide Mill]]"),
    *("[[leat-and-race]]", "[[TIDE_MILL#summary|x]]", "[[tide-mill#Key Takeaways]]"),
    *("# ", "## ", "- ", "\n## ", "\n- ", "\n# ", "## Summary\n", "Summary\n", "Source\n"),
    *(" ", "  ", "\t", "\n", "\n\n", "\r", "\r\n", "\x00", "\x1b[31m", "\x7f", "\x85", "\u2028"),
    *("\ufeff", "\u200b", "\u202e", "\u0301", "\U0001f600", "é", "e\u0301", "\xa0", "…", "ß"),
)
_BAD_BYTES = (b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe6\xb0", b"\x80")


def _flip(data: bytearray, rng: random.Random) -> None:
    if data:
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def _cut(data: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(data) + 1)
    del data[start : start + int(rng.expovariate(1 / 40))]


def _cut_off(data: bytearray, rng: random.Random) -> None:
    del data[rng.randrange(len(data) + 1) :]


def _insert_mark(data: bytearray, rng: random.Random) -> None:
    place = rng.randrange(len(data) + 1)
    data[place:place] = rng.choice(_MARKS).encode()


def _insert_bytes(data: bytearray, rng: random.Random) -> None:
    place = rng.randrange(len(data) + 1)
    data[place:place] = rng.choice((*_BAD_BYTES, rng.randbytes(rng.randrange(9))))


def _lines(data: bytearray, change: Callable[[list[bytes]], None]) -> None:
    lines = bytes(data).split(b"\n")
    change(lines)
    data[:] = b"\n".join(lines)


def _double_line(data: bytearray, rng: random.Random) -> None:
    def change(lines: list[bytes]) -> None:
        lines.insert(rng.randrange(len(lines) + 1), rng.choice(lines))

    _lines(data, change)


def _shuffle_lines(data: bytearray, rng: random.Random) -> None:
    _lines(data, rng.shuffle)


def _drop_line(data: bytearray, rng: random.Random) -> None:
    _lines(data, lambda lines: lines.__delitem__(rng.randrange(len(lines))))


def _other_line_ends(data: bytearray, rng: random.Random) -> None:
    data[:] = data.replace(b"\n", rng.choice((b"\r\n", b"\r", b" \n", b"\n\n", b"\t\n")))


def _other_case(data: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(data) + 1)
    data[start : start + 30] = data[start : start + 30].swapcase()


_MUTATIONS = (
    *([_insert_mark] * 8),
    *([_flip, _cut, _double_line, _drop_line, _other_case] * 2),
    *(_cut_off, _insert_bytes, _shuffle_lines, _other_line_ends),
)


def mutated(originals: Sequence[bytes], number: int, seed: int) -> list[bytes]:
    """So many articles, each made of an original by one or more random changes."""
    rng = random.Random(seed)
    articles = []
    for _ in range(number):
        data = bytearray(rng.choice(originals))
        for _ in range(1 + int(rng.expovariate(1 / 3))):
            rng.choice(_MUTATIONS)(data, rng)
        articles.append(bytes(data))
    return articles
