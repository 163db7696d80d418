"""Sections in fixes: where their text ends, and what stands between them.

A section's *content* runs from the start of its heading's line to the end of its last line that is
not blank. What follows, a line break and blank lines, stays where it is when contents move: so
a text keeps its spacing, and its missing final line break.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from slugline.syntax import Article, Block, Section
from slugline.text import BYTE_ORDER_MARK, Span

_LINE_BREAK = re.compile(r"\r\n|\r|\n")

UNREADABLE = "\ufffd"
"""May stand for a byte that is not UTF-8: text with it can be edited, but not moved or copied."""


def line_break(article: Article, line: int) -> str:
    """The break that ends a line; where it has none the text's first, or LF."""
    found = _LINE_BREAK.search(article.text_of(article.line_span(line)))
    found = found or _LINE_BREAK.search(article.source)
    return found.group() if found else "\n"


def line_end(article: Article, line: int) -> int:
    """The offset behind a line's last character, before its break."""
    span = article.line_span(line)
    return span.start + len(article.text_of(span).rstrip("\r\n"))


def last_line(section: Section) -> int:
    """The last line of a section that is not blank."""
    lines = (block.line for block in reversed(section.blocks) if block.kind != "blank")
    return next(lines, section.heading.line)


def content(article: Article, sections: Iterable[Section]) -> Span:
    """The content of a run of neighbouring sections."""
    first, *_, last = [*sections] * 2
    start = first.span.start
    if start == 0 and article.source.startswith(BYTE_ORDER_MARK):
        start = len(BYTE_ORDER_MARK)
    return Span(start, line_end(article, last_line(last)))


def first_block(article: Article) -> Block | None:
    """The first line that is not blank."""
    return next((block for block in article.blocks if block.kind != "blank"), None)


def same_section(section: Section, other: Section) -> bool:
    """Whether two headings name one section: of the schema, or with the same unknown name."""
    if section.kind is None or other.kind is None:
        return section.kind is other.kind and section.name == other.name
    return section.kind.key == other.kind.key
