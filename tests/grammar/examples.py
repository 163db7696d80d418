"""The examples of grammar/spec.md on every engine, and the differences that it lists.

    python -m tests.grammar.examples

prints the table of examples and engines; exit code 1 where an engine differs and should not.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass
from functools import cache

import msgspec

from slugline.syntax import Schema, parse
from slugline.text import decode
from tests.grammar.engine import Engine, Mark, engines, of_article
from tests.spec_examples import SPEC, Example, quoted, read_spec

_ROW = re.compile(r"^\| `([\w-]+)` \| ([^|]+?) \| [^|]+ \| [^|]+ \|$", re.MULTILINE)

SCHEMA = "schema"
"""The difference that examples with a schema of their own may show."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """An example on an engine.

    `difference` is the one that the specification lists for it, empty for none. `lines` say in
    what the engine differs from the Python parser. `as_default` says that it agrees with a parser
    that knows the default schema only.
    """

    example: Example
    engine: str
    difference: str
    lines: tuple[str, ...]
    as_default: bool

    @property
    def is_right(self) -> bool:
        """It differs where the specification says so, and agrees everywhere else."""
        if self.difference == SCHEMA:
            return self.as_default
        return bool(self.lines) == bool(self.difference)


@cache
def listed() -> dict[str, frozenset[str]]:
    """The engines of each difference that the specification lists, by its name."""
    source = SPEC.read_text(encoding="utf-8")
    chapter = source[source.index("\n## Differences between engines\n") :]
    return {name: frozenset(re.split(r", +", engines)) for name, engines in _ROW.findall(chapter)}


@cache
def examples() -> tuple[Example, ...]:
    """All examples about the text of an article."""
    return read_spec(SPEC.read_text(encoding="utf-8")).examples


def outcomes(engine: Engine) -> list[Outcome]:
    """All examples on an engine; it is asked about all at once."""
    sources = [decode(example.data).source for example in examples()]
    return [
        _outcome(example, source, engine.name, marks)
        for example, source, marks in zip(examples(), sources, engine.marks(sources), strict=True)
    ]


def _outcome(example: Example, source: str, engine: str, marks: list[Mark]) -> Outcome:
    expected = as_default = of_article(parse(source))
    if example.schema:
        schema = msgspec.toml.decode(example.schema, type=Schema)
        expected = of_article(parse(source, schema))
    name = SCHEMA if example.schema else example.differs
    return Outcome(
        example,
        engine,
        name if engine in listed().get(name, ()) else "",
        tuple(differences(source, expected, marks)),
        marks == as_default,
    )


def differences(source: str, expected: list[Mark], actual: list[Mark]) -> list[str]:
    """What two lists of marks do not have in common, as lines for readers: `-` is expected."""
    counted = Counter(expected), Counter(actual)
    return [
        f"{sign} {mark.kind} {quoted(source[mark.start : mark.end])} at {mark.start}"
        for mark, sign in sorted(
            [
                *((mark, "-") for mark in (counted[0] - counted[1]).elements()),
                *((mark, "+") for mark in (counted[1] - counted[0]).elements()),
            ]
        )
    ]


def main() -> int:
    """Prints the table: a line for each chapter, and one for each example that is not alike."""
    columns = {engine.name: outcomes(engine) for engine in engines()}
    print("| example | Python | " + " | ".join(columns) + " |")
    print("| --- " * (len(columns) + 2) + "|")
    chapters = dict.fromkeys(example.chapter for example in examples())
    for chapter in chapters:
        places = [place for place, example in enumerate(examples()) if example.chapter == chapter]
        alike = [
            f"{sum(not column[place].lines for place in places)} of {len(places)}"
            for column in columns.values()
        ]
        print(f"| **{chapter}** | {len(places)} of {len(places)} | " + " | ".join(alike) + " |")
        for place in places:
            row = [column[place] for column in columns.values()]
            if any(outcome.lines for outcome in row):
                print(f"| line {examples()[place].line} | agrees | {' | '.join(map(_cell, row))} |")
    return 0 if all(one.is_right for column in columns.values() for one in column) else 1


def _cell(outcome: Outcome) -> str:
    if not outcome.is_right:
        return "**wrong**: " + "; ".join(outcome.lines).replace("|", "\\|")
    return f"differs: {outcome.difference}" if outcome.lines else "agrees"


if __name__ == "__main__":
    sys.exit(main())
