"""Judges a large wiki in several processes, each a copy of this one with the wiki in memory."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from slugline.check import Diagnostic, Levels, Read, Verdict, joined, judge, parts_of
from slugline.disk.load import SMALL
from slugline.disk.pool import CAN_FORK, available_processors, map_in_processes
from slugline.errors import ReadError
from slugline.rules.rule import Finding
from slugline.wiki import Wiki


class _Judging(msgspec.Struct, frozen=True):
    """What all processes share."""

    wiki: Wiki
    findings: Mapping[str, tuple[Finding, ...]]
    read: Read
    parts: list[Levels]


class _Part(msgspec.Struct, array_like=True):
    """What one process found, as it is sent."""

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
    judging = _Judging(wiki, findings, read, parts_of(levels))
    packed = map_in_processes(_judge_part, judging, range(len(judging.parts)), processes)
    return joined(map(_unpacked, map(_DECODER.decode, packed)))


def _judge_part(judging: _Judging, part: int) -> bytes:
    verdict = judge(judging.wiki, judging.findings, judging.parts[part], judging.read)
    unread = [(error.path, error.reason) for error in verdict.unread]
    return msgspec.msgpack.encode(_Part(verdict.diagnostics, unread))


def _unpacked(part: _Part) -> Verdict:
    unread = tuple(ReadError(path, reason) for path, reason in part.unread)
    return Verdict(part.diagnostics, unread)
