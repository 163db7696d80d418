"""Code lenses: numbers above the title and above each section."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from slugline.features.view import View
from slugline.model.reading import as_read
from slugline.text import Span

_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_IDEOGRAPHS}]|[^\W_{_IDEOGRAPHS}][^\s{_IDEOGRAPHS}]*")
"""A letter or digit and all up to the next blank; of scripts without blanks each character."""


class CodeLens(msgspec.Struct, frozen=True):
    """A number that is shown above a line, and what it counts; `number_of` tells the number.

    `backlinks` are the other articles that link here, `mentions` those that mark the title as an
    entity and don't, and `words` are those of a section as readers see them.
    """

    span: Span
    kind: Literal["backlinks", "mentions", "words"]


def code_lenses(view: View) -> list[CodeLens]:
    """The lenses of an article in order; nothing is counted yet."""
    article = view.article
    lenses = []
    if article.title:
        title = article.title.span
        lenses += [CodeLens(title, "backlinks"), CodeLens(title, "mentions")]
    return lenses + [CodeLens(section.heading.span, "words") for section in article.sections]


def number_of(view: View, lens: CodeLens) -> int:
    """The number that a lens shows; 0 where its section is not there any more."""
    if lens.kind == "backlinks":
        return view.wiki.count_linking(view.wiki.articles.slug_of(view.path))
    if lens.kind == "mentions":
        return len(unlinked_mentions(view))
    section = view.article.section_at(lens.span.start)
    blocks = section.blocks if section else ()
    return sum(len(_WORD.findall(as_read(view.article, block.text_span))) for block in blocks)


def unlinked_mentions(view: View) -> list[str]:
    """The paths of the articles that mark this title as an entity and don't link here, sorted.

    These are those in which the rule `unlinked-mention` finds it: the case of the title does not
    count, and a link to another article of the same title does.
    """
    wiki = view.wiki
    title = wiki.articles.title_of(view.path).casefold()
    spellings = [one for one in wiki.entities.spellings(title) if one.casefold() == title]
    titled = wiki.titled(title)
    left_out = set(titled)
    for slug in {wiki.articles.slug_of(path) for path in titled}:
        left_out.update(wiki.linked_from(slug))
    return [path for path in wiki.entities.holders(spellings) if path not in left_out]
