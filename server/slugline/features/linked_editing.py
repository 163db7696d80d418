"""Linked editing: the spelling of an entity changes in the whole article while it is typed."""

from __future__ import annotations

import re

from slugline.features.view import View
from slugline.text import Span

WORD_PATTERN = r"[^\r\n\\*\[\]]+"
"""What may be typed, as a regular expression of Python and of ECMAScript.

Blanks are among it, as in `Trinity College`; marks and line breaks end the linked editing.
"""

_PLAIN = re.compile(WORD_PATTERN)


def linked_spans(view: View) -> list[Span]:
    """The texts of all marks of the entity under the cursor that have its spelling, in order.

    Empty where the cursor is in no entity's text, where there is but one mark, and where a mark
    is written with escapes or with what could become one: all texts must be equal as written.
    """
    entities = view.article.entities
    here = Span(view.offset, view.offset)
    spelling = next((one.text for one in entities if one.text_span.holds(here)), None)
    spans = [one.text_span for one in entities if one.text == spelling]
    is_plain = all(
        view.article.text_of(span) == spelling and _PLAIN.fullmatch(spelling) for span in spans
    )
    return spans if is_plain and len(spans) > 1 else []
