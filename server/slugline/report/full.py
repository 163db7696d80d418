"""For people: grouped by file, with the source line and carets, and a summary by code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import click
from rich.cells import cell_len

from slugline.check import Diagnostic
from slugline.report.rendering import Report, counted
from slugline.text import Span, line_starts, unbroken
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
_ELLIPSIS = "…"


def render(report: Report) -> Iterator[str]:
    """The findings file by file, then the summary."""
    for path, found in groupby(report.diagnostics, key=lambda one: one.path):
        yield _paint(report, unbroken(path), "bold") + "\n"
        source = report.source_of(path)
        starts = line_starts(source) if source is not None else []
        for one in found:
            yield from _finding(report, one, source, starts)
        yield "\n"
    yield from summary(report)


def summary(report: Report) -> Iterator[str]:
    """How many findings there are, by severity and by code."""
    found = report.diagnostics
    if not found:
        yield f"No findings in {counted(report.articles, 'article')}.\n"
        return
    severities = Counter(one.severity for one in found)
    parts = [
        f"{severities[severity]:,} info"
        if severity == "info"
        else counted(severities[severity], severity)
        for severity in SEVERITIES
        if severities[severity]
    ]
    files = counted(len({one.path for one in found}), "file")
    head = f"{counted(len(found), 'finding')} in {files}: {', '.join(parts)}"
    checked = f"{counted(report.articles, 'article')} checked"
    yield f"{_paint(report, head, 'bold')} ({checked})\n"
    yield from statistics(report)


def statistics(report: Report) -> Iterator[str]:
    """The number of findings of each code, the most frequent first."""
    codes = Counter((one.code, one.severity) for one in report.diagnostics)
    for (code, severity), number in sorted(codes.items(), key=lambda item: (-item[1], item[0])):
        yield f"{number:>7,}  {_paint(report, code, severity)}\n"


def _finding(
    report: Report, one: Diagnostic, source: str | None, starts: Sequence[int]
) -> Iterator[str]:
    place = _paint(report, f"{one.start.line + 1}:{one.start.column + 1}", "dim")
    severity = _paint(report, one.severity, one.severity)
    code = _paint(report, one.code, "bold")
    yield f"  {place}  {severity} {code}  {unbroken(one.message)}\n"
    if source is not None and one.start.line < len(starts):
        yield from _excerpt(report, one, source, starts)
    for other in one.related:
        note = f"{_MARGIN}{unbroken(other.path)}: {unbroken(other.message)}"
        yield _paint(report, note, "dim") + "\n"


def _excerpt(report: Report, one: Diagnostic, source: str, starts: Sequence[int]) -> Iterator[str]:
    """The part of the finding's first line around it that fits, with carets below."""
    start = starts[one.start.line]
    end = starts[one.start.line + 1] if one.start.line + 1 < len(starts) else len(source)
    line = source[start:end].rstrip("\r\n")
    last = one.end.column if one.end.line == one.start.line else len(line)
    room = max(report.width, _LEAST_WIDTH) - len(_MARGIN)
    window = _window(line, Span(one.start.column, max(last, one.start.column)), room)
    before = _visible(line[window.start : one.start.column])
    marked = _visible(line[one.start.column : min(last, window.end)])
    left = _ELLIPSIS if window.start > 0 else ""
    right = _ELLIPSIS if window.end < len(line) else ""
    margin = _paint(report, _MARGIN, "dim")
    carets = "^" * max(cell_len(marked), 1)
    yield f"{margin}{left}{_visible(window.of(line))}{right}\n"
    blank = " " * (len(left) + cell_len(before))
    yield f"{margin}{blank}{_paint(report, carets, one.severity)}\n"


def _window(line: str, span: Span, room: int) -> Span:
    """The part of a line to show: the span with as much on both sides as the room allows."""
    if cell_len(_visible(line)) <= room:
        return Span(0, len(line))
    room -= 2 * len(_ELLIPSIS)
    start, end = span.start, span.start
    used = 0
    while end < min(span.end, len(line)) and used + _cells(line[end]) <= room:
        used += _cells(line[end])
        end += 1
    while used < room and (start > 0 or end < len(line)):
        grown = False
        if start > 0 and used + _cells(line[start - 1]) <= room:
            start -= 1
            used += _cells(line[start])
            grown = True
        if end < len(line) and used + _cells(line[end]) <= room:
            used += _cells(line[end])
            end += 1
            grown = True
        if not grown:
            break
    return Span(start, end)


def _cells(char: str) -> int:
    return cell_len(_visible(char))


def _visible(text: str) -> str:
    """The text with everything that a terminal would act on shown as `·`, tabs as a space."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else " " if char == "\t" else "·" for char in text)


def _paint(report: Report, text: str, style: str) -> str:
    return click.style(text, **_STYLES[style]) if report.color else text
