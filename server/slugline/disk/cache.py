"""The cache: what single articles say, kept between runs, so that only changed ones are read.

Each wiki has one file in the cache folder. It holds what `examine` gives for single articles, and
nothing that depends on several of them. An entry counts as long as the article's stamp
(`disk/stamps.py`) is the one that it had before it was read. What can't be noticed is a change
that leaves size, inode and all times as they were; on Windows, where there is no time of the last
change of any kind, a program can do that.

A file that is damaged, or made by another version or for other settings, counts as none. No path
out of a cache file is ever opened.
"""

from __future__ import annotations

import os
import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import compress, count
from operator import eq
from pathlib import Path

import msgspec

from slugline.disk.cache_files import (
    DamageError,
    Label,
    cache_file,
    packed,
    read_parts,
    remove_forgotten,
    replace_file,
)
from slugline.disk.load import Job, Loaded, load
from slugline.disk.names import shown
from slugline.disk.reading import reason_of
from slugline.disk.stamps import Stamp
from slugline.model.columns import NUMBER, Columns, Ragged
from slugline.rules.rule import Finding

_WORTH_WRITING = 32
"""A cache is written where one in so many articles is new to it, or gone.

To read 3 % of the articles takes less time than to write all entries.
"""


class _Entries(msgspec.Struct, array_like=True):
    """All entries: the columns of `Columns`, packed, and the stamps and findings beside them.

    `findings` has only articles with some.
    """

    paths: list[str]
    stamps: list[Stamp]
    slugs: list[str]
    titles: list[str]
    title_starts: bytes
    headings: bytes
    heading_table: list[tuple[str, ...]]
    links: bytes
    link_ends: bytes
    link_table: list[str]
    entities: bytes
    entity_ends: bytes
    entity_table: list[str]
    offsets: bytes
    offset_ends: bytes
    widest: bytes
    findings: list[tuple[str, tuple[Finding, ...]]]


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
        file, key = cache_file(self._job.root), _key_of(self._job)
        if file is None or key is None:
            return load(self._job, paths, jobs=jobs, progress=progress)
        label = Label(shown(self._job.root), 0, key)
        held = self._read(file, label)
        known = _unchanged(held, paths, stamps)
        rest: list[str] = []
        if len(known) == len(held.paths) == len(paths):
            held.paths = list(paths)  # they are equal: one of each is enough in memory
        else:
            kept = {held.paths[number] for number in known}
            rest = [path for path in paths if path not in kept]
        done = len(paths) - len(rest)
        loaded = load(self._job, rest, jobs=jobs, progress=lambda more: progress(done + more))
        new = sum(path in stamps for path in loaded.columns.paths)
        gone = len(held.paths) - len(known)
        loaded = _united(held, known, loaded)
        if max(new, gone) * _WORTH_WRITING > len(paths):
            self._write(file, label, loaded, stamps)
        return loaded

    def _read(self, file: Path, label: Label) -> _Entries:
        """The entries of a file; none where it can't be used."""
        try:
            entries = _read_entries(file, label)
            if entries is not None:
                _check_lengths(entries)
                return entries
        except FileNotFoundError:
            pass
        except OSError as error:
            self._warn(f"the cache {file} can't be read: {reason_of(error)}")
        except (DamageError, msgspec.MsgspecError, ValueError):
            self._warn(f"the cache {file} was damaged and is built anew")
        return _entries_of(Columns(), {}, {})

    def _write(self, file: Path, label: Label, loaded: Loaded, stamps: Mapping[str, Stamp]) -> None:
        entries = _entries_of(loaded.columns, loaded.findings, stamps)
        label = msgspec.structs.replace(label, articles=len(entries.paths))
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            remove_forgotten(file.parent)
            replace_file(file, packed(label, msgspec.msgpack.encode(entries)))
        except OSError as error:
            self._warn(f"the cache {file} can't be written: {reason_of(error)}")

    def _warn(self, message: str) -> None:
        self.warning = self.warning or message


