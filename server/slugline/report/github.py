"""Workflow commands of GitHub Actions: each is shown as an annotation of its line.

A run shows ten errors, ten warnings and ten notices of a step, and drops the rest. So these are
all that is annotated; a notice says how many findings are left out, and the log lists them in a
group that can be opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from slugline.check import Diagnostic
from slugline.report.rendering import Report, by_severity, counted, inert, plain_path, told
from slugline.text import unbroken
from slugline.wiki import Severity

_COMMANDS: dict[Severity, str] = {
    "error": "error",
    "warning": "warning",
    "info": "notice",
    "hint": "notice",
}
_SHOWN = 10
"""How many annotations of each kind a run shows of a step."""

_HIDDEN = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def render(report: Report) -> Iterator[str]:
    """The annotations, the gravest first, and what no annotation is left for."""
    for error in report.unread:
        yield f"::error title=slugline::{_data(unbroken(f'{error.path}: {error.reason}'))}\n"
    found = report.diagnostics
    kinds = {
        kind: [one for one in found if _COMMANDS[one.severity] == kind]
        for kind in ("error", "warning", "notice")
    }
    if any(len(some) > _SHOWN for some in kinds.values()):
        limits = {**dict.fromkeys(kinds, _SHOWN), "notice": _SHOWN - 1}
    else:
        limits = dict.fromkeys(kinds, _SHOWN)
    for kind, some in kinds.items():
        yield from (_annotation(kind, one) for one in some[: limits[kind]])
    left = [one for kind, some in kinds.items() for one in some[limits[kind] :]]
    if left:
        yield from _left_out(left)


def _annotation(kind: str, one: Diagnostic) -> str:
    first, last = one.start.line, one.end.line
    if last > first and not one.end.column:
        last -= 1
    properties = {"file": _HIDDEN.sub(_escaped, one.path), "line": first + 1}
    if last > first:
        properties["endLine"] = last + 1
    elif one.end.line == first:  # Columns are only allowed within one line.
        properties["col"] = one.start.column + 1
        properties["endColumn"] = one.end.column + 1
    properties["title"] = one.code
    written = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{kind} {written}::{_data(unbroken(told(one)))}\n"


def _left_out(left: Sequence[Diagnostic]) -> Iterator[str]:
    more = counted(len(left), "more finding")
    told_of = f"{more}: {by_severity(left)}. The log of this step lists them."
    yield f"::notice title=slugline::{_data(told_of)}\n"
    yield f"::group::{more}\n"
    for one in left:
        place = f"{plain_path(one.path)}:{one.start.line + 1}:{one.start.column + 1}"
        yield inert(f"{place}: {one.code} {unbroken(told(one))}\n")
    yield "::endgroup::\n"


def _escaped(match: re.Match[str]) -> str:
    return unbroken(match[0])


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
