"""Selection ranges: what "expand selection" takes, from the word at the cursor to the article."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from slugline.features.view import View
from slugline.model.reading import read_pieces, sentence_ends
from slugline.syntax import Article, Block, Entity, Link
from slugline.text import Span


def selection_ranges(view: View, offsets: Iterable[int]) -> list[list[Span]]:
    """For each offset the spans around it, each longer than and around the one before it.

    They are the word, the text of the mark (an entity, or a link's slug, section or label), the
    mark, the sentence, the line's text, the line, the section and the article; those that are not
    there, or that are no longer than the one before, are left out. There is at least the article.
    """
    return [list(_growing(view.article, offset)) for offset in offsets]


def _growing(article: Article, offset: int) -> Iterator[Span]:
    whole = Span(0, len(article.source))
    last = Span(offset, offset)
    for span in _candidates(article, offset):
        if span not in (last, whole) and span.holds(last):
            yield span
            last = span
    yield whole


def _candidates(article: Article, offset: int) -> Iterator[Span]:
    block = article.blocks[article.place_at(offset).line]
    if block.span.holds(Span(offset, offset)):
        yield _word(article, block, offset)
        # Where two marks meet, the one that begins counts.
        for mark in reversed([*article.marks_in(block.span)]):
            if isinstance(mark, Link | Entity) and mark.span.holds(Span(offset, offset)):
                yield from _parts(mark)
                yield mark.span
        yield from _sentences(article, block)
        yield block.text_span
        yield block.span
    section = article.section_at(offset)
    if section is not None:
        yield section.span


def _parts(mark: Link | Entity) -> Iterator[Span]:
    """The texts of a mark that a cursor can be in."""
    if isinstance(mark, Entity):
        yield mark.text_span
    else:
        yield mark.slug_span
        if mark.section_span:
            yield mark.section_span
        if mark.label_span:
            yield mark.label_span


def _word(article: Article, block: Block, offset: int) -> Span:
    """The letters, digits and marks on letters on both sides of an offset."""
    source = article.source
    start = end = offset
    while start > block.span.start and _is_of_word(source[start - 1]):
        start -= 1
    while end < block.span.end and _is_of_word(source[end]):
        end += 1
    return Span(start, end)


def _is_of_word(char: str) -> bool:
    return char.isalnum() or char == "_" or unicodedata.category(char)[0] == "M"


def _sentences(article: Article, block: Block) -> Iterator[Span]:
    """The sentences of a paragraph or an item; none ends inside of a mark."""
    if block.kind not in ("paragraph", "item"):
        return
    start = block.text_span.start
    for end in (*_sentence_ends(article, block), block.text_span.end):
        yield Span(start, end)
        start = end
        while start < block.text_span.end and article.source[start].isspace():
            start += 1


def _sentence_ends(article: Article, block: Block) -> Iterator[int]:
    """Where sentences end in the text as written; what readers see tells where they do."""
    pieces = read_pieces(article, block.text_span)
    ends = sentence_ends("".join(text for text, _ in pieces))
    position = 0
    for text, span in pieces:
        stop = position + len(text)
        for end in ends[bisect_right(ends, position) : bisect_right(ends, stop)]:
            if end == stop:
                yield span.end
            elif len(text) == len(span):  # else it is in a mark
                yield span.start + end - position
        position = stop
