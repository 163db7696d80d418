"""GitLab's code quality report: a list of issues, for the merge request and its diff.

Severities are GitLab's: an error is `critical`, a warning `major`, information `minor` and a hint
`info`. GitLab takes paths from the top of the repository: that is where to run the check.
"""

from __future__ import annotations

from collections.abc import Iterator

from slugline.check import fingerprints
from slugline.report.json import encoded
from slugline.report.rendering import Report, told
from slugline.text import Place, unbroken
from slugline.wiki import Severity

_SEVERITIES: dict[Severity, str] = {
    "error": "critical",
    "warning": "major",
    "info": "minor",
    "hint": "info",
}


def render(report: Report) -> Iterator[str]:
    """The list, a line for each finding."""
    yield "["
    separator = "\n"
    known = fingerprints(report.diagnostics, report.sources.title)
    for one, fingerprint in zip(report.diagnostics, known, strict=True):
        positions = {"begin": _position(one.start), "end": _position(one.end)}
        issue = {
            "type": "issue",
            "check_name": one.code,
            "description": unbroken(told(one)),
            "severity": _SEVERITIES[one.severity],
            "fingerprint": fingerprint,
            "location": {"path": one.path.removeprefix("./"), "positions": positions},
        }
        yield separator + encoded(issue)
        separator = ",\n"
    yield "\n]\n"


def _position(place: Place) -> dict[str, int]:
    return {"line": place.line + 1, "column": place.column + 1}
