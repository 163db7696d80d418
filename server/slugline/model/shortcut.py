"""Facts of a plain article at the speed of a search, without a syntax tree.

Nearly all articles of a wiki use nothing but the plain forms of the markup: LF line ends, one
block a line, sound links and entities, no escapes. For these a few searches prove that the parser
would find no problem, and give the same facts. Whatever is not plain is left to the parser; a
property test holds the two equal.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

import msgspec

from slugline.model.facts import Facts, article_slug, pack_lengths
from slugline.model.slugs import slug_of
from slugline.syntax import Schema

Aspect = Literal["text", "marks", "structure", "lead"]
"""What of an article a rule looks at."""

_STRUCTURE: frozenset[Aspect] = frozenset({"structure", "lead"})
_LEAD: frozenset[Aspect] = frozenset({"lead"})
_NONE: frozenset[Aspect] = frozenset()

_SECTION_LINK = re.compile(r"[^|#]+(?:\|.+)?|[^|# ]*#[^|# ]+(?:\|.+)?", re.DOTALL)
_VISIBLE = bytes({10, *range(32, 127), *range(128, 256)})
_UNUSUAL = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
NEARLY_LONGER = 2
"""A line that is no heading but longer than the longest name by more than this is text for sure."""

_SENTENCE_END = frozenset(".!?…。！？")


class Scan(msgspec.Struct, frozen=True, gc=False):
    """The facts of a plain article, and the aspects in which it may still break a rule."""

    facts: Facts
    doubts: frozenset[Aspect]


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
    if shape is None or "\\" in source or data.translate(None, _VISIBLE):
        return None
    if not source.isascii() and _UNUSUAL.search(source):
        return None
    lines = source.split("\n")
    if list(map(str.strip, lines)) != lines:
        return None
    if "#" in source and any(line.startswith("#") for line in lines):
        return None
    title = lines[0]
    if title in shape.short or title[:2] == "- " or "[" in title or "]" in title or "*" in title:
        return None
    outside = source.split("[")
    links = _plain_links(outside)
    if links is None:
        return None
    entities = _plain_entities(source)
    if entities is None:
        return None
    short = shape.short
    longest = shape.longest
    kinds = [
        short.get(line, "?") if len(line) <= longest else "i" if line[:2] == "- " else "p"
        for line in lines
    ]
    kinds[0] = ""
    headings, regular = _outline("".join(kinds), shape)
    if headings is None:
        headings = tuple([slug_of(line) for line in lines[1:] if line and line in short])
    return Scan(
        Facts(
            article_slug(stem, title),
            title,
            0,
            headings,
            links,
            entities,
            pack_lengths(lines, outside),
        ),
        _doubts(lines, kinds, shape, schema) if regular else _STRUCTURE,
    )


def _plain_links(outside: list[str]) -> tuple[str, ...] | None:
    """The link texts of a source split at each `[`; None where a bracket is not of a plain link.

    A plain text split so is: text, nothing, link and text, nothing, link and text, …
    """
    if len(outside) == 1:
        return () if "]" not in outside[0] else None
    if any(outside[1::2]) or len(outside) % 2 == 0 or "]" in outside[0]:
        return None
    links: list[str] = []
    for piece in outside[2::2]:
        link, _, behind = piece.partition("]]")
        if "]" in link or "]" in behind or len(link) + 2 > len(piece):
            return None
        links.append(link)
    joined = "\0".join(("", *links, ""))
    if (
        "*" in joined
        or "\n" in joined
        or "\0|" in joined
        or "|\0" in joined
        or "\0 " in joined
        or " \0" in joined
        or "\0\0" in joined
        or ("#" in joined and not all(map(_SECTION_LINK.fullmatch, links)))
    ):
        return None
    return tuple(links)


def _plain_entities(source: str) -> tuple[str, ...] | None:
    """The distinct entities of a source; None where a `*` is not of a plain entity mark.

    A plain text split at each `*` is: text, nothing, entity, nothing, text, nothing, entity, …
    Text between two entities is never nothing: `**a****b**` has a run of four.
    """
    pieces = source.split("*")
    if len(pieces) == 1:
        return ()
    if len(pieces) % 4 != 1 or any(pieces[1::2]) or not all(pieces[4:-1:4]):
        return None
    entities = tuple(dict.fromkeys(pieces[2::4]))
    joined = "\0".join(("", *entities, ""))
    if (
        "\n" in joined
        or "[" in joined
        or "]" in joined
        or "\0\0" in joined
        or "\0 " in joined
        or " \0" in joined
    ):
        return None
    return entities


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
