"""SARIF 2.1.0, the format of code scanning (OASIS, "Static Analysis Results Interchange Format").

Every rule is described, with help for those who have never seen it. A result has a fingerprint
that survives moved lines. The first thousand that can have a safe fix have its edits. Lines count
from 1, and so do columns, in units of UTF-16; the end is behind the last character. Files are
named from the working folder, `%SRCROOT%`. The same wiki gives the same bytes: no time is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

import msgspec

import slugline
from slugline.check import Diagnostic, fingerprints, may_be_mended
from slugline.check.fingerprints import VERSION as KIND_OF_FINGERPRINT
from slugline.model.edits import Edit
from slugline.report.json import encoded
from slugline.report.rendering import Report, Sources, in_parts
from slugline.rules import RULES
from slugline.rules.rule import Fix, Rule
from slugline.text import BYTE_ORDER_MARK, Place, line_starts, place_at, unbroken
from slugline.wiki import Severity

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_BASE = "%SRCROOT%"
_LEVELS: dict[Severity, str] = {
    "error": "error",
    "warning": "warning",
    "info": "note",
    "hint": "note",
}
_FIXED = 1_000
"""Edits are made for so many findings at most: to mend more, `--fix` is the way, not a report."""

_NUMBERS = {rule.code: number for number, rule in enumerate(RULES)}
_LINK = re.compile(r"[\[\]]")
"""What a viewer takes for the begin and the end of a link, where a destination follows."""


def render(report: Report) -> Iterator[str]:
    """The log, with a line for each result."""
    driver = {
        "name": "Slugline",
        "version": slugline.__version__,
        "rules": list(map(_descriptor, RULES)),
    }
    yield f'{{"$schema":"{SCHEMA}","version":"2.1.0","runs":[{{"tool":{{"driver":'
    yield encoded(driver)
    yield '},"columnKind":"utf16CodeUnits","newlineSequences":["\\r\\n","\\n","\\r"],'
    base = {_BASE: {"description": {"text": "The folder in which the check ran."}}}
    yield f'"originalUriBaseIds":{encoded(base)},"invocations":[{encoded(_invocation(report))}],'
    yield '"results":['
    yield from in_parts(report, _result, _Texts(report.sources), list(_wanted(report)))
    yield "\n]}]}\n"


def _descriptor(rule: Rule) -> dict[str, Any]:
    """What a viewer shows of a rule."""
    explanation = rule.explanation
    finds = explanation.finds
    sentence = f"{finds[0].upper()}{finds[1:]}."
    bad, good = explanation.bad.rstrip("\n"), explanation.good.rstrip("\n")
    return {
        "id": rule.code,
        "shortDescription": {"text": sentence},
        "fullDescription": {"text": f"{sentence} {explanation.why}"},
        "help": {
            "text": f"{explanation.why}\n\nExample:\n\n{bad}\n\nMended:\n\n{good}\n",
            "markdown": (
                f"{explanation.why}\n\n**Example**\n\n{_fenced(bad)}\n\n"
                f"**Mended**\n\n{_fenced(good)}\n"
            ),
        },
        "defaultConfiguration": {"enabled": False}
        if rule.level == "off"
        else {"level": _LEVELS[rule.level]},
    }


def _fenced(example: str) -> str:
    return f"```text\n{example}\n```"


def _invocation(report: Report) -> dict[str, Any]:
    """Whether all went well; each file that could not be read is a notification."""
    return {
        "executionSuccessful": not report.unread,
        "toolExecutionNotifications": [
            {
                "level": "error",
                "message": {"text": _message(error.reason)},
                "locations": [{"physicalLocation": {"artifactLocation": _artifact(error.path)}}],
            }
            for error in report.unread
        ],
    }


class _Wanted(msgspec.Struct, frozen=True):
    """A result to be written, behind what stands before it; `asks` for the fix or not."""

    before: str
    one: Diagnostic
    fingerprint: str
    asks: bool


def _wanted(report: Report) -> Iterator[_Wanted]:
    known = fingerprints(report.diagnostics, report.sources.title)
    asked = 0
    before = "\n"
    for one, fingerprint in zip(report.diagnostics, known, strict=True):
        asks = asked < _FIXED and may_be_mended(one)
        asked += asks
        yield _Wanted(before, one, fingerprint, asks)
        before = ",\n"


class _Texts:
    """The texts of files, as far as columns and edits ask for them: one at a time."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self._path: str | None = None
        self._text = ""
        self._starts: Sequence[int] = ()

    def _look_at(self, path: str) -> None:
        if path != self._path:
            self._path = path
            self._text = self.sources.text(path) or ""
            self._starts = line_starts(self._text)
            if self._text.startswith(BYTE_ORDER_MARK):
                self._starts[0] = 1

    def region(self, path: str, start: Place, end: Place) -> dict[str, int]:
        """The region between two places of a file."""
        if self.sources.is_wide(path):
            self._look_at(path)
            start, end = self._in_units(start), self._in_units(end)
        return {
            "startLine": start.line + 1,
            "startColumn": start.column + 1,
            "endLine": end.line + 1,
            "endColumn": end.column + 1,
        }

    def _in_units(self, place: Place) -> Place:
        """The place with its column in UTF-16."""
        if place.line >= len(self._starts):
            return place
        start = self._starts[place.line]
        before = self._text[start : start + place.column]
        return Place(place.line, len(before.encode("utf-16-le", "surrogatepass")) // 2)

    def replacement(self, path: str, edit: Edit) -> dict[str, Any]:
        """An edit of a file."""
        self._look_at(path)
        first = self._starts[0]
        start, end = (
            place_at(self._starts, max(offset, first))
            for offset in (edit.span.start, edit.span.end)
        )
        return {
            "deletedRegion": self.region(path, start, end),
            "insertedContent": {"text": edit.text},
        }


def _result(texts: _Texts, wanted: _Wanted) -> str:
    one = wanted.one
    artifact = _artifact(one.path)
    region = texts.region(one.path, one.start, one.end)
    result: dict[str, Any] = {
        "ruleId": one.code,
        "ruleIndex": _NUMBERS[one.code],
        "level": _LEVELS[one.severity],
        "message": {"text": _message(one.message)},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
        "partialFingerprints": {KIND_OF_FINGERPRINT: wanted.fingerprint},
    }
    if one.related:
        result["relatedLocations"] = [
            {
                "physicalLocation": {"artifactLocation": _artifact(other.path)},
                "message": {"text": _message(other.message)},
            }
            for other in one.related
        ]
    fix = texts.sources.safe_fix(one) if wanted.asks else None
    if fix is not None:
        result["fixes"] = [_fix(fix, one.path, texts)]
    return wanted.before + encoded(result)


def _fix(fix: Fix, path: str, texts: _Texts) -> dict[str, Any]:
    replacements = [texts.replacement(path, edit) for edit in fix.edits]
    artifact = _artifact(path)
    return {
        "description": {"text": _message(fix.title)},
        "artifactChanges": [{"artifactLocation": artifact, "replacements": replacements}],
    }


def _artifact(path: str) -> dict[str, str]:
    """A file as a URI: from the working folder where it is not named by an absolute path."""
    uri = quote(path.encode("utf-8", "surrogateescape"), safe="/")
    if path.startswith("/"):
        return {"uri": f"file://{uri}"}
    return {"uri": uri, "uriBaseId": _BASE}


def _message(text: str) -> str:
    """A plain text message (§3.11.5): brackets of what would be a link are escaped."""
    shown = unbroken(text)
    return _LINK.sub(r"\\\g<0>", shown) if "](" in shown else shown
