"""What is wrong in a `slugline.toml`, in sentences that name the key, and what it should be."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection

from slugline.disk.inventory import shortened
from slugline.disk.toml_lines import Key
from slugline.errors import ConfigurationProblem

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


class Report:
    """Collects what is wrong. `line_of` gives the 0-based line of a key."""

    def __init__(self, path: str, line_of: Callable[[Key], int]) -> None:
        self._path = path
        self.line_of = line_of
        self.problems: list[ConfigurationProblem] = []

    def add(self, key: Key, message: str) -> None:
        """A problem of the key, in a sentence of its own."""
        self.problems.append(ConfigurationProblem(self._path, self.line_of(key) + 1, message))

    def wrong(self, key: Key, expected: str, found: object, near: str = "") -> None:
        """The key has not what was expected."""
        question = f"; did you mean `{near}`?" if near else ""
        self.add(key, f"`{dotted(key)}` must be {expected}, found {described(found)}{question}")


def dotted(key: Key) -> str:
    """A key as it is written with dots; positions in arrays are left out: the line tells them."""
    parts = (part for part in key if isinstance(part, str))
    return ".".join(part if _BARE_KEY.fullmatch(part) else f'"{shortened(part)}"' for part in parts)


def described(value: object) -> str:
    """A value of TOML in a few words."""
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    if isinstance(value, int | float):
        return f"`{shortened(str(value), 30)}`"
    if isinstance(value, str):
        return f'the text "{shortened(value, 40)}"' if value else "an empty text"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    if isinstance(value, dict):
        return "a table"
    assert isinstance(value, datetime.date | datetime.time)
    return f"the time `{value}`" if isinstance(value, datetime.time) else f"the date `{value}`"


def nearest(word: str, known: Collection[str]) -> str:
    """The known word that was probably meant; empty where none is near."""
    from rapidfuzz.distance import JaroWinkler
    from rapidfuzz.process import extractOne

    found = extractOne(
        word.replace("_", "-"),
        sorted(known),
        scorer=JaroWinkler.normalized_similarity,
        processor=str.lower,
        score_cutoff=0.83,
    )
    return found[0] if found else ""


def listed(words: Collection[str]) -> str:
    """Words of a configuration for a message."""
    return ", ".join(f"`{word}`" for word in words)
