"""The root of a wiki (grammar/spec.md, "Files")."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec

from slugline.disk.configuration import CONFIGURATION_FILE, is_configured
from slugline.disk.names import shown
from slugline.errors import UsageError

Reason = Literal["named", "configuration", "workspace", "repository", "folder"]


class Root(msgspec.Struct, frozen=True):
    """A wiki's root, absolute, and why it is the root.

    The reasons: the user `named` it; it holds a `slugline.toml` (`configuration`); it is the
    editor's `workspace`; it holds a `.git` (`repository`); it is the `folder` of the file itself.
    """

    path: Path
    reason: Reason


class TooWideError(UsageError):
    """A root that is `what` no wiki is made of unasked: a home folder, a whole file system.

    `refusal` is what is wrong, without what to do about it: that is another thing in an editor.
    """

    def __init__(self, path: str, because: str, what: str) -> None:
        self.refusal = f"{path} would be the wiki's root{because}, but that is {what}"
        super().__init__(
            f"{self.refusal}, which Slugline reads only if told to. Put a {CONFIGURATION_FILE} "
            f"into the wiki's own folder, or name the root: --root {path}"
        )


def find_root(start: Path, *, workspace: Path | None = None, named: Path | None = None) -> Root:
    """The root of the wiki to which a file or folder belongs; `start` need not exist.

    The nearest folder with a `slugline.toml` upward, else the workspace folder that `start` is in,
    else the nearest folder with `.git`, else the file's own folder. A root that the user has
    `named` is taken as it is.

    Raises TooWideError for a root that would be a file system's root, a home folder, or a folder
    above one: whoever wants to have such a folder scanned has to name it.
    """
    if named is not None:
        return Root(_absolute(named), "named")
    start = _absolute(start)
    folder = start if _asks(start.is_dir) else start.parent
    upward = (folder, *folder.parents)
    for candidate in upward:
        if is_configured(candidate):
            return _allowed(Root(candidate, "configuration"))
    if workspace is not None and _is_below(folder, _absolute(workspace)):
        return _allowed(Root(_absolute(workspace), "workspace"))
    for candidate in upward:
        if _asks((candidate / ".git").exists):
            if _too_wide(candidate):  # the repository of a whole home folder is no wiki
                break
            return Root(candidate, "repository")
    return _allowed(Root(folder, "folder"))


def _absolute(path: Path) -> Path:
    """The path from the file system's root, with `..` taken out; links are kept as they are."""
    return Path(os.path.normpath(path.absolute()))


def _is_below(folder: Path, other: Path) -> bool:
    """Whether a folder is another one or lies in it, as the paths are written or as links lead."""
    return folder.is_relative_to(other) or Path(os.path.realpath(folder)).is_relative_to(
        os.path.realpath(other)
    )


def _asks(question: Callable[[], bool]) -> bool:
    try:
        return question()
    except OSError:  # no permission
        return False


def _allowed(root: Root) -> Root:
    what = _too_wide(root.path)
    if not what:
        return root
    because = {
        "configuration": f" (it holds a {CONFIGURATION_FILE})",
        "workspace": " (it is the workspace)",
    }.get(root.reason, "")
    raise TooWideError(shown(str(root.path)), because, what)


def _too_wide(path: Path) -> str:
    """What a folder is that is too wide for a wiki; empty where it is none."""
    real = Path(os.path.realpath(path))
    if real == real.parent:
        return "the root of a file system"
    for home in _homes():
        if real == home:
            return "a home folder"
        if real in home.parents:
            return "a folder that holds home folders"
    return ""


def _homes() -> list[Path]:
    """The user's home folder: the one of the environment, and the one of the account."""
    homes: list[Path] = []
    for name in ("HOME", "USERPROFILE"):
        if os.environ.get(name):
            homes.append(Path(os.environ[name]))
    try:
        import pwd

        homes.append(Path(pwd.getpwuid(os.getuid()).pw_dir))
    except (ImportError, KeyError):  # Windows, or a user without an account, as in containers
        pass
    return [Path(os.path.realpath(home)) for home in homes if home.is_absolute()]
