"""Mentions of articles that are not linked: entities, and titles in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from slugline.features.selected import Piece, adds, link_edits
from slugline.features.view import View
from slugline.model.edits import Edit
from slugline.rules.entity_edits import in_label
from slugline.syntax import Article, Entity
from slugline.text import Span
from slugline.wiki import Wiki

_WORD = re.compile(r"\w+(?:['’\-]\w+)*")
_MOST_WORDS = 8
"""Titles of more words are not looked for in plain text."""
_SHORTEST = 3
"""In code points: shorter titles are found in too many texts."""


def first_mention(view: View) -> tuple[Piece, str] | None:
    """The first mark of the entity under the cursor, and the slug of the article about it.

    None where there is no such article, where it is this one, and where it is linked already.
    """
    entity = view.entity
    if entity is None:
        return None
    slug = _unlinked_slug(view.wiki, entity.text, linked_slugs(view), is_entity=True)
    if not slug:
        return None
    name = entity.text.casefold()
    first = next(mark for mark in view.article.entities if mark.text.casefold() == name)
    piece = Piece(first.span, first.text, is_entity=True)
    return (piece, slug) if link_edits(view.article, piece, slug) else None


def linked_slugs(view: View) -> set[str]:
    """The slugs that the article links to, redirects followed, and its own."""
    slugs = {view.wiki.resolve(link.slug).slug for link in view.article.links if link.slug}
    return slugs | {view.wiki.articles.slug_of(view.path)}


def mention_edits(view: View, span: Span) -> list[Edit]:
    """Links the first mention of each article that is not linked yet, inside a span.

    A mention is an entity mark, or a stretch of plain text, that is the article's title whatever
    its case; of two that begin together, the longer one.
    """
    linked = linked_slugs(view)
    edits: list[Edit] = []
    entities = 0
    for piece in _pieces(view.article, span):
        if piece.is_entity:
            slug = _unlinked_slug(view.wiki, piece.text, linked, is_entity=True)
            if slug:
                entities += 1
                edits.append(Edit(piece.span, _link(slug, piece.text)))
                linked.add(slug)
        else:
            edits += _in_text(view, piece, linked)
    return edits if adds(view.article, edits, links=len(edits), entities=-entities) else []


def _pieces(article: Article, span: Span) -> Iterator[Piece]:
    """The entities in a span and the plain texts between marks, in order."""
    for block in article.blocks:
        if block.kind not in ("paragraph", "item"):
            continue
        text_span = block.text_span
        position = max(text_span.start, span.start)
        end = min(text_span.end, span.end)
        if position >= end:
            continue
        for mark in article.marks_in(block.span):
            if mark.span.end <= position:
                continue
            if mark.span.start > position:
                gap = Span(position, min(mark.span.start, end))
                if gap.start < gap.end:
                    yield Piece(gap, article.text_of(gap))
            if isinstance(mark, Entity) and span.holds(mark.span):
                yield Piece(mark.span, mark.text, is_entity=True)
            position = max(position, mark.span.end)
        if position < end:
            yield Piece(Span(position, end), article.source[position:end])


def _in_text(view: View, piece: Piece, linked: set[str]) -> Iterator[Edit]:
    words = [word.span() for word in _WORD.finditer(piece.text)]
    number = 0
    while number < len(words):
        start = words[number][0]
        step = 1
        for count in range(min(_MOST_WORDS, len(words) - number), 0, -1):
            text = piece.text[start : words[number + count - 1][1]]
            if len(text) < _SHORTEST:
                continue
            slug = _unlinked_slug(view.wiki, text, linked, is_entity=False)
            if slug:
                base = piece.span.start
                yield Edit(Span(base + start, base + start + len(text)), _link(slug, text))
                linked.add(slug)
                step = count
                break
        number += step


def _unlinked_slug(wiki: Wiki, title: str, linked: set[str], *, is_entity: bool) -> str:
    """The slug of the article with a title; empty where one with that title is linked.

    Of several the first one counts for an entity, as it does for the rule `unlinked-mention`; words
    that nobody has marked mean none of them.
    """
    paths = wiki.titled(title)
    slugs = [slug for path in paths if (slug := wiki.articles.slug_of(path))]
    if not slugs or not linked.isdisjoint(slugs) or (len(paths) > 1 and not is_entity):
        return ""
    return slugs[0]


def _link(slug: str, text: str) -> str:
    return f"[[{slug}|{in_label(text)}]]"
