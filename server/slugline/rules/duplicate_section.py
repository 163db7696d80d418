"""duplicate-section: a section that begins a second time."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.model.edits import Edit
from slugline.rules.quoting import quoted
from slugline.rules.rule import ArticleRule, Explanation, Finding, Fix, Subject
from slugline.rules.section_edits import (
    UNREADABLE,
    content,
    last_line,
    line_break,
    line_end,
    same_section,
)
from slugline.syntax import Article, Section
from slugline.text import Span

CODE = "duplicate-section"


def _check(article: Article) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for section in article.sections:
        kind = section.kind
        identity = ("known", kind.key) if kind else ("unknown", section.name)
        if identity in seen:
            named = quoted(section.name)
            if kind is not None and kind.name != section.name:
                named = f"{quoted(kind.name)} (here {named})"
            yield Finding(CODE, section.heading.span, f"the article already has a section {named}")
        seen.add(identity)


def _fixes(finding: Finding, subject: Subject) -> Iterator[Fix]:
    article = subject.article
    sections = article.sections
    number = next(
        (n for n, section in enumerate(sections) if section.heading.span == finding.span), None
    )
    if number is None:
        return
    first = next(
        section for section in sections[: number + 1] if same_section(section, sections[number])
    )
    if first is not sections[number]:
        edits = _merged(article, first, sections[number - 1], sections[number])
        if not any(UNREADABLE in article.text_of(edit.span) for edit in edits):
            yield Fix("Move its text to the end of the first one", edits)


def _merged(article: Article, first: Section, before: Section, later: Section) -> tuple[Edit, ...]:
    """Takes out `later`, which follows on `before`, and puts its text at the end of `first`."""
    starts = (article.starts[block.line] for block in later.blocks if block.kind != "blank")
    taken = Span(content(article, [before]).end, content(article, [later]).end)
    start = next(starts, None)
    if start is None:
        return (Edit(taken, ""),)
    line = last_line(first)
    text = line_break(article, line) + article.text_of(Span(start, taken.end))
    end = line_end(article, line)
    if end == taken.start:
        return (Edit(taken, text),)
    return (Edit(Span(end, end), text), Edit(taken, ""))


RULE = ArticleRule(
    code=CODE,
    level="warning",
    aspect="structure",
    check=_check,
    fixes=_fixes,
    explanation=Explanation(
        finds="a heading of a section that the article already has",
        why="Links to the section lead to the first one; the second is hard to find.",
        bad="""\
//- mill.article
The Mill
Water turns the wheel.
Summary
Water turns the wheel.
Key Takeaways
- The wheel turns.
Summary
The wheel turns the stone.
""",
        good="""\
//- mill.article
The Mill
Water turns the wheel.
Summary
Water turns the wheel.
The wheel turns the stone.
Key Takeaways
- The wheel turns.
""",
    ),
)
