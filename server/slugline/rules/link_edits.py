"""Links in fixes: the link that a finding speaks of, and the text that is left without it."""

from __future__ import annotations

from slugline.model.edits import Edit
from slugline.rules.rule import Fix
from slugline.syntax import Article, Link, escape
from slugline.text import Span


def link_at(article: Article, span: Span) -> Link | None:
    """The link that holds a span, or None."""
    return next((link for link in article.links if link.span.holds(span)), None)


def text_only(article: Article, link: Link) -> Fix:
    """Keeps a link's label, or what stands for it, as plain text."""
    if link.label_span is not None:
        text = article.text_of(link.label_span)
    else:
        text = escape((link.slug or link.section or "").replace("-", " "))
    return Fix("Keep the text without the link", (Edit(link.span, text),))
