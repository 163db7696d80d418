"""What every report format is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from slugline.check import Diagnostic


class Report(msgspec.Struct, frozen=True):
    """The diagnostics of a check in order, with paths as the user is to see them.

    `articles` is the number of articles that were judged. `source_of` gives the text of a file by
    its shown path, None where it can't be had any more.
    """

    diagnostics: Sequence[Diagnostic]
    articles: int
    source_of: Callable[[str], str | None]
    width: int = 80
    color: bool = False


def counted(number: int, noun: str) -> str:
    """`1 finding`, `2 findings`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
