"""One JSON document, stable and versioned.

::

    {"version": 1,
     "summary": {"articles": 28, "findings": 1, "error": 1, "warning": 0, "info": 0, "hint": 0},
     "findings": [{"path": "a.article", "line": 4, "column": 7, "endLine": 4, "endColumn": 9,
                   "severity": "error", "code": "broken-link", "message": "…",
                   "related": [{"path": "b.article", "message": "…"}]}]}

Lines and columns count from 1, columns in code points; the end is behind the last character.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from slugline.check import Diagnostic
from slugline.report.rendering import Report
from slugline.wiki import SEVERITIES

VERSION = 1


def render(report: Report) -> Iterator[str]:
    """The document, a line for each finding."""
    severities = Counter(one.severity for one in report.diagnostics)
    summary: dict[str, int] = {
        "articles": report.articles,
        "findings": len(report.diagnostics),
        **{severity: severities[severity] for severity in SEVERITIES},
    }
    yield f'{{"version":{VERSION},"summary":{_encode(summary)},"findings":['
    separator = "\n"
    for one in report.diagnostics:
        yield separator + _encode(finding_object(one))
        separator = ",\n"
    yield "\n]}\n"


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


def _encode(value: object) -> str:
    return msgspec.json.encode(value).decode()
