"""Formatting: spacing that means nothing is made even. What an article says never changes.

Enter in a list is the one thing here that writes: it begins the next item.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from slugline.features.view import View
from slugline.model.edits import Edit
from slugline.syntax import Article, Block
from slugline.text import BYTE_ORDER_MARK, Span

_MARKERS = {"heading": "## ", "item": "- ", "title": "# "}

_Style = Callable[[Block, Block], bool]
"""Whether a blank line stands between two neighbouring blocks."""


def _dense(_before: Block, _after: Block) -> bool:
    return False


def _by_section(_before: Block, after: Block) -> bool:
    return after.kind == "heading"


def _airy(before: Block, after: Block) -> bool:
    return not (before.kind == after.kind == "item")


_STYLES: tuple[_Style, ...] = (_dense, _by_section, _airy)


def formatting_edits(article: Article) -> list[Edit]:
    """The edits that tidy an article.

    No spaces around a line; one space behind `-`, `#` and `##`; blank lines in one of three
    styles, whichever is nearest to the article's own: none, one before each heading, or one
    between all blocks but items. Whether the last line has a line break is left as it is.
    """
    blocks = [block for block in article.blocks if block.kind != "blank"]
    if not blocks:
        return []
    edits = [*_line_edits(article, blocks), *_blank_edits(article, blocks)]
    start = blocks[0].span.start
    if article.source[start] == BYTE_ORDER_MARK != article.source[0]:
        # It is text here; at the start of the article it would be no more.
        return [edit for edit in edits if edit.span.start >= start]
    return edits


def range_formatting_edits(view: View) -> list[Edit]:
    """Those of the edits that are in the lines which the selection touches."""
    return [edit for edit in formatting_edits(view.article) if view.lines.holds(edit.span)]


def enter_edits(view: View) -> list[Edit]:
    """The edits that follow the line break which was typed just before the cursor.

    Behind an item the next one begins, with what stood behind the cursor. Behind an item without
    text, which is what is left of Enter behind the last one, the list ends: the cursor's line
    takes its place. An editor that has begun an item by itself is left alone.
    """
    article = view.article
    above, here = view.block.line - 1, view.block
    if above < 0 or here.kind == "item":
        return []
    before = article.blocks[above]
    is_empty = before.kind == "paragraph" and article.text_of(before.span) == "-"
    if is_empty and here.kind == "blank":
        # The break of the line above goes too; that of the empty item stays as the line's own.
        start = _content_end(article, above - 1)
        return [Edit(Span(start, _content_end(article, above)), "")]
    if is_empty or before.kind == "item":
        return [Edit(Span(article.starts[here.line], here.span.start), "- ")]
    return []


def _line_edits(article: Article, blocks: list[Block]) -> Iterator[Edit]:
    for block in blocks:
        start = article.starts[block.line]
        if article.source.startswith(BYTE_ORDER_MARK, start) and start == 0:
            start += 1
        if block.span.start > start:
            yield Edit(Span(start, block.span.start), "")
        marker = Span(block.span.start, block.text_span.start)
        if marker and (wanted := _MARKERS[block.kind]) != article.text_of(marker):
            yield Edit(marker, wanted)
        end = _content_end(article, block.line)
        if end > block.span.end:
            yield Edit(Span(block.span.end, end), "")


def _blank_edits(article: Article, blocks: list[Block]) -> Iterator[Edit]:
    style = min(
        _STYLES,
        key=lambda one: sum(
            one(before, after) != (after.line - before.line > 1)
            for before, after in pairwise(blocks)
        ),
    )
    first = article.starts[blocks[0].line]
    blank_start = int(article.source.startswith(BYTE_ORDER_MARK))
    if first > blank_start:
        yield Edit(Span(blank_start, first), "")
    for before, after in pairwise(blocks):
        blanks = Span(article.starts[before.line + 1], article.starts[after.line])
        # The break of the line before: LF behind a lone CR would make one line break of both.
        line_break = Span(_content_end(article, before.line), blanks.start)
        wanted = article.text_of(line_break) if style(before, after) else ""
        if article.text_of(blanks) != wanted:
            yield Edit(blanks, wanted)
    last = blocks[-1].line
    if last + 1 < len(article.starts) and article.starts[last + 1] < len(article.source):
        yield Edit(Span(article.starts[last + 1], len(article.source)), "")


def _content_end(article: Article, line: int) -> int:
    span = article.line_span(line)
    return span.start + len(article.text_of(span).rstrip("\r\n"))
