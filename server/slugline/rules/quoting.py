"""Texts of articles inside messages."""

from __future__ import annotations

from slugline.text import unbroken

_LONGEST = 80
"""In code points: what is longer is cut, because a message is one sentence."""


def quoted(text: str) -> str:
    """A text of an article, in backticks, on one line, and cut where it is very long."""
    shown = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return f"`{unbroken(shown)}`"


def others_have(number: int) -> str:
    """How many other articles have something; which they are is said by related places."""
    return "another article has" if number == 1 else f"{number:,} other articles have"
