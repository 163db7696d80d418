"""Highlights: where an article speaks of what the cursor is on."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from slugline.features.topic import ArticleTopic, EntityTopic, SectionTopic, link_topic, topic_at
from slugline.features.view import View
from slugline.model.slugs import folded, slug_of
from slugline.text import Span


class Highlight(msgspec.Struct, frozen=True, order=True):
    """A place of the article; `names` is set where it gives the name: a title or a heading."""

    span: Span
    names: bool = False


def document_highlights(view: View) -> list[Highlight]:
    """The links, marks, title and headings that the cursor's topic has in this article, in order.

    (textDocument/documentHighlight.) An article is highlighted in all links that lead to it,
    whatever section they name; a section only in those to it; an entity in all its spellings.
    """
    topic = topic_at(view)
    match topic:
        case EntityTopic(text=text):
            name = folded(text)
            return [
                Highlight(mark.span) for mark in view.article.entities if folded(mark.text) == name
            ]
        case ArticleTopic() | SectionTopic():
            return sorted((*_names(view, topic), *_links(view, topic)))
    return []


def _links(view: View, topic: ArticleTopic | SectionTopic) -> Iterator[Highlight]:
    section = isinstance(topic, SectionTopic)
    for link in view.article.links:
        if not section and not link.slug:
            continue
        match link_topic(view.wiki, view.path, link, with_section=section), topic:
            case (SectionTopic(slug=slug, section=name), SectionTopic()) if (
                slug == topic.slug and name == topic.section
            ):
                yield Highlight(link.span)
            case (ArticleTopic(slug=slug), ArticleTopic()) if slug == topic.slug:
                yield Highlight(link.span)


def _names(view: View, topic: ArticleTopic | SectionTopic) -> Iterator[Highlight]:
    article = view.article
    if view.path not in topic.paths:
        return
    if isinstance(topic, SectionTopic):
        for section in article.sections:
            if topic.section and slug_of(section.name) == topic.section:
                yield Highlight(section.heading.text_span, names=True)
    elif article.title is not None:
        yield Highlight(article.title.text_span, names=True)
