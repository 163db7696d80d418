"""Text as readers see it: marks gone, labels in place of links, escapes resolved."""

from __future__ import annotations

import re

from slugline.syntax import Article, Entity, Escape, Link
from slugline.text import Span

_SENTENCE_END = re.compile(r"""[.!?…]["'”’»)\]]*(?=\s|$)|[。！？]["'”’»）」』]*""")
_ABBREVIATION = re.compile(
    r"""(?:^|[\s(\["'“‘-])"""
    r"(?:(?:[^\W\d_]\.)*[^\W\d_]|Dr|Mr|Mrs|Ms|Prof|St|Mt|Jr|Sr|Nos?|Fig|vs|cf|al|approx)\.$"
)
_NEXT_LETTER = re.compile(r"[\s\"'“‘«„(\[]*(\w?)")


def as_read(article: Article, span: Span) -> str:
    """What a reader sees of a span of the article."""
    return "".join(text for text, _ in read_pieces(article, span))


def read_pieces(article: Article, span: Span) -> list[tuple[str, Span]]:
    """A span as pieces of read text, each with the span that it comes from."""
    pieces: list[tuple[str, Span]] = []
    position = span.start
    for mark in article.marks_in(span):
        if mark.span.start < position:
            continue
        match mark:
            case Link(label=label, slug=slug, section=section):
                read = label if label is not None else slug or section or ""
            case Entity(text=text):
                read = text
            case Escape():
                read = article.source[mark.span.start + 1]
            case _:
                continue
        plain = Span(position, mark.span.start)
        if plain:
            pieces.append((article.text_of(plain), plain))
        pieces.append((read, mark.span))
        position = mark.span.end
    if position < span.end:
        rest = Span(position, span.end)
        pieces.append((article.text_of(rest), rest))
    return pieces


def ends_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    ends = list(_SENTENCE_END.finditer(text))
    return bool(ends) and ends[-1].end() == len(text)


def sentence_ends(text: str) -> list[int]:
    """The offsets at which a text can be cut behind a whole sentence.

    Not behind an abbreviation or an initial (`St.`, `J.`), and not where the text goes on with a
    small letter (`Yahoo! said`): rather none than one in the middle of a sentence.
    """
    return [
        match.end()
        for match in _SENTENCE_END.finditer(text)
        if not _ABBREVIATION.search(text, max(0, match.start() - 20), match.start() + 1)
        and not ((found := _NEXT_LETTER.match(text, match.end())) and found[1].islower())
    ]
