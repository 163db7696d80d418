"""Leads: where a text can be cut so that it still reads as a lead."""

from __future__ import annotations

from slugline.model.reading import as_read, read_pieces, sentence_ends
from slugline.syntax import Article, Block
from slugline.text import Span

ELLIPSIS = "…"


def summary_paragraph(article: Article) -> Block | None:
    """The first paragraph of the Summary: the section `summary`, else the schema's first."""
    sections = article.schema.sections
    keys = [kind.key for kind in sections]
    key = "summary" if "summary" in keys else next(iter(keys), None)
    for section in article.sections:
        if section.kind is not None and section.kind.key == key:
            return next((block for block in section.blocks if block.kind == "paragraph"), None)
    return None


def lead_from_summary(article: Article) -> str:
    """A lead made of the Summary's first sentences, or words, that fit; empty without a Summary."""
    paragraph = summary_paragraph(article)
    return cut(article, paragraph.text_span) if paragraph else ""


def cut(article: Article, span: Span) -> str:
    """The longest beginning of a span that ends with a sentence and fits in a lead.

    Where no sentence fits, it ends with the last word that fits, and an ellipsis. Marks are kept
    whole or left out; they do not count.
    """
    limit = article.schema.lead_length
    read = as_read(article, span)
    if len(read) <= limit and len(read) in sentence_ends(read):
        return article.text_of(span)
    ends = [end for end in sentence_ends(read) if end <= limit]
    for end in reversed(ends):
        if (kept := _written(article, span, end)) is not None:
            return kept
    end = min(limit - len(ELLIPSIS), len(read))
    if end < len(read) and not read[end].isspace():
        end = max(read.rfind(" ", 0, end + 1), read.rfind("\t", 0, end + 1))
    while end > 0:
        word_end = len(read[:end].rstrip(" \t,;:–—-("))
        if word_end and (kept := _written(article, span, word_end)) is not None:
            return kept + ELLIPSIS
        end = max(read.rfind(" ", 0, word_end), read.rfind("\t", 0, word_end))
    return ""


def _written(article: Article, span: Span, read_length: int) -> str | None:
    """The beginning of a span whose read text has this length; None where it ends in a mark."""
    length = 0
    for text, piece in read_pieces(article, span):
        if length + len(text) < read_length:
            length += len(text)
        elif length + len(text) == read_length:
            return article.text_of(Span(span.start, piece.end))
        elif len(text) == len(piece):
            return article.text_of(Span(span.start, piece.start + read_length - length))
        else:
            return None
    return None
