"""Reads and examines many articles, in a pool of processes where that is quicker."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

import msgspec

from slugline.check import examine
from slugline.disk.pool import available_processors, map_in_processes
from slugline.disk.reading import read_bytes
from slugline.errors import ReadError
from slugline.model.columns import Columns, Packed, Packer, Unpacker
from slugline.model.facts import Facts, stem_of
from slugline.rules.rule import Finding
from slugline.syntax import Schema

_BATCH = 256
"""Articles that a process takes at once: some 10 milliseconds of work."""

SMALL = 3_000
"""Up to so many articles are read in this process: starting others would take longer."""

WORTH_CACHING = 400
"""Fewer articles are read in the time that opening a cache takes."""


class Job(msgspec.Struct, frozen=True):
    """What is the same for every article of a wiki: where it is, and how it is read.

    `root` is an absolute path without a `/` at its end, `max_size` is in bytes.
    """

    root: str
    schema: Schema
    max_size: int


class _Batch(msgspec.Struct, array_like=True):
    """The results of a batch.

    `findings` and `unread` have the place in the batch of those articles that have some, or could
    not be read, with the reason; `packed` leaves the latter out.
    """

    packed: Packed
    findings: list[tuple[int, tuple[Finding, ...]]]
    unread: list[tuple[int, str]]


class Loaded(msgspec.Struct, dict=True):
    """Examined articles in the order of their paths.

    `columns` are their facts, `findings` by path those of articles that have some, `problems`
    what could not be read.
    """

    columns: Columns
    findings: dict[str, tuple[Finding, ...]]
    problems: list[ReadError]

    @cached_property
    def facts(self) -> dict[str, Facts]:
        """Facts by path: for few articles."""
        return {path: self.columns.facts(n) for n, path in enumerate(self.columns.paths)}


def load(
    job: Job,
    paths: Sequence[str],
    *,
    jobs: int | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Loaded:
    """Reads and examines the articles at `paths` (relative to the wiki's root).

    `jobs` is the number of processes, by default as many as there are processors; a small wiki is
    read in this process. The result does not depend on it. `progress` is called with the number
    of articles done so far.
    """
    processes = available_processors() if jobs is None else jobs
    batches = [paths[start : start + _BATCH] for start in range(0, len(paths), _BATCH)]
    results: Iterable[_Batch]
    if processes > 1 and len(paths) > SMALL:
        packed = map_in_processes(_work, _Reading(job), batches, processes)
        results = map(_DECODER.decode, packed)
    else:
        packer = Packer()
        results = (_examine_batch(job, batch, packer) for batch in batches)
    unpacker = Unpacker()
    loaded = Loaded(unpacker.columns, {}, [])
    done = 0
    for batch, result in zip(batches, results, strict=True):
        unread = dict(result.unread)
        loaded.problems += [ReadError(batch[place], reason) for place, reason in result.unread]
        loaded.findings.update((batch[place], found) for place, found in result.findings)
        read = (
            [path for place, path in enumerate(batch) if place not in unread] if unread else batch
        )
        unpacker.add(read, result.packed)
        done += len(batch)
        progress(done)
    return loaded


def _examine_batch(job: Job, paths: Iterable[str], packer: Packer) -> _Batch:
    facts: list[Facts] = []
    findings: list[tuple[int, tuple[Finding, ...]]] = []
    unread: list[tuple[int, str]] = []
    for place, path in enumerate(paths):
        try:
            data = read_bytes(f"{job.root}/{path}", job.max_size)
        except ReadError as error:
            unread.append((place, error.reason))
            continue
        examined = examine(data, stem_of(path), job.schema)
        facts.append(examined.facts)
        if examined.findings:
            findings.append((place, examined.findings))
    return _Batch(packer.pack(facts), findings, unread)


_DECODER: msgspec.msgpack.Decoder[_Batch] = msgspec.msgpack.Decoder(_Batch)


class _Reading(msgspec.Struct):
    """What a process of the pool works with: its packer is its own."""

    job: Job
    packer: Packer | None = None


def _work(reading: _Reading, paths: Sequence[str]) -> bytes:
    if reading.packer is None:
        reading.packer = Packer(os.getpid())
    return msgspec.msgpack.encode(_examine_batch(reading.job, paths, reading.packer))
