"""The graph as GraphML (http://graphml.graphdrawing.org), which most programs for graphs read.

Nodes have the attributes `name` (slug, or path without one), `title`, `path` and `kind` (`article`,
`missing` or `inventory`); edges have `broken`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from slugline.graph.graph import Graph

_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="name" for="node" attr.name="name" attr.type="string"/>
<key id="title" for="node" attr.name="title" attr.type="string"/>
<key id="path" for="node" attr.name="path" attr.type="string"/>
<key id="kind" for="node" attr.name="kind" attr.type="string"/>
<key id="broken" for="edge" attr.name="broken" attr.type="boolean"/>
<graph id="wiki" edgedefault="directed">
"""

_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 can't hold in any form."""


def render(graph: Graph) -> Iterator[str]:
    """The document. An id is a number, because not every slug is one that XML allows."""
    yield _HEAD
    numbers = {name: number for number, name in enumerate(graph.places)}
    for name, place in graph.places.items():
        yield f'<node id="n{numbers[name]}">'
        yield from (
            f'<data key="{key}">{_text(value)}</data>'
            for key, value in (
                ("name", name),
                ("title", place.title),
                ("path", place.path),
                ("kind", place.kind),
            )
            if value
        )
        yield "</node>\n"
    for edge in graph.edges:
        source, target = numbers[edge.source], numbers[edge.target]
        broken = "true" if edge.broken else "false"
        yield f'<edge source="n{source}" target="n{target}">'
        yield f'<data key="broken">{broken}</data></edge>\n'
    yield "</graph>\n</graphml>\n"


def _text(text: str) -> str:
    return escape(_NO_XML.sub("\ufffd", text), {"\r": "&#13;"})
