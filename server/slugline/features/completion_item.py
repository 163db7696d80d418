"""What completion offers, as values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import msgspec

from slugline.text import Span
from slugline.wiki.names import Found, Match

LIMIT = 100
"""At most so many items are offered at once."""

_WORD = re.compile(r"(?<=[\s-])[^\s-]")
_PLAIN_RANKS = frozenset({"exact", "prefix"})

ItemKind = Literal[
    "article",
    "redirect",
    "elsewhere",
    "unwritten",
    "section",
    "label",
    "entity",
    "heading",
    "skeleton",
]


class Item(msgspec.Struct, frozen=True):
    """One thing that can be inserted.

    `text` replaces `replace`, which holds the cursor; an editor that keeps what stands behind the
    cursor replaces `insert` instead, a beginning of it. `label` is what is shown, `detail` a few
    more words. `sought` is what an editor compares with what was typed. `slug` is what a preview
    is about, empty where there is none. `snippet` is the same as `text` with places to fill in.
    """

    kind: ItemKind
    label: str
    text: str
    insert: Span
    replace: Span
    detail: str = ""
    sought: str = ""
    slug: str = ""
    snippet: str | None = None


class Completion(msgspec.Struct, frozen=True):
    """The items in the order in which they are to be shown.

    `is_incomplete` says that there may be others for a longer text: an editor has to ask again.
    """

    items: tuple[Item, ...] = ()
    is_incomplete: bool = False


def may_be_others(found: Found, wanted: Sequence[Match], typed: str) -> bool:
    """Whether an editor has to ask again when more is typed.

    Where some of `found` are left out, where not all are shown, and where some match by more than
    their beginning, so that an editor could not tell which of them still match. Before anything is
    typed none of them can: what is typed then may begin any word of a name.
    """
    return (
        found.more
        or len(wanted) > LIMIT
        or any(one.rank not in _PLAIN_RANKS for one in wanted)
        or (bool(wanted) and not typed.strip())
    )


def sought(typed: str, *names: str, otherwise: str | None = None) -> str:
    """What an editor is to compare with what was typed: it begins with just that.

    Some editors keep what has the typed letters in order, others only what begins with them,
    capital for capital. So the name, or the rest of it from a word on, comes first that was found
    by what was typed, as it was typed. What was found roughly gets only what was typed, or
    `otherwise`.
    """
    if not typed.strip():
        return " ".join(names)
    wanted = typed.lower()
    for place in sorted(range(len(names)), key=lambda place: not names[place].startswith(typed)):
        name, others = names[place], [*names[:place], *names[place + 1 :]]
        if name[: len(typed)].lower() == wanted:
            return " ".join([typed + name[len(typed) :], *others])
    for name in names:
        for word in _WORD.finditer(name):
            rest = name[word.start() :]
            if rest[: len(typed)].lower() == wanted:
                return typed + rest[len(typed) :]
    return typed if otherwise is None else otherwise
