"""Finds all articles of a wiki: one pass over its folders, without a look at each file."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable
from pathlib import Path

import msgspec

from slugline.disk.configuration import CONFIGURATION_FILE
from slugline.disk.names import is_text, shown
from slugline.disk.reading import as_read_error, reason_of
from slugline.disk.selection import IGNORE_FILE, Folder, Selection
from slugline.disk.stamps import Stamp, stamp_of
from slugline.errors import MissingError, ReadError
from slugline.wiki import Configuration


class Discovery(msgspec.Struct):
    """The paths of all articles, relative to the wiki's root, with `/`, sorted by code points.

    `problems`, sorted by path, are folders and ignore files that could not be read, and what
    would be an article but for its name or its kind. `stamps`, where they were asked for, are of
    articles that are no symbolic links and did not change in the last seconds. `wikis` are the
    folders, sorted and with `/` at their ends, in which other wikis begin.
    """

    paths: list[str]
    problems: list[ReadError]
    stamps: dict[str, Stamp] = msgspec.field(default_factory=dict)
    wikis: tuple[str, ...] = ()


def discover(
    root: str | os.PathLike[str], configuration: Configuration, *, stamped: bool = False
) -> Discovery:
    """All articles below a wiki's root (grammar/spec.md, "Files"), with stamps where wanted.

    A symbolic link counts where it leads to a file or folder in the wiki that isn't found under
    its own path; none is followed out of the wiki, and nothing is found twice. Raises ReadError
    where the root itself is no folder or can't be read.
    """
    walk = _Walk(Selection(root, configuration), stamped)
    return walk.result()


def is_article(root: str | os.PathLike[str], path: str, configuration: Configuration) -> bool:
    """Whether `discover` finds the file at `path` (relative to the root, with `/`), if it exists.

    For more than a few questions, ask one `Selection`.
    """
    return Selection(root, configuration).holds(path)


def links_to(
    root: str | os.PathLike[str], configuration: Configuration, path: str
) -> tuple[str, ...]:
    """The symbolic links that would be articles, were the file they lead to not one already.

    Those that lead to the article at `path`, sorted; all paths are relative to the root, with `/`.
    """
    selection = Selection(root, configuration)
    walk = _Walk(selection, stamped=False)
    walk.result()
    real = selection.real_path(path)
    return tuple(sorted(link for link, target in walk.second_names if target == real))


class _Walk:
    """A walk over a wiki: first what lies in it under its own path, then what links lead to.

    `second_names` are links to articles that were found already, with the paths of those.
    """

    def __init__(self, selection: Selection, stamped: bool) -> None:
        self._selection = selection
        self._started = time.time_ns() if stamped else 0
        self._stamps: dict[str, Stamp] = {}
        self._paths: list[str] = []
        self._problems: list[ReadError] = []
        self._links: list[tuple[Folder, str]] = []
        self._wikis: set[str] = set()
        self._follows = False
        self._real_folders: set[str] = set()
        self._real_files: set[str] = set()
        self.second_names: list[tuple[str, str]] = []

    def result(self) -> Discovery:
        self._enter(self._selection.top())
        self._follows = True
        self._real_files = set(self._paths) if self._links else set()
        while self._links:
            links = sorted(self._links, key=lambda link: link[0].path + link[1])
            self._links = []
            for folder, name in links:
                self._follow(folder, name)
        problems = [*self._problems, *self._selection.problems]
        problems.sort(key=lambda problem: (problem.path, problem.reason))
        self._paths.sort()
        return Discovery(self._paths, problems, self._stamps, tuple(sorted(self._wikis)))

    def _enter(self, folder: Folder) -> None:
        """Walks through a folder and all below it."""
        folders = [folder]
        while folders:
            folders += self._read(folders.pop())

    def _read(self, folder: Folder) -> list[Folder]:
        """Takes the articles of a folder, and gives the folders in it that are to be walked."""
        real = self._real_path(folder.path)
        if real is None or real in self._real_folders:
            return []
        self._real_folders.add(real)
        try:
            with os.scandir(self._selection.base + folder.path) as entries:
                return self._sort_out(folder, entries)
        except OSError as error:
            if not folder.path:
                raise _root_error(self._selection.root, error) from None
            problem = as_read_error(shown(folder.path.rstrip("/")), error)
            if not isinstance(problem, MissingError):
                self._problems.append(problem)
            return []

    def _real_path(self, path: str) -> str | None:
        if not self._follows:
            return path
        real = self._selection.real_path(path)
        return None if real is None else f"{real}/"

    def _sort_out(self, folder: Folder, entries: Iterable[os.DirEntry[str]]) -> list[Folder]:
        selection = self._selection
        endings = selection.include.endings
        included: set[str] = set()
        if folder.included or not selection.include.only_endings:
            entries = list(entries)
            included = selection.included(folder, [entry.name for entry in entries])
        files: dict[str, os.DirEntry[str]] = {}
        folders: list[str] = []
        links: list[str] = []
        others: list[str] = []
        has_ignore_file = False
        for entry in entries:
            name = entry.name
            if name[0] == ".":
                has_ignore_file = has_ignore_file or name == IGNORE_FILE
                continue
            if name == CONFIGURATION_FILE and selection.begins_another(folder.path.rstrip("/")):
                self._wikis.add(folder.path)
                return []
            is_wanted = name.endswith(endings) or name in included
            if is_wanted and entry.is_file(follow_symlinks=False):
                files[name] = entry
            elif entry.is_dir(follow_symlinks=False):
                folders.append(name)
            elif entry.is_symlink():
                if is_wanted or _leads_to_folder(entry):
                    links.append(name)
            elif is_wanted:
                others.append(name)
        if has_ignore_file:
            folder = selection.with_ignore_file(folder)
        kept = self._take(folder, selection.kept(folder, list(files)))
        if self._started:
            self._stamp(folder, [files[name] for name in kept])
        self._links += [(folder, name) for name in links]
        for name in selection.kept(folder, others):
            self._refuse(folder, name, "is not a regular file")
        below = (selection.below(folder, name) for name in folders)
        return [one for one in below if one is not None]

    def _stamp(self, folder: Folder, entries: list[os.DirEntry[str]]) -> None:
        path = folder.path
        now = self._started
        for entry in entries:
            try:
                stamp = stamp_of(entry.stat(follow_symlinks=False), now)
            except OSError:  # gone, or no permission: whoever reads it says so
                continue
            if stamp is not None:
                self._stamps[path + entry.name] = stamp

    def _take(self, folder: Folder, names: list[str]) -> list[str]:
        """Keeps files as articles, but for those already found, or with a name that is no text.

        Gives the names of those that were not yet found.
        """
        path = folder.path
        if self._follows:
            real = self._real_path(path)
            names = [name for name in names if f"{real}{name}" not in self._real_files]
            self._real_files.update(f"{real}{name}" for name in names)
        paths = [path + name for name in names]
        if not (path.isascii() and "".join(names).isascii()):
            self._problems += [
                ReadError(shown(one), "the name is not UTF-8") for one in paths if not is_text(one)
            ]
            paths = [one for one in paths if is_text(one)]
        self._paths += paths
        return names

    def _refuse(self, folder: Folder, name: str, reason: str) -> None:
        self._problems.append(ReadError(shown(folder.path + name), reason))

    def _follow(self, folder: Folder, name: str) -> None:
        """Takes what a symbolic link leads to, if it is in the wiki and not yet found."""
        selection = self._selection
        path = folder.path + name
        real = selection.real_path(path)
        is_wanted = selection.includes(folder, name) and bool(selection.kept(folder, [name]))
        try:
            mode = Path(selection.base + path).stat().st_mode
        except OSError as error:
            if is_wanted:
                gone = isinstance(as_read_error(path, error), MissingError)
                reason = "is a symbolic link to nothing" if gone else reason_of(error)
                self._refuse(folder, name, reason)
            return
        if stat.S_ISDIR(mode):
            below = selection.below(folder, name)
            if below is not None and real is not None:
                self._enter(below)
        elif not is_wanted:
            return
        elif real is not None and real in self._real_files:
            self.second_names.append((path, real))
        elif real is None:
            self._refuse(folder, name, "is a symbolic link out of the wiki")
        elif not stat.S_ISREG(mode):
            self._refuse(folder, name, "is not a regular file")
        else:
            self._take_link(path, real)

    def _take_link(self, path: str, real: str) -> None:
        self._real_files.add(real)
        if is_text(path):
            self._paths.append(path)
        else:
            self._problems.append(ReadError(shown(path), "the name is not UTF-8"))


def _root_error(root: str, error: OSError) -> ReadError:
    if isinstance(error, NotADirectoryError):
        return ReadError(shown(root), "is a file, not a folder")
    if isinstance(error, FileNotFoundError):
        return MissingError(shown(root), "no such folder")
    return as_read_error(shown(root), error)


def _leads_to_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a circle, or no permission
        return False
