"""JUnit's XML: one test case for each article, in one suite.

An article fails where it has a finding that makes the check fail (`--fail-on`), and the failure
lists all that is found in it. What is found in other articles stands in their output. A file that
could not be read is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from slugline.check import Diagnostic, at_least
from slugline.report.rendering import Report, counted, told
from slugline.text import unbroken
from slugline.wiki import Severity


def render(report: Report) -> Iterator[str]:
    """The document, a line or more for each article in the order of their paths."""
    found = {
        path: list(some) for path, some in groupby(report.diagnostics, key=lambda one: one.path)
    }
    unread = {error.path: error.reason for error in report.unread}
    paths = sorted({*report.sources.paths(), *found, *unread})
    failing = sum(bool(_grave(some, report.fail_on)) for some in found.values())
    numbers = f'tests="{len(paths)}" failures="{failing}" errors="{len(unread)}"'
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="slugline" {numbers}>\n<testsuite name="slugline" {numbers}>\n'
    for path in paths:
        body = "".join(_results(found.get(path, ()), unread.get(path), report.fail_on))
        case = f'<testcase name="{_xml(path)}" classname="{_xml(_folder(path))}"'
        yield f"{case}>\n{body}</testcase>\n" if body else f"{case}/>\n"
    yield "</testsuite>\n</testsuites>\n"


def _results(
    found: Sequence[Diagnostic], unread: str | None, fail_on: Severity | None
) -> Iterator[str]:
    if unread is not None:
        yield f'<error type="unread" message="{_xml(unread)}"/>\n'
    if not found:
        return
    lines = "".join(f"{_line(one)}\n" for one in found)
    grave = _grave(found, fail_on)
    if grave:
        first = grave[0]
        said = told(first) if len(found) == 1 else counted(len(found), "finding")
        yield f'<failure type="{first.code}" message="{_xml(said)}">{lines}</failure>\n'
    else:
        yield f"<system-out>{lines}</system-out>\n"


def _grave(found: Sequence[Diagnostic], fail_on: Severity | None) -> list[Diagnostic]:
    """Those of the findings that make the check fail."""
    if fail_on is None:
        return []
    return [one for one in found if at_least(one.severity, fail_on)]


def _line(one: Diagnostic) -> str:
    place = f"{one.start.line + 1}:{one.start.column + 1}"
    return f"{place}: {one.severity} {one.code} {_xml(told(one))}"


def _folder(path: str) -> str:
    return path.rpartition("/")[0] or "."


def _xml(text: str) -> str:
    """Text for an element or an attribute; what XML can't hold is an escape that is seen."""
    return escape(unbroken(text))
