"""Headings as they were meant: the section name that a name or a short line is nearly."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from slugline.model.reading import ends_sentence
from slugline.model.shortcut import NEARLY_LONGER
from slugline.syntax import Article, Block, Schema

_WORD = re.compile(r"\w+")
_PLURAL = re.compile(r"(?<=[^\W\d_]{2})(?:(ie)|(?<![su]))s$")

SURE = 0.85
"""How alike a line and a section's name must be, from 0 to 1, to be taken for one."""
LIKELY = 0.6
"""How alike a marked heading and a section's name must be for the name to be proposed."""


def meant_heading(article: Article, block: Block) -> str | None:
    """The section name or alias that a paragraph was probably meant to be, None for text.

    A line is taken for a heading if it is at most two characters longer than the longest name,
    and equal to a name but for case, punctuation and plural, or very like one and no sentence.
    Marks of other markups before it (`#`, `###`) do not count.
    """
    if block.kind != "paragraph":
        return None
    line = article.text_of(block.span)
    name = line.lstrip("#")
    schema = article.schema
    if len(name) > _longest(schema) + NEARLY_LONGER:
        return None
    name = name.strip(" \t")
    return _equal_name(schema, name) or (
        None if ends_sentence(name) else _similar_name(schema, name, SURE)
    )


def nearest_name(schema: Schema, name: str) -> str | None:
    """The section name or alias that a heading's name is most like, None where none is near."""
    return _equal_name(schema, name) or _similar_name(schema, name, LIKELY)


@lru_cache(maxsize=16)
def _longest(schema: Schema) -> int:
    return max(map(len, schema.by_heading), default=0)


@lru_cache(maxsize=32)
def _names(schema: Schema, *, plural: bool) -> dict[str, str]:
    """Each name and alias by its folded form; where two have the same, names come first."""
    names = [kind.name for kind in schema.sections]
    names += [alias for kind in schema.sections for alias in kind.aliases]
    folded = {_folded(name, plural=plural): name for name in reversed(names)}
    folded.pop("", None)
    return folded


def _folded(name: str, *, plural: bool) -> str:
    """A name without case, punctuation and spacing, and if `plural` is not set without plurals."""
    words = _WORD.findall(unicodedata.normalize("NFKC", name).casefold())
    if not plural:
        words = [_PLURAL.sub(lambda found: "y" if found[1] else "", word) for word in words]
    return " ".join(words)


def _equal_name(schema: Schema, name: str) -> str | None:
    if name in schema.by_heading:
        return name
    for plural in (True, False):
        found = _names(schema, plural=plural).get(_folded(name, plural=plural))
        if found is not None:
            return found
    return None


@lru_cache(maxsize=256)
def _similar_name(schema: Schema, name: str, cutoff: float) -> str | None:
    from rapidfuzz.distance import DamerauLevenshtein
    from rapidfuzz.process import extractOne

    names = _names(schema, plural=False)
    folded = _folded(name, plural=False)
    if not folded or not names:
        return None
    found = extractOne(
        folded, list(names), scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=cutoff
    )
    return names[found[0]] if found else None
