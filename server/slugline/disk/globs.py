"""Globs: the patterns of `.gitignore` files, of `include`, of `exclude` and of overrides.

They mean what they mean to git: `pathspec` translates them. Only those that are a plain name
(`build`) or a plain ending (`*.txt`) are compared directly, because a wiki of 100,000 articles has
100,000 names; a test holds that they mean the same.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import msgspec

_WILD = re.compile(r"[*?\[\]\\]")
_STARS_AND_NAME = re.compile(r"(?:\*\*/)+([^/]+)")
_SIMPLE = re.compile(r"/?(?:[\w.*-]+/)*[\w.*-]+/?")


class _Glob(msgspec.Struct, frozen=True):
    """One pattern: exactly one of `name`, `ending`, `by_name` and `by_path` says what matches.

    `by_name` is searched in the last name of a path, `by_path` in the whole one, which must have
    `depth` names (-1: any number). `takes_back` is a `!` before the pattern, `only_folders` a `/`
    behind it.
    """

    name: str = ""
    ending: str = ""
    by_name: re.Pattern[str] | None = None
    by_path: re.Pattern[str] | None = None
    depth: int = -1
    takes_back: bool = False
    only_folders: bool = False

    def matches(self, name: str, path: str) -> bool:
        if self.name:
            return name == self.name
        if self.ending:
            return name.endswith(self.ending)
        if self.by_name:
            return self.by_name.search(name) is not None
        return self.by_path is not None and self.by_path.search(path) is not None


class Globs:
    """The patterns of one file or of one list, seen from one folder; the last match counts.

    A pattern is asked about an entry itself, never about the folders above it: whoever walks has
    asked about those before.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        """Patterns that git doesn't understand match nothing, as with git."""
        globs = [glob for line in lines if (glob := _read(line)) is not None]
        self._globs = globs[::-1]
        self._names = frozenset(glob.name for glob in globs if glob.name)
        self._endings = tuple({glob.ending for glob in globs if glob.ending})
        self._by_name = _any_of(glob.by_name for glob in globs)
        self._by_path: dict[int, re.Pattern[str] | None] = {}
        of_files = [glob for glob in globs if not glob.only_folders]
        self.endings = tuple({glob.ending for glob in of_files if glob.ending})
        """A file with one of these at its end matches, where no pattern takes back."""
        self.only_endings = all(glob.ending and not glob.takes_back for glob in of_files)
        """Whether no other file matches."""

    def __bool__(self) -> bool:
        return bool(self._globs)

    def decide(self, name: str, path: str, *, is_folder: bool) -> bool | None:
        """Whether an entry is matched (True), taken back (False), or not spoken of (None).

        `path` is relative to the folder of the patterns, with `/` and without one at its end,
        and `name` is its last part.
        """
        for glob in self._globs:
            if (is_folder or not glob.only_folders) and glob.matches(name, path):
                return not glob.takes_back
        return None

    def among(self, names: list[str], way: str) -> set[str]:
        """Those of the names in one folder that a pattern may speak of; `decide` tells the rest.

        `way` leads from the folder of the patterns to this one; it is empty or ends with `/`.
        """
        found = set(self._names.intersection(names))
        if endings := self._endings:
            found.update([name for name in names if name.endswith(endings)])
        if self._by_name is not None:
            search = self._by_name.search
            found.update([name for name in names if search(name)])
        depth = way.count("/") + 1
        if depth not in self._by_path:
            deep = (glob.by_path for glob in self._globs if glob.depth in (-1, depth))
            self._by_path[depth] = _any_of(deep)
        if (by_path := self._by_path[depth]) is not None:
            search = by_path.search
            found.update([name for name in names if search(way + name)])
        return found


def _read(line: str) -> _Glob | None:
    """A line of a `.gitignore`; None where it says nothing."""
    if line.startswith("#") or not line.strip():
        return None
    if not line.endswith("\\ "):
        line = line.rstrip()
    takes_back = line.startswith("!")
    body = line[takes_back:]
    only_folders = body.endswith("/")
    body = body.removesuffix("/")
    if not body:
        return None
    if stars := _STARS_AND_NAME.fullmatch(body):
        body = stars[1]
    name = ending = ""
    depth = -1
    by_name = by_path = None
    if "/" not in body and not _WILD.search(body):
        name = body
    elif "/" not in body and body[0] == "*" and len(body) > 1 and not _WILD.search(body[1:]):
        ending = body[1:]
    elif (translated := _translated(body)) is None:
        return None
    elif "/" in body:
        by_path = translated
        depth = -1 if "**" in body else body.strip("/").count("/") + 1
    else:
        by_name = translated
    return _Glob(name, ending, by_name, by_path, depth, takes_back, only_folders)


def _translated(body: str) -> re.Pattern[str] | None:
    """What `pathspec` makes of a pattern, without matches that end at a folder on the way."""
    from pathspec import GitIgnoreSpec

    line = f"\\{body}" if body[0] in "!#" else body
    with _unwarned():
        try:
            (pattern,) = GitIgnoreSpec.from_lines([line]).patterns
        except (ValueError, re.error):
            return None
        if pattern.regex is None:
            return None
        written = pattern.regex.pattern
        for mark in pattern.regex.groupindex:  # the group that matches where a folder ends
            written = written.replace(f"(?P<{mark}>/)", "(?!)")
        return re.compile(written)


@contextmanager
def _unwarned() -> Iterator[None]:
    """Python warns of `[[` in a set of characters, which means something else one day."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        yield


def _any_of(patterns: Iterable[re.Pattern[str] | None]) -> re.Pattern[str] | None:
    parts = [f"(?:{pattern.pattern})" for pattern in patterns if pattern is not None]
    with _unwarned():
        return re.compile("|".join(parts)) if parts else None


def glob_problem(glob: str) -> str:
    """What a glob of the configuration must be and is not (`without …`); empty where it is fine.

    It is a pattern of `.gitignore`, but for a `!` that takes back and a `#` that comments.
    """
    if glob != glob.strip() or "\n" in glob or "\r" in glob:
        return "without blanks around it"
    if glob.startswith("!"):
        return "without `!` (list what is left out under `exclude`)"
    if glob.startswith("#"):
        return r"without `#` at its start (write `\#`)"
    parts = glob.strip("/").split("/")
    if "." in parts or ".." in parts:
        return "without `./` and `../`, seen from the wiki's root"
    if _SIMPLE.fullmatch(glob):
        return ""
    return "" if _read(glob) else "that git understands"
