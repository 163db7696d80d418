"""Reads files: quickly, never more than wanted, and never waiting for what is no file."""

from __future__ import annotations

import errno
import os
import stat

from slugline.errors import MissingError, ReadError

_FIRST_READ = 16_384
"""Holds nearly every article; a larger buffer costs more than it saves (bytes)."""

_LATER_READ = 1 << 20
_BINARY_CHECK = 8_192
"""A NUL among so many first bytes makes a file binary, as for git (which looks at 8,000)."""

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)  # a fifo without a writer would block
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def _seek_and_read(descriptor: int, size: int, offset: int) -> bytes:
    os.lseek(descriptor, offset, os.SEEK_SET)
    return os.read(descriptor, size)


_read_at = getattr(os, "pread", _seek_and_read)
"""`pread` fails at a fifo or a terminal, instead of waiting for it or taking something from it."""

_REASONS = {
    errno.ENOENT: "no such file",
    errno.ENOTDIR: "no such file",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.EISDIR: "is a folder, not a file",
    errno.ELOOP: "is a symbolic link in a circle",
    errno.ENAMETOOLONG: "the name is too long",
    errno.ENXIO: "is not a regular file",
    errno.ESPIPE: "is not a regular file",
    errno.EAGAIN: "is not a regular file",
    errno.EMFILE: "too many files are open",
    errno.ENFILE: "too many files are open",
    errno.EIO: "the disk reports an error",
    errno.ENOSPC: "the disk is full",
    errno.EROFS: "the disk can't be written to",
    errno.ENOMEM: "there is not enough memory",
}


def reason_of(error: OSError) -> str:
    """What an error of the system means, in plain words."""
    known = _REASONS.get(error.errno or 0)
    return known or (error.strerror or str(error) or type(error).__name__).lower()


def read_bytes(path: str, max_size: int) -> bytes:
    """The bytes of an article. Raises ReadError, in plain words, for what can't be one.

    That is a file larger than `max_size` bytes, one with a NUL among its first 8 KB, a folder,
    a fifo, and what is not there (MissingError) or can't be read.
    """
    data = read_file(path, max_size)
    check_bytes(data, path, max_size)
    return data


def check_bytes(data: bytes, path: str, max_size: int) -> None:
    """Raises ReadError, as `read_bytes` does, for bytes that can't be an article's."""
    if len(data) > max_size:
        raise ReadError(path, over_size(len(data), max_size, "`max-size`"))
    if data.find(b"\0", 0, _BINARY_CHECK) >= 0:
        raise ReadError(path, "is a binary file")


def read_file(path: str, max_size: int, limit: str = "`max-size`") -> bytes:
    """The bytes of any regular file of up to `max_size` bytes, which `limit` allows.

    Raises ReadError, and MissingError where there is no such file.
    """
    try:
        descriptor = os.open(path, _FLAGS)
        try:
            data = _read_at(descriptor, _FIRST_READ, 0)
            size = len(data)
            # Some file systems give less than there is: only an empty read is the end.
            if size in (0, _FIRST_READ) or _read_at(descriptor, 1, size):
                data = _read_all(descriptor, path, max_size, limit)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise as_read_error(path, error) from None
    except ValueError:  # a NUL in the path
        raise MissingError(path, "no such file") from None
    if len(data) > max_size:
        raise ReadError(path, over_size(len(data), max_size, limit))
    return data


def _read_all(descriptor: int, path: str, max_size: int, limit: str) -> bytes:
    found = os.fstat(descriptor)
    if stat.S_ISDIR(found.st_mode):
        raise ReadError(path, "is a folder, not a file")
    if not stat.S_ISREG(found.st_mode):
        raise ReadError(path, "is not a regular file")
    if found.st_size > max_size:
        raise ReadError(path, over_size(found.st_size, max_size, limit))
    parts: list[bytes] = []
    size = 0
    while size <= max_size and (part := _read_at(descriptor, _LATER_READ, size)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def as_read_error(path: str, error: OSError) -> ReadError:
    """An error of the system as a ReadError; MissingError where there is no such file."""
    missing = error.errno in (errno.ENOENT, errno.ENOTDIR)
    return (MissingError if missing else ReadError)(path, reason_of(error))


def over_size(size: int, max_size: int, limit: str) -> str:
    """The reason why a file of `size` bytes is not read."""
    return f"is {_shown(size)}, over the {_shown(max_size)} that {limit} allows"


def _shown(size: int) -> str:
    for unit, name in ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "KB")):
        if size >= unit:
            return f"{size / unit:.1f}".removesuffix(".0") + f" {name}"
    return f"{size} bytes" if size != 1 else "1 byte"
