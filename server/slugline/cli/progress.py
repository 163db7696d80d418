"""Progress on stderr, at a terminal only, and only for work that takes a while."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_PATIENCE = 0.5
"""Seconds before anything is shown."""

_PAUSE = 0.1
"""Seconds between two pictures."""


@contextmanager
def progress_of(total: int) -> Iterator[Callable[[int], None]]:
    """Gives a function to call with the number of articles done; clears the line at the end."""
    if total == 0 or not sys.stderr.isatty():
        yield lambda _: None
        return
    bar = _Bar(total)
    try:
        yield bar.show
    finally:
        bar.stop()


class _Bar:
    def __init__(self, total: int) -> None:
        self._total = total
        self._due = time.monotonic() + _PATIENCE
        self._stop: Callable[[], None] | None = None
        self._update: Callable[[int], None] = lambda _: None

    def show(self, done: int) -> None:
        now = time.monotonic()
        if now < self._due:
            return
        self._due = now + _PAUSE
        if self._stop is None:
            self._start()
        self._update(done)

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        progress = Progress(
            TextColumn("Reading articles"),
            BarColumn(),
            MofNCompleteColumn(),
            console=Console(stderr=True),
            transient=True,
            auto_refresh=False,
        )
        task = progress.add_task("", total=self._total)

        def update(done: int) -> None:
            progress.update(task, completed=done)
            progress.start()  # a second start does nothing
            progress.refresh()

        self._stop = progress.stop
        self._update = update

    def stop(self) -> None:
        if self._stop is not None:
            self._stop()
