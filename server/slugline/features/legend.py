"""What the parts of an article are in semantic tokens.

Generated from grammar/names.toml by `python grammar/generate.py`.
It imports nothing, since the answer to `initialize` waits for it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    TokenType = Literal["class", "namespace", "lead", "string", "variable", "escapeSequence"]
    Modifier = Literal["definition", "broken"]
    Look = tuple[TokenType, tuple[Modifier, ...]]

TOKEN_TYPES: tuple[TokenType, ...] = (
    "class",
    "namespace",
    "lead",
    "string",
    "variable",
    "escapeSequence",
)
TOKEN_MODIFIERS: tuple[Modifier, ...] = (
    "definition",
    "broken",
)
"""The legend: encoded tokens have the position of their type, and a bit for each modifier."""

TITLE: Look = ("class", ("definition",))
HEADING: Look = ("namespace", ("definition",))
LEAD: Look = ("lead", ())
SLUG: Look = ("class", ())
SECTION: Look = ("namespace", ())
LABEL: Look = ("string", ())
ENTITY: Look = ("variable", ())
ESCAPE: Look = ("escapeSequence", ())
"""Each part's type, and the modifiers that it has in any case."""
