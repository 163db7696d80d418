"""Short texts that editors show beside an article: as Markdown, or as plain text.

Texts of articles are shown as they read. Nothing in them is taken for Markdown, HTML or a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

import msgspec

_ACTIVE = re.compile(r"[\\`*_{}\[\]<>#|~&!^$@]|(?<=[a-zA-Z]):(?=/)|(?<=www)\.", re.IGNORECASE)
_OPENING = re.compile(r"^(?:[-+=:]|\d{1,9}(?=[.)]))")
_BACKTICKS = re.compile("`+")

_LONGEST = 1000
"""In code points: what is longer is cut. An editor shows it in a small window."""


class Phrase(msgspec.Struct, frozen=True, gc=False):
    """Some words of one style; `code` is for what is written in files, as slugs are."""

    text: str
    style: Literal["plain", "strong", "code"] = "plain"


Paragraph = tuple[Phrase, ...]
Prose = tuple[Paragraph, ...]


def paragraph(*phrases: str | Phrase) -> Paragraph:
    """A paragraph of phrases; strings are plain ones."""
    return tuple(Phrase(one) if isinstance(one, str) else one for one in phrases)


def strong(text: str) -> Phrase:
    """Words that stand out."""
    return Phrase(text, "strong")


def code(text: str) -> Phrase:
    """Words as they are written in a file."""
    return Phrase(text, "code")


def listed(phrases: Iterable[Phrase]) -> tuple[Phrase, ...]:
    """Phrases with commas between them."""
    parts = [part for phrase in phrases for part in (Phrase(", "), phrase)]
    return tuple(parts[1:])


def counted(number: int, one: str, more: str) -> str:
    """A number with its noun: `1 article`, `1,200 articles`."""
    return f"{number:,} {one if number == 1 else more}"


def as_plain(prose: Prose) -> str:
    """The text without any marks, paragraphs on lines of their own."""
    return "\n".join("".join(_shown(phrase.text) for phrase in one) for one in prose)


def as_markdown(prose: Prose) -> str:
    """The text as CommonMark."""
    return "\n\n".join(_opened("".join(map(_phrase_as_markdown, one))) for one in prose)


def _phrase_as_markdown(phrase: Phrase) -> str:
    text = _shown(phrase.text)
    if not text.strip():
        return text
    if phrase.style == "code":
        fence = "`" * (max(map(len, _BACKTICKS.findall(text)), default=0) + 1)
        padding = " " if text[0] in "` " or text[-1] in "` " else ""
        return f"{fence}{padding}{text}{padding}{fence}"
    escaped = _ACTIVE.sub(r"\\\g<0>", text)
    return f"**{escaped.strip()}**" if phrase.style == "strong" else escaped


def _opened(line: str) -> str:
    """A line that begins no list, heading or rule."""
    line = line.strip(" ")
    opening = _OPENING.match(line)
    if opening is None:
        return line
    return f"{opening[0]}\\{line[opening.end() :]}" if opening[0][0].isdigit() else f"\\{line}"


def _shown(text: str) -> str:
    """A text on one line, without what can't be seen, and cut where it is very long."""
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1] + "…"
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else " " if char.isspace() else "\ufffd" for char in text
    )
