"""An article as it is written: lines, blocks, sections and marks, read when first asked for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import takewhile

import msgspec

from slugline.syntax.blocks import read_block, read_blocks
from slugline.syntax.inline import INLINE_BLOCKS, read_all_marks, read_marks
from slugline.syntax.schema import Schema
from slugline.syntax.tree import Attribution, Block, Entity, Link, Mark, Problem, Section
from slugline.text import BYTE_ORDER_MARK, Place, Span, line_starts, place_at


class Article(msgspec.Struct, frozen=True, dict=True):
    """An article as it is written; nothing of the text is lost.

    `invalid` holds the offsets of U+FFFD that stand for bytes that are not UTF-8, with the byte.
    """

    source: str
    schema: Schema
    invalid: tuple[tuple[int, int], ...] = ()

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The offset at which each line starts."""
        return tuple(line_starts(self.source))

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """One block a line: `blocks[n]` is line n."""
        return read_blocks(self.source, self.starts, self.schema)

    def block_at(self, line: int) -> Block:
        """The block of a line; no other line is read for it."""
        if "blocks" in self.__dict__:
            return self.blocks[line]
        start = self.starts[line]
        above = self.source[:start].lstrip(BYTE_ORDER_MARK)
        text = self.text_of(self.line_span(line)).rstrip("\r\n")
        is_first = not above.strip(" \t\r\n")
        return read_block(text, start, line, self.schema, first=is_first)

    @cached_property
    def title(self) -> Block | None:
        """The title line."""
        return next((block for block in self.blocks if block.kind == "title"), None)

    @cached_property
    def _above_sections(self) -> list[Block]:
        """Paragraphs and items above the first heading."""
        above = takewhile(lambda block: block.kind != "heading", self.blocks)
        return [block for block in above if block.kind in INLINE_BLOCKS]

    @cached_property
    def lead(self) -> Block | None:
        """The first paragraph between title and first heading."""
        return next((block for block in self._above_sections if block.kind == "paragraph"), None)

    @property
    def preamble(self) -> tuple[Block, ...]:
        """Blocks between title and first heading, without the lead and without blank lines."""
        return tuple(block for block in self._above_sections if block is not self.lead)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The headings, each with all blocks up to the next one."""
        blocks, starts = self.blocks, self.starts
        headings = [block for block in blocks if block.kind == "heading"]
        stops = [*(heading.line for heading in headings[1:]), len(blocks)]
        return tuple(
            Section(
                heading,
                name := self.text_of(heading.text_span),
                self.schema.by_heading.get(name),
                blocks[heading.line + 1 : stop],
                Span(
                    starts[heading.line], starts[stop] if stop < len(blocks) else len(self.source)
                ),
            )
            for heading, stop in zip(headings, stops, strict=False)
        )

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
        first, last = self.place_at(span.start).line, self.place_at(span.end).line
        for line in range(first, last + 1):
            block = self.block_at(line)
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
