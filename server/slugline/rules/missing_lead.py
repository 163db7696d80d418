"""missing-lead: an article without a lead."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.model.edits import Edit
from slugline.rules.leads import lead_from_summary
from slugline.rules.rule import ArticleRule, Explanation, Finding, Fix, Subject
from slugline.rules.section_edits import line_break, line_end
from slugline.syntax import Article
from slugline.text import Span

CODE = "missing-lead"


def _check(article: Article) -> Iterator[Finding]:
    if article.lead is None and article.title is not None:
        yield Finding(CODE, article.title.span, "the article has no lead below its title")


def _fixes(_finding: Finding, subject: Subject) -> Iterator[Fix]:
    article = subject.article
    lead = lead_from_summary(article)
    if lead and article.title is not None:
        line = article.title.line
        end = line_end(article, line)
        edit = Edit(Span(end, end), line_break(article, line) + lead)
        yield Fix("Write a lead from the Summary", (edit,))


RULE = ArticleRule(
    code=CODE,
    level="warning",
    aspect="structure",
    check=_check,
    fixes=_fixes,
    explanation=Explanation(
        finds="an article without a lead: no paragraph between its title and its first heading",
        why="Lists and search results show the lead; without one only the bare title is left.",
        bad="""\
//- mill.article
The Mill
Summary
Water turns the wheel.
""",
        good="""\
//- mill.article
The Mill
Water turns the wheel.
Summary
Water turns the wheel.
""",
    ),
)
