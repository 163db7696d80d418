"""Facts of a plain article at the speed of a search, without a syntax tree.

Nearly all articles of a wiki use nothing but the plain forms of the markup: LF line ends, one
block a line, sound links and entities, no escapes. For these a few searches prove that the parser
would find no problem, and give the same facts. Whatever is not plain is left to the parser; a
property test holds the two equal.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate
from typing import Literal

import msgspec

from slugline.model.facts import Facts, article_slug, pack
from slugline.model.slugs import slug_of
from slugline.syntax import Schema

Aspect = Literal["text", "marks", "structure", "lead"]
"""What of an article a rule looks at."""

_STRUCTURE: frozenset[Aspect] = frozenset({"structure", "lead"})
_LEAD: frozenset[Aspect] = frozenset({"lead"})
_NONE: frozenset[Aspect] = frozenset()

_LINK = re.compile(
    r"\[\[([^\[\]|#*\n\t ]+(?:#[^\[\]|#*\n\t ]+)?"
    r"(?:\|[^\[\]|*\n\t ](?:[^\[\]|*\n]*[^\[\]|*\n\t ])?)?)\]\]"
)
_ENTITY = re.compile(r"\*\*([^*\[\]\n]+)\*\*")
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
        self.attributions = [
            letters[kind.key] for kind in schema.sections if kind.body == "attribution"
        ]


@lru_cache(maxsize=16)
def _shape(schema: Schema) -> _Shape | None:
    """The schema's shape; None for one whose lines can't be told apart by a glance."""
    if len(schema.sections) > 26 or any(
        set(name) & set("[]*\\#") or name != name.strip() for name in schema.by_heading
    ):
        return None
    return _Shape(schema)


@lru_cache(maxsize=1024)
def _heading_slugs(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(slug_of, names))


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
    short = shape.short
    title = lines[0]
    if title in short or title[:2] == "- " or "[" in title or "]" in title or "*" in title:
        return None
    pieces = _LINK.split(source)
    links = pieces[1::2]
    if source.count("[") != 2 * len(links) or source.count("]") != 2 * len(links):
        return None
    marked = _ENTITY.findall(source)
    if source.count("*") != 4 * len(marked) or "***" in source:
        return None
    entities = dict.fromkeys(marked)
    if any(entity[0] == " " or entity[-1] == " " for entity in entities):
        return None
    lengths = list(accumulate(map(len, pieces)))
    return Scan(
        Facts(
            article_slug(stem, title),
            title,
            0,
            _heading_slugs(
                tuple(
                    [
                        line
                        for line in lines
                        if len(line) <= shape.longest and line and line in short
                    ]
                )
            ),
            tuple(links),
            tuple(entities),
            pack(
                accumulate([len(line) + 1 for line in lines[:-1]], initial=0),
                [length + 4 * number for number, length in enumerate(lengths[:-1:2])],
            ),
        ),
        _doubts(lines, shape, schema),
    )


def _doubts(lines: list[str], shape: _Shape, schema: Schema) -> frozenset[Aspect]:
    """The aspects in which an article of plain lines may break a rule."""
    longest = shape.longest
    short = shape.short
    kinds = [
        short.get(line, "?") if len(line) <= longest else "i" if line[:2] == "- " else "p"
        for line in lines
    ]
    kinds[0] = ""
    if not shape.regular("".join(kinds)):
        return _STRUCTURE
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
