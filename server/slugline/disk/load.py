"""Reads and examines many articles, in a pool of processes where that is quicker."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec

from slugline.check import Examined, examine
from slugline.disk.pool import available_processors, map_in_processes
from slugline.disk.reading import read_bytes
from slugline.errors import ReadError
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
    """The results of a batch: one entry a path; None and a reason where it could not be read."""

    examined: list[Examined | None]
    reasons: list[str]


class Loaded(msgspec.Struct):
    """Examined articles: facts and findings by path, and what could not be read."""

    facts: dict[str, Facts]
    findings: dict[str, tuple[Finding, ...]]
    problems: list[ReadError]


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
    results = (
        map(_DECODER.decode, map_in_processes(_work, job, batches, processes))
        if processes > 1 and len(paths) > SMALL
        else (_examine_batch(job, batch) for batch in batches)
    )
    loaded = Loaded({}, {}, [])
    shared = _Shared()
    done = 0
    for batch, result in zip(batches, results, strict=True):
        reasons = iter(result.reasons)
        for path, examined in zip(batch, result.examined, strict=True):
            if examined is None:
                loaded.problems.append(ReadError(path, next(reasons)))
                continue
            loaded.facts[path] = shared.facts(examined.facts)
            if examined.findings:
                loaded.findings[path] = examined.findings
        done += len(batch)
        progress(done)
    return loaded


class _Shared:
    """Keeps each text that many articles have only once in memory.

    One table for each kind of text: a small table is quicker.
    """

    def __init__(self) -> None:
        self._headings: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._links: dict[str, str] = {}
        self._entities: dict[str, str] = {}

    def facts(self, facts: Facts) -> Facts:
        """The same facts, with shared texts."""
        links, entities = facts.links, facts.entities
        return Facts(
            facts.slug,
            facts.title,
            facts.title_start,
            self._headings.setdefault(facts.headings, facts.headings),
            tuple(map(self._links.setdefault, links, links)),
            tuple(map(self._entities.setdefault, entities, entities)),
            facts.offsets,
            facts.widest,
        )


def _examine_batch(job: Job, paths: Iterable[str]) -> _Batch:
    batch = _Batch([], [])
    for path in paths:
        try:
            data = read_bytes(f"{job.root}/{path}", job.max_size)
        except ReadError as error:
            batch.examined.append(None)
            batch.reasons.append(error.reason)
        else:
            batch.examined.append(examine(data, stem_of(path), job.schema))
    return batch


_DECODER: msgspec.msgpack.Decoder[_Batch] = msgspec.msgpack.Decoder(_Batch)


def _work(job: Job, paths: Sequence[str]) -> bytes:
    return msgspec.msgpack.encode(_examine_batch(job, paths))
