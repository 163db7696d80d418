"""`textDocument/hover`."""

from __future__ import annotations

from lsprotocol import types

from slugline.features import hover as feature
from slugline.lsp.requests.asked import asked, markup
from slugline.lsp.session import Session


def asks_the_wiki(session: Session, params: types.HoverParams) -> bool:
    """Whether what is to be said depends on other articles: of a heading it does not."""
    about = asked(session, params.text_document, params.position)
    return about is not None and about.view.block.kind != "heading"


def hover(session: Session, params: types.HoverParams) -> types.Hover | None:
    """What is to be said of the place of the cursor."""
    about = asked(session, params.text_document, params.position)
    if about is None or (about.wiki is None and about.view.link is not None):
        return None
    found = feature.hover(about.reading)
    if found is None:
        return None
    text = markup(found.prose, markdown=session.client.hover_markdown)
    return types.Hover(text, about.range(found.span))
