"""The TextMate grammar on random articles, and the time that it takes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings

from slugline.syntax import parse
from tests.any_text import TEXTS
from tests.grammar.engine import Mark, of_article
from tests.grammar.examples import differences
from tests.grammar.textmate import TextMate
from tests.tools.place import ToolMissingError, missing

ARTICLE = (Path(__file__).parent / "otters.article").read_text(encoding="utf-8")

ACROSS_LINES = frozenset({"link-across-lines", "unclosed-link", "stray-close"})
"""What the difference `link-across-lines` of the specification is about."""

QUADRUPLE = 6.5
"""How much longer four times the text may take; what is quadratic takes sixteen times as long."""

HOSTILE = [
    *("[[", "**", "\\", "]]", "[", "*** ", "x", " ", "[[a|", "**[[", "**[[a]]", "[[]]", "\\*"),
    *("x[[a|**b]]", "x[[a|***]]", "**a ", "**a** ", "***a ", "[a", "#", "[[#", "|", "]", "[[\\]]"),
]


@pytest.fixture(scope="module")
def textmate() -> TextMate:
    engine = TextMate()
    try:
        engine.milliseconds("The Mill")
    except ToolMissingError as error:
        missing(str(error))
    return engine


def without_lines(marks: list[Mark]) -> list[Mark]:
    return [mark for mark in marks if mark.kind not in ACROSS_LINES]


@settings(deadline=None, max_examples=500)
@given(TEXTS)
@example("\ufeff\n[[a|**b]]\r**c** [[d#e\\|f|g]]\r\n## h")
def test_random_articles_are_read_as_by_the_parser(textmate: TextMate, text: str) -> None:
    expected = without_lines(of_article(parse(text)))
    (actual,) = textmate.marks([text])
    assert not differences(text, expected, without_lines(actual))


def test_an_article_of_usual_size(textmate: TextMate) -> None:
    (actual,) = textmate.marks([ARTICLE])
    assert actual == of_article(parse(ARTICLE))
    assert len([mark for mark in actual if mark.kind == "entity"]) >= 50


def test_every_rule_begins_and_ends_in_its_line(textmate: TextMate) -> None:
    opened = "Mill\nLead\n- [[a|b **c [[ ***d ]] **[[e]] ** [[f#\n"
    (actual,) = textmate.marks([opened + "Summary\n- plain, and **bold**\n"])
    after = [mark.kind for mark in actual if mark.start >= len(opened)]
    assert after == ["heading", "item-marker", "entity"]


def sizes(unit: str) -> Iterator[str]:
    for size in (125_000, 500_000):
        yield "The Mill\nA mill.\n- " + unit * (size // len(unit)) + "x\n"


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_hostile_line_takes_linear_time(textmate: TextMate, unit: str) -> None:
    assert_linear(textmate, *sizes(unit))


def test_a_long_article_takes_linear_time(textmate: TextMate) -> None:
    body = ARTICLE.split("\n", 2)[2]
    short, long = (f"The Mill\nA mill.\n{body * (size // len(body))}" for size in (2**18, 2**20))
    assert_linear(textmate, short, long)


def assert_linear(textmate: TextMate, short: str, long: str) -> None:
    """A ratio of the least times; measured again where a busy machine may have slowed one."""
    ratios: list[float] = []
    for _ in range(4):
        one = min(textmate.milliseconds(short, 2))
        four = min(textmate.milliseconds(long, 2))
        ratios.append(four / one)
        if ratios[-1] <= QUADRUPLE:
            return
    pytest.fail(f"four times the text took {', '.join(f'{ratio:.1f}' for ratio in ratios)} times")
