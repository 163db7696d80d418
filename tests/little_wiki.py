"""Little wikis for tests: several files in one text, with a cursor and expected ranges.

::

    //- home.article
    Home
    See [[mi$0ll|the mill]].
          ^^^^ no article has
    //- mill.article

`//- NAME` starts a file, `$0` is the cursor (taken out), `$[` and `$]` stand around a selection
(in place of a cursor; taken out), a line of `^` below a line marks a range of it, with an optional
part of the message behind. The line break before the next `//-` belongs to no file; a file that
ends with an empty line ends with a line break.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from slugline.check import Diagnostic, Examined, Levels, examine_decoded, judge
from slugline.disk.configuration import read_configuration
from slugline.features.view import View
from slugline.model.edits import apply_edits
from slugline.rules import BY_CODE
from slugline.rules.rule import Finding, Fix, Subject
from slugline.syntax import Article, parse
from slugline.text import Decoded, Span, decode
from slugline.wiki import Configuration, Wiki

CONFIGURATION_FILE = "slugline.toml"
_CARETS = re.compile(r"^( *)(\^+)(?: (.*))?$")


@dataclass(frozen=True)
class Expected:
    """A range that is marked in a fixture: 0-based line, columns, and a part of the message."""

    path: str
    line: int
    start: int
    end: int
    message: str


@dataclass
class LittleWiki:
    """Files by path, the cursor, the marked ranges, and what the rules say of it all."""

    files: dict[str, str]
    cursor: tuple[str, int] | None = None
    expected: list[Expected] = field(default_factory=list)
    raw: dict[str, bytes] = field(default_factory=dict)
    selected: int | None = None

    @cached_property
    def configuration(self) -> Configuration:
        text = self.files.get(CONFIGURATION_FILE)
        if text is None:
            return Configuration()
        inventories = {name: body for name, body in self.files.items() if name.endswith(".tsv")}
        return read_configuration(text, CONFIGURATION_FILE, inventories)

    @cached_property
    def decoded(self) -> dict[str, Decoded]:
        texts = {path: Decoded(text) for path, text in self.files.items()}
        texts |= {path: decode(data) for path, data in self.raw.items()}
        return {
            path: text
            for path, text in texts.items()
            if path != CONFIGURATION_FILE and not path.endswith(".tsv")
        }

    def read(self, path: str) -> Article:
        text = self.decoded[path]
        return parse(text.source, self.configuration.schema, text.invalid)

    @cached_property
    def examined(self) -> dict[str, tuple[Finding, ...]]:
        return {path: self._examined[path].findings for path in self._examined}

    @cached_property
    def _examined(self) -> dict[str, Examined]:
        return {
            path: examine_decoded(text, stem_of(path), self.configuration.schema)
            for path, text in self.decoded.items()
        }

    @cached_property
    def wiki(self) -> Wiki:
        return Wiki(
            self.configuration, [(path, found.facts) for path, found in self._examined.items()]
        )

    def diagnostics(self, *codes: str) -> list[Diagnostic]:
        """All findings, hints too; with codes only those (also of rules that are off)."""
        levels = Levels(
            self.configuration, frozenset(codes) if codes else None, frozenset(), "hint"
        )
        return list(judge(self.wiki, self.examined, levels, self.read).diagnostics)

    def subject(self, path: str) -> Subject:
        return Subject(path, self.wiki.articles[path], self.wiki, lambda: self.read(path))

    def view(self) -> View:
        """What a feature sees with the cursor where `$0` is, or with `$[` … `$]` selected."""
        assert self.cursor is not None, "the fixture has no cursor"
        path, start = self.cursor
        span = Span(start, start if self.selected is None else self.selected)
        return View(self.wiki, path, self.read(path), self.read, span)

    def fixes(self, diagnostic: Diagnostic) -> list[Fix]:
        rule = BY_CODE[diagnostic.code]
        return list(rule.fixes(diagnostic.finding(), self.subject(diagnostic.path)))

    def with_fix(self, diagnostic: Diagnostic, fix: Fix) -> LittleWiki:
        """The wiki after a fix: its edits are made, and its file is created."""
        files = dict(self.files)
        if fix.edits:
            files[diagnostic.path] = apply_edits(self.decoded[diagnostic.path].source, fix.edits)
        if fix.create:
            assert fix.create.path not in files, "a fix must not overwrite a file"
            files[fix.create.path] = fix.create.text
        return LittleWiki(files)


def stem_of(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0] or path


def little_wiki(text: str) -> LittleWiki:
    """Reads a fixture; raises ValueError where it is none."""
    lines = text.split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    if not lines or not lines[0].startswith("//- "):
        raise ValueError("a little wiki starts with a line `//- NAME`")
    files: dict[str, list[str]] = {}
    expected: list[Expected] = []
    path = ""
    for line in lines:
        if line.startswith("//- "):
            path = line[4:].strip()
            if path in files:
                raise ValueError(f"{path} is given twice")
            files[path] = []
        elif (carets := _CARETS.match(line)) and files[path]:
            start = len(carets[1])
            expected.append(
                Expected(path, len(files[path]) - 1, start, start + len(carets[2]), carets[3] or "")
            )
        else:
            files[path].append(line)
    texts = {name: "\n".join(body) for name, body in files.items()}
    cursor = None
    for name, body in texts.items():
        if "$0" in body:
            if cursor is not None or body.count("$0") > 1:
                raise ValueError("there is more than one cursor")
            cursor = (name, body.index("$0"))
            texts[name] = body.replace("$0", "")
    selected = None
    for name, body in texts.items():
        if "$[" in body:
            if cursor is not None:
                raise ValueError("there is a cursor beside a selection")
            cursor = (name, body.index("$["))
            selected = body.index("$]") - len("$[")
            texts[name] = body.replace("$[", "", 1).replace("$]", "", 1)
    return LittleWiki(texts, cursor, expected, selected=selected)


def check_rule(code: str, text: str) -> LittleWiki:
    """Asserts that a rule finds exactly the marked ranges of a little wiki (or nothing)."""
    wiki = little_wiki(text)
    found = wiki.diagnostics(code)
    places = [
        Expected(one.path, one.start.line, one.start.column, one.end.column, one.message)
        for one in found
    ]
    expected = sorted(wiki.expected, key=lambda one: (one.path, one.line, one.start, one.end))
    assert [(one.path, one.line, one.start, one.end) for one in places] == [
        (one.path, one.line, one.start, one.end) for one in expected
    ], places
    for one, wanted in zip(places, expected, strict=True):
        assert wanted.message in one.message
    return wiki


def check_fix(
    code: str,
    before: str,
    after: str,
    *,
    title: str | None = None,
    choose: Callable[[list[Fix]], Fix] | None = None,
    safe: bool | None = None,
    findings_left: int = 0,
) -> None:
    """Asserts that a fix of the first finding gives the files of `after`."""
    wiki = check_rule(code, before)
    diagnostic = wiki.diagnostics(code)[0]
    fixes = wiki.fixes(diagnostic)
    if title is not None:
        fixes = [fix for fix in fixes if fix.title == title]
    assert fixes, [fix.title for fix in wiki.fixes(diagnostic)]
    fix = choose(fixes) if choose else fixes[0]
    if safe is not None:
        assert fix.safe is safe
    fixed = wiki.with_fix(diagnostic, fix)
    assert fixed.files == little_wiki(after).files
    assert len(fixed.diagnostics(code)) == findings_left
