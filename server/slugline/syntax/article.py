"""An article as it is written: blocks, sections, and marks that are read when first asked for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import msgspec

from slugline.syntax.inline import INLINE_BLOCKS, read_all_marks, read_marks
from slugline.syntax.schema import Schema
from slugline.syntax.tree import Attribution, Block, Entity, Link, Mark, Problem, Section
from slugline.text import Place, Span, place_at


class Article(msgspec.Struct, frozen=True, dict=True):
    """An article as it is written. `blocks[n]` is line n; nothing of the text is lost.

    `invalid` holds the offsets of U+FFFD that stand for bytes that are not UTF-8, with the byte.
    """

    source: str
    schema: Schema
    blocks: tuple[Block, ...]
    starts: tuple[int, ...]
    title: Block | None
    lead: Block | None
    preamble: tuple[Block, ...]
    """Blocks between title and first heading, without the lead and without blank lines."""
    sections: tuple[Section, ...]
    invalid: tuple[tuple[int, int], ...] = ()

    def text_of(self, span: Span) -> str:
        """The text that a span covers, as written."""
        return self.source[span.start : span.end]

    def place_at(self, offset: int) -> Place:
        """The line and column of an offset."""
        return place_at(self.starts, offset)

    def line_span(self, line: int) -> Span:
        """A whole line with its line break."""
        end = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.source)
        return Span(self.starts[line], end)

    @cached_property
    def line_break(self) -> str:
        """The article's own line break: its first one, LF where it has none."""
        if len(self.starts) < 2:
            return "\n"
        first = self.line_span(0)
        written = self.text_of(first)
        return "\r\n" if written.endswith("\r\n") else written[-1]

    @property
    def title_text(self) -> str:
        """The title, empty where there is none."""
        return self.text_of(self.title.text_span) if self.title else ""

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """All marks in order of their starts."""
        return read_all_marks(self.source, self.blocks)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """All links in order."""
        return tuple(mark for mark in self.marks if type(mark) is Link)

    @cached_property
    def entities(self) -> tuple[Entity, ...]:
        """All entity marks in order."""
        return tuple(mark for mark in self.marks if type(mark) is Entity)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """All that looks like a mark and is none."""
        return tuple(mark for mark in self.marks if type(mark) is Problem)

    def marks_in(self, span: Span) -> Iterator[Mark]:
        """The marks that lie inside a span; reads only the lines that the span touches.

        A link broken across lines is here an unclosed one and a stray close.
        """
        for block in self.blocks[self.place_at(span.start).line :]:
            if block.span.start >= span.end:
                break
            if block.kind in INLINE_BLOCKS:
                for mark in self._marks_on(block):
                    if span.holds(mark.span):
                        yield mark

    def _marks_on(self, block: Block) -> list[Mark]:
        marks = self._marks_by_line.get(block.line)
        if marks is None:
            marks = self._marks_by_line[block.line] = read_marks(self.source, block.text_span)
        return marks

    @cached_property
    def _marks_by_line(self) -> dict[int, list[Mark]]:
        return {}

    def section_at(self, offset: int) -> Section | None:
        """The section that an offset lies in, None before the first heading."""
        found = None
        for section in self.sections:
            if section.span.start > offset:
                break
            found = section
        return found

    @cached_property
    def attribution(self) -> Attribution | None:
        """The first line of an attribution section that has the wiki's wording."""
        before, after = self.schema.attribution_parts
        for section in self.sections:
            if section.kind is None or section.kind.body != "attribution":
                continue
            for block in section.blocks:
                line = self.text_of(block.span)
                publisher = Span(block.span.start + len(before), block.span.end - len(after))
                if (
                    block.kind == "paragraph"
                    and line.startswith(before)
                    and line.endswith(after)
                    and publisher.of(self.source).strip(" \t")
                ):
                    return Attribution(block.span, publisher.of(self.source), publisher)
        return None
