"""Renaming: an article's slug or title, a section, or an entity, in the whole wiki.

What is renamed is what the cursor is on:

- on a link, the **slug** that it names: the article's file gets the new name, and every link in
  the wiki the new slug; labels and `#section`s stay. A slug that no article has yet is renamed
  in the links alone;
- in a link's `#section`, or on a heading, the **section**: the heading, and the `#section` of
  every link to it;
- in the title line, the **title**, with the labels that are equal to it. A new name that can
  only be a slug, because it is written like one (`tide-mill`) and the title is not, renames the
  slug instead: this is how the slug is renamed from within the article;
- on an entity, the **entity** in all its spellings and the whole wiki.

An article whose file's name is no slug has its slug from its title. Renaming its slug gives the
file the new slug as its name; renaming its title gives it a new slug, and the links are changed
with it.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from slugline.errors import RefusedError
from slugline.features.rename_entity import check_entity, rename_entity
from slugline.features.rename_section import heading_of, rename_section
from slugline.features.rename_slug import check_slug, rename_slug
from slugline.features.rename_title import rename_title
from slugline.features.topic import ArticleTopic, EntityTopic, SectionTopic, topic_at
from slugline.features.view import View
from slugline.features.wiki_edit import Change
from slugline.model.slugs import is_slug
from slugline.text import Span


class Renameable(msgspec.Struct, frozen=True):
    """What would be renamed: its span in the article, and its name now."""

    span: Span
    name: str


def prepare_rename(view: View) -> Renameable | None:
    """What `rename` would rename, None in plain text (textDocument/prepareRename).

    Raises RefusedError, with the reason, for what can't have another name, and ReadError where
    the article of a section can't be read.
    """
    topic = topic_at(view)
    link, entity = view.link, view.entity
    match topic:
        case SectionTopic():
            name = heading_of(view, topic).name
            if link is not None and link.section_span is not None:
                return Renameable(link.section_span, name)
            return Renameable(view.block.text_span, name)
        case ArticleTopic():
            if link is not None:
                check_slug(view.wiki, link.slug)
                return Renameable(link.slug_span, link.slug)
            return Renameable(view.block.text_span, view.article.title_text)
        case EntityTopic() if entity is not None:
            return Renameable(entity.text_span, entity.text)
    return None


def rename(view: View, name: str, configuration: str | None = None) -> Iterator[Change]:
    """Gives what the cursor is on another name (textDocument/rename).

    `configuration` is the text of the wiki's configuration file: redirects to a renamed slug
    change with it. The changes are a `WikiEdit`'s, and come one article after the other, so that
    the caller can stop; all checks are made before the first. There are none where the name is
    the old one. Raises RefusedError, with the reason, where the name is taken, empty or not
    of the kind that is wanted, and ReadError where an article that has to change can't be read.
    """
    name = name.strip()
    topic = topic_at(view)
    if topic is None:
        raise RefusedError("there is nothing to rename here: no link, title, heading or entity")
    if not name:
        raise RefusedError("the new name is empty")
    if not name.isprintable():
        raise RefusedError("the new name has a line break or another character that does not show")
    match topic:
        case SectionTopic():
            return rename_section(view, topic, name)
        case EntityTopic(text=text):
            check_entity(view.wiki, text, name)
            return rename_entity(view, text, name)
        case ArticleTopic(slug=slug):
            if view.link is not None:
                return rename_slug(view.wiki, view.link.slug, name, configuration)
            if names_slug(name, view.article.title_text):
                return rename_slug(view.wiki, slug, name, configuration)
            return rename_title(view, name, configuration)


def names_slug(name: str, title: str) -> bool:
    """Whether a new name for an article with this title can only be meant as its slug.

    It is written like a slug and the title is not. A word in a script without capitals, or
    a number, might as well be a title.
    """
    return is_slug(name) and not is_slug(title) and ("-" in name or name != name.upper())
