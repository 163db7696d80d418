"""Names of files as text: file systems hold bytes that may be none."""

from __future__ import annotations

from slugline.text import unbroken

JOURNAL = ".slugline-journal"
"""The file in a wiki's root that says how a change of several files is ended: `disk.journal`."""


def is_text(path: str) -> bool:
    """Whether a path from the file system can be written as UTF-8."""
    if path.isascii():
        return True
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def shown(path: str) -> str:
    """A path of the file system as text: bytes that are not UTF-8, and controls, as escapes."""
    try:
        data = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # Windows allows half a character
        return unbroken(path)
    return unbroken(data.decode("utf-8", "backslashreplace"))
