"""section-body: lines of another kind than their section holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from slugline.model.edits import Edit
from slugline.model.reading import ends_sentence
from slugline.rules.headings import meant_heading
from slugline.rules.quoting import quoted
from slugline.rules.rule import ArticleRule, Explanation, Finding, Fix, Subject
from slugline.rules.section_edits import UNREADABLE
from slugline.syntax import Article, Block, Schema, Section
from slugline.text import Span

CODE = "section-body"

_MARKERS = re.compile(r"(?:- [ \t]*)+")
_BULLET = re.compile(r"[•‣◦·*+–—-][ \t\u00a0]+|[•‣◦][ \t]*|-(?=[^\W\d_])")

_LIKE = 60
_LIKE_A_SHORT_ONE = 90
"""How much the beginning of a line must be like the wiki's wording, from 0 to 100."""
_SHORT = 10
"""In characters: of shorter wordings too little is left where some of it is missing."""
_LONGEST_NAME = 5
"""In words: a line that is longer is no publisher's name."""


def _check(article: Article) -> Iterator[Finding]:
    for section in article.sections:
        for block in _wrong(article, section):
            yield Finding(CODE, block.span, _message(article, section, block))


def _wrong(article: Article, section: Section) -> Iterator[Block]:
    """The lines of a section that do not belong in it.

    What follows a line that was meant to be a heading is not judged: it belongs to another
    section, and that line is the fault (`unknown-section`).
    """
    body = section.kind.body if section.kind else "any"
    if body == "any":
        return
    attributed = False
    for block in section.blocks:
        if block.kind == "blank":
            continue
        if meant_heading(article, block) is not None:
            return
        if body == "attribution":
            right = not attributed and _is_attribution(article, block)
            attributed = attributed or right
        else:
            right = block.kind == ("item" if body == "list" else "paragraph")
        if not right:
            yield block


def _message(article: Article, section: Section, block: Block) -> str:
    name = quoted(section.name)
    text = quoted(article.text_of(block.text_span))
    if section.kind is not None and section.kind.body == "attribution":
        if _is_attribution(article, block):
            return f"{text} is a second attribution in the section {name}"
        wording = quoted(article.schema.attribution)
        return f"{text} is no attribution: the section {name} holds one line, {wording}"
    if block.kind == "item":
        return f"the item {text} stands in the section {name}, which holds prose"
    return f"the paragraph {text} stands in the section {name}, which holds items"


def _is_attribution(article: Article, block: Block) -> bool:
    before, after = article.schema.attribution_parts
    line = article.text_of(block.span)
    publisher = line[len(before) : len(line) - len(after)]
    return (
        block.kind == "paragraph"
        and line.startswith(before)
        and line.endswith(after)
        and bool(publisher.strip(" \t"))
    )


def _fixes(finding: Finding, subject: Subject) -> Iterator[Fix]:
    article = subject.article
    section = article.section_at(finding.span.start)
    block = article.blocks[article.place_at(finding.span.start).line]
    if section is None or section.kind is None or block.span != finding.span:
        return
    start = block.span.start
    text = article.text_of(block.span)
    marker = _MARKERS.match(text)
    if section.kind.body == "list":
        bullet = _BULLET.match(text)
        yield Fix("Make it an item", (Edit(Span(start, start + _length(bullet)), "- "),))
    elif section.kind.body == "prose" and marker:
        if _stays_text(article.schema, text[marker.end() :]):
            yield Fix("Make it a paragraph", (Edit(Span(start, start + marker.end()), ""),))
    elif section.kind.body == "attribution":
        new = _attribution(article.schema, text[_length(marker) :])
        if new and not any(_is_attribution(article, other) for other in section.blocks):
            yield Fix(f"Write {quoted(new)}", (Edit(block.span, new),))


def _length(found: re.Match[str] | None) -> int:
    return found.end() if found else 0


def _stays_text(schema: Schema, line: str) -> bool:
    return not line.startswith(("- ", "## ")) and line not in schema.by_heading


def _attribution(schema: Schema, line: str) -> str:
    """A line in the wiki's wording; empty where it can't be told who is the publisher."""
    before, after = schema.attribution_parts
    end = re.search(rf"\s*{re.escape(after.strip())}$", line, re.IGNORECASE)
    rest = line[: end.start()] if end else line
    told = _length_of_wording(rest, before)
    publisher = rest[told:].strip(" \t:")
    if not told and (
        ":" in publisher or ends_sentence(publisher) or len(publisher.split()) > _LONGEST_NAME
    ):
        return ""
    new = before + publisher + after
    return new if publisher and UNREADABLE not in line and _stays_text(schema, new) else ""


def _length_of_wording(line: str, before: str) -> int:
    """How much of a line's beginning stands for the wording before the publisher; 0 for none."""
    from rapidfuzz.fuzz import ratio

    wording = before.casefold()
    best: float = _LIKE if len(wording) > _SHORT else _LIKE_A_SHORT_ONE
    length = 0
    for end in range(1, min(len(line), 2 * len(before)) + 1):
        if line[end - 1 : end + 1].isalnum() and end < len(line):
            continue
        score = ratio(line[:end].casefold(), wording)
        if score > best:
            best, length = score, end
    return length


RULE = ArticleRule(
    code=CODE,
    level="warning",
    aspect="structure",
    check=_check,
    fixes=_fixes,
    explanation=Explanation(
        finds=(
            "prose in a section of items, items in a section of prose, or a text that is not the "
            "attribution in the wiki's wording where that belongs"
        ),
        why=(
            "The schema says what a section holds, and programs that show articles rely on it: "
            "they look for the items of a list, and for the publisher in the attribution."
        ),
        bad="""\
//- mill.article
The Mill
Water turns the wheel.
Key Takeaways
The wheel turns the stone.
""",
        good="""\
//- mill.article
The Mill
Water turns the wheel.
Key Takeaways
- The wheel turns the stone.
""",
    ),
)
