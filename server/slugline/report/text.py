"""Plain lines: `path:line:column: severity[code] message`, one a finding."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.report.rendering import Report
from slugline.text import unbroken


def render(report: Report) -> Iterator[str]:
    """One line a finding; lines and columns count from 1, columns in code points."""
    for one in report.diagnostics:
        place = f"{unbroken(one.path)}:{one.start.line + 1}:{one.start.column + 1}"
        yield f"{place}: {one.code} {one.message}\n"
