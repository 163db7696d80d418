"""title-is-section: a title that is a section's name."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.rules.quoting import quoted
from slugline.rules.rule import ArticleRule, Explanation, Finding
from slugline.syntax import Article

CODE = "title-is-section"


def _check(article: Article) -> Iterator[Finding]:
    title = article.title_text
    if article.title is not None and title in article.schema.by_heading:
        message = f"the title is the section name {quoted(title)}: the title line may be missing"
        yield Finding(CODE, article.title.text_span, message)


RULE = ArticleRule(
    code=CODE,
    level="warning",
    aspect="structure",
    check=_check,
    explanation=Explanation(
        finds="a title that is the name of a section",
        why=(
            "The first line is always the title. Where the title line is missing, the first "
            "heading is taken for it, and its section is lost."
        ),
        bad="""\
//- water-mill.article
Summary
Water turns the wheel.
""",
        good="""\
//- water-mill.article
Water Mill
Summary
Water turns the wheel.
""",
    ),
)
