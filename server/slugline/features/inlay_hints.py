"""Inlay hints: what a link leads to, where the text does not say it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from slugline.features.view import View
from slugline.model.edits import Edit
from slugline.rules.entity_edits import in_label
from slugline.syntax import Link
from slugline.text import Span


class InlayHint(msgspec.Struct, frozen=True):
    """A text that is shown at an offset and is not in the article, and the edit to write it."""

    offset: int
    text: str
    edit: Edit


def inlay_hints(view: View) -> list[InlayHint]:
    """The hints of the lines that the selection touches, in order.

    Behind a link without label stands its target's title, which the edit makes the label; behind
    a slug that is a redirect, in the link, `→` and the slug at its end, which the edit puts there.
    """
    links = (mark for mark in view.article.marks_in(view.lines) if isinstance(mark, Link))
    return [hint for link in links if link.slug for hint in _hints(view, link)]


def _hints(view: View, link: Link) -> Iterator[InlayHint]:
    target = view.wiki.resolve(link.slug)
    if target.kind not in ("article", "inventory"):
        return
    if target.redirected:
        edit = Edit(link.slug_span, target.slug)
        yield InlayHint(link.slug_span.end, f"→ {target.slug}", edit)
    title = view.wiki.title_of(target)
    if link.label is None and title:
        inside = link.span.end - 2
        edit = Edit(Span(inside, inside), f"|{in_label(title)}")
        yield InlayHint(link.span.end, title, edit)
