"""empty-section: a heading with nothing below."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.rules.quoting import quoted
from slugline.rules.rule import ArticleRule, Explanation, Finding
from slugline.syntax import Article

CODE = "empty-section"


def _check(article: Article) -> Iterator[Finding]:
    for section in article.sections:
        if all(block.kind == "blank" for block in section.blocks):
            message = f"the section {quoted(section.name)} is empty"
            yield Finding(CODE, section.heading.span, message)


RULE = ArticleRule(
    code=CODE,
    level="warning",
    aspect="structure",
    check=_check,
    explanation=Explanation(
        finds="a heading with nothing below it",
        why="It promises readers something that is not there.",
        bad="""\
//- mill.article
The Mill
Water turns the wheel.
Summary
Key Takeaways
- The wheel turns the stone.
""",
        good="""\
//- mill.article
The Mill
Water turns the wheel.
Summary
Water turns the wheel, and the wheel turns the stone.
Key Takeaways
- The wheel turns the stone.
""",
    ),
)
