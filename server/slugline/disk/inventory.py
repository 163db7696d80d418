"""Inventories: slugs and titles that exist elsewhere, one `slug<TAB>title` a line."""

from __future__ import annotations

import re

from slugline.errors import ConfigurationError, ConfigurationProblem
from slugline.model.slugs import is_slug, slug_of
from slugline.text import BYTE_ORDER_MARK, unbroken

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_BAD_LINES = 10
"""After so many bad lines the rest is not looked at: it is no inventory."""


def read_inventory(text: str, path: str) -> dict[str, str]:
    """The titles of an inventory by slug; where a slug is given twice, the first one counts.

    Blank lines and lines that start with `#` are skipped, and so is a byte-order mark.
    Raises ConfigurationError with the bad lines (`path` names the file in it).
    """
    titles: dict[str, str] = {}
    problems: list[ConfigurationProblem] = []
    for number, line in enumerate(_LINE_BREAK.split(text.removeprefix(BYTE_ORDER_MARK)), 1):
        slug, tab, title = line.partition("\t")
        slug, title = slug.strip(" "), title.strip(" \t")
        if tab and title and is_slug(slug):
            titles.setdefault(slug, title)
        elif line.strip(" \t") and not line.startswith("#"):
            problems.append(ConfigurationProblem(path, number, _reason(slug, tab, title)))
            if len(problems) == _BAD_LINES:
                break
    if problems:
        raise ConfigurationError(*problems)
    return titles


def _reason(slug: str, tab: str, title: str) -> str:
    shown = f"`{shortened(slug)}`"
    if not tab:
        return f"expected a slug, a tab and a title, found {shown} without a tab"
    if not slug:
        return "expected a slug before the tab, found none"
    if not is_slug(slug):
        near = slug_of(slug)
        return f"{shown} is not a slug" + (f"; did you mean `{shortened(near)}`?" if near else "")
    assert not title
    return f"expected a title after {shown} and a tab, found none"


def shortened(text: str, length: int = 60) -> str:
    """A text for a message: on one line, without controls, and not long."""
    return unbroken(text if len(text) <= length else text[: length - 1] + "…")
