"""The keys of `slugline.toml`: what each one takes, and what is wrong with what it was given.

Every check reports to one `Report`, so that all that is wrong is found at once. A value that is
wrong is replaced by its default, or left out of its list, to go on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar, cast, get_args

import msgspec

from slugline.disk.configuration_report import Report, dotted, listed, nearest
from slugline.disk.globs import glob_problem
from slugline.disk.inventory import shortened
from slugline.disk.toml_lines import Key
from slugline.errors import ConfigurationProblem
from slugline.model.slugs import is_slug, slug_of
from slugline.rules import BY_CODE
from slugline.syntax import DEFAULT_SCHEMA, Body, Schema, SectionKind
from slugline.wiki import Configuration, Level, Override, Redirect

TOP = (
    "include",
    "exclude",
    "inventories",
    "max-size",
    "baseline",
    "attribution",
    "lead",
    "rules",
    "overrides",
    "redirects",
    "sections",
)
_LEAD = ("max-length",)
_OVERRIDE = ("files", "rules")
_SECTION = ("key", "name", "aliases", "body", "required")
_BY_TABLE = {"": TOP, "lead": _LEAD, "overrides": _OVERRIDE, "sections": _SECTION}

_LEVELS: tuple[Level, ...] = get_args(Level)
_BODIES: tuple[Body, ...] = get_args(Body)

LONGEST_LEAD = 100_000
LARGEST_SIZE = 1_000_000_000
_UNITS = {
    "": 1,
    "b": 1,
    "kb": 1_000,
    "mb": 1_000_000,
    "gb": 1_000_000_000,
    "kib": 1 << 10,
    "mib": 1 << 20,
    "gib": 1 << 30,
}
_SIZE = re.compile(r"(\d{1,12}(?:\.\d{1,12})?) ?([A-Za-z]*)")
_PUBLISHER = "{publisher}"

_Value = TypeVar("_Value")


class Settings(msgspec.Struct, frozen=True):
    """What a `slugline.toml` says, without what stands in its inventories.

    `inventory_lines` are the names of the inventories, each with its 0-based line. Where there are
    problems, the values concerned are the default ones.
    """

    parts: Configuration
    inventory_lines: tuple[tuple[str, int], ...]
    problems: tuple[ConfigurationProblem, ...]

    def configuration(self, path: str, inventory: dict[str, str]) -> Configuration:
        """The whole configuration: read from `path`, with the titles of its inventories."""
        return msgspec.structs.replace(self.parts, path=path, inventory=inventory)


def read_settings(values: dict[str, object], path: str, line_of: Callable[[Key], int]) -> Settings:
    """Checks the tables of a parsed `slugline.toml`."""
    report = Report(path, line_of)
    _check_keys(values, (), report)
    default = Configuration()

    def read(
        name: str, check: Callable[[Key, object, Report], _Value | None], default: _Value
    ) -> _Value:
        if name not in values:
            return default
        checked = check((name,), values[name], report)
        return default if checked is None else checked

    inventories = read(
        "inventories", partial(_list, partial(_file, "an inventory")), default.inventories
    )
    parts = Configuration(
        include=read("include", _some_globs, default.include),
        exclude=read("exclude", partial(_list, _glob), default.exclude),
        max_size=read("max-size", _size, default.max_size),
        schema=Schema(
            read("sections", _sections, DEFAULT_SCHEMA.sections),
            read("attribution", _attribution, DEFAULT_SCHEMA.attribution),
            read("lead", _lead, DEFAULT_SCHEMA.lead_length),
        ),
        rules=read("rules", _rules, default.rules),
        overrides=read("overrides", _overrides, default.overrides),
        redirects=read("redirects", _redirects, default.redirects),
        inventories=inventories,
        baseline=read("baseline", partial(_file, "a baseline"), default.baseline),
    )
    lines = tuple(
        (name, line_of(("inventories", number))) for number, name in enumerate(inventories)
    )
    return Settings(parts, lines, tuple(sorted(report.problems)))


def _check_keys(values: dict[str, object], key: Key, report: Report) -> None:
    """Reports keys that a table has not."""
    table = dotted(key)
    known = _BY_TABLE[table]
    for name in values:
        if name not in known:
            report.add((*key, name), f"unknown key `{dotted((*key, name))}`{_meant(name, table)}")


def _meant(name: str, table: str) -> str:
    """The question that follows an unknown key of a table."""
    plain = name.replace("_", "-")
    for other, keys in _BY_TABLE.items():
        if other != table and plain in keys:
            if not other:
                return f"; did you mean `{plain}`? It belongs above the first `[table]`"
            return f"; did you mean `{other}.{plain}`?"
    near = nearest(name, _BY_TABLE[table])
    return f"; did you mean `{near}`?" if near else f"; known are {listed(_BY_TABLE[table])}"


# What follows checks one value each: it gives the value, or None after a report.


def _table(key: Key, value: object, report: Report) -> dict[str, object] | None:
    if isinstance(value, dict):
        return cast("dict[str, object]", value)
    report.wrong(key, "a table", value)
    return None


def _tables(key: Key, value: object, report: Report) -> Iterator[tuple[Key, dict[str, object]]]:
    if isinstance(value, dict) or not isinstance(value, list):
        report.wrong(key, f"a list of tables (write `[[{dotted(key)}]]`)", value)
        return
    for number, item in enumerate(value):
        table = _table((*key, number), item, report)
        if table is not None:
            _check_keys(table, (*key, number), report)
            yield (*key, number), table


def _list(
    check: Callable[[Key, object, Report], _Value | None], key: Key, value: object, report: Report
) -> tuple[_Value, ...] | None:
    """A list, checked item by item."""
    if not isinstance(value, list):
        near = f'["{shortened(value)}"]' if isinstance(value, str) and value else ""
        report.wrong(key, "a list of texts", value, near)
        return None
    checked = [check((*key, number), item, report) for number, item in enumerate(value)]
    return tuple(item for item in checked if item is not None)


def _text(key: Key, value: object, report: Report, expected: str = "a text") -> str | None:
    if isinstance(value, str) and value:
        return value
    report.wrong(key, expected, value)
    return None


def _choice(key: Key, value: object, choices: tuple[_Value, ...], report: Report) -> _Value | None:
    if isinstance(value, str) and value in choices:
        return value
    words = [str(choice) for choice in choices]
    near = nearest(value, words) if isinstance(value, str) else ""
    if value is False and "off" in words:
        near = '"off"'
    report.wrong(key, f"one of {listed(words)}", value, near)
    return None


def _glob(key: Key, value: object, report: Report) -> str | None:
    glob = _text(key, value, report, "a glob such as `drafts/**`")
    problem = glob_problem(glob) if glob is not None else ""
    if problem:
        report.wrong(key, f"a glob {problem}", value)
        return None
    return glob


def _some_globs(key: Key, value: object, report: Report) -> tuple[str, ...] | None:
    if value == []:
        report.wrong(key, "a list of at least one glob", value)
        return None
    return _list(_glob, key, value, report)


def _file(what: str, key: Key, value: object, report: Report) -> str | None:
    name = _text(key, value, report, f"the path of {what}")
    if name is None:
        return None
    if "\0" in name or name.startswith("/") or ".." in re.split(r"[/\\]", name):
        report.wrong(key, "a path below the wiki's root", value)
        return None
    return name


def _size(key: Key, value: object, report: Report) -> int | None:
    size: float = 0
    if isinstance(value, int) and not isinstance(value, bool):
        size = value
    elif isinstance(value, str) and (match := _SIZE.fullmatch(value.strip(" "))):
        size = float(match[1]) * _UNITS.get(match[2].lower(), 0)
    if 1 <= size <= LARGEST_SIZE:
        return int(size)
    expected = 'a number of bytes or a text such as "2 MB" (at least 1 byte, at most 1 GB)'
    report.wrong(key, expected, value)
    return None


def _attribution(key: Key, value: object, report: Report) -> str | None:
    text = _text(key, value, report, f"a wording that holds `{_PUBLISHER}`")
    if text is None:
        return None
    expected = ""
    if text.count(_PUBLISHER) != 1:
        expected = f"a wording that holds `{_PUBLISHER}` once"
    elif not text.replace(_PUBLISHER, "").strip():
        expected = f"a wording with more than `{_PUBLISHER}`"
    elif problem := _line_problem(text):
        expected = f"a wording {problem}"
    if expected:
        report.wrong(key, expected, value)
        return None
    return text


def _line_problem(text: str) -> str:
    """What keeps a text from being a line of an article that is read as itself."""
    if "\n" in text or "\r" in text:
        return "without line breaks"
    if text != text.strip():
        return "without blanks around it"
    if text.startswith(("- ", "## ")):
        return "that does not start with `- ` or `## `"
    return ""


def _lead(key: Key, value: object, report: Report) -> int | None:
    table = _table(key, value, report)
    if table is None:
        return None
    _check_keys(table, key, report)
    length = table.get("max-length", DEFAULT_SCHEMA.lead_length)
    if type(length) is int and 1 <= length <= LONGEST_LEAD:
        return length
    expected = f"a whole number from 1 to {LONGEST_LEAD:_}".replace("_", ",")
    report.wrong((*key, "max-length"), expected, length)
    return None


def _rules(key: Key, value: object, report: Report) -> tuple[tuple[str, Level], ...] | None:
    table = _table(key, value, report)
    if table is None:
        return None
    levels: list[tuple[str, Level]] = []
    for code, written in table.items():
        if code not in BY_CODE:
            near = nearest(code, BY_CODE)
            more = f"did you mean `{near}`?" if near else "`slugline rules` lists those there are"
            name = shortened(code)
            report.add((*key, code), f"unknown rule `{name}` in `{dotted(key)}`; {more}")
            continue
        level = _choice((*key, code), written, _LEVELS, report)
        if level is not None:
            levels.append((code, level))
    return tuple(levels)


def _overrides(key: Key, value: object, report: Report) -> tuple[Override, ...]:
    overrides: list[Override] = []
    for place, table in _tables(key, value, report):
        missing = [name for name in _OVERRIDE if name not in table]
        for name in missing:
            report.add(place, f"this entry of `{dotted(key)}` has no `{name}`; it needs one")
        if not missing:
            files = _some_globs((*place, "files"), table["files"], report)
            rules = _rules((*place, "rules"), table["rules"], report)
            overrides.append(Override(files or (), rules or ()))
    return tuple(overrides)


def _redirects(key: Key, value: object, report: Report) -> tuple[Redirect, ...] | None:
    redirects: list[Redirect] = []
    for old, new in (_table(key, value, report) or {}).items():
        place = (*key, old)
        if not is_slug(old):
            near = slug_of(old)
            question = f"; did you mean `{shortened(near)}`?" if near else ""
            name = shortened(old)
            report.add(place, f"`{name}` in `{dotted(key)}` is not a slug{question}")
        elif not isinstance(new, str) or not is_slug(new):
            near = slug_of(new) if isinstance(new, str) else ""
            report.wrong(place, "a slug", new, shortened(near))
        else:
            redirects.append(Redirect(old, new, report.line_of(place)))
    return tuple(redirects)


def _sections(key: Key, value: object, report: Report) -> tuple[SectionKind, ...]:
    sections: list[SectionKind] = []
    keys: set[str] = set()
    headings: set[str] = set()
    for place, table in _tables(key, value, report):
        for name in ("key", "name"):
            if name not in table:
                report.add(place, f"this entry of `{dotted(key)}` has no `{name}`; it needs one")
        section = SectionKind(
            _new(_section_key, (*place, "key"), table, report, keys),
            _new(_heading, (*place, "name"), table, report, headings),
            _aliases((*place, "aliases"), table.get("aliases", []), report, headings),
            _choice((*place, "body"), table.get("body", "prose"), _BODIES, report) or "prose",
            _flag((*place, "required"), table.get("required", False), report),
        )
        sections.append(section)
    return tuple(sections)


def _new(
    check: Callable[[Key, object, Report, set[str]], str | None],
    key: Key,
    table: dict[str, object],
    report: Report,
    taken: set[str],
) -> str:
    """A text of a section that no other one may have; empty where it is missing or wrong."""
    name = str(key[-1])
    return (check(key, table[name], report, taken) or "") if name in table else ""


def _section_key(key: Key, value: object, report: Report, taken: set[str]) -> str | None:
    if not isinstance(value, str) or not is_slug(value):
        near = slug_of(value) if isinstance(value, str) else ""
        report.wrong(key, "lower-case letters, digits and hyphens", value, shortened(near))
        return None
    return _unique(key, value, report, taken)


def _heading(key: Key, value: object, report: Report, taken: set[str]) -> str | None:
    text = _text(key, value, report, "a heading")
    if text is None:
        return None
    if problem := _line_problem(text):
        report.wrong(key, f"a heading {problem}", value)
        return None
    return _unique(key, text, report, taken)


def _unique(key: Key, text: str, report: Report, taken: set[str]) -> str | None:
    if text in taken:
        what = "key" if key[-1] == "key" else "heading"
        report.add(key, f"`{dotted(key)}`: another section has the {what} `{shortened(text)}`")
        return None
    taken.add(text)
    return text


def _aliases(key: Key, value: object, report: Report, taken: set[str]) -> tuple[str, ...]:
    def alias(place: Key, item: object, to: Report) -> str | None:
        return _heading(place, item, to, taken)

    return _list(alias, key, value, report) or ()


def _flag(key: Key, value: object, report: Report) -> bool:
    if isinstance(value, bool):
        return value
    report.wrong(key, "`true` or `false`", value)
    return False
