"""One page that needs nothing else: what is linked most, what by nobody, what is wanted; a drawing.

The tables can be read without script. With script they can be sorted and searched, and the most
linked articles are drawn: by the page's own script only, which a content security policy names by
its digest. Nothing that came from an article can be executed. Style and script are `page.css` and
`page.js` beside this file.
"""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from html import escape
from pathlib import Path

import msgspec

from slugline.graph.graph import Graph, Place
from slugline.text import unbroken

_LISTED = 2_000
"""So many rows a table has at most; a page with more is slow."""

_DRAWN = 600
"""So many articles are drawn, the most linked ones; more are a black cloud."""

_POLICY = (
    "default-src 'none'; style-src {style}; script-src {script}; "
    "base-uri 'none'; form-action 'none'"
)


def render(graph: Graph) -> Iterator[str]:
    """The page, table by table."""
    links = {(edge.source, edge.target) for edge in graph.edges if edge.source != edge.target}
    incoming = Counter(target for _, target in links)
    outgoing = Counter(source for source, _ in links)
    places = sorted(graph.places.values(), key=lambda one: (-incoming[one.name], one.name))
    articles = [one for one in places if one.kind == "article"]
    missing = [one for one in places if one.kind == "missing"]
    lonely = sorted((one for one in articles if not incoming[one.name]), key=_path_of)
    style, script = (_part(name) for name in ("page.css", "page.js"))
    policy = _POLICY.format(style=_digest(style), script=_digest(script))
    yield (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        "<title>Links of the wiki – Slugline</title>\n"
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"<style>{style}</style>\n</head>\n<body>\n<h1>Links of the wiki</h1>\n"
        f"<p>Articles: {len(articles):,}. Links from one to another, or to what is none: "
        f"{len(links):,}. Articles to which no other links: {len(lonely):,}. Slugs that are linked "
        f"but not written: {len(missing):,}.</p>\n"
        '<p class="scripted"><label>Search <input id="search" type="search" autocomplete="off">'
        '</label></p>\n<figure class="scripted"><canvas id="drawing" tabindex="0"></canvas>'
        f'<figcaption id="told">The {min(_DRAWN, len(articles)):,} most linked articles; '
        "the larger, the more links.</figcaption></figure>\n"
    )
    linked = [one for one in articles if incoming[one.name]]
    yield from _table("Linked by others", linked, incoming, outgoing)
    yield from _table("Linked by no other", lonely, incoming, outgoing)
    yield from _table("Wanted: linked, but not written", missing, incoming, outgoing)
    yield f'<script type="application/json" id="graph">{_data(articles[:_DRAWN], links)}</script>\n'
    yield f"<script>{script}</script>\n</body>\n</html>\n"


def _path_of(place: Place) -> str:
    return place.path


def _part(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")


def _digest(part: str) -> str:
    """A part of the page as a content security policy names it."""
    return f"'sha256-{b64encode(sha256(part.encode()).digest()).decode()}'"


def _text(text: str) -> str:
    return escape(unbroken(text))


def _table(
    title: str, places: Sequence[Place], incoming: Counter[str], outgoing: Counter[str]
) -> Iterator[str]:
    if not places:
        return
    yield f"<h2>{title} <small>{len(places):,}</small></h2>\n"
    if len(places) > _LISTED:
        yield f"<p>Here are {_LISTED:,} of them; `slugline report` lists them all.</p>\n"
    heads = ("Title", "Slug", "File", "Linked by", "Links to")
    yield "<table>\n<thead><tr>"
    yield from (f'<th scope="col">{head}</th>' for head in heads)
    yield "</tr></thead>\n<tbody>\n"
    for one in places[:_LISTED]:
        yield (
            f"<tr><td>{_text(one.title)}</td><td>{_text(one.name)}</td><td>{_text(one.path)}</td>"
            f"<td>{incoming[one.name]}</td><td>{outgoing[one.name]}</td></tr>\n"
        )
    yield "</tbody>\n</table>\n"


def _data(drawn: Sequence[Place], links: set[tuple[str, str]]) -> str:
    """Titles, and pairs of their numbers, as JSON that can't end the element that holds it."""
    numbers = {one.name: number for number, one in enumerate(drawn)}
    pairs = sorted(
        (numbers[source], numbers[target])
        for source, target in links
        if source in numbers and target in numbers
    )
    titles = [unbroken(one.title) for one in drawn]
    return msgspec.json.encode({"titles": titles, "links": pairs}).decode().replace("<", "\\u003c")
