"""invalid-utf8: bytes that are not UTF-8."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.rules.rule import ArticleRule, Explanation, Finding
from slugline.syntax import Article
from slugline.text import Span

CODE = "invalid-utf8"

_SHOWN = 8
"""How many bytes of a run a message names."""


def _check(article: Article) -> Iterator[Finding]:
    byte_offset = position = 0
    for span, data in _runs(article.invalid):
        byte_offset += len(article.source[position : span.start].encode("utf-8", "surrogatepass"))
        yield Finding(CODE, span, _message(data, byte_offset))
        byte_offset += len(data)
        position = span.end


def _runs(invalid: tuple[tuple[int, int], ...]) -> Iterator[tuple[Span, bytes]]:
    """Neighbouring bytes together; each is one character of the text."""
    run = bytearray()
    start = 0
    for offset, byte in invalid:
        if run and offset != start + len(run):
            yield Span(start, start + len(run)), bytes(run)
            run.clear()
        if not run:
            start = offset
        run.append(byte)
    if run:
        yield Span(start, start + len(run)), bytes(run)


def _message(data: bytes, offset: int) -> str:
    """`offset` counts the file's bytes from 0."""
    shown = " ".join(f"0x{byte:02X}" for byte in data[:_SHOWN])
    if len(data) == 1:
        return f"the byte {shown} at offset {offset} is not UTF-8"
    if len(data) > _SHOWN:
        shown += " …"
    return f"{len(data)} bytes at offset {offset} are not UTF-8: {shown}"


RULE = ArticleRule(
    code=CODE,
    level="error",
    aspect="text",
    check=_check,
    explanation=Explanation(
        finds="bytes that are not UTF-8, with their offset in the file, counted from 0",
        why=(
            "No reader can tell which characters they were meant to be. Most come from a file "
            "that was saved in an older encoding, such as Latin-1, or that was cut off."
        ),
        bad="""\
//- mill.article
The Caf⟨0xE9⟩ at the Mill
It serves tea.
""",
        good="""\
//- mill.article
The Café at the Mill
It serves tea.
""",
    ),
)
