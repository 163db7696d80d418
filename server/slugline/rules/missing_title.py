"""missing-title: an article without a title line."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.model.edits import Edit
from slugline.model.facts import stem_of
from slugline.rules.quoting import quoted
from slugline.rules.rule import ArticleRule, Explanation, Finding, Fix, Subject
from slugline.rules.section_edits import first_block, line_break
from slugline.syntax import Article
from slugline.text import BYTE_ORDER_MARK, Span

CODE = "missing-title"


def _check(article: Article) -> Iterator[Finding]:
    if article.title is not None:
        return
    first = first_block(article)
    if first is None:
        yield Finding(CODE, Span(0, 0), "the article has no title: it is empty")
    else:
        what = "the heading" if first.kind == "heading" else "the item"
        text = quoted(article.text_of(first.text_span))
        yield Finding(CODE, first.span, f"the article has no title line above {what} {text}")


def _fixes(_finding: Finding, subject: Subject) -> Iterator[Fix]:
    article = subject.article
    if article.title is not None:
        return
    words = (subject.facts.slug or stem_of(subject.path)).replace("-", " ").split()
    title = " ".join(map(str.capitalize, words)) or "Untitled"
    start = len(BYTE_ORDER_MARK) if article.source.startswith(BYTE_ORDER_MARK) else 0
    edit = Edit(Span(start, start), title + line_break(article, 0))
    yield Fix(f"Insert the title {quoted(title)}", (edit,))


RULE = ArticleRule(
    code=CODE,
    level="error",
    aspect="structure",
    check=_check,
    fixes=_fixes,
    explanation=Explanation(
        finds="an article without a title: its first line is a marked heading or an item",
        why="Every list of articles, and every link without a label of its own, shows the title.",
        bad="""\
//- water-mill.article
## Summary
Water turns the wheel.
""",
        good="""\
//- water-mill.article
Water Mill
## Summary
Water turns the wheel.
""",
    ),
)
