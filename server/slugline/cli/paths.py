"""Paths on the command line: which wiki each belongs to, and what of it is meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from slugline.disk.roots import find_root
from slugline.errors import UsageError


class Chosen(msgspec.Struct):
    """What is meant of the wiki at `root`: files and folders below it, all where `whole`.

    The files are articles whatever their names; all paths are relative to the root, with `/`.
    """

    root: Path
    files: list[str] = msgspec.field(default_factory=list)
    folders: list[str] = msgspec.field(default_factory=list)
    whole: bool = False

    def of(self, paths: Iterable[str]) -> set[str] | None:
        """Those of a wiki's paths that are meant; None for all."""
        if self.whole:
            return None
        prefixes = tuple(f"{folder}/" for folder in self.folders)
        below = {path for path in paths if path.startswith(prefixes)} if prefixes else set()
        return {*self.files, *below}


def root_of(path: Path, root: Path | None = None) -> Path:
    """The root of the wiki that a path belongs to; `root` where the user has named it.

    The working folder is the workspace of all that is inside it.
    """
    if root is not None and not root.is_dir():
        raise UsageError(f"{root} is not a folder; --root names the folder of the wiki")
    return find_root(path, workspace=Path.cwd(), named=root and root.resolve()).path.resolve()


def choose(paths: Sequence[Path], root: Path | None) -> list[Chosen]:
    """The wikis that the paths belong to, with what is meant of each.

    Raises UsageError for a path that does not exist, or is not in the wiki that `root` names.
    """
    chosen: dict[Path, Chosen] = {}
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: there is no such file or folder")
        absolute = path.resolve()
        wiki_root = root_of(absolute, root)
        if not absolute.is_relative_to(wiki_root):
            raise UsageError(f"{path} is not inside the wiki at {wiki_root}")
        one = chosen.setdefault(wiki_root, Chosen(wiki_root))
        inside = absolute.relative_to(wiki_root).as_posix()
        if not absolute.is_dir():
            one.files.append(inside)
        elif inside == ".":
            one.whole = True
        else:
            one.folders.append(inside)
    return [chosen[wiki_root] for wiki_root in sorted(chosen)]
