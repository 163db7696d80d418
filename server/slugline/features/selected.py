"""The selected text turned into a mark: an entity, a link, a link to a new article."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec

from slugline.features.view import View
from slugline.model.edits import Edit, apply_edits
from slugline.model.reading import as_read
from slugline.model.slugs import slug_of
from slugline.rules.entity_edits import in_label
from slugline.syntax import Article, Entity, Escape, parse
from slugline.text import Span
from slugline.wiki import Wiki

_MOST_SLUGS = 3


class Piece(msgspec.Struct, frozen=True):
    """A text that can become a mark: the span to replace, and what readers see of it.

    `is_entity` is set where it is an entity mark already.
    """

    span: Span
    text: str
    is_entity: bool = False


def piece_at(view: View) -> Piece | None:
    """The selection without spaces around it, or the entity that it or the cursor is in.

    None where it is empty, goes over a line's end, or touches other marks.
    """
    article, selection = view.article, view.span
    if not selection:
        entity = view.entity
        return Piece(entity.span, entity.text, is_entity=True) if entity else None
    written = article.text_of(selection)
    start = selection.start + len(written) - len(written.lstrip(" \t"))
    span = Span(start, max(start, selection.start + len(written.rstrip(" \t"))))
    block = article.blocks[article.place_at(span.start).line]
    if not span or block.kind not in ("paragraph", "item") or not block.text_span.holds(span):
        return None
    for mark in article.marks_in(article.line_span(block.line)):
        if mark.span.start < span.end and span.start < mark.span.end:
            if isinstance(mark, Entity) and mark.span.holds(span):
                return Piece(mark.span, mark.text, is_entity=True)
            if not (isinstance(mark, Escape) and span.holds(mark.span)):
                return None
    return Piece(span, as_read(article, span))


def entity_edits(article: Article, piece: Piece) -> list[Edit]:
    """The edits that mark a piece as an entity; none where that can't be."""
    edits = [
        Edit(Span(piece.span.start, piece.span.start), "**"),
        Edit(Span(piece.span.end, piece.span.end), "**"),
    ]
    return edits if not piece.is_entity and adds(article, edits, entities=1) else []


def link_edits(article: Article, piece: Piece, slug: str) -> list[Edit]:
    """The edits that make a piece a link to a slug, with its text as label; none where not."""
    edits = [Edit(piece.span, f"[[{slug}|{in_label(piece.text)}]]")]
    return edits if adds(article, edits, links=1, entities=-piece.is_entity) else []


def adds(article: Article, edits: Iterable[Edit], *, links: int = 0, entities: int = 0) -> bool:
    """Whether edits add so many links and entities to an article, and leave all else as it is."""
    after = parse(apply_edits(article.source, edits), article.schema)
    return (
        [block.kind for block in after.blocks] == [block.kind for block in article.blocks]
        and len(after.links) == len(article.links) + links
        and len(after.entities) == len(article.entities) + entities
        and len(after.problems) == len(article.problems)
    )


def slugs_for(wiki: Wiki, text: str, without: Collection[str] = ()) -> list[str]:
    """The slugs that a text is most likely to mean, the best first.

    Those of articles with this title, then what its slug leads to; where there are none, up to
    three that are written nearly like it.
    """
    own = slug_of(text)
    exact = [wiki.articles.slug_of(path) for path in wiki.titled(text)]
    if own and (target := wiki.resolve(own)).kind in ("article", "inventory"):
        exact.append(target.slug)
    slugs = [slug for slug in dict.fromkeys(exact) if slug and slug not in without]
    if not slugs and own:
        slugs = [slug for slug in wiki.nearest(own) if slug not in without]
    return slugs[:_MOST_SLUGS]
