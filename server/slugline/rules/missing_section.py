"""missing-section: a required section that an article has not."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.model.edits import Edit
from slugline.rules.headings import meant_heading
from slugline.rules.quoting import quoted
from slugline.rules.rule import ArticleRule, Explanation, Finding, Fix, Subject
from slugline.rules.section_edits import first_block, last_line, line_break, line_end
from slugline.syntax import Article, Block, SectionKind
from slugline.text import Span

CODE = "missing-section"


def _check(article: Article) -> Iterator[Finding]:
    first = first_block(article)
    if first is not None:
        for kind in _missing(article):
            yield Finding(CODE, first.span, _message(kind))


def _missing(article: Article) -> list[SectionKind]:
    there = {section.kind.key for section in article.sections if section.kind is not None}
    return [kind for kind in article.schema.sections if kind.required and kind.key not in there]


def _message(kind: SectionKind) -> str:
    return f"the article has no section {quoted(kind.name)}"


def _fixes(finding: Finding, subject: Subject) -> Iterator[Fix]:
    article = subject.article
    kind = next((kind for kind in _missing(article) if _message(kind) == finding.message), None)
    if kind is None:
        return
    meant = _meant(article, kind)
    if meant is not None:
        block, name = meant
        line = quoted(article.text_of(block.span))
        yield Fix(f"Make the line {line} the heading {quoted(name)}", (Edit(block.span, name),))
    else:
        yield Fix(f"Insert the heading {quoted(kind.name)}", (_insertion(article, kind),))


def _meant(article: Article, kind: SectionKind) -> tuple[Block, str] | None:
    """A line that is nearly the section's heading, and the heading."""
    for block in article.blocks:
        name = meant_heading(article, block)
        if name is not None and article.schema.by_heading[name].key == kind.key:
            return block, name
    return None


def _insertion(article: Article, kind: SectionKind) -> Edit:
    """The heading at its place in the schema's order, spaced and marked as the others are."""
    line = _line_before(article, kind)
    headings = [section.heading for section in article.sections]
    marked = bool(headings) and all(
        heading.span.start < heading.text_span.start for heading in headings
    )
    if line is None:
        # Nothing stands before it, so without a marker it would be the title.
        start = headings[0].span.start
        return Edit(Span(start, start), f"## {kind.name}{line_break(article, headings[0].line)}")
    name = f"## {kind.name}" if marked else kind.name
    breaks = line_break(article, line)
    if any(
        heading.line and article.blocks[heading.line - 1].kind == "blank" for heading in headings
    ):
        breaks += breaks
    end = line_end(article, line)
    return Edit(Span(end, end), breaks + name)


def _line_before(article: Article, kind: SectionKind) -> int | None:
    """The line after which a section belongs, None where it is the first of all."""
    order = article.schema.order
    place = order[kind.key]
    places = [order[section.kind.key] if section.kind else -1 for section in article.sections]
    before = max((one for one in places if 0 <= one < place), default=None)
    if before is not None:
        last = len(places) - 1 - places[::-1].index(before)
        while last + 1 < len(places) and places[last + 1] < 0:
            last += 1
        return last_line(article.sections[last])
    following = min((one for one in places if one > place), default=None)
    stop = len(article.blocks)
    if following is not None:
        stop = article.sections[places.index(following)].heading.line
    elif article.sections:
        stop = article.sections[0].heading.line
    lines = (block.line for block in reversed(article.blocks[:stop]) if block.kind != "blank")
    return next(lines, None)


RULE = ArticleRule(
    code=CODE,
    level="warning",
    aspect="structure",
    check=_check,
    fixes=_fixes,
    explanation=Explanation(
        finds="a section that the schema requires and the article has not",
        why="Readers, and programs that show articles, count on every article being complete.",
        bad="""\
//- slugline.toml
[[sections]]
key = "summary"
name = "Summary"
required = true

[[sections]]
key = "source"
name = "Source"
body = "attribution"
required = true
//- mill.article
The Mill
Water turns the wheel.
Summary
Water turns the wheel, and the wheel turns the stone.
""",
        good="""\
//- slugline.toml
[[sections]]
key = "summary"
name = "Summary"
required = true

[[sections]]
key = "source"
name = "Source"
body = "attribution"
required = true
//- mill.article
The Mill
Water turns the wheel.
Summary
Water turns the wheel, and the wheel turns the stone.
Source
Originally reported by The Valley Gazette
""",
    ),
)
