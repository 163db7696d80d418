"""The call hierarchy of a wiki: an article "calls" those that it links to."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from slugline.features.references import links_among, texts_to
from slugline.features.view import View
from slugline.text import Span
from slugline.wiki import Wiki
from slugline.wiki.articles import Articles


class Caller(msgspec.Struct, frozen=True, gc=False):
    """An article in the hierarchy; `span` is its title as written."""

    path: str
    slug: str
    title: str
    span: Span


class Call(msgspec.Struct, frozen=True, gc=False):
    """The links between an article and another one, `other`; the spans are in the one that links.

    They are whole links, in order.
    """

    other: Caller
    spans: tuple[Span, ...]


def callers_at(view: View) -> list[Caller]:
    """The articles whose hierarchy the cursor asks for: this one on its title, else the link's.

    There are several where a slug is claimed twice, and none where it leads to no article.
    """
    if view.is_on_title:
        paths: tuple[str, ...] = (view.path,)
    elif view.link is not None:
        slug = view.link.slug
        paths = view.wiki.resolve(slug).paths if slug else (view.path,)
    else:
        paths = ()
    return [_caller(view.wiki.articles, path) for path in paths]


def outgoing_calls(wiki: Wiki, path: str) -> list[Call]:
    """The articles that an article links to, in order of its first links to them."""
    if path not in wiki.articles:
        return []
    calls: dict[str, list[Span]] = {}
    for link in wiki.links_of(path):
        if link.text.slug:
            for target in wiki.resolve(link.text.slug).paths:
                calls.setdefault(target, []).append(link.span)
    return [Call(_caller(wiki.articles, other), tuple(spans)) for other, spans in calls.items()]


def incoming_calls(wiki: Wiki, path: str) -> Iterator[Call]:
    """The articles that link to an article, also by a redirect, in order of their paths.

    An article that names itself in a link is among them. No file is read. They come one after the
    other, so that the caller can stop; they are those of the call, whatever changes meanwhile.
    """
    if path not in wiki.articles:
        return iter(())
    articles = wiki.articles.as_now()
    found = links_among(wiki, texts_to(wiki, articles.slug_of(path)))
    return (Call(_caller(articles, places.path), places.spans) for places in found)


def _caller(articles: Articles, path: str) -> Caller:
    return Caller(path, articles.slug_of(path), articles.title_of(path), articles.title_span(path))
