"""What every feature is asked about: a place in an article, in its wiki."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import msgspec

from slugline.rules.rule import Holds, holds_all
from slugline.syntax import Article, Block, Entity, Link, Mark, Section
from slugline.text import Span
from slugline.wiki import Wiki


class Location(msgspec.Struct, frozen=True, order=True, gc=False):
    """A range of an article: its path in the wiki, and code points of its text."""

    path: str
    span: Span


class View(msgspec.Struct, frozen=True, dict=True):
    """An article as it is on the screen, the wiki that it is in, and the cursor.

    `span` is the selection, empty where there is only a cursor. `read` gives the syntax tree of
    any article of the wiki, from the editor where it is open there; it raises ReadError. `holds`
    says whether the wiki would have a file at a path as an article.
    """

    wiki: Wiki
    path: str
    article: Article
    read: Callable[[str], Article]
    span: Span = Span(0, 0)
    holds: Holds = holds_all

    @property
    def offset(self) -> int:
        """Where the cursor is."""
        return self.span.start

    @cached_property
    def block(self) -> Block:
        """The line that the cursor is on."""
        return self.article.blocks[self.article.place_at(self.offset).line]

    @cached_property
    def lines(self) -> Span:
        """The lines that the selection touches, whole; not the one at whose start it ends."""
        first = self.article.place_at(self.span.start).line
        last = self.article.place_at(max(self.span.start, self.span.end - 1)).line
        return Span(self.article.starts[first], self.article.line_span(last).end)

    @cached_property
    def section(self) -> Section | None:
        """The section that the cursor is in, with its heading; None above the first one."""
        return self.article.section_at(self.offset)

    @cached_property
    def touched(self) -> tuple[Mark, ...]:
        """The marks that the cursor touches, in order of their starts; some hold others."""
        return tuple(
            mark
            for mark in self.article.marks_in(self.article.line_span(self.block.line))
            if mark.span.start <= self.offset <= mark.span.end
        )

    @property
    def mark(self) -> Mark | None:
        """The mark that the cursor touches; of two that meet there, the one that begins.

        A link or an entity comes before an escape or a problem that is in it or around it.
        """
        return self._sound or next(reversed(self.touched), None)

    @property
    def link(self) -> Link | None:
        """The link that the cursor touches, also where it is on an escape inside of it."""
        return self._sound if isinstance(self._sound, Link) else None

    @property
    def entity(self) -> Entity | None:
        """The entity mark that the cursor touches, likewise."""
        return self._sound if isinstance(self._sound, Entity) else None

    @property
    def _sound(self) -> Link | Entity | None:
        """The last link or entity that is touched: of two that meet, the one that begins."""
        sound = (mark for mark in reversed(self.touched) if isinstance(mark, Link | Entity))
        return next(sound, None)

    @property
    def is_on_title(self) -> bool:
        """Whether the cursor is on the title line."""
        return self.block.kind == "title"
