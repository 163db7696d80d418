"""Watches folders: what may have changed in them, as bursts.

An event is a hint and no more: events come late, twice, out of order, or not at all for what is
in a folder that was just made. What is true is read from disk afterwards (`disk/refresh.py`).
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from types import TracebackType

    from watchfiles._rust_notify import RustNotify

_QUIET = 50
"""A burst ends when nothing has happened for so many milliseconds."""

_LONGEST = 1_500
"""Milliseconds after which a burst is handed over though it goes on."""

_AGAIN = 300
"""Milliseconds between two looks where the system can't tell of changes, or a folder is gone."""


class Stop(Protocol):
    """Whatever says that watching is to end, as a `threading.Event` does."""

    def is_set(self) -> bool:
        """Whether to end."""


class Watch:
    """Watches folders and all below them, from the moment at which it is made.

    So what is read afterwards can't miss a change. `polling` looks at all files again and again
    instead of asking the system, for network folders; the environment variable
    `WATCHFILES_FORCE_POLLING` does too.
    """

    def __init__(self, roots: Sequence[Path], *, polling: bool = False) -> None:
        self._roots = [str(root) for root in roots]
        self._polling = polling or os.environ.get("WATCHFILES_FORCE_POLLING", "") not in ("", "0")
        self._notify: RustNotify | None = None
        self._arm()

    def __enter__(self) -> Watch:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._disarm()

    def bursts(self, stop: Stop | None = None) -> Iterator[frozenset[str]]:
        """The absolute paths of each burst of changes: files, and folders that came or went.

        Raises KeyboardInterrupt at Ctrl-C; ends when `stop` is set.
        """
        while True:
            if self._notify is None:
                if stop is not None and stop.is_set():
                    return
                time.sleep(_AGAIN / 1000)
                if self._arm():  # a root that was gone is back: all in it may be other
                    yield frozenset(self._roots)
                continue
            said = self._notify.watch(_LONGEST, _QUIET, 0, stop)
            if said == "signal":
                raise KeyboardInterrupt
            if not isinstance(said, set):
                return
            paths = frozenset(path for _, path in said)
            if not paths.isdisjoint(self._roots) or not self._are_there():
                # Watching sticks to the folder that was removed or replaced, not to its path.
                self._disarm()
                self._arm()
            yield paths

    def _are_there(self) -> bool:
        return all(map(os.path.isdir, self._roots))

    def _arm(self) -> bool:
        """Starts to watch; False where a root is not there."""
        from watchfiles._rust_notify import RustNotify

        for polling in (self._polling, True):
            if not self._are_there():  # what is not there would be watched without an error
                return False
            with suppress(OSError):
                self._notify = RustNotify(self._roots, False, polling, _AGAIN, True, True)
                return True
            # The system watches no more folders: looking again and again is slow, but works.
        return False

    def _disarm(self) -> None:
        if self._notify is not None:
            self._notify.close()
            self._notify = None
