"""The graph as JSON: an object with `nodes` and `edges`, and in them what they hold here."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from slugline.graph.graph import Graph


def render(graph: Graph) -> Iterator[str]:
    """The document, a line for each node and edge."""
    yield '{"nodes":['
    yield from _listed(graph.nodes)
    yield '\n],"edges":['
    yield from _listed(graph.edges)
    yield "\n]}\n"


def _listed(values: tuple[object, ...]) -> Iterator[str]:
    separator = "\n"
    for value in values:
        yield separator + msgspec.json.encode(value).decode()
        separator = ",\n"
