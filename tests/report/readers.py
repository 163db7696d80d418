"""Reads each format back, as those do for whom it is written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import unquote

from junitparser import JUnitXml, TestCase


class Found(NamedTuple):
    """A finding as a format tells of it, in lines and columns from 1 (code points)."""

    path: str
    line: int
    column: int
    code: str
    message: str


class Command(NamedTuple):
    """A workflow command."""

    name: str
    properties: dict[str, str]
    data: str


_PLAIN = re.compile(r"(.*?):(\d+):(\d+): ([a-z0-9-]+) (.*)")
_HEAD = re.compile(r"  (\d+):(\d+)  (?:error|warning|info|hint) ([a-z0-9-]+)(?:  (.*))?")
_CASE = re.compile(r"(\d+):(\d+): (?:error|warning|info|hint) ([a-z0-9-]+) (.*)")


def text(written: str) -> list[Found]:
    return [_plain(line) for line in _lines(written)]


def _plain(line: str) -> Found:
    match = _PLAIN.fullmatch(line)
    assert match, line
    return Found(match[1], int(match[2]), int(match[3]), match[4], match[5])


def _lines(written: str) -> list[str]:
    """Lines as programs read them: only LF ends one, and there is no other control in them."""
    *lines, last = written.split("\n")
    assert last == ""
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]", written)
    return lines


def full(written: str) -> list[Found]:
    found: list[Found] = []
    path = ""
    for line in _lines(written):
        head = _HEAD.fullmatch(line)
        if head:
            message = head[4] or ""
            found.append(Found(path, int(head[1]), int(head[2]), head[3], message))
        elif found and re.match(r" {5,}[^ │]", line):  # the message goes on
            message = f"{found[-1].message} {line.strip()}".strip()
            found[-1] = found[-1]._replace(message=message)
        elif line and not line.startswith("  "):
            path = line
    return found


def document(written: str) -> list[Found]:
    read = json.loads(written)
    assert read["version"] == 1
    assert read["summary"]["findings"] == len(read["findings"])
    return list(map(_object, read["findings"]))


def jsonl(written: str) -> list[Found]:
    first, *rest = map(json.loads, written.removesuffix("\n").split("\n"))
    assert first["version"] == 1
    assert first["summary"]["findings"] == len(rest)
    return list(map(_object, rest))


def _object(one: dict[str, Any]) -> Found:
    return Found(one["path"], one["line"], one["column"], one["code"], one["message"])


def sarif(written: str) -> list[Found]:
    """Columns are those of UTF-16: the same as code points, but behind astral characters."""
    (run,) = json.loads(written)["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    found = []
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        (place,) = (one["physicalLocation"] for one in result["locations"])
        path = unquote(place["artifactLocation"]["uri"])
        region = place["region"]
        found.append(
            Found(
                path,
                region["startLine"],
                region["startColumn"],
                result["ruleId"],
                result["message"]["text"],
            )
        )
    return found


def gitlab(written: str) -> list[Found]:
    return [
        Found(
            one["location"]["path"],
            one["location"]["positions"]["begin"]["line"],
            one["location"]["positions"]["begin"]["column"],
            one["check_name"],
            one["description"],
        )
        for one in json.loads(written)
    ]


def commands(written: str) -> Iterator[Command | str]:
    """Workflow commands, and the lines between them, as GitHub's documentation has them.

    A command is `::name property=value,property=value::data` at a line's start, blanks aside. In
    data `%25`, `%0D` and `%0A` stand for `%`, CR and LF, in properties also `%3A` and `%2C` for
    `:` and `,`. The older form, `##[name properties]data`, is one anywhere in another line.
    """
    for line in written.split("\n")[:-1]:
        assert "\r" not in line
        match = re.match(r"\s*::([a-z-]+)(?: (.*?))?::(.*)", line)
        if match is None:
            assert not re.search(r"##\w*\[", line)
            assert not line.lstrip().startswith("::")
            yield line
            continue
        pairs = [pair.partition("=") for pair in (match[2] or "").split(",") if pair]
        properties = {name.strip(): _unescaped(value) for name, _, value in pairs}
        yield Command(match[1], properties, _unescaped(match[3]))


def _unescaped(value: str) -> str:
    marks = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}
    return re.sub("%(?:0D|0A|3A|2C|25)", lambda match: marks[match[0]], value)


def github(written: str) -> list[Found]:
    found = []
    for one in commands(written):
        if isinstance(one, str):
            found.append(_plain(one))
        elif one.name in ("error", "warning", "notice") and "file" in one.properties:
            place = one.properties
            found.append(
                Found(
                    place["file"],
                    int(place["line"]),
                    int(place.get("col", 1)),
                    place["title"],
                    one.data,
                )
            )
        else:
            is_unread = one.name == "error" and one.properties == {"title": "slugline"}
            assert is_unread or one.name in ("notice", "group", "endgroup")
    return found


def junit(written: str) -> list[Found]:
    found = []
    for suite in JUnitXml.fromstring(written.encode()):
        for case in suite:
            assert isinstance(case, TestCase)
            results = [one.text or "" for one in case.result]
            for line in "".join([*results, case.system_out or ""]).splitlines():
                match = _CASE.fullmatch(line)
                assert match, line
                found.append(Found(case.name, int(match[1]), int(match[2]), match[3], match[4]))
    return found


def html(written: str) -> list[Found]:
    reader = _Page()
    reader.feed(written)
    reader.close()
    assert reader.scripts == 1
    return reader.found


class _Page(HTMLParser):
    """Collects what the page says of each finding; each may hold but the page's own elements."""

    _ELEMENTS = (
        *("html", "head", "meta", "title", "style", "script", "body", "header", "main", "section"),
        *("h1", "h2", "h3", "p", "ul", "ol", "li", "pre", "b", "strong", "code", "mark", "span"),
        *("form", "fieldset", "legend", "label", "input", "button", "select", "option"),
        *("details", "summary", "dl", "dt", "dd"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Found] = []
        self.scripts = 0
        self._folder = ""
        self._path = ""
        self._heard: list[str] | None = None
        self._in_finding = False
        self._texts: list[str] = []
        self._file: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self._ELEMENTS, tag
        values = dict(attrs)
        assert not any(name.startswith("on") or name in ("href", "src", "style") for name in values)
        self.scripts += tag == "script"
        if tag == "section" and "data-folder" in values:
            self._folder = str(values["data-folder"])
        elif tag == "h3":
            self._file = ""
        elif tag == "li" and "data-kind" in values:
            self._texts = []
            self._in_finding = True

    def handle_data(self, data: str) -> None:
        if self._file is not None:
            self._file += data
        elif self._in_finding:
            self._texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "h3" and self._file is not None:
            self._path = f"{self._folder}{self._file}".removeprefix("./")
            self._file = None
        elif tag == "p" and self._in_finding:
            self._in_finding = False
            place, _, _, _, code, *message = self._texts
            line, _, column = place.partition(":")
            self.found.append(
                Found(self._path, int(line), int(column), code, "".join(message).strip())
            )


READERS: dict[str, Callable[[str], list[Found]]] = {
    "text": text,
    "full": full,
    "json": document,
    "jsonl": jsonl,
    "sarif": sarif,
    "github": github,
    "gitlab": gitlab,
    "junit": junit,
    "html": html,
}
"""A reader for each format."""
