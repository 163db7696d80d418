"""What every report format is given, and what several of them write alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import msgspec

from slugline.check import Diagnostic
from slugline.wiki import Severity


class Report(msgspec.Struct, frozen=True):
    """The diagnostics of a check in order, with paths as the user is to see them.

    `articles` is the number of articles that were judged. `source_of` gives the text of a file by
    its shown path, None where it can't be had any more. Where only `statistics` are asked for, a
    format writes no findings, but how many there are of each code.
    """

    diagnostics: Sequence[Diagnostic]
    articles: int
    source_of: Callable[[str], str | None]
    width: int = 80
    color: bool = False
    statistics: bool = False


_NAMED = 3
"""How many related places stand behind a message."""


def told(diagnostic: Diagnostic) -> str:
    """The message with the first related paths, for those who see nothing else of a finding."""
    paths = [other.path for other in diagnostic.related]
    if not paths:
        return diagnostic.message
    more = ", …" if len(paths) > _NAMED else ""
    return f"{diagnostic.message} ({', '.join(paths[:_NAMED])}{more})"


def counted(number: int, noun: str) -> str:
    """`1 finding`, `2 findings`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def by_code(diagnostics: Sequence[Diagnostic]) -> list[tuple[str, Severity, int]]:
    """Each code with a severity and the number of its findings, the most frequent first."""
    codes = Counter((one.code, one.severity) for one in diagnostics)
    ordered = sorted(codes.items(), key=lambda item: (-item[1], item[0]))
    return [(code, severity, number) for (code, severity), number in ordered]
