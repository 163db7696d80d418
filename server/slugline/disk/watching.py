"""Watches folders: what may have changed in them, as bursts.

An event is a hint and no more: events come late, twice, out of order, or not at all for what is
in a folder that was just made. What is true is read from disk afterwards (`disk/refresh.py`).
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from types import TracebackType

_QUIET = 50
"""A burst ends when nothing has happened for so many milliseconds."""

_LONGEST = 1_500
"""Milliseconds after which a burst is handed over though it goes on."""

_AGAIN = 300
"""Milliseconds between two looks where the system can't tell of changes, or a folder is gone."""

_IDLE = 10
"""To look takes at most one in so many parts of the time, however long it takes."""


class Stop(Protocol):
    """Whatever says that watching is to end, as a `threading.Event` does."""

    def is_set(self) -> bool:
        """Whether to end."""


class Watch:
    """Watches folders and all below them, from the moment at which it is made.

    So what is read afterwards can't miss a change. `polling` looks at all files again and again
    instead of asking the system, for network folders; the environment variable
    `WATCHFILES_FORCE_POLLING` does too, and so does a system that watches no more folders.
    """

    def __init__(self, roots: Sequence[Path], *, polling: bool = False) -> None:
        self._roots = [str(root) for root in roots]
        self._polling = polling or os.environ.get("WATCHFILES_FORCE_POLLING", "") not in ("", "0")
        self._source: _Source | None = None
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
            if self._source is None:
                if stop is not None and stop.is_set():
                    return
                time.sleep(_AGAIN / 1000)
                if self._arm():  # a root that was gone is back: all in it may be other
                    yield frozenset(self._roots)
                continue
            paths = self._source.wait(stop)
            if paths is None:
                return
            if not paths.isdisjoint(self._roots) or not self._are_there():
                # Watching sticks to the folder that was removed or replaced, not to its path.
                self._disarm()
                self._arm()
            yield paths

    def _are_there(self) -> bool:
        return all(map(os.path.isdir, self._roots))

    def _arm(self) -> bool:
        """Starts to watch; False where a root is not there."""
        if not self._are_there():  # what is not there would be watched without an error
            return False
        if not self._polling:
            try:
                self._source = _Told(self._roots)
            except OSError:  # looking again and again is slow, but works
                pass
            else:
                return True
        self._source = _Seen(self._roots)
        return True

    def _disarm(self) -> None:
        if self._source is not None:
            self._source.close()
            self._source = None


class _Source(Protocol):
    """Where changes are known from."""

    def wait(self, stop: Stop | None) -> frozenset[str] | None:
        """The paths of the next burst; None when `stop` is set."""

    def close(self) -> None:
        """Ends watching."""


class _Told:
    """Changes that the system tells of. Raises OSError where it watches no more folders."""

    def __init__(self, roots: list[str]) -> None:
        from watchfiles._rust_notify import RustNotify

        self._notify = RustNotify(roots, False, False, 0, True, True)

    def wait(self, stop: Stop | None) -> frozenset[str] | None:
        said = self._notify.watch(_LONGEST, _QUIET, 0, stop)
        if said == "signal":
            raise KeyboardInterrupt
        return frozenset(path for _, path in said) if isinstance(said, set) else None

    def close(self) -> None:
        self._notify.close()


class _Seen:
    """Changes that are seen by looking at all files again, but for those in hidden folders.

    `watchfiles` can look too, but it compares whole seconds: of two changes within one it misses
    the second for ever.
    """

    def __init__(self, roots: list[str]) -> None:
        self._roots = roots
        self._stamps = dict(_look(roots))

    def wait(self, stop: Stop | None) -> frozenset[str] | None:
        pause = _AGAIN / 1000
        while stop is None or not stop.is_set():
            time.sleep(min(pause, _AGAIN / 1000))
            pause -= _AGAIN / 1000
            if pause > 0:
                continue
            start = time.monotonic()
            before, self._stamps = self._stamps, dict(_look(self._roots))
            pause = max(_AGAIN / 1000, _IDLE * (time.monotonic() - start))
            if changed := before.items() ^ self._stamps.items():
                return frozenset(path for path, _ in changed)
        return None

    def close(self) -> None:
        self._stamps.clear()


def _look(roots: Iterable[str]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Every file and folder with what is another one after a change."""
    folders = list(roots)
    while folders:
        folder = folders.pop()
        try:
            yield folder, (Path(folder).stat().st_ino,)
            with os.scandir(folder) as entries:
                for entry in entries:
                    if not entry.is_dir(follow_symlinks=False):
                        yield entry.path, _stamp(entry)
                    elif not entry.name.startswith("."):
                        folders.append(entry.path)
        except OSError:  # gone, or no permission
            continue


def _stamp(entry: os.DirEntry[str]) -> tuple[int, ...]:
    try:
        found = entry.stat()
    except OSError:  # gone, or a link to nothing
        return ()
    return (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)
