"""Numbers that stand for findings: as long as they are the same, so are the findings."""

from __future__ import annotations

import time
from collections.abc import Iterable
from itertools import count

_GENERATIONS = count(time.time_ns() // 1_000_000)
"""Never the same number again, also not in the next process: clients keep result ids."""


class Revisions:
    """When the findings of each file of a wiki may last have become others.

    A generation is what lasts until all of them may be others; within it a clock counts changes.
    """

    def __init__(self) -> None:
        self._generation = next(_GENERATIONS)
        self._clock = 0
        self._at: dict[str, int] = {}

    def note(self, paths: Iterable[str]) -> None:
        """The findings at some paths may be others now."""
        self._clock += 1
        self._at.update(dict.fromkeys(paths, self._clock))

    def begin(self) -> None:
        """All findings may be others now."""
        self._generation = next(_GENERATIONS)
        self._at.clear()

    def of(self, path: str) -> str:
        """Stands for the findings at a path, for the client."""
        return f"{self._generation:x}.{self._at.get(path, 0)}"

    @property
    def now(self) -> tuple[int, int]:
        """Stands for all findings, for `has_changed`."""
        return self._generation, self._clock

    def has_changed(self, path: str, since: tuple[int, int]) -> bool:
        """Whether the findings at a path may be others than they were at a time (`now`)."""
        generation, clock = since
        return generation != self._generation or self._at.get(path, 0) > clock
