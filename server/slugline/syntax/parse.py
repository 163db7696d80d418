"""The parser: any text at all to an article. It never fails and loses nothing."""

from __future__ import annotations

from slugline.syntax.article import Article
from slugline.syntax.blocks import read_blocks
from slugline.syntax.schema import DEFAULT_SCHEMA, Schema
from slugline.syntax.tree import Block, Section
from slugline.text import Span, line_starts


def parse(
    source: str, schema: Schema = DEFAULT_SCHEMA, invalid: tuple[tuple[int, int], ...] = ()
) -> Article:
    """Parses a text by the markup of grammar/spec.md.

    `invalid` is passed on to the article (see `slugline.text.Decoded`).
    """
    starts = line_starts(source)
    blocks = read_blocks(source, starts, schema)
    headings = [block for block in blocks if block.kind == "heading"]
    first_heading = headings[0].line if headings else len(blocks)
    title = next((block for block in blocks if block.kind == "title"), None)
    lead = None
    preamble: list[Block] = []
    for block in blocks[:first_heading]:
        if block.kind == "paragraph" and lead is None:
            lead = block
        elif block.kind in ("paragraph", "item"):
            preamble.append(block)
    sections = []
    for position, heading in enumerate(headings):
        stop = headings[position + 1].line if position + 1 < len(headings) else len(blocks)
        name = source[heading.text_span.start : heading.text_span.end]
        end = starts[stop] if stop < len(blocks) else len(source)
        sections.append(
            Section(
                heading,
                name,
                schema.by_heading.get(name),
                blocks[heading.line + 1 : stop],
                Span(starts[heading.line], end),
            )
        )
    return Article(
        source,
        schema,
        blocks,
        tuple(starts),
        title,
        lead,
        tuple(preamble),
        tuple(sections),
        invalid,
    )
