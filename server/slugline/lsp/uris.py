"""File URIs to paths and back (RFC 8089).

Clients write one file in several ways: `file:///c%3A/a%20b`, `file:///C:/a b`. Paths are what
counts; a document that is open is always called as its client calls it.
"""

from __future__ import annotations

import os
import re
from urllib.parse import quote, unquote_to_bytes

_FILE = re.compile(r"file:(?://([^/?#]*))?(/[^?#]*)", re.IGNORECASE)
_DRIVE = re.compile(r"/([A-Za-z])[:|](?=/|$)")
_WINDOWS_PATH = re.compile(r"[A-Za-z]:[\\/]|\\\\")
_PLAIN = re.compile(r"[A-Za-z0-9/._~-]*")
_SAFE = "/~"


def path_of(uri: str) -> str | None:
    """The absolute path that a file URI names; None for any other URI.

    Bytes that are not UTF-8 become what file names with such bytes are in Python. A drive or a
    host gives a Windows path, with backslashes.
    """
    found = _FILE.fullmatch(uri)
    if found is None:
        return None
    host, path = found[1] or "", os.fsdecode(unquote_to_bytes(found[2]))
    if "\0" in path:
        return None
    if drive := _DRIVE.match(path):
        return f"{drive[1].upper()}:{path[drive.end() :] or '/'}".replace("/", "\\")
    if host and host.lower() != "localhost":
        return f"\\\\{host}{path}".replace("/", "\\")
    # Doubled slashes and dots name the same file.
    return os.path.normpath("/" + path.lstrip("/"))


def uri_of(path: str) -> str:
    """The file URI of an absolute path, as most clients write it."""
    if _WINDOWS_PATH.match(path):
        path = path.replace("\\", "/")
        if path.startswith("//"):
            return f"file:{quoted(path)}"
        return f"file:///{path[0].lower()}%3A{quoted(path[2:])}"
    return f"file://{quoted(path)}"


def quoted(path: str) -> str:
    """A path with `/`, as a part of a URI."""
    if _PLAIN.fullmatch(path):
        return path
    return quote(os.fsencode(path), safe=_SAFE)
