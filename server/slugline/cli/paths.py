"""Paths on the command line: which wiki each belongs to, what of it is meant, how it is shown."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from slugline.disk.configuration import CONFIGURATION_FILE
from slugline.disk.names import is_text, shown
from slugline.disk.reading import reason_of
from slugline.disk.roots import find_root
from slugline.errors import UsageError


class Chosen(msgspec.Struct):
    """What is meant of the wiki at `root`: files and folders below it, all where `whole`.

    All paths are relative to the root, with `/`.
    """

    root: Path
    files: list[str] = msgspec.field(default_factory=list)
    folders: list[str] = msgspec.field(default_factory=list)
    whole: bool = False

    @property
    def articles(self) -> list[str]:
        """The files that are articles whatever their names."""
        return [file for file in self.files if file != CONFIGURATION_FILE]

    def of(self, paths: Iterable[str]) -> set[str] | None:
        """Those of a wiki's paths that are meant; None for all."""
        if self.whole:
            return None
        prefixes = tuple(f"{folder}/" for folder in self.folders)
        below = {path for path in paths if path.startswith(prefixes)} if prefixes else set()
        return {*self.files, *below}


class View:
    """Shows the paths of a wiki as the user is to see them: from the working folder, with `/`."""

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self._root = os.fspath(root)
        here = str(working_folder())
        below = os.path.relpath(here, self._root).replace(os.sep, "/")
        self._inside = "" if below == "." or below.startswith("..") else f"{below}/"
        prefix = os.path.relpath(self._root, here).replace(os.sep, "/")
        self._prefix = "" if prefix == "." else f"{shown(prefix)}/"

    def of(self, path: str) -> str:
        """A path relative to the wiki's root, or an absolute one, as it is shown."""
        if not self._inside:
            return path if path.startswith("/") else self._prefix + path
        if path.startswith(self._inside):
            return path[len(self._inside) :]
        return os.path.relpath(path, self._inside).replace(os.sep, "/") if path[:1] != "/" else path

    @property
    def root(self) -> str:
        """The root itself, as it is shown."""
        return self._prefix or "./"


def working_folder() -> Path:
    """The working folder; UsageError where somebody has removed it."""
    try:
        return Path.cwd()
    except OSError as error:
        raise UsageError(f"the working folder can't be used: {reason_of(error)}") from None


def root_of(path: Path, root: Path | None = None) -> Path:
    """The root of the wiki that a path belongs to; `root` where the user has named it.

    The working folder is the workspace of all that is inside it.
    """
    if root is not None and not root.is_dir():
        raise UsageError(f"{shown(str(root))} is not a folder; --root names the folder of the wiki")
    return find_root(path, workspace=working_folder(), named=root and root.resolve()).path.resolve()


def choose(paths: Sequence[Path], root: Path | None) -> list[Chosen]:
    """The wikis that the paths belong to, with what is meant of each.

    Raises UsageError for a path that does not exist, or is not in the wiki that `root` names.
    """
    working_folder()
    chosen: dict[Path, Chosen] = {}
    for path in paths:
        absolute = _existing(path)
        wiki_root = root_of(absolute, root)
        one = chosen.setdefault(wiki_root, Chosen(wiki_root))
        inside = inside_of(wiki_root, absolute, path)
        if not absolute.is_dir():
            one.files.append(inside)
        elif inside == ".":
            one.whole = True
        else:
            one.folders.append(inside)
    return [chosen[wiki_root] for wiki_root in sorted(chosen)]


def inside_of(root: Path, absolute: Path, path: Path) -> str:
    """An absolute path relative to a wiki's root, with `/`; `path` is what the user wrote.

    Raises UsageError where it is not in the wiki, or is no text.
    """
    if not absolute.is_relative_to(root):
        raise UsageError(f"{shown(str(path))} is not inside the wiki at {shown(str(root))}")
    inside = absolute.relative_to(root).as_posix()
    if not is_text(inside):
        raise UsageError(f"{shown(str(path))}: the name is not UTF-8")
    return inside


def _existing(path: Path) -> Path:
    """The path, absolute and with links followed; UsageError where nothing is there."""
    try:
        path.stat()
        return path.resolve()
    except (FileNotFoundError, NotADirectoryError):
        hint = ""
        if str(path) == "-":
            hint = "; to check standard input, say --stdin-filename NAME"
        raise UsageError(f"{shown(str(path))}: there is no such file or folder{hint}") from None
    except OSError as error:
        raise UsageError(f"{shown(str(path))}: {reason_of(error)}") from None
