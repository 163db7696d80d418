"""text-outside-section: paragraphs and items above the first heading, beside the lead."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.rules.headings import meant_heading
from slugline.rules.quoting import quoted
from slugline.rules.rule import ArticleRule, Explanation, Finding
from slugline.syntax import Article, Block
from slugline.text import Span

CODE = "text-outside-section"


def _check(article: Article) -> Iterator[Finding]:
    for run in _runs(article):
        others = len(run) - 1
        text = quoted(article.text_of(run[0].text_span))
        what = "item" if run[0].kind == "item" else "paragraph"
        if others:
            lines = "line" if others == 1 else "lines"
            message = f"the {what} {text} and {others} more {lines} stand outside every section"
        else:
            message = f"the {what} {text} stands outside every section"
        yield Finding(CODE, Span(run[0].span.start, run[-1].span.end), message)


def _runs(article: Article) -> list[list[Block]]:
    """The lines of the preamble that stand together: before the lead, and after it.

    What follows a line that was meant to be a heading is not outside of a section: that line is
    the fault (`unknown-section`).
    """
    if not article.preamble:
        return []
    runs: list[list[Block]] = [[]]
    blocks = [*article.preamble]
    if article.lead is not None:
        blocks = sorted([*blocks, article.lead], key=lambda block: block.line)
    for block in blocks:
        if meant_heading(article, block) is not None:
            break
        if block is article.lead:
            runs.append([])
        else:
            runs[-1].append(block)
    return [run for run in runs if run]


RULE = ArticleRule(
    code=CODE,
    level="warning",
    aspect="structure",
    check=_check,
    explanation=Explanation(
        finds="paragraphs or items between the title and the first heading, other than the lead",
        why=(
            "The lead is one paragraph; what stands beside it belongs to no section, and is "
            "shown nowhere."
        ),
        bad="""\
//- mill.article
The Mill
Water turns the wheel.
It grinds corn.
Summary
Water turns the wheel, and the wheel turns the stone.
""",
        good="""\
//- mill.article
The Mill
Water turns the wheel.
Summary
Water turns the wheel, and the wheel turns the stone.
It grinds corn.
""",
    ),
)
