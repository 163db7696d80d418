"""Definition: the article that a link or an entity leads to."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from slugline.errors import ReadError
from slugline.features.view import Location, View
from slugline.model.slugs import slug_of
from slugline.syntax import Article, Entity, Link
from slugline.text import Span
from slugline.wiki import Wiki


class Definition(msgspec.Struct, frozen=True):
    """Where something leads: `origin` is the part under the cursor.

    `selected` is what is to be selected in the target, `around` is what it names, for editors
    that show more of it.
    """

    origin: Span
    selected: Location
    around: Span


def definition(view: View) -> tuple[Definition, ...]:
    """Where the link or the entity under the cursor leads, in order of path.

    A link leads to the title of its article, or of each that has its slug; behind its slug, to the
    heading of its section. An entity leads to the article that has it as its title, else to its
    first mark in this article.
    """
    if view.link is not None:
        return tuple(_of_link(view, view.link))
    if view.entity is not None:
        return tuple(_of_entity(view, view.entity))
    return ()


def _of_link(view: View, link: Link) -> Iterator[Definition]:
    paths = view.wiki.resolve(link.slug).paths if link.slug else (view.path,)
    origin = _part(link, view.offset)
    wants_section = link.section is not None and origin != link.slug_span
    for path in paths:
        if wants_section and link.section is not None:
            found = _heading(view, path, link.section)
            if found is not None:
                selected, around = found
                yield Definition(origin, Location(path, selected), around)
                continue
        yield _title(view, path, origin)


def _part(link: Link, offset: int) -> Span:
    """The part of a link that an offset touches; a part without text is none."""
    parts = (link.slug_span, link.section_span, link.label_span)
    touched = (part for part in parts if part and part.start <= offset <= part.end)
    return next(touched, link.span)


def _heading(view: View, path: str, slug: str) -> tuple[Span, Span] | None:
    """A heading's text and its section; None where the article has none of the slug."""
    try:
        article = _article(view, path)
    except ReadError:
        return None
    return heading_in(article, slug)


def heading_in(article: Article, slug: str) -> tuple[Span, Span] | None:
    """The text of the first heading with a slug, and its whole section."""
    for section in article.sections:
        if slug_of(section.name) == slug:
            return section.heading.text_span, section.span
    return None


def _article(view: View, path: str) -> Article:
    return view.article if path == view.path else view.read(path)


def _title(view: View, path: str, origin: Span) -> Definition:
    if path == view.path:
        title = view.article.title
        span = title.text_span if title else Span(0, 0)
    else:
        span = title_span(view.wiki, path)
    return Definition(origin, Location(path, span), span)


def title_span(wiki: Wiki, path: str) -> Span:
    """An article's title as written; empty at its start where it has none."""
    return wiki.articles[path].title_span


def _of_entity(view: View, entity: Entity) -> Iterator[Definition]:
    wiki = view.wiki
    spellings = (entity.text, *wiki.entities.spellings(entity.text))
    paths = dict.fromkeys(path for one in spellings for path in wiki.titled(one))
    for path in paths:
        yield _title(view, path, entity.text_span)
    if not paths:
        first = next(one for one in view.article.entities if one.text == entity.text)
        span = first.text_span
        yield Definition(entity.text_span, Location(view.path, span), span)
