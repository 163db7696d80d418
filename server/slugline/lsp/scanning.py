"""Judges a large wiki in processes beside the server's, each a copy of it as it is now.

So the event loop is free meanwhile, and what the client changes does not disturb them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import cached_property

import msgspec

from slugline.check import Suspects, suspects_of
from slugline.disk.load import SMALL
from slugline.disk.pool import CAN_FORK, available_processors, map_in_processes
from slugline.lsp.conversion import Conversion
from slugline.lsp.live import LiveWiki
from slugline.lsp.worker import Worker

_BATCH = 256
"""Articles that a process judges at once."""


class Scanned(msgspec.Struct, frozen=True):
    """What was found in some articles: the diagnostics of each that has some, as JSON."""

    paths: Sequence[str]
    found: dict[str, bytes]


class _Judging(msgspec.Struct, frozen=True, dict=True):
    """What all processes share."""

    live: LiveWiki
    conversion: Conversion

    @cached_property
    def suspects(self) -> Suspects:
        return suspects_of(self.live.wiki, self.live.levels)


def is_worth_scanning(articles: int) -> bool:
    """Whether so many articles are judged quicker by several processes."""
    return CAN_FORK and articles > SMALL and available_processors() > 1


class Scan:
    """A scan of some articles, which begins when it is made."""

    def __init__(self, live: LiveWiki, conversion: Conversion, paths: Sequence[str]) -> None:
        self._batches = iter(
            batches := [paths[start : start + _BATCH] for start in range(0, len(paths), _BATCH)]
        )
        self._results = map_in_processes(
            _judge, _Judging(live, conversion), batches, available_processors()
        )
        self._worker = Worker()

    def next(self) -> asyncio.Future[Scanned | None]:
        """The next part of the result, in the order of the paths; None at the end."""
        return self._worker.run(self._wait)

    def _wait(self) -> Scanned | None:
        batch = next(self._batches, None)
        return None if batch is None else Scanned(batch, next(self._results))

    def close(self) -> None:
        """Ends the scan, finished or not."""
        self._worker.run(self._results.close)
        self._worker.stop()


def _judge(judging: _Judging, paths: Sequence[str]) -> dict[str, bytes]:
    live = judging.live
    found = live.judge(paths, judging.suspects)
    return {path: judging.conversion.encoded(live, some) for path, some in found.items()}
