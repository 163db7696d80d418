"""The files of the cache folder: how each is written and read as a whole, listed and removed.

A file is written beside and renamed: whoever reads sees an old one or a new one, whole, whatever
is killed, and whoever writes last wins. What it holds says `disk/cache.py`.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import struct
import time
import zlib
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path

import msgspec

from slugline.disk.reading import reason_of
from slugline.errors import UsageError, WriteError

FOLDER_VARIABLE = "SLUGLINE_CACHE_DIR"
"""The variable of the environment that names another cache folder."""

_OURS = re.compile(r"[0-9a-f]{32}(\.cache|-[0-9a-f]{16}\.tmp)")
_FORGOTTEN = 24 * 60 * 60
"""Seconds after which a temporary file belongs to nobody: its process was killed."""

_FORMAT = b"slugline cache 1\n"
_ANY_FORMAT = b"slugline cache "
_CHECKSUM = struct.Struct("<I")
_LENGTHS = struct.Struct("<IQ")
"""The bytes of the label and of the entries."""

_LABEL_START = len(_FORMAT) + _CHECKSUM.size + _LENGTHS.size


class Label(msgspec.Struct, frozen=True, array_like=True):
    """What a cache file says of itself: its wiki's root as it is shown, its number of articles.

    `key` stands for all that its entries depend on but the articles' files.
    """

    root: str
    articles: int
    key: bytes


class CacheFile(msgspec.Struct, frozen=True):
    """A file in the cache folder, with its size in bytes; the label is None where it is damaged."""

    path: Path
    size: int
    label: Label | None


class DamageError(Exception):
    """A cache file that is not whole."""


def cache_folder() -> Path | None:
    """The folder of all caches, which need not exist; None where the user has no home."""
    if named := os.environ.get(FOLDER_VARIABLE):
        return Path(named).absolute()
    from platformdirs import user_cache_path

    folder = user_cache_path("slugline", appauthor=False)
    return folder if folder.is_absolute() else None


def cache_files() -> Iterator[CacheFile]:
    """The caches in the cache folder, and what killed processes left, in the order of names.

    Raises UsageError where the folder can't be read.
    """
    for path in _listed():
        with contextlib.suppress(OSError):
            label = None
            with contextlib.suppress(DamageError, msgspec.MsgspecError):
                found = read_parts(path)
                label = found and msgspec.msgpack.decode(found[0], type=Label)
            yield CacheFile(path, path.lstat().st_size, label)


def clear_cache() -> int:
    """Removes all caches, and what killed processes left; gives how many bytes that were.

    Nothing else in the folder is touched. Raises WriteError, and UsageError as above.
    """
    size = 0
    for path in _listed():
        try:
            freed = path.lstat().st_size
            path.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise WriteError(str(path), reason_of(error)) from None
        size += freed
    return size


def _listed() -> list[Path]:
    folder = cache_folder()
    try:
        return [] if folder is None else _our_files(folder)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise UsageError(f"the cache folder {folder} can't be read: {reason_of(error)}") from None


def _our_files(folder: Path) -> list[Path]:
    """The files in the cache folder with names that this module gives, sorted. Raises OSError."""
    with os.scandir(folder) as entries:
        return sorted(
            folder / entry.name
            for entry in entries
            if _OURS.fullmatch(entry.name) and not entry.is_dir(follow_symlinks=False)
        )


def cache_file(root: str) -> Path | None:
    """The file of the wiki at an absolute path, which need not exist; None as `cache_folder`."""
    folder = cache_folder()
    name = blake2b(os.fsencode(root), digest_size=16).hexdigest()
    return folder and folder / f"{name}.cache"


def read_parts(file: Path) -> tuple[memoryview, memoryview] | None:
    """The label and the entries of a cache file, packed; None where its format is another.

    Raises DamageError where it is not as it was written, OSError where it can't be read.
    """
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)
    with os.fdopen(os.open(file, flags), "rb") as stream:
        found = os.fstat(stream.fileno())
        start = stream.read(_LABEL_START) if stat.S_ISREG(found.st_mode) else b""
        if len(start) < _LABEL_START or not start.startswith(_ANY_FORMAT):
            raise DamageError
        if not start.startswith(_FORMAT):
            return None
        (checksum,) = _CHECKSUM.unpack_from(start, len(_FORMAT))
        lengths = start[len(_FORMAT) + _CHECKSUM.size :]
        label, columns = _LENGTHS.unpack(lengths)
        if found.st_size != _LABEL_START + label + columns:
            raise DamageError
        data = memoryview(stream.read())
    if len(data) != label + columns or zlib.crc32(data, zlib.crc32(lengths)) != checksum:
        raise DamageError
    return data[:label], data[label:]


def packed(label: Label, entries: bytes) -> list[bytes]:
    """The parts of a cache file."""
    said = msgspec.msgpack.encode(label)
    lengths = _LENGTHS.pack(len(said), len(entries))
    checksum = zlib.crc32(entries, zlib.crc32(said, zlib.crc32(lengths)))
    return [_FORMAT, _CHECKSUM.pack(checksum), lengths, said, entries]


def replace_file(file: Path, parts: Iterable[bytes]) -> None:
    """Writes a file beside, for its user alone, and renames it.

    The disk is not waited for: what a crash of the machine leaves fails its checksum.
    """
    temporary = file.with_name(f"{file.stem}-{os.urandom(8).hex()}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    flags |= getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, flags, 0o600)
    try:
        with os.fdopen(descriptor, "wb", buffering=0) as stream:
            for part in parts:
                rest = memoryview(part)
                while rest:
                    rest = rest[stream.write(rest) :]
        temporary.replace(file)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def remove_forgotten(folder: Path) -> None:
    """Removes what processes left that were killed long ago."""
    now = time.time()
    with contextlib.suppress(OSError):
        for path in _our_files(folder):
            if path.suffix == ".tmp" and path.lstat().st_mtime < now - _FORGOTTEN:
                path.unlink()
