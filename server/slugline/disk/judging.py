"""Judges a large wiki in several processes, each a copy of this one with the wiki in memory."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from slugline.check import Diagnostic, Levels, Read, Suspects, Verdict, judge, suspects_of
from slugline.disk.load import SMALL
from slugline.disk.pool import CAN_FORK, available_processors, map_in_processes
from slugline.errors import ReadError
from slugline.rules.rule import Finding
from slugline.wiki import Wiki


class _Judging(msgspec.Struct, frozen=True):
    """What all processes share."""

    wiki: Wiki
    findings: Mapping[str, tuple[Finding, ...]]
    levels: Levels
    read: Read
    paths: list[str]
    suspects: Suspects


class _Part(msgspec.Struct, array_like=True):
    """The verdict on a part of the wiki, as it is sent."""

    diagnostics: tuple[Diagnostic, ...]
    unread: list[tuple[str, str]]


_DECODER = msgspec.msgpack.Decoder(_Part)


def judge_whole(
    wiki: Wiki,
    findings: Mapping[str, tuple[Finding, ...]],
    levels: Levels,
    read: Read,
    *,
    jobs: int | None = None,
) -> Verdict:
    """`judge` of all articles; `jobs` is the number of processes, by default one a processor."""
    processes = available_processors() if jobs is None else jobs
    if processes == 1 or len(wiki.articles) <= SMALL or not CAN_FORK:
        return judge(wiki, findings, levels, read)
    _ = wiki.links  # built here once, not in every process
    wiki.nearest("")
    configuration = wiki.configuration.path
    paths = sorted({*wiki.articles, *([configuration] if configuration else [])})
    size = -(-len(paths) // processes)
    slices = [(start, start + size) for start in range(0, len(paths), size)]
    judging = _Judging(wiki, findings, levels, read, paths, suspects_of(wiki, levels))
    parts = map(_DECODER.decode, map_in_processes(_judge_slice, judging, slices, processes))
    diagnostics: list[Diagnostic] = []
    unread: list[ReadError] = []
    for part in parts:
        diagnostics += part.diagnostics
        unread += (ReadError(path, reason) for path, reason in part.unread)
    return Verdict(tuple(diagnostics), tuple(unread))


def _judge_slice(judging: _Judging, part: tuple[int, int]) -> bytes:
    only = judging.paths[slice(*part)]
    verdict = judge(
        judging.wiki, judging.findings, judging.levels, judging.read, only, judging.suspects
    )
    unread = [(error.path, error.reason) for error in verdict.unread]
    return msgspec.msgpack.encode(_Part(verdict.diagnostics, unread))
