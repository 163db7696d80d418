"""Leads: where a text can be cut so that it still reads as a lead."""

from __future__ import annotations

import re

from slugline.model.reading import as_read, ends_sentence, read_pieces, sentence_ends
from slugline.syntax import Article, Block
from slugline.text import Span

ELLIPSIS = "…"

_UNSPACED = "\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Letters of scripts that put no space between words: a line may be broken between any two."""
_WORD_BREAK = re.compile(
    f"(?<=\\S)(?:\\s|(?=[{_UNSPACED}])|(?<=[{_UNSPACED}])(?![\u3099\u309a\ufe00-\ufe0f]))"
)
_AFTER_WORD = " \t,;:–—-/&([{“‘«„「『"
_STOPS = (".", "!", "?", "…", "。", "！", "？")
_LETTER = re.compile(r"\w")


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
    """A span as a lead: the whole of it if it fits and ends as a sentence does, else shortened."""
    read = as_read(article, span)
    if len(read) <= article.schema.lead_length and ends_sentence(read):
        return article.text_of(span)
    return shorten(article, span)


def shorten(article: Article, span: Span, *, whole: bool = True) -> str:
    """The longest beginning of a span that ends with a sentence and fits in a lead.

    Where no sentence fits, it ends with the last word that fits, and an ellipsis. Marks are kept
    whole or left out; they do not count. `whole` says whether the span's last word is complete.
    Empty where nothing fits, or where it would be a heading.
    """
    limit = article.schema.lead_length
    read = as_read(article, span)
    for end in reversed(sentence_ends(read)):
        if end <= limit and (kept := _written(article, span, end)) is not None:
            return "" if kept in article.schema.by_heading else kept
    breaks = [match.start() for match in _WORD_BREAK.finditer(read, 0, limit + 1)]
    if whole:
        breaks.append(len(read))
    for place in reversed(breaks):
        end = _word_end(read, place)
        if 0 < end <= limit - len(ELLIPSIS) and (kept := _written(article, span, end)) is not None:
            return kept + ELLIPSIS
    return ""


def _word_end(read: str, place: int) -> int:
    """The end of the word before a place; 0 where a dot behind it would join the ellipsis."""
    text = read[:place].rstrip(_AFTER_WORD)
    while text and not _LETTER.search(text, text.rfind(" ") + 1):
        text = text[: text.rfind(" ") + 1].rstrip(_AFTER_WORD)
    return 0 if text.endswith(_STOPS) else len(text)


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
