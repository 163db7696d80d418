"""For people: grouped by file, with the source line and carets, and a summary by code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import click

from slugline.check import Diagnostic
from slugline.report.cells import cells, visible, wrapped
from slugline.report.rendering import (
    Report,
    by_code,
    by_severity,
    counted,
    in_parts,
    inert,
    lines_of,
    plain_path,
)
from slugline.text import Span, unbroken
from slugline.wiki import SEVERITIES

_STYLES: dict[str, dict[str, Any]] = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow", "bold": True},
    "info": {"fg": "blue", "bold": True},
    "hint": {"fg": "cyan", "bold": True},
    "bold": {"bold": True},
    "dim": {"dim": True},
}
_MARGIN = "    │ "
_LEAST_WIDTH = 40
_LEAST_ROOM = 24
"""Cells: where less is left behind the code, a message begins on its own line."""

_ELLIPSIS = "…"


def render(report: Report) -> Iterator[str]:
    """The findings file by file, then the summary."""
    if report.statistics:
        yield from statistics(report)
        return
    files = [list(found) for _, found in groupby(report.diagnostics, key=lambda one: one.path)]
    yield from in_parts(report, _file, report, files)
    yield from summary(report)


def summary(report: Report) -> Iterator[str]:
    """How many findings there are, by severity and by code."""
    found = report.diagnostics
    if not found:
        yield f"No findings in {counted(report.articles, 'article')}.\n"
        return
    files = counted(len({one.path for one in found}), "file")
    head = f"{counted(len(found), 'finding')} in {files}: {by_severity(found)}"
    checked = f"({counted(report.articles, 'article')} checked)"
    for line in wrapped(f"{head} {checked}", _width(report)):
        yield _paint(report, line, "bold") + "\n"
    yield from statistics(report)


def statistics(report: Report) -> Iterator[str]:
    """The number of findings of each code, the most frequent first."""
    for code, severity, number in by_code(report.diagnostics):
        yield f"{number:>7,}  {_paint(report, code, severity)}\n"


def _file(report: Report, found: Sequence[Diagnostic]) -> str:
    """The findings of one file."""
    path = found[0].path
    parts = [_paint(report, plain_path(path), "bold") + "\n"]
    lines = lines_of(report.sources, path)
    for _, alike in groupby(found, key=lambda one: (one.start, one.end)):
        _findings(report, list(alike), lines, parts)
    parts.append("\n")
    return inert("".join(parts))


def _findings(
    report: Report, alike: Sequence[Diagnostic], lines: Sequence[str], parts: list[str]
) -> None:
    """Adds findings at one place: a line for each, the source once, and what else is concerned."""
    for one in alike:
        parts += _head(report, one)
    line = alike[0].start.line
    if line < len(lines):
        parts += _excerpt(report, alike, lines[line])
    for one in alike:
        for other in one.related:
            note = f"{unbroken(other.path)}: {unbroken(other.message)}"
            for wrapped_line in wrapped(note, _width(report), _MARGIN, _MARGIN):
                parts += (_paint(report, wrapped_line, "dim"), "\n")


def _head(report: Report, one: Diagnostic) -> list[str]:
    """Place, severity, code and message; the message goes on below where the line is full."""
    width = _width(report)
    place = f"{one.start.line + 1}:{one.start.column + 1}"
    head = f"  {place}  {one.severity} {one.code}"
    indent = " " * (len(place) + 4)
    message = unbroken(one.message)
    painted = head
    if report.color:
        severity = _paint(report, one.severity, one.severity)
        painted = f"  {_paint(report, place, 'dim')}  {severity} {_paint(report, one.code, 'bold')}"
    if width - len(head) < _LEAST_ROOM < cells(message):
        more = wrapped(message, width, indent, indent)
        return [f"{painted}\n", *(f"{line}\n" for line in more)]
    first, *more = wrapped(message, width, f"{head}  ", indent)
    return [f"{painted}{first[len(head) :]}\n", *(f"{line}\n" for line in more)]


def _excerpt(report: Report, alike: Sequence[Diagnostic], line: str) -> tuple[str, str]:
    """The part of the findings' first line around them that fits, with carets below."""
    one = alike[0]
    last = one.end.column if one.end.line == one.start.line else len(line)
    room = _width(report) - len(_MARGIN)
    window = _window(line, Span(one.start.column, max(last, one.start.column)), room)
    before = visible(line[window.start : one.start.column])
    marked = visible(line[one.start.column : min(last, window.end)])
    left = _ELLIPSIS if window.start > 0 else ""
    right = _ELLIPSIS if window.end < len(line) else ""
    margin = _paint(report, _MARGIN, "dim")
    carets = "^" * max(cells(marked), 1)
    gravest = alike[0].severity
    if len(alike) > 1:
        gravest = min((other.severity for other in alike), key=SEVERITIES.index)
    blank = " " * (len(left) + cells(before))
    return (
        f"{margin}{left}{visible(window.of(line))}{right}".rstrip() + "\n",
        f"{margin}{blank}{_paint(report, carets, gravest)}\n",
    )


def _window(line: str, span: Span, room: int) -> Span:
    """The part of a line to show: the span with as much on both sides as the room allows.

    Only what stands so near that it could be shown is looked at: lines can be very long.
    """
    near = line[max(0, span.start - room) : span.start + room]
    if len(near) == len(line) and cells(visible(line)) <= room:
        return Span(0, len(line))
    room -= 2 * len(_ELLIPSIS)
    if near.isascii():
        end = min(span.end, len(line), span.start + room)
        rest = room - (end - span.start)
        right = min(len(line) - end, rest - min(span.start, (rest + 1) // 2))
        return Span(span.start - min(span.start, rest - right), end + right)
    start, end = span.start, span.start
    used = 0
    while end < min(span.end, len(line)) and used + _cells_at(line, end) <= room:
        used += _cells_at(line, end)
        end += 1
    while used < room and (start > 0 or end < len(line)):
        grown = False
        if start > 0 and used + _cells_at(line, start - 1) <= room:
            start -= 1
            used += _cells_at(line, start)
            grown = True
        if end < len(line) and used + _cells_at(line, end) <= room:
            used += _cells_at(line, end)
            end += 1
            grown = True
        if not grown:
            break
    return Span(start, end)


def _cells_at(line: str, index: int) -> int:
    char = line[index]
    return 1 if char.isascii() else cells(visible(char))


def _width(report: Report) -> int:
    return max(report.width, _LEAST_WIDTH)


def _paint(report: Report, text: str, style: str) -> str:
    return click.style(text, **_STYLES[style]) if report.color else text
