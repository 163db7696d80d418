"""Stamps of files: equal as long as a file has not changed."""

from __future__ import annotations

import os
import struct

Stamp = bytes
"""A file's size, its times of change (nanoseconds) and its inode, packed."""

_PACK = struct.Struct("<qqqQ").pack
_INODE = (1 << 64) - 1

GRANULARITY = 2_000_000_000
"""Nanoseconds in which a file can change twice and have one time of change.

So coarse is FAT; ext3 and HFS+ have 1 s, and other file systems of today take the clock of the
kernel, whose ticks are 1 to 16 milliseconds.
"""


def stamp_of(found: os.stat_result, now: int) -> Stamp | None:
    """The stamp of a file that is read after `now` (nanoseconds since 1970).

    None where it is no proof: where the file changed so lately, or in the future, that it can
    change once more and keep its times. The time of the last change of any kind (`ctime`) is
    part of it, because programs set the time of the last change of the contents as they like.
    """
    modified, changed = found.st_mtime_ns, found.st_ctime_ns
    settled = now - GRANULARITY
    return None if modified >= settled or changed >= settled else mark_of(found)


def mark_of(found: os.stat_result) -> Stamp | None:
    """The stamp of a file at any time: another one shows a change, the same one proves nothing.

    None for a time before 1677.
    """
    try:
        inode = found.st_ino & _INODE
        return _PACK(found.st_size, found.st_mtime_ns, found.st_ctime_ns, inode)
    except struct.error:
        return None