# -- keys


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


# -- entries and columns


def _read_entries(file: Path, label: Label) -> _Entries | None:
    """The entries of a cache file; None where it is of another version or for other settings."""
    found = read_parts(file)
    if found is None:
        return None
    its = msgspec.msgpack.decode(found[0], type=Label)
    if its.key != label.key:
        return None
    return msgspec.msgpack.decode(found[1], type=_Entries)


def _check_lengths(entries: _Entries) -> None:
    """Raises DamageError where columns are not of one length: their writer had a fault."""
    size = array(NUMBER).itemsize
    count = len(entries.paths)
    lists = (entries.stamps, entries.slugs, entries.titles, entries.widest)
    numbers = (entries.title_starts, entries.headings)
    ends = (entries.link_ends, entries.entity_ends, entries.offset_ends)
    if (
        any(len(one) != count for one in lists)
        or any(len(one) != count * size for one in numbers)
        or any(len(one) != (count + 1) * size for one in ends)
    ):
        raise DamageError


def _unchanged(held: _Entries, paths: Sequence[str], stamps: Mapping[str, Stamp]) -> Sequence[int]:
    """The numbers of the entries that still count."""
    if held.paths == paths and held.stamps == [*map(stamps.get, paths)]:
        return range(len(paths))
    wanted = set(paths)
    same = map(eq, map(stamps.get, held.paths), held.stamps)
    return [number for number in compress(count(), same) if held.paths[number] in wanted]


def _united(held: _Entries, known: Sequence[int], loaded: Loaded) -> Loaded:
    """What is known and what was read beside it, in the order of the paths."""
    columns = _columns_of(held)
    if len(known) < len(columns) or len(loaded.columns):
        columns = columns.merged(known, loaded.columns)
    findings = dict(held.findings)
    if len(known) < len(held.paths):
        kept = {held.paths[number] for number in known}
        findings = {path: found for path, found in findings.items() if path in kept}
    if loaded.findings:
        findings = dict(sorted({**findings, **loaded.findings}.items()))
    return Loaded(columns, findings, loaded.problems)


def _columns_of(entries: _Entries) -> Columns:
    columns = Columns()
    columns.paths, columns.slugs, columns.titles = entries.paths, entries.slugs, entries.titles
    columns.title_starts = array(NUMBER, entries.title_starts)
    columns.headings, columns.heading_table = (
        array(NUMBER, entries.headings),
        entries.heading_table,
    )
    columns.links = _ragged(entries.links, entries.link_ends)
    columns.link_table = entries.link_table
    columns.entities = _ragged(entries.entities, entries.entity_ends)
    columns.entity_table = entries.entity_table
    columns.offsets = _ragged(entries.offsets, entries.offset_ends)
    columns.widest = bytearray(entries.widest)
    return columns


def _ragged(values: bytes, ends: bytes) -> Ragged:
    return Ragged(array(NUMBER, values), array(NUMBER, ends))


def _entries_of(
    columns: Columns, findings: Mapping[str, tuple[Finding, ...]], stamps: Mapping[str, Stamp]
) -> _Entries:
    """The entries of all articles that have a stamp."""
    if not all(map(stamps.__contains__, columns.paths)):
        stamped = [number for number, path in enumerate(columns.paths) if path in stamps]
        columns = columns.merged(stamped, Columns())
    return _Entries(
        columns.paths,
        [stamps[path] for path in columns.paths],
        columns.slugs,
        columns.titles,
        columns.title_starts.tobytes(),
        columns.headings.tobytes(),
        columns.heading_table,
        columns.links.values.tobytes(),
        columns.links.ends.tobytes(),
        columns.link_table,
        columns.entities.values.tobytes(),
        columns.entities.ends.tobytes(),
        columns.entity_table,
        columns.offsets.values.tobytes(),
        columns.offsets.ends.tobytes(),
        bytes(columns.widest),
        [(path, found) for path, found in findings.items() if path in stamps],
    )
