"""What is compared between the engines that read the markup: marks with places, in code points.

The Python parser is the measure (`of_article`); every other engine is an `Engine`. `engines` are
those that there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from grammar.generate import kinds
from slugline.syntax import Article, Entity, Escape, Link, Problem
from slugline.text import Span


class Mark(NamedTuple):
    """A part of a text, code points `start` up to `end`, and its kind in grammar/names.toml.

    | kind | place |
    | --- | --- |
    | `title`, `heading`, `lead` | the text without marker and without blanks around it |
    | `title-marker`, `heading-marker`, `item-marker` | `#`, `##`, `-` |
    | `publisher` | the publisher of the attribution |
    | `link`, `entity` | from mark to mark, marks included |
    | `slug`, `section`, `label` | the part of a link, where it is not empty |
    | `escape` | both characters |
    | a problem | what it covers by grammar/spec.md |
    """

    start: int
    end: int
    kind: str


class Engine(Protocol):
    """Something that reads the markup of the default schema."""

    @property
    def name(self) -> str:
        """As in the table at the end of grammar/spec.md: `TextMate`, `tree-sitter`."""

    def marks(self, texts: Sequence[str]) -> list[list[Mark]]:
        """The marks of each text, sorted. A text may begin with a byte-order mark.

        Raises:
            ToolMissingError: where what the engine runs on can't be had.
        """


def engines() -> list[Engine]:
    """All engines but the Python parser."""
    from tests.grammar.textmate import TextMate
    from tests.grammar.treesitter import TreeSitter

    return [TextMate(), TreeSitter()]


def of_article(article: Article) -> list[Mark]:
    """The marks of an article of the Python parser, sorted."""
    found: list[Mark] = []

    def add(kind: str, span: Span | None) -> None:
        if span:
            found.append(Mark(span.start, span.end, kind))

    for block in article.blocks:
        match block.kind:
            case "title" | "heading":
                add(block.kind, block.text_span)
            case "paragraph" if block is article.lead:
                add("lead", block.text_span)
        if block.span.start < block.text_span.start:
            marker = {"title": "#", "heading": "##", "item": "-"}[block.kind]
            add(f"{block.kind}-marker", Span(block.span.start, block.span.start + len(marker)))
    if article.attribution:
        add("publisher", article.attribution.publisher_span)
    for mark in article.marks:
        match mark:
            case Link():
                add("link", mark.span)
                add("slug", mark.slug_span)
                add("section", mark.section_span)
                add("label", mark.label_span)
            case Entity():
                add("entity", mark.span)
            case Escape():
                add("escape", mark.span)
            case Problem():
                add(mark.kind, mark.span)
    return sorted(found)


COMPARED = frozenset(kinds()) - {
    *("item", "attribution", "entity-begin", "entity-end"),
    *("link-begin", "link-end", "section-begin", "label-begin"),
}
"""The kinds of marks that engines are compared by; the others follow from these."""
