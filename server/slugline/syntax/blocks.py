"""Text to blocks: every line is one block (grammar/spec.md, "Blocks")."""

from __future__ import annotations

from collections.abc import Sequence

from slugline.syntax.schema import Schema
from slugline.syntax.tree import Block, BlockKind
from slugline.text import BYTE_ORDER_MARK, Span

BLANKS = " \t"


def read_blocks(source: str, starts: Sequence[int], schema: Schema) -> tuple[Block, ...]:
    """Classifies each line after trimming spaces and tabs at both ends.

    In this order: blank, title (the first line that is not blank, unless it is a marked heading
    or an item), heading, item, paragraph.
    """
    blocks: list[Block] = []
    first = True
    for number, line in enumerate(_contents(source, starts)):
        block = read_block(line, starts[number], number, schema, first=first)
        if first and block.kind != "blank":
            first = False
        blocks.append(block)
    return tuple(blocks)


def read_block(line: str, start: int, number: int, schema: Schema, *, first: bool) -> Block:
    """Classifies one line without its break, which begins at `start`.

    `first` says that all lines above it are blank.
    """
    content = line[1:] if number == 0 and line.startswith(BYTE_ORDER_MARK) else line
    text = content.strip(BLANKS)
    if text is not line:
        start += len(line) - len(content.lstrip(BLANKS))
    kind: BlockKind = "paragraph"
    marker = 0
    opening = text[:3]
    if not text:
        kind = "blank"
    elif opening == "## ":
        kind, marker = "heading", 3
    elif opening[:2] == "- ":
        kind, marker = "item", 2
    elif first:
        kind, marker = "title", 2 if opening[:2] == "# " else 0
    elif len(text) <= schema.longest_heading and text in schema.by_heading:
        kind = "heading"
    end = start + len(text)
    span = text_span = Span(start, end)
    if marker:
        text_span = Span(end - len(text[marker:].lstrip(BLANKS)), end)
    return Block(kind, number, span, text_span)


def _contents(source: str, starts: Sequence[int]) -> list[str]:
    """The lines without their breaks."""
    if "\r" not in source:
        return source.split("\n")
    ends = [*starts[1:], len(source)]
    return [source[start:end].rstrip("\r\n") for start, end in zip(starts, ends, strict=True)]
