"""What git says of a wiki's files: which have changed since a revision, and what they were."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from slugline.disk.names import is_text, shown
from slugline.errors import UsageError
from slugline.text import unbroken

_AT_ONCE = 2_000
"""So many old versions are held in memory at a time."""

_REGULAR = b"100"
"""How the modes of regular files start: others are links and other repositories."""


class Changes(msgspec.Struct, frozen=True):
    """The files below a folder that differ from a revision: committed since, changed, or deleted.

    Paths are relative to the folder, with `/`. `old` are the names (of git) of the old versions
    by path, None where there was none. A file that was renamed is a deleted one and a new one.
    `tracked` are all files that git knows now; every other one is new.
    """

    folder: Path
    old: dict[str, str | None]
    tracked: frozenset[str]


def changes_since(folder: Path, revision: str) -> Changes:
    """The changes of the files below a folder since a revision.

    Raises UsageError where git is not there, the folder is in no repository, or the revision is
    unknown.
    """
    _git(folder, ["rev-parse", "--is-inside-work-tree"], _no_repository(folder))
    told = unbroken(shown(revision))
    unknown = (
        f"--since: git knows no commit `{told}` here; in a shallow clone it has to be fetched first"
    )
    commit = f"{revision}^{{commit}}"
    found = _git(folder, ["rev-parse", "--verify", "--end-of-options", commit], unknown)
    name = found.decode("ascii").strip()
    options = ("--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--relative")
    raw = _git(folder, ["diff", *options, "--ignore-submodules", name, "--", "."])
    listed = _git(folder, ["ls-files", "-z"])
    tracked = frozenset(filter(is_text, map(os.fsdecode, listed.split(b"\0"))))
    return Changes(folder, dict(_read(raw.split(b"\0"))), tracked)


def _read(fields: Sequence[bytes]) -> Iterator[tuple[str, str | None]]:
    """Paths with the names of their old versions, from `:MODE MODE NAME NAME STATUS NUL PATH`."""
    for head, raw_path in zip(fields[::2], fields[1::2], strict=False):
        old_mode, _, old_name, _, _ = head.removeprefix(b":").split(b" ")
        path = os.fsdecode(raw_path)
        if is_text(path):
            yield path, old_name.decode("ascii") if old_mode.startswith(_REGULAR) else None


def old_versions(folder: Path, names: Iterable[str]) -> Iterator[bytes]:
    """The bytes of old versions, in the order of their names."""
    wanted = list(names)
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        data = _git(folder, ["cat-file", "--batch"], stdin="".join(f"{one}\n" for one in some))
        place = 0
        for one in some:
            end = data.index(b"\n", place)
            _, kind, *size = data[place:end].split(b" ")
            if kind == b"missing":  # a partial clone that can't reach its server
                raise UsageError(f"--since: git can't read the old version {one}")
            place = end + 1 + int(size[0])
            yield data[end + 1 : place]
            place += 1


def _no_repository(folder: Path) -> str:
    return f"--since: {unbroken(shown(str(folder)))} is in no git repository"


def _git(folder: Path, arguments: list[str], refused: str = "", stdin: str = "") -> bytes:
    """What git writes; UsageError where it refuses, with git's own words."""
    try:
        ran = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            input=stdin.encode(),
            capture_output=True,
            # A check must not wait for, or disturb, a git that is at work beside it.
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
            check=False,
        )
    except FileNotFoundError:
        raise UsageError("--since needs git, which is not installed") from None
    if ran.returncode:
        said = ran.stderr.decode("utf-8", "replace").strip().split("\n")[0]
        what = refused or f"--since: git {arguments[0]} failed"
        raise UsageError(f"{what} ({unbroken(said)})" if said else what)
    return ran.stdout
