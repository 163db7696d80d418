"""lead-length: a lead that is longer than readers are shown."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.model.reading import read_pieces
from slugline.rules.leads import replace_lead, shorten
from slugline.rules.rule import ArticleRule, Explanation, Finding, Fix, Subject
from slugline.syntax import Article
from slugline.text import Span

CODE = "lead-length"


def _check(article: Article) -> Iterator[Finding]:
    limit = article.schema.lead_length
    lead = article.lead
    if lead is None or len(lead.span) <= limit:
        return
    pieces = read_pieces(article, lead.text_span)
    length = sum(len(text) for text, _ in pieces)
    if length > limit:
        span = Span(_place_of(pieces, limit), lead.span.end)
        message = f"the lead is {length} characters long as readers see it; at most {limit} fit"
        yield Finding(CODE, span, message)


def _place_of(pieces: list[tuple[str, Span]], length: int) -> int:
    """The offset that stands behind this many characters as read, or of the mark around it."""
    for text, span in pieces:
        if len(text) > length:
            return span.start + length if len(text) == len(span) else span.start
        length -= len(text)
    raise AssertionError("the pieces are longer than the length asked for")


def _fixes(_finding: Finding, subject: Subject) -> Iterator[Fix]:
    article = subject.article
    if article.lead is None:
        return
    new = shorten(article, article.lead.text_span)
    edit = replace_lead(article, new) if new else None
    if edit is not None:
        yield Fix("Cut the lead where it still fits", (edit,))


RULE = ArticleRule(
    code=CODE,
    level="warning",
    aspect="lead",
    check=_check,
    fixes=_fixes,
    explanation=Explanation(
        finds="a lead that is longer than `lead.max-length` as readers see it: marks do not count",
        why="Lists and search results show so much and cut off the rest, wherever that is.",
        bad="""\
//- slugline.toml
[lead]
max-length = 40
//- mill.article
The Mill
Water turns the [[wheel|great wheel]]. The wheel turns the stone.
Summary
Water turns the wheel, and the wheel turns the stone.
""",
        good="""\
//- slugline.toml
[lead]
max-length = 40
//- mill.article
The Mill
Water turns the [[wheel|great wheel]].
Summary
Water turns the wheel, and the wheel turns the stone.
""",
    ),
)
