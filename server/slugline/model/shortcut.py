"""Facts of a plain article at the speed of a search, without a syntax tree.

Nearly all articles of a wiki use nothing but the plain forms of the markup: LF line ends, one
block a line, sound links and entities, no escapes. For these a few searches prove that the parser
would find no problem, and give the same facts. Whatever is not plain is left to the parser; a
property test holds the two equal.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Collection
from functools import lru_cache
from itertools import accumulate
from typing import Literal

import msgspec

from slugline.model.facts import Facts, article_slug
from slugline.model.slugs import slug_of
from slugline.syntax import Schema

Aspect = Literal["text", "marks", "structure", "lead"]
"""What of an article a rule looks at."""

_STRUCTURE: frozenset[Aspect] = frozenset({"structure", "lead"})
_LEAD: frozenset[Aspect] = frozenset({"lead"})
_NONE: frozenset[Aspect] = frozenset()

_SECTION_LINK = re.compile(r"[^|#]+(?:\|.+)?|[^|# ]*#[^|# ]+(?:\|.+)?", re.DOTALL)
_ORDINARY = bytes(sorted({10, *range(32, 127), *range(128, 256)} - set(b"\\]\xf0\xf1\xf2\xf3\xf4")))
_BEYOND_BASIC = b"\xf0\xf1\xf2\xf3\xf4"
"""The first bytes of characters beyond the basic plane, in UTF-8."""

_UNUSUAL = (
    re.compile(rb"\xc2[\x80-\x9f]"),  # U+0080–009F
    re.compile(rb"\xd8\x9c"),  # U+061C
    re.compile(rb"\xe2(?:\x80[\x8e\x8f\xaa-\xae]|\x81[\xa6-\xa9])"),  # U+200E, 202A, 2066 …
    re.compile(rb"\xef\xbb\xbf"),  # U+FEFF
)
"""Control characters beyond ASCII, in UTF-8; a search with a literal prefix is the quickest."""
NEARLY_LONGER = 2
"""A line that is no heading but longer than the longest name by more than this is text for sure."""

_SENTENCE_END = frozenset(".!?…。！？")


class Scan(msgspec.Struct, frozen=True, gc=False):
    """The facts of a plain article, and the aspects in which it may still break a rule.

    `end` is where what rules on these aspects look at ends.
    """

    facts: Facts
    doubts: frozenset[Aspect]
    end: int


class _Shape:
    """A schema as a regular expression over one letter a line."""

    def __init__(self, schema: Schema) -> None:
        self.longest = max((len(name) for name in schema.by_heading), default=0) + NEARLY_LONGER
        letters = {kind.key: chr(ord("A") + n) for n, kind in enumerate(schema.sections)}
        bodies = {"prose": "p+", "list": "i+", "attribution": "p", "any": "[pi]+"}
        self.short = {name: letters[kind.key] for name, kind in schema.by_heading.items()}
        self.short[""] = ""
        self.regular = re.compile(
            "p"
            + "".join(
                f"(?:{letters[kind.key]}{bodies[kind.body]}){'' if kind.required else '?'}"
                for kind in schema.sections
            )
        ).fullmatch
        self.aliases = any(kind.aliases for kind in schema.sections)
        self.slugs = {letters[kind.key]: slug_of(kind.name) for kind in schema.sections}
        self.summary = letters[schema.summary] if schema.summary else ""
        self.attributions = [
            letters[kind.key] for kind in schema.sections if kind.body == "attribution"
        ]


@lru_cache(maxsize=16)
def _shape(schema: Schema) -> _Shape | None:
    """The schema's shape; None for one whose lines can't be told apart by a glance."""
    if len(schema.sections) > 26 or any(
        set(name) & set("[]*\\#") or name != name.strip() or name.startswith("- ")
        for name in schema.by_heading
    ):
        return None
    return _Shape(schema)


def scan(data: bytes, source: str, schema: Schema, stem: str) -> Scan | None:
    """The facts of a plain article, None where only the parser can tell.

    `data` is the file's bytes and `source` the same as text. The facts are those of
    `facts_of(parse(source, schema), stem)`, and no rule on another aspect than `doubts` finds
    anything.
    """
    shape = _shape(schema)
    if shape is None:
        return None
    entities = _entities(source.split("*"))
    if entities is None:
        return None
    outside = source.split("[")
    width = _width(data, len(outside) - 1)
    if not width or any(outside[1::2]):
        return None
    # `outside` is, from its second on, an empty text and what is behind a `[[`, in turn.
    links: list[str] = []
    starts: list[int] = []
    start = len(outside[0])
    for piece in outside[2::2]:
        link, closed, _ = piece.partition("]]")
        if not closed:
            return None
        links.append(link)
        starts.append(start)
        start += len(piece) - 2
    if links and not _are_plain(links):
        return None
    lines = source.split("\n")
    title = lines[0]
    short = shape.short
    if (
        list(map(str.strip, lines)) != lines
        or title in short
        or title[:2] == "- "
        or "[" in title
        or "*" in title
        or ("#" in source and any(line.startswith("#") for line in lines))
    ):
        return None
    longest = shape.longest
    kinds = [
        short.get(line, "?") if len(line) <= longest else "i" if line[:2] == "- " else "p"
        for line in lines
    ]
    kinds[0] = ""
    headings, regular = _outline("".join(kinds), shape)
    if headings is None:
        headings = tuple([slug_of(line) for line in lines[1:] if line and line in short])
    offsets = array("I", accumulate(map(len, lines[:-1]), initial=0))
    offsets.extend(starts)
    doubts = _doubts(lines, kinds, shape, schema) if regular else _STRUCTURE
    end = _end_of_summary(lines, kinds, shape) if doubts is _LEAD else len(source)
    return Scan(
        Facts(
            article_slug(stem, title),
            title,
            0,
            headings,
            tuple(links),
            tuple(entities),
            offsets.tobytes(),
            width,
        ),
        doubts,
        end,
    )


# A text that is split at each `*` and has none but `**` is ordinary text, an empty text, an
# entity, an empty text, in turn. If no entity has a line break or a bracket, and no link a `*`,
# then these are the marks, each on one line and none in another. It is the same with `[`; each `]`
# then closes a link if there are just as many.


def _entities(pieces: list[str]) -> Collection[str] | None:
    """The distinct entities by first mark, None where there is a mark that is not plain."""
    marked = pieces[2::4]
    if len(pieces) % 4 != 1 or any(pieces[1::2]) or "" in marked or "" in pieces[4:-1:4]:
        return None
    entities = dict.fromkeys(marked)
    joined = f"*{'*'.join(entities)}*"
    if "\n" in joined or "[" in joined or "]" in joined or "* " in joined or " *" in joined:
        return None
    return entities


def plain_marks(source: str, spellings: Collection[str]) -> list[tuple[int, str]] | None:
    """The places and texts of all entity marks with one of some spellings, in order.

    Where a `**` is no mark for other reasons than its own line's stars, it is one here too: in a
    title or heading, or in a link. None where there is a mark that is not plain.
    """
    if "\\" in source or "\t" in source or "\r" in source:
        return None
    pieces = source.split("*")
    entities = _entities(pieces)
    if entities is None:
        return None
    if not any(spelling in entities for spelling in spellings):
        return []
    starts = list(accumulate(map(len, pieces), initial=0))
    return [
        # Before piece n stand n stars, and a mark begins two before its text.
        (starts[number] + number - 2, pieces[number])
        for number in range(2, len(pieces), 4)
        if pieces[number] in spellings
    ]


def _are_plain(links: list[str]) -> bool:
    """Whether link texts are sound, and no label has a mark in it."""
    joined = f"]{']'.join(links)}]"
    return (
        "\n" not in joined
        and "*" not in joined
        and "]]" not in joined
        and "]|" not in joined
        and "|]" not in joined
        and "] " not in joined
        and " ]" not in joined
        and ("#" not in joined or all(map(_SECTION_LINK.fullmatch, links)))
    )


def _width(data: bytes, brackets: int) -> int:
    """`Facts.widest`; 0 where the text has characters that are not plain, or stray brackets."""
    rest = data.translate(None, _ORDINARY)
    if data.isascii():
        return int(rest == b"]" * brackets)
    if any(unusual.search(data) for unusual in _UNUSUAL):
        return 0
    closing = rest.translate(None, _BEYOND_BASIC)
    if closing != b"]" * brackets:
        return 0
    return 3 if closing == rest else 4


@lru_cache(maxsize=4096)
def _outline(kinds: str, shape: _Shape) -> tuple[tuple[str, ...] | None, bool]:
    """The slugs of the headings, and whether the lines are of the schema's shape.

    The slugs are None where a heading may stand by its alias, so that its name is not known.
    """
    headings = None
    if not shape.aliases:
        headings = tuple(shape.slugs[kind] for kind in kinds if kind in shape.slugs)
    return headings, shape.regular(kinds) is not None


def _doubts(lines: list[str], kinds: list[str], shape: _Shape, schema: Schema) -> frozenset[Aspect]:
    """The aspects in which an article of the schema's shape may still break a rule."""
    for letter in shape.attributions:
        if letter in kinds:
            before, after = schema.attribution_parts
            line = next(filter(None, lines[kinds.index(letter) + 1 :]))
            publisher = line[len(before) : len(line) - len(after)]
            if not (line.startswith(before) and line.endswith(after) and publisher.strip()):
                return _STRUCTURE
    lead = next(filter(None, lines[1:]))
    if lead[-1] not in _SENTENCE_END:
        return _LEAD
    if len(lead) > schema.lead_length and (
        "[" in lead or len(lead) - lead.count("*") > schema.lead_length
    ):
        return _LEAD
    return _NONE


def _end_of_summary(lines: list[str], kinds: list[str], shape: _Shape) -> int:
    """Where the Summary of an article of the schema's shape ends."""
    if shape.summary not in kinds:
        return sum(map(len, lines)) + len(lines)
    line = kinds.index(shape.summary) + 1
    while line < len(lines) and not kinds[line].isupper():
        line += 1
    return sum(map(len, lines[:line])) + line
