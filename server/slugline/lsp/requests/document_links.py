"""`textDocument/documentLink` and `documentLink/resolve`."""

from __future__ import annotations

from collections.abc import Generator

from lsprotocol import types

from slugline.errors import ReadError
from slugline.features import document_links as feature
from slugline.features.document_links import DocumentLink
from slugline.features.view import View
from slugline.lsp.requests.asked import Asked, asked
from slugline.lsp.session import Session

_AT_ONCE = 100
"""Links to sections that are followed at once: each reads an article. Others are on resolve."""


def document_link(
    session: Session, params: types.DocumentLinkParams
) -> Generator[None, None, list[types.DocumentLink] | None]:
    """Every link of an article; what leads nowhere has no target, and says so."""
    about = asked(session, params.text_document)
    if about is None:
        return None
    tooltips = session.client.link_tooltips
    found = feature.document_links(about.view)
    links = [
        types.DocumentLink(about.range(one.span), tooltip=one.tooltip if tooltips else None)
        for one in found
    ]
    left = _AT_ONCE
    for one, link in zip(found, links, strict=True):
        left -= one.section is not None
        if left >= 0 or one.section is None:
            link.target = _target(about, one)
            yield
        else:
            link.data = about.uri
    return links


def resolve(session: Session, link: types.DocumentLink) -> types.DocumentLink:
    """A link with its target, where it has one."""
    match link.data:
        case str(uri):
            about = asked(session, types.TextDocumentIdentifier(uri), link.range)
            found = _selected(about.view) if about else None
            if about is not None and found is not None:
                link.target = _target(about, found)
    return link


def _selected(view: View) -> DocumentLink | None:
    """The link that is selected."""
    return next((one for one in feature.document_links(view) if one.span == view.span), None)


def _target(about: Asked, link: DocumentLink) -> str | None:
    """The URI of an article; with the line of the heading, as editors read it (`#L7`)."""
    if link.path is None:
        return link.url
    uri = about.session.uri(about.live, link.path)
    if link.section is None:
        return uri
    try:
        place = feature.follow(about.view, link)
    except ReadError:
        return uri
    return uri if place is None else f"{uri}#L{about.location(place).range.start.line + 1}"
