"""Leads: where a text can be cut so that it still reads as a lead."""

from __future__ import annotations

import re

from slugline.model.edits import Edit
from slugline.model.reading import as_read, ends_sentence, read_pieces, sentence_ends
from slugline.rules.section_edits import UNREADABLE
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
_NO_MORE = re.compile(r"[^\w\s]*(?:\s|$)")
_LETTER = re.compile(r"\w")


def summary_paragraph(article: Article) -> Block | None:
    """The first paragraph of the Summary."""
    for section in article.sections:
        if section.kind is not None and section.kind.key == article.schema.summary:
            return next((block for block in section.blocks if block.kind == "paragraph"), None)
    return None


def lead_from_summary(article: Article) -> str:
    """A lead made of the Summary's first sentences, or words, that fit; empty without a Summary.

    Empty too where it would copy what may be bytes that are not UTF-8.
    """
    paragraph = summary_paragraph(article)
    lead = cut(article, paragraph.text_span) if paragraph else ""
    return "" if UNREADABLE in lead else lead


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


def word_is_whole(beginning: str, text: str) -> bool:
    """Whether a text that begins so shows that the beginning does not end inside a word."""
    end = len(beginning)
    return _WORD_BREAK.match(text, end) is not None or _NO_MORE.match(text, end) is not None


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
            continue
        if length + len(text) == read_length:
            end = piece.end
        elif len(text) == len(piece):
            end = piece.start + read_length - length
        else:
            return None
        if any(mark.span.start < end < mark.span.end for mark in article.marks_in(span)):
            return None
        return article.text_of(Span(span.start, end))
    return None


def replace_lead(article: Article, new: str) -> Edit | None:
    """The edit that makes a text the lead; where it is a beginning of the lead, the smallest one.

    None where it would take away what may be bytes that are not UTF-8.
    """
    if article.lead is None:
        return None
    span = article.lead.span
    old = article.text_of(span)
    beginning = new.removesuffix(ELLIPSIS)
    kept = len(beginning) if old.startswith(beginning) else 0
    if UNREADABLE in old[kept:]:
        return None
    return Edit(Span(span.start + kept, span.end), new[kept:])
