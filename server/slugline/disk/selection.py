"""Which files of a wiki are articles (grammar/spec.md, "Files"), one folder after the other.

The walk (`disk/discovery.py`) and questions about single files give the same answers because both
ask this.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from slugline.disk.configuration import is_configured
from slugline.disk.globs import Globs
from slugline.disk.names import is_text, shown
from slugline.disk.reading import read_file
from slugline.errors import MissingError, ReadError
from slugline.wiki import Configuration

IGNORE_FILE = ".gitignore"
_MAX_IGNORE_FILE = 10_000_000


class Ignored(msgspec.Struct, frozen=True):
    """The patterns of an ignore file, and the way from its folder to the one that is looked at.

    `way` is empty or ends with `/`.
    """

    globs: Globs
    way: str


class Folder(msgspec.Struct, frozen=True):
    """A folder of the wiki, with what holds for everything in it.

    `path` is relative to the wiki's root, empty or with `/` at its end. `included` says whether
    the folder itself matches `include`. `ignored` are the ignore files that count here, the
    nearest first.
    """

    path: str
    included: bool
    ignored: tuple[Ignored, ...]


class Selection:
    """The choice that a configuration and ignore files make among the files below a root.

    It remembers the folders that it was asked about: where ignore files or folders change, a new
    one is needed. `problems` are the ignore files that could not be read.
    """

    def __init__(self, root: str | os.PathLike[str], configuration: Configuration) -> None:
        self.root = os.fspath(Path(root).absolute())
        self.base = self.root.rstrip(os.sep) + os.sep
        self.include = Globs(configuration.include)
        self.problems: list[ReadError] = []
        self._exclude = Globs(configuration.exclude)
        self._folders: dict[str, Folder | None] = {}
        self._links: dict[str, bool] = {}
        self._others: dict[str, bool] = {}
        self._real_base = ""

    def top(self) -> Folder:
        """The root's folder, without its own ignore file."""
        return Folder("", False, self._above())

    def below(self, folder: Folder, name: str) -> Folder | None:
        """A folder in `folder`, without its own ignore file; None where nothing in it counts."""
        path = folder.path + name
        if name.startswith(".") or self.leaves_out(folder, name, is_folder=True):
            return None
        included = folder.included or self.include.decide(name, path, is_folder=True) is True
        ignored = tuple([Ignored(one.globs, f"{one.way}{name}/") for one in folder.ignored])
        return Folder(f"{path}/", included, ignored)

    def with_ignore_file(self, folder: Folder) -> Folder:
        """The folder with what its own ignore file says."""
        globs = self._read(f"{self.base}{folder.path}{IGNORE_FILE}", folder.path + IGNORE_FILE)
        if not globs:
            return folder
        return Folder(folder.path, folder.included, (Ignored(globs, ""), *folder.ignored))

    def leaves_out(self, folder: Folder, name: str, *, is_folder: bool) -> bool:
        """Whether `exclude` or an ignore file leaves an entry of a folder out."""
        path = folder.path + name
        if self._exclude and self._exclude.decide(name, path, is_folder=is_folder):
            return True
        for one in folder.ignored:
            decided = one.globs.decide(name, one.way + name, is_folder=is_folder)
            if decided is not None:
                return decided
        return False

    def kept(self, folder: Folder, names: list[str]) -> list[str]:
        """The files of a folder without those that `exclude` or an ignore file leaves out."""
        if not self._exclude and not folder.ignored:
            return names
        spoken = self._exclude.among(names, folder.path)
        for one in folder.ignored:
            spoken |= one.globs.among(names, one.way)
        if not spoken:
            return names
        return [
            name
            for name in names
            if name not in spoken or not self.leaves_out(folder, name, is_folder=False)
        ]

    def included(self, folder: Folder, names: list[str]) -> set[str]:
        """Those of the files of a folder that match `include`."""
        if folder.included:
            return set(names)
        return {
            name
            for name in self.include.among(names, folder.path)
            if self.include.decide(name, folder.path + name, is_folder=False)
        }

    def includes(self, folder: Folder, name: str) -> bool:
        """Whether a file of a folder matches `include`."""
        return name in self.included(folder, [name])

    def enters(self, path: str) -> bool:
        """Whether articles may be below a folder; it need not be there."""
        return self._folder(path) is not None

    def holds(self, path: str) -> bool:
        """Whether the file at `path` (relative to the root, with `/`) is an article of the wiki.

        The file need not be there. A symbolic link is one if it leads to a file of the wiki that
        is not an article under its own path.
        """
        way, _, name = path.rpartition("/")
        folder = self._folder(way)
        if folder is None or not is_text(path) or not name or name.startswith("."):
            return False
        if not self.includes(folder, name) or self.leaves_out(folder, name, is_folder=False):
            return False
        if not self._is_link(path):
            return True
        real = self.real_path(path)
        return real is not None and not (real != path and self.holds(real))

    def begins_another(self, path: str) -> bool:
        """Whether another wiki begins at a folder below the root: it has a `slugline.toml`."""
        if path not in self._others:
            self._others[path] = path != "" and is_configured(Path(self.base + path))
        return self._others[path]

    def real_path(self, path: str) -> str | None:
        """The path that links lead to, relative to the root; None where it is not in the wiki.

        That is outside of the root, or in another wiki below it.
        """
        if not self._real_base:
            self._real_base = os.path.realpath(self.root).rstrip(os.sep) + os.sep
        real = os.path.realpath(self.base + path)
        if not real.startswith(self._real_base):
            return None
        inside = real[len(self._real_base) :].replace(os.sep, "/")
        return None if self._is_in_another(inside) else inside

    def _is_in_another(self, path: str) -> bool:
        """Whether a file or folder, by its real path, is in another wiki below the root."""
        while path:
            if self.begins_another(path):
                return True
            path = path.rpartition("/")[0]
        return False

    def _is_link(self, path: str) -> bool:
        """Whether a file or folder is, or is in, a symbolic link."""
        if not path:
            return False
        way = path.rpartition("/")[0]
        if way not in self._links:
            self._links[way] = self._is_link(way)
        return self._links[way] or Path(self.base + path).is_symlink()

    def _folder(self, way: str) -> Folder | None:
        """The folder at a path, with its ignore file, as the walk would come to it."""
        if way not in self._folders:
            if way:
                above, _, name = way.rpartition("/")
                parent = self._folder(above)
                folder = None
                if parent is not None and not self.begins_another(way):
                    folder = self.below(parent, name)
            else:
                folder = self.top()
            self._folders[way] = None if folder is None else self.with_ignore_file(folder)
        return self._folders[way]

    def _above(self) -> tuple[Ignored, ...]:
        """The ignore files above the root, up to the repository's, nearest first."""
        found: list[Ignored] = []
        way = ""
        root = Path(os.path.realpath(self.root))
        for folder in (root, *root.parents):
            if folder != root:
                found += self._ignored(folder / IGNORE_FILE, way)
            if _is_there(folder / ".git"):
                return (*found, *self._ignored(folder / ".git/info/exclude", way))
            way = f"{folder.name}/{way}"
        return ()  # in no repository: what lies above the wiki does not count

    def _ignored(self, path: Path, way: str) -> list[Ignored]:
        globs = self._read(str(path), str(path))
        return [Ignored(globs, way)] if globs else []

    def _read(self, path: str, name: str) -> Globs | None:
        try:
            data = read_file(path, _MAX_IGNORE_FILE, "Slugline")
        except MissingError:
            return None
        except ReadError as error:
            if not Path(path).is_dir():
                self.problems.append(ReadError(shown(name), error.reason))
            return None
        text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
        return Globs(line.removesuffix("\r") for line in text.split("\n"))


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # no permission
        return False
