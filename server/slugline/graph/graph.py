"""The link graph of a wiki, and its form as text."""

from __future__ import annotations

from collections.abc import Iterator

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


class Graph(msgspec.Struct, frozen=True):
    """All articles and all that they link to, in order."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


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


def as_json(graph: Graph) -> str:
    """The graph as JSON: an object with `nodes` and `edges`, and in them what they hold here."""
    return msgspec.json.encode(graph).decode()


def as_dot(graph: Graph) -> str:
    """The graph in the language of Graphviz; broken links are dashed."""
    return "\n".join(("digraph wiki {", *_statements(graph), "}")) + "\n"


def _statements(graph: Graph) -> Iterator[str]:
    for node in graph.nodes:
        label = node.title or node.path
        yield f"  {_quoted(node.slug or node.path)} [label={_quoted(label)}];"
    for edge in graph.edges:
        style = " [style=dashed]" if edge.broken else ""
        yield f"  {_quoted(edge.source)} -> {_quoted(edge.target)}{style};"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
