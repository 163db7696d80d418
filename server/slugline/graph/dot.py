"""The graph in the language of Graphviz; broken links are dashed."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.graph.graph import Graph
from slugline.text import unbroken


def render(graph: Graph) -> Iterator[str]:
    """A digraph whose nodes have the titles of articles as labels."""
    yield "digraph wiki {\n"
    for place in graph.places.values():
        if place.kind == "article":
            label = unbroken(place.title).replace("&", "&amp;")  # Graphviz reads entities in labels
            yield f"  {_quoted(place.name)} [label={_quoted(label)}];\n"
    for edge in graph.edges:
        style = " [style=dashed]" if edge.broken else ""
        yield f"  {_quoted(edge.source)} -> {_quoted(edge.target)}{style};\n"
    yield "}\n"


def _quoted(text: str) -> str:
    escaped = unbroken(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
