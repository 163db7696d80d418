from __future__ import annotations

import gc
import time
from collections.abc import Iterator, Sequence

import pytest

from slugline.check import Diagnostic, Levels, judge
from slugline.syntax import Article
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


@pytest.mark.parametrize("count", [6, 7, 8, 20_000])
def test_a_long_circle_is_shown_in_part(count: int) -> None:
    found = judged(circle_of(count))
    assert len(found) == count
    last = found[-1].message
    shown = [*range(count - 1, count), *range(min(count, 6) - 1)]
    assert " → ".join(f"`r{n}`" for n in shown) in last
    assert ("…" in last) == (count > 6)
    assert last.endswith(f"`r{count - 1}`")


@pytest.fixture
def uncollected() -> Iterator[None]:
    """The collector looks at all that other tests have left behind, too."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("uncollected")
def test_the_time_for_a_circle_grows_with_its_length() -> None:
    times = []
    for count in (2_000, 20_000):
        runs = []
        for _ in range(3):
            wiki = circle_of(count)
            start = time.process_time()
            judged(wiki)
            runs.append(time.process_time() - start)
        times.append(min(runs))
    assert times[1] < 25 * times[0], times


def circle_of(count: int) -> Wiki:
    redirects = tuple(Redirect(f"r{n}", f"r{(n + 1) % count}", n) for n in range(count))
    return Wiki(Configuration(path="slugline.toml", redirects=redirects))


def judged(wiki: Wiki) -> Sequence[Diagnostic]:
    def read(path: str) -> Article:
        raise AssertionError(path)

    found = judge(wiki, {}, Levels(wiki.configuration, frozenset({CODE})), read).diagnostics
    return sorted(found, key=lambda one: one.span)
