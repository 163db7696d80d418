"""What the cursor is on: the article, section or entity that several features ask about."""

from __future__ import annotations

import msgspec

from slugline.features.view import View
from slugline.model.slugs import slug_of
from slugline.syntax import Link
from slugline.wiki import Wiki


class ArticleTopic(msgspec.Struct, frozen=True):
    """An article, from its title line or a link.

    `slug` is the one at the end of the redirects. `paths` are the articles that have it: several
    where it is claimed twice, none where there is no article.
    """

    slug: str
    paths: tuple[str, ...]


class SectionTopic(msgspec.Struct, frozen=True):
    """A section of an article, from its heading or a link's `#section`.

    `section` is the slug of the heading; `slug` and `paths` are the article's.
    """

    slug: str
    paths: tuple[str, ...]
    section: str


class EntityTopic(msgspec.Struct, frozen=True):
    """An entity, from one of its marks; `text` is the spelling there."""

    text: str


Topic = ArticleTopic | SectionTopic | EntityTopic


def topic_at(view: View) -> Topic | None:
    """What the cursor is on; None in plain text.

    Anywhere on a link this is the article, but in its `#section` the section; anywhere in the
    title line the article, in a heading the section, in an entity mark the entity.
    """
    if view.link is not None:
        section = on_section(view.link, view.offset)
        return link_topic(view.wiki, view.path, view.link, with_section=section)
    if view.entity is not None:
        return EntityTopic(view.entity.text)
    slug = view.wiki.articles.slug_of(view.path)
    paths = view.wiki.paths_of(slug) or (view.path,)
    if view.is_on_title:
        return ArticleTopic(slug, paths)
    if view.block.kind == "heading" and view.section is not None:
        return SectionTopic(slug, (view.path,), slug_of(view.section.name))
    return None


def on_section(link: Link, offset: int) -> bool:
    """Whether an offset in a link is in its `#section`: anywhere, in a link that has no slug."""
    span = link.section_span
    return span is not None and (not link.slug or span.start <= offset <= span.end)


def link_topic(wiki: Wiki, path: str, link: Link, *, with_section: bool) -> Topic:
    """What a link in the article at `path` leads to."""
    if link.slug:
        target = wiki.resolve(link.slug)
        slug, paths = target.slug, target.paths
    else:
        slug, paths = wiki.articles.slug_of(path), (path,)
    if with_section and link.section is not None:
        return SectionTopic(slug, paths, link.section)
    return ArticleTopic(slug, paths)
