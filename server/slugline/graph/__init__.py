"""The link graph and its reports, as values; the graph as text, one file for each format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module

from slugline.graph.graph import Graph, graph_of

FORMATS: dict[str, str] = {
    "dot": "for Graphviz",
    "json": "nodes and edges",
    "graphml": "for Gephi, yEd, Cytoscape and others",
    "html": "a page to look at",
}
"""Each is the name of a module here with a function `render`, and what it is good for."""

Render = Callable[[Graph], Iterator[str]]


def renderer(name: str) -> Render:
    """The function that writes a graph in a format; the format's module is imported now."""
    render: Render = import_module(f"slugline.graph.{name}").render
    return render


__all__ = ["FORMATS", "Graph", "Render", "graph_of", "renderer"]
