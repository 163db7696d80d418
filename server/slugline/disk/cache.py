"""The cache: what single articles say, kept between runs, so that only changed ones are read.

Each wiki has one file in the cache folder. It holds what `examine` gives for single articles, and
nothing that depends on several of them. An entry counts as long as the article's stamp
(`disk/stamps.py`) is the one that it had before it was read. What can't be noticed is a change
that leaves size, inode and all times as they were; on Windows, where there is no time of the last
change of any kind, a program can do that.

A cache file is written beside and renamed: whoever reads sees an old one or a new one, whole,
whatever is killed, and whoever writes last wins. A file that is damaged, or made by another
version or for other settings, counts as none. No path out of a cache file is ever opened.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import struct
import sys
import time
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import accumulate, chain, compress, count, islice
from operator import eq
from pathlib import Path
from typing import TypeVar

import msgspec

from slugline.disk.load import Job, Loaded, load
from slugline.disk.names import shown
from slugline.disk.reading import reason_of
from slugline.disk.stamps import Stamp
from slugline.errors import UsageError, WriteError
from slugline.model.facts import Facts
from slugline.rules.rule import Finding

_WORTH_WRITING = 32
"""A cache is written where one in so many articles is new to it, or gone.

To read 3 % of the articles takes less time than to write all entries.
"""

FOLDER_VARIABLE = "SLUGLINE_CACHE_DIR"
"""The variable of the environment that names another cache folder."""

_OURS = re.compile(r"[0-9a-f]{32}(\.cache|-[0-9a-f]{16}\.tmp)")
_FORGOTTEN = 24 * 60 * 60
"""Seconds after which a temporary file belongs to nobody: its process was killed."""

_FORMAT = b"slugline cache 1\n"
_ANY_FORMAT = b"slugline cache "
_CHECKSUM = struct.Struct("<I")
_LENGTHS = struct.Struct("<IQ")
"""The bytes of the label and of the columns."""

_LABEL_START = len(_FORMAT) + _CHECKSUM.size + _LENGTHS.size

Text = TypeVar("Text", str, tuple[str, ...])


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


class _Columns(msgspec.Struct, array_like=True):
    """All entries, one value of each column an article.

    Texts that many articles have stand in tables, and columns hold their numbers (unsigned 32
    bit): so each of them is decoded and kept once. `findings` has only articles with some.
    """

    paths: list[str]
    stamps: list[Stamp]
    slugs: list[str]
    titles: list[str]
    title_starts: bytes
    headings: bytes
    headings_table: list[tuple[str, ...]]
    links: bytes
    link_counts: bytes
    link_table: list[str]
    entities: bytes
    entity_counts: bytes
    entity_table: list[str]
    offsets: list[bytes]
    widest: bytes
    findings: list[tuple[str, tuple[Finding, ...]]]


class _DamageError(Exception):
    """A cache file that is not whole."""


class Cache:
    """The cache of one wiki, for one way of reading it.

    `warning` says, after `load`, what is wrong with the cache; it is empty where nothing is.
    """

    def __init__(self, job: Job) -> None:
        self.warning = ""
        self._job = job

    def load(
        self,
        paths: Sequence[str],
        stamps: Mapping[str, Stamp],
        *,
        jobs: int | None = None,
        progress: Callable[[int], None] = lambda _: None,
    ) -> Loaded:
        """What `disk.load.load` gives, but only what has changed is read.

        `stamps` were taken before; an article without one is read, and not kept. What the cache
        lacks is added to it, when it is enough. A cache that can't be used never fails: it makes
        a `warning`.
        """
        folder, key = cache_folder(), _key_of(self._job)
        if folder is None or key is None:
            return load(self._job, paths, jobs=jobs, progress=progress)
        file = folder / f"{_name_of(self._job.root)}.cache"
        label = Label(shown(self._job.root), 0, key)
        known, held = self._read(file, label, stamps)
        rest = [path for path in paths if path not in known.facts]
        done = len(paths) - len(rest)
        loaded = load(self._job, rest, jobs=jobs, progress=lambda more: progress(done + more))
        new = len(stamps.keys() & loaded.facts.keys())
        gone = held - len(known.facts)
        loaded = _united(paths, known, loaded) if rest else known
        if max(new, gone) * _WORTH_WRITING > len(paths):
            self._write(file, label, loaded, stamps)
        return loaded

    def _read(self, file: Path, label: Label, stamps: Mapping[str, Stamp]) -> tuple[Loaded, int]:
        """The entries that count, and how many there are in all."""
        try:
            columns = _read_columns(file, label)
            if columns is not None:
                return _loaded_of(columns, stamps), len(columns.paths)
        except FileNotFoundError:
            pass
        except OSError as error:
            self._warn(f"the cache {file} can't be read: {reason_of(error)}")
        except (_DamageError, msgspec.MsgspecError, ValueError, IndexError):
            self._warn(f"the cache {file} was damaged and is built anew")
        return Loaded({}, {}, []), 0

    def _write(self, file: Path, label: Label, loaded: Loaded, stamps: Mapping[str, Stamp]) -> None:
        columns = _columns_of(loaded, stamps)
        label = msgspec.structs.replace(label, articles=len(columns.paths))
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _remove_forgotten(file.parent)
            _replace(file, _packed(label, msgspec.msgpack.encode(columns)))
        except OSError as error:
            self._warn(f"the cache {file} can't be written: {reason_of(error)}")

    def _warn(self, message: str) -> None:
        self.warning = self.warning or message


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
            with contextlib.suppress(_DamageError, msgspec.MsgspecError):
                found = _read_parts(path)
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


# -- names and keys


def _name_of(root: str) -> str:
    return blake2b(os.fsencode(root), digest_size=16).hexdigest()


def _key_of(job: Job) -> bytes | None:
    """Stands for all that entries depend on but their files.

    The package's own code is part of it, so that no change of a rule leaves old findings: reading
    it takes 2 milliseconds. None where that can't be read: then nothing is safe to keep.
    """
    settings = (job.schema, job.max_size, sys.version, sys.byteorder)
    key = blake2b(msgspec.msgpack.encode(settings), digest_size=16)
    package = str(Path(__file__).parent.parent)
    for part in (package, *_folders_of("anyascii")):
        try:
            modules = list(_modules_of(part))
        except OSError:
            modules = []
        if not modules:
            return None
        for name, data in modules:
            key.update(f"{name} {len(data)}\n".encode())
            key.update(data)
    return key.digest()


def _modules_of(package: str) -> Iterator[tuple[str, bytes]]:
    """The names and contents of the modules below a folder, always in the same order."""
    for folder, folders, names in os.walk(package):
        folders[:] = sorted(name for name in folders if name not in _NO_CODE)
        for name in sorted(names):
            if name.endswith(_CODE):
                yield name, Path(folder, name).read_bytes()


_CODE = (".py", ".pyc", ".so", ".pyd")
_NO_CODE = ("__pycache__", "_data", "cli", "lsp", "report")
"""Folders that can't change what is said of an article. `_data` goes with anyascii's version."""


def _folders_of(package: str) -> Iterable[str]:
    """The folders of an installed package, which is not imported for that."""
    from importlib.machinery import PathFinder

    spec = PathFinder.find_spec(package)
    return (spec and spec.submodule_search_locations) or ()


# -- files


def _read_columns(file: Path, label: Label) -> _Columns | None:
    """The columns of a cache file; None where it is of another version or for other settings."""
    found = _read_parts(file)
    if found is None:
        return None
    its = msgspec.msgpack.decode(found[0], type=Label)
    if its.key != label.key:
        return None
    return msgspec.msgpack.decode(found[1], type=_Columns)


def _read_parts(file: Path) -> tuple[memoryview, memoryview] | None:
    """The label and the columns of a cache file, packed; None where its format is another.

    Raises _DamageError where it is not as it was written, OSError where it can't be read.
    """
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)
    with os.fdopen(os.open(file, flags), "rb") as stream:
        found = os.fstat(stream.fileno())
        start = stream.read(_LABEL_START) if stat.S_ISREG(found.st_mode) else b""
        if len(start) < _LABEL_START or not start.startswith(_ANY_FORMAT):
            raise _DamageError
        if not start.startswith(_FORMAT):
            return None
        (checksum,) = _CHECKSUM.unpack_from(start, len(_FORMAT))
        lengths = start[len(_FORMAT) + _CHECKSUM.size :]
        label, columns = _LENGTHS.unpack(lengths)
        if found.st_size != _LABEL_START + label + columns:
            raise _DamageError
        data = memoryview(stream.read())
    if len(data) != label + columns or zlib.crc32(data, zlib.crc32(lengths)) != checksum:
        raise _DamageError
    return data[:label], data[label:]


def _packed(label: Label, columns: bytes) -> list[bytes]:
    """The parts of a cache file."""
    packed = msgspec.msgpack.encode(label)
    lengths = _LENGTHS.pack(len(packed), len(columns))
    checksum = zlib.crc32(columns, zlib.crc32(packed, zlib.crc32(lengths)))
    return [_FORMAT, _CHECKSUM.pack(checksum), lengths, packed, columns]


def _replace(file: Path, parts: Iterable[bytes]) -> None:
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


def _remove_forgotten(folder: Path) -> None:
    """Removes what processes left that were killed long ago."""
    now = time.time()
    with contextlib.suppress(OSError):
        for path in _our_files(folder):
            if path.suffix == ".tmp" and path.lstat().st_mtime < now - _FORGOTTEN:
                path.unlink()


# -- entries and columns


def _united(paths: Iterable[str], known: Loaded, loaded: Loaded) -> Loaded:
    """What is known and what was read beside it, in the order of the paths."""
    facts = known.facts | loaded.facts
    findings = known.findings | loaded.findings
    return Loaded(
        {path: facts[path] for path in paths if path in facts},
        {path: findings[path] for path in paths if path in findings},
        loaded.problems,
    )


def _loaded_of(columns: _Columns, stamps: Mapping[str, Stamp]) -> Loaded:
    """The articles whose stamps are still the same."""
    facts = map(
        Facts,
        columns.slugs,
        columns.titles,
        array("I", columns.title_starts),
        map(columns.headings_table.__getitem__, array("I", columns.headings)),
        _grouped(columns.link_table, columns.links, columns.link_counts),
        _grouped(columns.entity_table, columns.entities, columns.entity_counts),
        columns.offsets,
        columns.widest,
    )
    counts = map(eq, map(stamps.get, columns.paths), columns.stamps)
    known = dict(compress(zip(columns.paths, facts, strict=True), counts))
    findings = {path: found for path, found in columns.findings if path in known}
    return Loaded(known, findings, [])


def _grouped(table: list[str], numbers: bytes, counts: bytes) -> Iterator[tuple[str, ...]]:
    """For each article the texts of its numbers."""
    texts = tuple(map(table.__getitem__, array("I", numbers)))
    ends = list(accumulate(array("I", counts), initial=0))
    return map(texts.__getitem__, map(slice, ends, islice(ends, 1, None)))


def _columns_of(loaded: Loaded, stamps: Mapping[str, Stamp]) -> _Columns:
    """The columns of all articles that have a stamp."""
    paths = [path for path in loaded.facts if path in stamps]
    facts = [loaded.facts[path] for path in paths]
    headings, headings_table = _numbered([one.headings for one in facts])
    links, link_table = _numbered([*chain.from_iterable(one.links for one in facts)])
    entities, entity_table = _numbered([*chain.from_iterable(one.entities for one in facts)])
    return _Columns(
        paths,
        [stamps[path] for path in paths],
        [one.slug for one in facts],
        [one.title for one in facts],
        array("I", [one.title_start for one in facts]).tobytes(),
        headings,
        headings_table,
        links,
        array("I", [len(one.links) for one in facts]).tobytes(),
        link_table,
        entities,
        array("I", [len(one.entities) for one in facts]).tobytes(),
        entity_table,
        [one.offsets for one in facts],
        bytes([one.widest for one in facts]),
        [(path, found) for path, found in loaded.findings.items() if path in stamps],
    )


def _numbered(texts: list[Text]) -> tuple[bytes, list[Text]]:
    """The number of each text, packed, and the texts by number."""
    numbers = dict(zip(dict.fromkeys(texts), count(), strict=False))
    return array("I", map(numbers.__getitem__, texts)).tobytes(), list(numbers)
