"""unknown-section: a heading outside the schema, or a line that is nearly a heading of it."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.model.edits import Edit
from slugline.rules.headings import meant_heading, nearest_name
from slugline.rules.quoting import quoted
from slugline.rules.rule import ArticleRule, Explanation, Finding, Fix, Subject
from slugline.syntax import Article

CODE = "unknown-section"


def _check(article: Article) -> Iterator[Finding]:
    for block in article.blocks:
        if block.kind == "heading":
            name = article.text_of(block.text_span)
            if name not in article.schema.by_heading:
                near = nearest_name(article.schema, name)
                hint = f"; near: {quoted(near)}" if near else ""
                message = f"the wiki's articles have no section {quoted(name)}{hint}"
                yield Finding(CODE, block.span, message)
        elif (meant := meant_heading(article, block)) is not None:
            line = quoted(article.text_of(block.span))
            yield Finding(
                CODE, block.span, f"the line {line} is nearly the heading {quoted(meant)}"
            )


def _fixes(finding: Finding, subject: Subject) -> Iterator[Fix]:
    article = subject.article
    for block in article.blocks:
        if block.span != finding.span:
            continue
        if block.kind == "heading":
            near = nearest_name(article.schema, article.text_of(block.text_span))
        else:
            near = meant_heading(article, block)
        if near:
            span = block.text_span if block.kind == "heading" else block.span
            yield Fix(f"Make it the heading {quoted(near)}", (Edit(span, near),))


RULE = ArticleRule(
    code=CODE,
    level="warning",
    aspect="structure",
    check=_check,
    fixes=_fixes,
    explanation=Explanation(
        finds=(
            "a `## Name` that the schema has not, or a short line that is nearly the name of a "
            "section"
        ),
        why=(
            "A section is found by its name, and a name is exact: `SUMMARY` and `Key Takeaway` "
            "are text of the section before them."
        ),
        bad="""\
//- mill.article
The Mill
Water turns the wheel.
SUMMARY
Water turns the wheel, and the wheel turns the stone.
""",
        good="""\
//- mill.article
The Mill
Water turns the wheel.
Summary
Water turns the wheel, and the wheel turns the stone.
""",
    ),
)
