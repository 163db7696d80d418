"""Folding: the parts of an article that can be shown as one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from slugline.features.view import View
from slugline.syntax import Block
from slugline.text import Span


def folds(view: View) -> list[Span]:
    """What can be folded, in order: each from the end of a line to the end of a later one.

    The title folds all that stands above the first section, a heading its section, and the first
    item of a list the others. So an article in which all is folded is its table of contents.
    Blank lines at the end stay outside.
    """
    article = view.article
    parts = [_fold(article.blocks[: _first_heading(view)])]
    for section in article.sections:
        parts.append(_fold((section.heading, *section.blocks)))
    return sorted(fold for fold in (*parts, *_lists(article.blocks)) if fold)


def _first_heading(view: View) -> int:
    """The line of the first heading, or the number of all lines."""
    article = view.article
    return article.sections[0].heading.line if article.sections else len(article.blocks)


def _lists(blocks: Iterable[Block]) -> Iterator[Span | None]:
    """The runs of items; blank lines between them mean nothing."""
    written = (block for block in blocks if block.kind != "blank")
    for is_list, run in groupby(written, key=lambda block: block.kind == "item"):
        if is_list:
            yield _fold(run)


def _fold(blocks: Iterable[Block]) -> Span | None:
    """From the end of the first line that is not blank to that of the last, if there are two."""
    written = [block for block in blocks if block.kind != "blank"]
    if len(written) < 2:
        return None
    return Span(written[0].span.end, written[-1].span.end)
