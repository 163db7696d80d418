"""The parts of an article: blocks (one a line), sections, and the marks inside lines.

Every part that can be edited has a span of its own.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from slugline.syntax.schema import SectionKind
from slugline.text import Span

BlockKind = Literal["blank", "title", "heading", "item", "paragraph"]

ProblemKind = Literal[
    "unclosed-link",
    "link-across-lines",
    "stray-close",
    "empty-slug",
    "empty-section",
    "empty-label",
    "link-in-entity",
    "unclosed-entity",
    "empty-entity",
    "spaced-entity",
    "star-run",
    "marks-in-label",
]


class Link(msgspec.Struct, frozen=True, gc=False):
    """`[[slug]]`, `[[slug#section]]`, `[[slug|label]]`, `[[slug#section|label]]`, `[[#section]]`.

    `slug` is empty in a link to a section of the same article; `section` and `label` are None
    where they are not written. All three are given as read: escapes are resolved.
    """

    span: Span
    slug: str
    slug_span: Span
    section: str | None = None
    section_span: Span | None = None
    label: str | None = None
    label_span: Span | None = None


class Entity(msgspec.Struct, frozen=True, gc=False):
    """`**text**`; `text` as read (escapes are resolved), `text_span` as written."""

    span: Span
    text: str
    text_span: Span


class Escape(msgspec.Struct, frozen=True, gc=False):
    r"""`\` and the character that it makes literal."""

    span: Span


class Problem(msgspec.Struct, frozen=True, gc=False):
    """What looks like a mark and is none: it is text."""

    kind: ProblemKind
    span: Span


Mark = Link | Entity | Escape | Problem


class Block(msgspec.Struct, frozen=True, gc=False):
    """One line: its kind, its trimmed content (`span`) and its text without `# `, `## `, `- `."""

    kind: BlockKind
    line: int
    span: Span
    text_span: Span


class Attribution(msgspec.Struct, frozen=True):
    """A line in the wiki's wording that names who published first."""

    span: Span
    publisher: str
    publisher_span: Span


class Section(msgspec.Struct, frozen=True):
    """A heading and all blocks up to the next heading.

    `kind` is the schema's section, None for a `## Name` outside the schema. `span` runs from the
    heading's line to the start of the next heading's line.
    """

    heading: Block
    name: str
    kind: SectionKind | None
    blocks: tuple[Block, ...]
    span: Span
