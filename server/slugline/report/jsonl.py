"""A JSON object a line: first what was checked, then each finding, as they are in `json`.

::

    {"version": 1, "summary": {"articles": 28, "findings": 1, "error": 1, …}, "unread": []}
    {"path": "a.article", "line": 4, "column": 7, …, "code": "broken-link", "message": "…"}

A program that wants findings only takes the lines that have a `code`.
"""

from __future__ import annotations

from collections.abc import Iterator

from slugline.report.json import VERSION, encoded, finding_object, summary_object, unread_objects
from slugline.report.rendering import Report


def render(report: Report) -> Iterator[str]:
    """The lines, in the order of the findings."""
    head = {
        "version": VERSION,
        "summary": summary_object(report),
        "unread": unread_objects(report),
    }
    yield encoded(head) + "\n"
    for one in report.diagnostics:
        yield encoded(finding_object(one)) + "\n"
