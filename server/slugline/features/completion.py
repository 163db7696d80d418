"""Completion: what can be written at the cursor, the best first."""

from __future__ import annotations

from slugline.features.completion_item import Completion
from slugline.features.line_completion import complete_entity, complete_heading, complete_skeleton
from slugline.features.link_completion import complete_link
from slugline.features.preview import Reader, preview_of_slug
from slugline.features.prose import Prose
from slugline.features.view import View
from slugline.rules.section_edits import line_end
from slugline.syntax import open_mark
from slugline.syntax.inline import INLINE_BLOCKS
from slugline.text import Span
from slugline.wiki import Wiki

NOTHING = Completion()


def completion(view: View) -> Completion:
    """What can be written at the cursor.

    Behind `[[` the wiki's slugs, behind `#` the target's sections, behind `|` labels; behind `**`
    entities; on a line of its own a heading that is missing; in an empty article all of it.
    Nothing in a title, where marks mean nothing.
    """
    article = view.article
    block = view.block
    start = article.starts[block.line]
    line = Span(start, line_end(article, block.line))
    cursor = min(view.offset, line.end)
    if all(one.kind == "blank" for one in article.blocks):
        return complete_skeleton(view, cursor, line)
    if block.kind == "title":
        return NOTHING
    if block.kind in INLINE_BLOCKS and cursor >= block.text_span.start:
        text = Span(block.text_span.start, line.end)
        mark = open_mark(article.source, text, cursor)
        if mark is not None and mark.kind == "link":
            return complete_link(view, mark, cursor)
        if mark is not None:
            return complete_entity(view, mark, cursor)
    if block.kind == "item":
        return NOTHING
    return complete_heading(view, cursor, line)


def documentation(wiki: Wiki, slug: str, read: Reader) -> Prose:
    """What is shown beside an item with this slug, when an editor asks for it."""
    return preview_of_slug(wiki, slug, read)
