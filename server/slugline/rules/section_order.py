"""section-order: sections that stand in another order than the schema's."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.model.edits import Edit
from slugline.rules.quoting import quoted
from slugline.rules.rule import ArticleRule, Explanation, Finding, Fix, Subject
from slugline.rules.section_edits import UNREADABLE, content, first_block
from slugline.syntax import Article, Section
from slugline.text import Span

CODE = "section-order"


def _check(article: Article) -> Iterator[Finding]:
    order = article.schema.order
    seen: dict[str, str] = {}
    highest = -1
    for section in article.sections:
        if section.kind is None or section.kind.key in seen:
            continue
        place = order[section.kind.key]
        if place < highest:
            later = next(name for key, name in seen.items() if order[key] > place)
            message = f"the section {quoted(section.name)} belongs before {quoted(later)}"
            yield Finding(CODE, section.heading.span, message)
            return
        seen[section.kind.key] = section.name
        highest = place


def _fixes(_finding: Finding, subject: Subject) -> Iterator[Fix]:
    article = subject.article
    groups = _groups(article)
    ordered = sorted(groups, key=lambda group: _place(article, group[0]))
    moved = [n for n, (old, new) in enumerate(zip(groups, ordered, strict=True)) if old is not new]
    if not moved:
        return
    if groups[0][0].heading == first_block(article) and 0 in moved:
        # Without a title, a bare heading in the first line would become the title.
        heading = ordered[0][0].heading
        if heading.text_span == heading.span:
            return
    spans = [content(article, group) for group in groups]
    first, last = moved[0], moved[-1]
    parts: list[str] = []
    for number in range(first, last + 1):
        parts.append(article.text_of(content(article, ordered[number])))
        if number < last:
            parts.append(article.text_of(Span(spans[number].end, spans[number + 1].start)))
    whole = Span(spans[first].start, spans[last].end)
    if UNREADABLE not in article.text_of(whole):
        yield Fix("Put the sections in order", (Edit(whole, "".join(parts)),), safe=True)


def _groups(article: Article) -> list[list[Section]]:
    """Each section of the schema, with the unknown ones that follow on it."""
    groups: list[list[Section]] = []
    for section in article.sections:
        if section.kind is not None:
            groups.append([section])
        elif groups:
            groups[-1].append(section)
    return groups


def _place(article: Article, section: Section) -> int:
    return article.schema.order[section.kind.key] if section.kind else -1


RULE = ArticleRule(
    code=CODE,
    level="info",
    aspect="structure",
    check=_check,
    fixes=_fixes,
    fixes_safely=True,
    explanation=Explanation(
        finds="a section that stands after one that the schema puts behind it",
        why="Readers who know one article of the wiki find their way in every other.",
        bad="""\
//- mill.article
The Mill
Water turns the wheel.
Key Takeaways
- The wheel turns the stone.
Summary
Water turns the wheel, and the wheel turns the stone.
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
