from __future__ import annotations

import time

from slugline.check import Levels, judge
from slugline.wiki import Configuration, Redirect, Wiki
from tests.little_wiki import little_wiki

CODE = "redirect-loop"


def found(text: str) -> list[tuple[int, str]]:
    wiki = little_wiki(text)
    diagnostics = wiki.diagnostics(CODE)
    assert {one.path for one in diagnostics} <= {"slugline.toml"}
    assert all((one.start.column, one.end.column) == (0, 0) for one in diagnostics)
    assert all(one.end.line == one.start.line + 1 for one in diagnostics)
    assert all(one.severity == "error" for one in diagnostics)
    return [(one.start.line, one.message) for one in diagnostics]


def test_circles_and_redirects_to_nothing_on_their_lines() -> None:
    assert found(
        """
//- slugline.toml
# Names that articles had once.

[redirects]
mill-builder = "wheelwright"
wheelwright = "mill-builder"
into-the-circle = "wheelwright"
itself = "itself"
leat = "milrace"
to-leat = "leat"
good = "millrace"
//- millrace.article
Millrace
Lead.
"""
    ) == [
        (
            3,
            "the redirect `mill-builder` leads around in a circle: "
            "`mill-builder` → `wheelwright` → `mill-builder`",
        ),
        (
            4,
            "the redirect `wheelwright` leads around in a circle: "
            "`wheelwright` → `mill-builder` → `wheelwright`",
        ),
        (6, "the redirect `itself` leads around in a circle: `itself` → `itself`"),
        (7, "the redirect `leat` leads to `milrace`, which is no article; near: `millrace`"),
    ]


def test_silent_where_all_redirects_lead_somewhere() -> None:
    assert (
        found(
            """
//- slugline.toml
inventories = ["published.tsv"]
[redirects]
old-mill = "older-mill"
older-mill = "мельница"
boat = "coracle"
//- published.tsv
coracle	Coracle
//- мельница.article
Мельница
Lead.
"""
        )
        == []
    )


def test_an_article_ends_a_circle() -> None:
    assert (
        found(
            """
//- slugline.toml
[redirects]
left = "right"
right = "left"
//- right.article
Right
Lead.
"""
        )
        == []
    )


def test_without_a_configuration_there_is_nothing_to_find() -> None:
    assert found("//- home.article\nHome\n[[nowhere]]") == []


def test_no_fixes() -> None:
    wiki = little_wiki('//- slugline.toml\n[redirects]\na = "b"\n//- home.article\nHome')
    (one,) = wiki.diagnostics(CODE)
    assert wiki.wiki.articles.keys() == {"home.article"}
    assert one.path == "slugline.toml"


def test_a_long_circle_is_shown_in_part_and_found_quickly() -> None:
    count = 20_000
    redirects = tuple(Redirect(f"r{n}", f"r{(n + 1) % count}", n) for n in range(count))
    configuration = Configuration(path="slugline.toml", redirects=redirects)
    levels = Levels(configuration, frozenset({CODE}))

    def read(path: str) -> None:
        raise AssertionError(path)

    started = time.perf_counter()
    diagnostics = judge(Wiki(configuration), {}, levels, read).diagnostics  # type: ignore[arg-type]
    assert time.perf_counter() - started < 20
    assert len(diagnostics) == count
    assert all(len(one.message) < 200 for one in diagnostics)
