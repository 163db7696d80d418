"""What every report format is given, and what several of them write alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

import msgspec

from slugline.check import Diagnostic
from slugline.errors import ReadError
from slugline.rules.rule import Fix
from slugline.text import BYTE_ORDER_MARK, unbroken
from slugline.wiki import SEVERITIES, Severity

_State = TypeVar("_State")
_Item = TypeVar("_Item")

_PART = 500
"""So many things are written at once: some 15 milliseconds of work."""


class Sources(Protocol):
    """Where the findings come from: what a format may ask about articles.

    All paths are those that the user sees, as in the diagnostics.
    """

    def paths(self) -> Sequence[str]:
        """The articles that were judged, sorted."""
        ...

    def text(self, path: str) -> str | None:
        """The text of a file; None where it can't be had any more."""
        ...

    def title(self, path: str) -> str:
        """The title of an article; empty where there is none."""
        ...

    def is_wide(self, path: str) -> bool:
        """Whether a file has characters beyond the basic plane: two units of UTF-16 each."""
        ...

    def safe_fix(self, diagnostic: Diagnostic) -> Fix | None:
        """What `--fix` would do about a finding, if it were the only one."""
        ...


class Each(Protocol):
    """How work on many items is done: in this process, or in several copies of it."""

    def __call__(
        self, work: Callable[[_State, _Item], str], state: _State, items: Sequence[_Item]
    ) -> Iterator[str]:
        """`work(state, item)` for each item, in order."""
        ...


def in_turn(
    work: Callable[[_State, _Item], str], state: _State, items: Sequence[_Item]
) -> Iterator[str]:
    """Work on many items, one after the other."""
    return (work(state, item) for item in items)


class Report(msgspec.Struct, frozen=True):
    """The diagnostics of a check in order, with paths as the user is to see them.

    `articles` is the number of articles that were judged, `unread` are the files that could not
    be. `fail_on` is the lowest severity that makes the check fail, None where none does. Where
    only `statistics` are asked for, a format writes no findings, but how many there are of each
    code. `each` is how a format that reads the sources writes its parts (`in_parts`).
    """

    diagnostics: Sequence[Diagnostic]
    articles: int
    sources: Sources
    unread: Sequence[ReadError] = ()
    fail_on: Severity | None = "error"
    width: int = 80
    color: bool = False
    statistics: bool = False
    each: Each = in_turn


class _Parts(msgspec.Struct, frozen=True):
    """What all parts share; a process that is a copy of this one has it without being sent it."""

    write: Callable[[Any, Any], str]
    state: Any
    things: Sequence[Any]


def in_parts(
    report: Report, write: Callable[[_State, _Item], str], state: _State, things: Sequence[_Item]
) -> Iterator[str]:
    """`write(state, thing)` for each thing in order, as the report wants it done, joined."""
    ranges = [range(len(things))[start : start + _PART] for start in range(0, len(things), _PART)]
    return report.each(_written, _Parts(write, state, things), ranges)


def _written(parts: _Parts, numbers: range) -> str:
    return "".join([parts.write(parts.state, parts.things[number]) for number in numbers])


_LOG_COMMAND = re.compile(r"##(?=\w*\[)")
_LINE_END = re.compile(r"\r\n?|\n")
_NAMED = 3
"""How many related places stand behind a message."""


def told(diagnostic: Diagnostic) -> str:
    """The message with the first related paths, for those who see nothing else of a finding."""
    paths = [other.path for other in diagnostic.related]
    if not paths:
        return diagnostic.message
    more = ", …" if len(paths) > _NAMED else ""
    return f"{diagnostic.message} ({', '.join(paths[:_NAMED])}{more})"


def lines_of(sources: Sources, path: str) -> list[str]:
    """The lines of a file without their ends, and without a byte-order mark; none if it is gone."""
    text = sources.text(path)
    if text is None:
        return []
    text = text.removeprefix(BYTE_ORDER_MARK)
    return _LINE_END.split(text) if "\r" in text else text.split("\n")


def plain_path(path: str) -> str:
    """A path on one line, that begins no command of a CI service as `::error::` does."""
    shown = unbroken(path)
    return f"./{shown}" if shown.startswith(":") else shown


def inert(line: str) -> str:
    """A line for a log, in which no CI service takes a part for a command of its own.

    GitHub takes `##[`, Azure Pipelines `##vso[` and TeamCity `##teamcity[` anywhere in a line:
    they become `#·[`, and so on, which is as wide.
    """
    return _LOG_COMMAND.sub("#·", line) if "##" in line else line


def counted(number: int, noun: str) -> str:
    """`1 finding`, `2 findings`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def by_severity(diagnostics: Sequence[Diagnostic]) -> str:
    """`3 errors, 1 info`: how many findings there are of each severity, the gravest first."""
    numbers = Counter(one.severity for one in diagnostics)
    return ", ".join(
        f"{numbers[severity]:,} info"
        if severity == "info"
        else counted(numbers[severity], severity)
        for severity in SEVERITIES
        if numbers[severity]
    )


def by_code(diagnostics: Sequence[Diagnostic]) -> list[tuple[str, Severity, int]]:
    """Each code with a severity and the number of its findings, the most frequent first."""
    codes = Counter((one.code, one.severity) for one in diagnostics)
    ordered = sorted(codes.items(), key=lambda item: (-item[1], item[0]))
    return [(code, severity, number) for (code, severity), number in ordered]
