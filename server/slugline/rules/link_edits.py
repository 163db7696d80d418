"""Links in fixes: the link that a finding speaks of, and the text that is left without it."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator

from slugline.model.edits import Edit, apply_edits
from slugline.rules.rule import Finding, Fix, Subject
from slugline.syntax import Article, BlockKind, Link, LinkText, escape, parse
from slugline.text import Span


def link_at(article: Article, span: Span) -> Link | None:
    """The link that holds a span, or None."""
    links = article.links
    place = bisect(links, span.start, key=lambda link: link.span.start)
    link = links[place - 1] if place else None
    return link if link is not None and link.span.holds(span) else None


def text_only(article: Article, link: Link) -> Iterator[Fix]:
    """Keeps what readers see of a link as plain text.

    No fix where its line would change kind, or where what is left would be another link.
    """
    edits = (Edit(link.span, plain_text(link)),)
    after = parse(apply_edits(article.source, edits), article.schema)
    if _kinds(after) == _kinds(article) and len(after.links) == len(article.links) - 1:
        yield Fix("Keep the text without the link", edits)


def without_link(finding: Finding, subject: Subject) -> Iterator[Fix]:
    """The fix `text_only` of the link that a finding marks."""
    link = link_at(subject.article, finding.span)
    if link is not None:
        yield from text_only(subject.article, link)


def plain_text(link: Link | LinkText) -> str:
    """What readers see of a link, as it is written outside of one: its label, else its slug."""
    if link.label is not None and link.label.strip():
        return escape(link.label, "\\[]*") if set(link.label) & set("\\[]*") else link.label
    return escape((link.slug or link.section or "").replace("-", " "))


def keeps_blocks(article: Article, edits: Iterable[Edit]) -> bool:
    """Whether after the edits each line is still a block of the same kind."""
    return _kinds(parse(apply_edits(article.source, edits), article.schema)) == _kinds(article)


def _kinds(article: Article) -> list[BlockKind]:
    return [block.kind for block in article.blocks]
