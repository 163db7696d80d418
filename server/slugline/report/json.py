"""One JSON document, stable and versioned.

::

    {"version": 1,
     "summary": {"articles": 28, "findings": 1, "error": 1, "warning": 0, "info": 0, "hint": 0},
     "unread": [{"path": "c.article", "reason": "permission denied"}],
     "findings": [{"path": "a.article", "line": 4, "column": 7, "endLine": 4, "endColumn": 9,
                   "severity": "error", "code": "broken-link", "message": "…",
                   "related": [{"path": "b.article", "message": "…"}]}]}

`unread` are files that could not be read: what is found may be wrong where there are some.
Lines and columns count from 1, columns in code points; the end is behind the last character.
With `--statistics` there are, in place of `findings`,
`"statistics": [{"code": "broken-link", "severity": "error", "findings": 1}]`.

Keys may be added within a version; none is taken away, and none changes its meaning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from slugline.check import Diagnostic
from slugline.report.rendering import Report, by_code
from slugline.wiki import SEVERITIES, Severity

VERSION = 1


def render(report: Report) -> Iterator[str]:
    """The document, a line for each finding or code."""
    rows: Iterable[dict[str, Any]] = map(finding_object, report.diagnostics)
    if report.statistics:
        rows = map(_counted_object, by_code(report.diagnostics))
    what = "statistics" if report.statistics else "findings"
    yield f'{{"version":{VERSION},"summary":{encoded(summary_object(report))},'
    yield f'"unread":{encoded(unread_objects(report))},"{what}":['
    separator = "\n"
    for row in rows:
        yield separator + encoded(row)
        separator = ",\n"
    yield "\n]}\n"


def summary_object(report: Report) -> dict[str, int]:
    """How many articles were judged, and how many findings there are of each severity."""
    severities = Counter(one.severity for one in report.diagnostics)
    return {
        "articles": report.articles,
        "findings": len(report.diagnostics),
        **{severity: severities[severity] for severity in SEVERITIES},
    }


def unread_objects(report: Report) -> list[dict[str, str]]:
    """The files that could not be read, with the reasons."""
    return [{"path": error.path, "reason": error.reason} for error in report.unread]


def finding_object(one: Diagnostic) -> dict[str, Any]:
    """A finding as a JSON object."""
    return {
        "path": one.path,
        "line": one.start.line + 1,
        "column": one.start.column + 1,
        "endLine": one.end.line + 1,
        "endColumn": one.end.column + 1,
        "severity": one.severity,
        "code": one.code,
        "message": one.message,
        "related": [{"path": other.path, "message": other.message} for other in one.related],
    }


def _counted_object(row: tuple[str, Severity, int]) -> dict[str, Any]:
    code, severity, number = row
    return {"code": code, "severity": severity, "findings": number}


def encoded(value: object) -> str:
    """A value as JSON on one line, with escapes for all that is not seen, or that acts."""
    text = msgspec.json.encode(value).decode()
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escape(char) for char in text)


def _escape(char: str) -> str:
    units = char.encode("utf-16-be")
    return "".join(f"\\u{units[start : start + 2].hex()}" for start in range(0, len(units), 2))
