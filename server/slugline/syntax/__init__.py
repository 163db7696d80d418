"""The markup: text to a syntax tree. No I/O, and no knowledge of other articles."""

from slugline.syntax.article import Article
from slugline.syntax.inline import (
    INLINE_BLOCKS,
    LinkText,
    OpenMark,
    escape,
    open_mark,
    read_link_text,
    slug_in,
    unescape,
)
from slugline.syntax.parse import parse
from slugline.syntax.schema import DEFAULT_SCHEMA, Body, Schema, SectionKind
from slugline.syntax.tree import (
    Attribution,
    Block,
    BlockKind,
    Entity,
    Escape,
    Link,
    Mark,
    Problem,
    ProblemKind,
    Section,
)

__all__ = [
    "DEFAULT_SCHEMA",
    "INLINE_BLOCKS",
    "Article",
    "Attribution",
    "Block",
    "BlockKind",
    "Body",
    "Entity",
    "Escape",
    "Link",
    "LinkText",
    "Mark",
    "OpenMark",
    "Problem",
    "ProblemKind",
    "Schema",
    "Section",
    "SectionKind",
    "escape",
    "open_mark",
    "parse",
    "read_link_text",
    "slug_in",
    "unescape",
]
