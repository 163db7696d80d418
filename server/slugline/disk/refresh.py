"""What is true on disk after a burst of hints: which articles to read again, and which are gone.

A hint names a path at which something may have happened. Nothing of it is believed: the file
may be back already, be a folder by now, or have another name on a disk that ignores case.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from posixpath import normpath
from unicodedata import normalize

import msgspec

from slugline.disk.configuration import CONFIGURATION_FILE
from slugline.disk.discovery import discover
from slugline.disk.names import is_text
from slugline.disk.selection import IGNORE_FILE, Selection
from slugline.disk.stamps import Stamp, mark_of
from slugline.errors import ReadError
from slugline.wiki import Configuration

STORM = 1_000
"""From so many hints on, some may have been lost on the way: all files are looked at."""


class Refreshed(msgspec.Struct):
    """What to do so that a wiki is what is on disk.

    `read` are the paths to read again, sorted; `gone` those that are no articles any more.
    `problems` are those of a new walk through the folders, `wikis` those that begin inside of
    this one; None where none was needed.
    `everything` says that the configuration may be another one: all is to be read anew.
    `is_partial` says that other changes may have been lost on the way, which `look_at_all` finds.
    """

    read: list[str] = msgspec.field(default_factory=list)
    gone: set[str] = msgspec.field(default_factory=set)
    problems: list[ReadError] | None = None
    wikis: tuple[str, ...] | None = None
    everything: bool = False
    is_partial: bool = False

    def __bool__(self) -> bool:
        return bool(self.everything or self.read or self.gone or self.problems is not None)


class Refresher:
    """Compares what is known of a wiki with what is on disk.

    `root` is absolute; `named` are files that are articles whatever their names.
    """

    def __init__(self, root: str, configuration: Configuration, named: Iterable[str] = ()) -> None:
        self._root = root
        self._base = root.rstrip(os.sep) + os.sep
        self._configuration = configuration
        self._named = frozenset(named)
        self._settings = {CONFIGURATION_FILE, *map(normpath, configuration.inventories)}
        self._stamps: dict[str, Stamp | None] = {}
        self._folders: set[str] = set()

    def remember(self, paths: Iterable[str], stamps: Mapping[str, Stamp] | None = None) -> None:
        """Takes the stamps of articles that were read; to be called while watching.

        `stamps` are those that are known, taken before the articles were read.
        """
        known = stamps or {}
        for path in paths:
            self._stamps[path] = known.get(path) or self._stamp(path)
            folder = path.rpartition("/")[0]
            while folder and folder not in self._folders:
                self._folders.add(folder)
                folder = folder.rpartition("/")[0]

    def is_as_remembered(self, path: str) -> bool:
        """Whether an article is on disk as it was when it was last remembered."""
        stamp = self._stamps.get(path)
        return stamp is not None and stamp == self._stamp(path)

    def refresh(
        self,
        hints: Collection[str],
        known: Collection[str],
        broken: Collection[str],
        settings: Iterable[str] = (),
        *,
        named_first: bool = False,
    ) -> Refreshed:
        """What a burst of hints (absolute paths) asks for.

        Where it is a storm all files are looked at, or with `named_first` only those of the hints
        for now, which does not take longer in a larger wiki.

        `known` are the paths of the articles, `broken` those of files that could not be read, and
        `settings` those of files that count as the configuration's own do.
        """
        inside = (hint[len(self._base) :] for hint in hints if hint.startswith(self._base))
        paths = {path.replace(os.sep, "/") for path in inside}
        # Folders and links may be others since the last burst, so nothing is taken from then.
        selection = Selection(self._root, self._configuration)
        changed: set[str] = set()
        folders: list[str] = []
        walks = False
        for path in paths:
            kind = self._kind(path)
            way, _, name = path.rpartition("/")
            if kind == stat.S_IFDIR or path in self._folders:
                if path in self._folders or path in known or selection.enters(path):
                    folders.append(f"{path}/")
                    changed.add(path)
                    walks = True
            elif name == IGNORE_FILE:
                walks = walks or selection.enters(way)
            elif name == CONFIGURATION_FILE and way:  # another wiki begins there, or no longer
                walks = walks or selection.enters(way.rpartition("/")[0])
            elif path in known or path in broken or selection.holds(path):
                changed.add(path)
                walks = walks or kind == stat.S_IFLNK or not is_text(path)
        below = tuple(folders)
        if self._root in hints or any(
            setting in paths or setting.startswith(below)
            for setting in (*self._settings, *settings)
        ):
            return Refreshed(everything=True)
        is_storm = len(changed) >= STORM
        if walks or (is_storm and not named_first):
            return self._walked(changed, below, known, broken)
        wanted = {
            path for path in self._there(changed) if path in self._named or selection.holds(path)
        }
        self.remember(wanted)
        return Refreshed(sorted(wanted), changed - wanted, is_partial=is_storm)

    def look_at_all(self, known: Collection[str], broken: Collection[str]) -> Refreshed:
        """What is not on disk as it is known (`refresh`), without any hint."""
        return self._walked(set(), (), known, broken)

    def _walked(
        self,
        changed: set[str],
        below: tuple[str, ...],
        known: Collection[str],
        broken: Collection[str],
    ) -> Refreshed:
        try:
            discovery = discover(self._root, self._configuration, stamped=True)
        except ReadError:  # the root itself; whoever reads everything anew says so
            return Refreshed(everything=True)
        now = {*discovery.paths, *self._named}
        before = self._stamps
        self._stamps = {}
        self.remember(now, discovery.stamps)
        read = [
            path
            for path in now
            if path in changed
            or path not in known
            or path in broken
            or path.startswith(below)
            or before.get(path) != self._stamps[path]
        ]
        gone = {*known, *broken} - now
        return Refreshed(sorted(read), gone, discovery.problems, discovery.wikis)

    def _there(self, paths: Iterable[str]) -> Iterator[str]:
        """Those of some paths at which there is a file of just this name.

        A disk that ignores case has `Mill` where it has `mill`: where a burst names both, the
        folder is asked for its names. Files that the user has named are always there.
        """
        groups: dict[str, list[str]] = {}
        for path in paths:
            groups.setdefault(normalize("NFC", path).casefold(), []).append(path)
        for group in groups.values():
            for path in group:
                if path in self._named or (self._kind(path) and self._is_listed(path, group)):
                    yield path

    def _is_listed(self, path: str, group: list[str]) -> bool:
        if len(group) == 1:
            return True
        try:
            folder = Path(self._base + path).parent
            # Names are all that is asked for: `iterdir` would make a Path of each.
            return path.rpartition("/")[2] in os.listdir(folder)  # noqa: PTH208
        except OSError:
            return False

    def _kind(self, path: str) -> int:
        """The kind of what is at a path, as `stat` has it; 0 where nothing is."""
        try:
            return stat.S_IFMT(Path(self._base + path).lstat().st_mode)
        except (OSError, ValueError):
            return 0

    def _stamp(self, path: str) -> Stamp | None:
        try:
            return mark_of(os.stat(self._base + path))  # noqa: PTH116 (a Path for each takes longer)
        except (OSError, ValueError):
            return None
