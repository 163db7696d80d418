"""Slugs: the names by which articles and sections are linked (grammar/spec.md, "Slugs")."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_PLAIN_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_APOSTROPHES = re.compile("['\u2019\u02bc\u2018\u201b\u02b9`\u00b4\u2032]")


def is_slug(text: str) -> bool:
    """Whether a text is a slug.

    Groups of letters and digits joined by single hyphens, all lower case, in NFC; a combining
    mark may follow a letter or digit.
    """
    if text.isascii():
        return _PLAIN_SLUG.fullmatch(text) is not None
    return (
        text == text.lower()
        and unicodedata.is_normalized("NFC", text)
        and all(_is_group(group) for group in text.split("-"))
    )


def _is_group(group: str) -> bool:
    return (
        group != ""
        and _is_letter_or_digit(group[0])
        and all(_is_letter_or_digit(char) or _is_mark(char) for char in group)
    )


def _is_letter_or_digit(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] == "L" or category == "Nd"


def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] == "M"


@lru_cache(maxsize=4096)
def slug_of(title: str) -> str:
    """The slug that a title or heading gives; empty where it has no letter or digit.

    NFKC, lower case, apostrophes dropped, Latin letters folded to ASCII, every other run of
    characters that are neither letters nor digits one hyphen.
    """
    text = title if title.isascii() else unicodedata.normalize("NFC", title)
    text = _APOSTROPHES.sub("", text)
    if not text.isascii():
        text = _fold(_APOSTROPHES.sub("", unicodedata.normalize("NFKC", text)))
    slug = text.lower()
    if slug.isascii():
        return _NOT_PLAIN.sub("-", slug).strip("-")
    slug = unicodedata.normalize("NFC", slug)
    parts: list[str] = []
    for char in slug:
        if _is_letter_or_digit(char) or (_is_mark(char) and parts and parts[-1] != "-"):
            parts.append(char)
        elif parts and parts[-1] != "-":
            parts.append("-")
    return "".join(parts).strip("-")


def _fold(text: str) -> str:
    """Lower case, with Latin letters as ASCII and the marks on them dropped."""
    from anyascii import anyascii

    folded: list[str] = []
    after_latin = False
    for char in unicodedata.normalize("NFKC", text.lower()):
        if char.isascii():
            folded.append(char)
            after_latin = char.isalpha()
        elif unicodedata.name(char, "").startswith("LATIN "):
            folded.append(anyascii(char))
            after_latin = True
        elif not (after_latin and _is_mark(char)):
            folded.append(char)
            after_latin = False
    return "".join(folded)


def folded(spelling: str) -> str:
    """The form under which spellings of one thing are equal.

    Case, hyphens, spacing and diacritics do not count: `Fulling-Mill`, `fulling mill` and
    `fullíng mill` are one.
    """
    if spelling.isascii():
        return _NOT_PLAIN_FOLD.sub("", spelling.lower())
    # Compatibility forms may stand for capitals, so the case is folded behind them once more.
    letters = unicodedata.normalize("NFKD", spelling.casefold())
    letters = unicodedata.normalize("NFKD", letters.casefold())
    kept = "".join(char for char in letters if not _is_mark(char))
    return unicodedata.normalize("NFC", _NOT_PLAIN_FOLD.sub("", kept))


_NOT_PLAIN_FOLD = re.compile(r"[\s\-\u2010-\u2015_]+")
