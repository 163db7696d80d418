"""References: every link to an article or a section, every mark of an entity."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from heapq import merge
from itertools import chain

import msgspec

from slugline.errors import ReadError
from slugline.features.topic import ArticleTopic, EntityTopic, SectionTopic, Topic, topic_at
from slugline.features.view import View
from slugline.model.slugs import slug_of
from slugline.rules.entity_edits import marks_of
from slugline.text import Span
from slugline.wiki import Wiki


class Places(msgspec.Struct, frozen=True, gc=False):
    """Places of one article, in order: its path, and spans with the marks' brackets or stars."""

    path: str
    spans: tuple[Span, ...]


def references(view: View, *, include_declaration: bool = False) -> Iterator[Places]:
    """The places that speak of what the cursor is on (textDocument/references).

    On a link, or anywhere in a title line, these are all links to the article, also by a
    redirect; where there is no article, all links that want it. On a heading, or in a link's
    `#section`, all links to the section. On an entity all its marks, in every spelling.

    The places come article by article, in order of path, so that the caller can send them as
    they come and stop. They are those of the call: links that change while they come don't count,
    nor do marks where `view.read` gives the articles of that time. With `include_declaration`
    titles or headings come first; those of an entity are the titles of the articles about it.
    Links are placed by facts, without reading a file. An article that can't be read any more has
    no marks.
    """
    topic = topic_at(view)
    if topic is None:
        return iter(())
    match topic:
        case ArticleTopic(slug=slug):
            found = links_among(view.wiki, texts_to(view.wiki, slug))
        case SectionTopic():
            found = links_to_section(view.wiki, topic)
        case EntityTopic(text=text):
            spellings = frozenset(view.wiki.entities.spellings(text))
            found = _marks(view, spellings, view.wiki.entities.holders(spellings))
    return chain([*_declarations(view, topic)], found) if include_declaration else found


def texts_to(wiki: Wiki, slug: str) -> set[str]:
    """The link texts that lead to a slug, also by a redirect."""
    if not slug:
        return set()
    return {text for name in wiki.names_of(slug) for text in wiki.links.naming(name)}


def links_to_section(wiki: Wiki, topic: SectionTopic) -> Iterator[Places]:
    """The links to a section, also those of its own article that name no slug."""

    def of_section(texts: Collection[str]) -> set[str]:
        return {text for text in texts if wiki.links.read(text).section == topic.section}

    texts = of_section(texts_to(wiki, topic.slug))
    return links_among(wiki, texts, topic.paths, of_section(wiki.links.naming("")))


def links_among(
    wiki: Wiki,
    texts: Collection[str],
    own_paths: Collection[str] = (),
    own_texts: Collection[str] = (),
) -> Iterator[Places]:
    """The links with one of some texts, and in the articles at `own_paths` of `own_texts` too."""
    own = set(wiki.links.holders(own_texts)).intersection(own_paths) if own_texts else set()
    both = {*texts, *own_texts}
    beside = [(path, wiki.articles[path].links_among(both)) for path in sorted(own)]
    others = ((path, links) for path, links in wiki.links.placed(texts) if path not in own)
    return (
        Places(path, tuple([Span(start, start + len(text) + 4) for text, start in links]))
        for path, links in (merge(others, beside) if own else others)
    )


def _marks(view: View, spellings: frozenset[str], paths: Iterable[str]) -> Iterator[Places]:
    for path in paths:
        try:
            article = view.article if path == view.path else view.read(path)
        except ReadError:
            continue
        spans = tuple(mark.span for mark in marks_of(article, spellings))
        if spans:
            yield Places(path, spans)


def _declarations(view: View, topic: Topic) -> Iterator[Places]:
    wiki = view.wiki
    if isinstance(topic, SectionTopic):
        for path in topic.paths:
            try:
                article = view.article if path == view.path else view.read(path)
            except ReadError:
                continue
            for section in article.sections:
                if topic.section and slug_of(section.name) == topic.section:
                    yield Places(path, (section.heading.text_span,))
                    break
        return
    paths = topic.paths if isinstance(topic, ArticleTopic) else wiki.titled(topic.text)
    for path in paths:
        if wiki.articles.title_of(path):
            yield Places(path, (wiki.articles[path].title_span,))
