"""The places of an article that can be followed: its links, and the URLs of its attribution."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from slugline.features.definition import heading_in, title_span
from slugline.features.view import Location, View
from slugline.syntax import Link
from slugline.text import Span, unbroken

_URL = re.compile(r"https?://[^\s<>\"'`\[\]{}|\\^]+", re.IGNORECASE)
_NO_PART_OF_A_URL = ".,;:!?…*"


class DocumentLink(msgspec.Struct, frozen=True):
    """A place that can be followed: to an article at `path`, to a `url`, or to nothing.

    `section` is the slug of the heading that a link names, for `follow`.
    """

    span: Span
    tooltip: str
    path: str | None = None
    section: str | None = None
    url: str | None = None


def document_links(view: View) -> tuple[DocumentLink, ...]:
    """Every link of the article in order, then the URLs of its attribution.

    URLs elsewhere are text.
    """
    return (*(_of_link(view, link) for link in view.article.links), *_urls(view))


def follow(view: View, link: DocumentLink) -> Location | None:
    """Where in its article a link leads: a heading, else the title. None where it has none.

    Raises ReadError where the article that has the heading can't be read.
    """
    if link.path is None:
        return None
    if link.section is not None:
        article = view.article if link.path == view.path else view.read(link.path)
        found = heading_in(article, link.section)
        if found is not None:
            return Location(link.path, found[0])
    if link.path == view.path:
        title = view.article.title
        return Location(link.path, title.text_span if title else Span(0, 0))
    return Location(link.path, title_span(view.wiki, link.path))


def _of_link(view: View, link: Link) -> DocumentLink:
    if not link.slug:
        return DocumentLink(link.span, "A section of this article", view.path, link.section)
    resolution = view.wiki.resolve(link.slug)
    path = resolution.paths[0] if resolution.paths else None
    title = unbroken(view.wiki.title_of(resolution) or resolution.slug)
    match resolution.kind:
        case "article":
            tooltip = title
        case "inventory":
            tooltip = f"{title} (published elsewhere)"
        case "loop":
            tooltip = f"The redirects of {unbroken(link.slug)} lead around in a circle"
        case "missing":
            tooltip = f"No article has the slug {unbroken(resolution.slug)}"
    return DocumentLink(link.span, tooltip, path, link.section)


def _urls(view: View) -> Iterator[DocumentLink]:
    attribution = view.article.attribution
    if attribution is None:
        return
    span = attribution.publisher_span
    for match in _URL.finditer(view.article.source, span.start, span.end):
        url = match[0].rstrip(_NO_PART_OF_A_URL)
        while url.endswith(")") and url.count("(") < url.count(")"):
            url = url[:-1].rstrip(_NO_PART_OF_A_URL)
        if len(url) > len("https://"):
            place = Span(match.start(), match.start() + len(url))
            yield DocumentLink(place, "Open the source", url=url)
