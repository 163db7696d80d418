"""The link graph of a wiki."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

import msgspec

from slugline.wiki import Wiki


class Node(msgspec.Struct, frozen=True, gc=False):
    """An article."""

    path: str
    slug: str
    title: str


class Edge(msgspec.Struct, frozen=True, gc=False):
    """That an article links to a slug, once or more often.

    `source` is the article's slug, or its path where it has none. `target` is the slug at the end
    of the redirects; with `broken` it leads to no article and to no inventory.
    """

    source: str
    target: str
    broken: bool = False


PlaceKind = Literal["article", "missing", "inventory"]


class Place(msgspec.Struct, frozen=True, gc=False):
    """What links start or end at; only an article has a path."""

    name: str
    kind: PlaceKind
    title: str
    path: str = ""


class Graph(msgspec.Struct, frozen=True, dict=True):
    """All articles and all that they link to, in order."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @cached_property
    def places(self) -> dict[str, Place]:
        """All that an edge starts or ends at: articles first, and then what is none, each once.

        Articles that share a slug are one place here, as links can't tell them apart.
        """
        places: dict[str, Place] = {}
        for node in self.nodes:
            name = node.slug or node.path
            places.setdefault(name, Place(name, "article", node.title or node.path, node.path))
        for edge in self.edges:
            if edge.target not in places:
                kind: PlaceKind = "missing" if edge.broken else "inventory"
                places[edge.target] = Place(edge.target, kind, edge.target)
        return places


def graph_of(wiki: Wiki) -> Graph:
    """The graph of a wiki. Links of an article to its own sections are left out."""
    articles = wiki.articles
    nodes = [
        Node(path, articles.slug_of(path), articles.title_of(path)) for path in sorted(articles)
    ]
    ends: dict[str, tuple[str, bool]] = {}
    for slug in wiki.links.slugs():
        target = wiki.resolve(slug)
        ends[slug] = (target.slug, target.kind not in ("article", "inventory"))
    edges = {
        Edge(articles.slug_of(path) or path, *ends[slug])
        for path, slugs in wiki.links.slugs_by_article()
        for slug in slugs
        if slug
    }
    return Graph(tuple(nodes), tuple(sorted(edges, key=_ends)))


def _ends(edge: Edge) -> tuple[str, str]:
    return edge.source, edge.target
