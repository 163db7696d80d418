"""Shows that a large wiki is being read, and lets the user stop it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec

from slugline.lsp.live import LiveWiki
from slugline.lsp.outgoing import Outgoing
from slugline.lsp.progress import Progress

_PATIENCE = 0.5
"""Seconds before anything is shown."""


class _Reading(msgspec.Struct):
    total: int
    timer: asyncio.TimerHandle
    progress: Progress | None = None


class ReadingShown:
    """The progress of all wikis that are being read."""

    def __init__(self, send: Outgoing) -> None:
        self._send = send
        self._readings: dict[str, _Reading] = {}

    def begin(self, live: LiveWiki, total: int) -> None:
        """Shows the reading of a wiki, if it takes a while."""
        self.end(live)
        loop = asyncio.get_running_loop()
        timer = loop.call_later(_PATIENCE, self._show, live)
        self._readings[live.root] = _Reading(total, timer)

    def _show(self, live: LiveWiki) -> None:
        reading = self._readings[live.root]
        title = f"Reading {Path(live.root).name}"
        reading.progress = self._send.progress(title, cancellable=True)

    def report(self, live: LiveWiki, done: int) -> None:
        """Says that so many articles are read; stops where the user wants that."""
        reading = self._readings.get(live.root)
        if reading is None or reading.progress is None:
            return
        if reading.progress.is_cancelled:
            live.following.cancel_reading()
        share = 100 * done // max(reading.total, 1)
        reading.progress.report(f"{done:,} of {reading.total:,} articles", share)

    def end(self, live: LiveWiki) -> None:
        """The wiki is read, or is no longer wanted."""
        reading = self._readings.pop(live.root, None)
        if reading is not None:
            reading.timer.cancel()
            if reading.progress is not None:
                reading.progress.end()
