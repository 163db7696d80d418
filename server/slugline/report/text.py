"""Plain lines: `path:line:column: code message`, one a finding."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.report.rendering import Report, by_code, inert, plain_path, told
from slugline.text import unbroken


def render(report: Report) -> Iterator[str]:
    """One line a finding; lines and columns count from 1, columns in code points."""
    if report.statistics:
        yield from (f"{number:>7,}  {code}\n" for code, _, number in by_code(report.diagnostics))
        return
    for one in report.diagnostics:
        place = f"{plain_path(one.path)}:{one.start.line + 1}:{one.start.column + 1}"
        yield inert(f"{place}: {one.code} {unbroken(told(one))}\n")
