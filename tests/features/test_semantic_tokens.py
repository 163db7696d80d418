from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from slugline.features.legend import TOKEN_MODIFIERS, TOKEN_TYPES
from slugline.features.semantic_tokens import (
    Token,
    encoded,
    semantic_tokens,
    semantic_tokens_in_range,
    tokens_edit,
)
from slugline.features.view import View
from slugline.text import Span
from tests.features.any_view import views
from tests.little_wiki import little_wiki

WIKI = r"""
//- slugline.toml
inventories = ["far.tsv"]
[redirects]
old-mill = "mill"
left = "right"
right = "left"
//- far.tsv
weir	Eel Weir
//- mill.article
The Mill
Summary
It turns.
//- home.article
$0
"""


def view_of(text: str, start: int = 0, end: int = 0) -> View:
    wiki = little_wiki(WIKI.replace("$0\n", f"$0{text}"))
    view = wiki.view()
    return View(view.wiki, view.path, view.article, view.read, Span(start, end))


def shown(view: View, tokens: list[Token]) -> list[str]:
    """Each token's text, type and modifiers."""
    text_of = view.article.text_of
    return [" ".join((repr(text_of(one.span)), one.type, *one.modifiers)) for one in tokens]


def tokens(text: str) -> list[str]:
    view = view_of(text)
    return shown(view, semantic_tokens(view))


def test_every_part_of_an_article() -> None:
    assert tokens("# Home\nThe **mill** turns.\n## Notes\n- See [[mill#summary|it]].\n") == [
        "'Home' class definition",
        "'The ' lead",
        "'mill' variable",
        "' turns.' lead",
        "'Notes' namespace definition",
        "'mill' class",
        "'summary' namespace",
        "'it' string",
    ]


def test_broken_slugs_and_sections() -> None:
    text = "Home\nLead\nText\n[[nowhere#x]] [[mill#none]] [[left]] [[No Slug]] [[#notes]] [[#x]]\n"
    assert tokens(f"{text}Text [[old-mill#summary]] [[weir#any]]\n## Notes")[2:-1] == [
        "'nowhere' class broken",
        "'x' namespace",
        "'mill' class",
        "'none' namespace broken",
        "'left' class broken",
        "'No Slug' class broken",
        "'notes' namespace",
        "'x' namespace broken",
        "'old-mill' class",
        "'summary' namespace",
        "'weir' class",
        "'any' namespace",
    ]


def test_escapes_cut_what_they_are_in() -> None:
    assert tokens(r"Home" "\n" r"a \* **b\*c** [[mi\]ll|d\|e]]") == [
        "'Home' class definition",
        "'a ' lead",
        r"'\\*' escapeSequence",
        "' ' lead",
        "'b' variable",
        r"'\\*' escapeSequence",
        "'c' variable",
        "' ' lead",
        "'mi' class broken",
        r"'\\]' escapeSequence",
        "'ll' class broken",
        "'d' string",
        r"'\\|' escapeSequence",
        "'e' string",
    ]


def test_what_is_no_mark_has_no_token() -> None:
    assert tokens("Home\n- [[open **stars\n- ]] ** x ** [[|]] ***y***") == [
        "'Home' class definition"
    ]
    assert tokens("") == []


def test_a_range_takes_whole_lines() -> None:
    text = "Home\nLead.\n- **a** and **b**\n- **c**\n"
    start = text.index("and")
    view = view_of(text, start, start + 1)
    assert shown(view, semantic_tokens_in_range(view)) == ["'a' variable", "'b' variable"]
    view = view_of(text, start, text.index("- **c"))
    assert len(semantic_tokens_in_range(view)) == 2, "a line at whose start the range ends is out"
    view = view_of(text, start, text.index("**c"))
    assert len(semantic_tokens_in_range(view)) == 3


def test_encoded_in_the_columns_of_the_client() -> None:
    view = view_of("Дом\r\n🐦 **крыло** [[no]]\r\n\r\nSummary")

    def in_utf_16(span: Span) -> int:
        return len(view.article.text_of(span).encode("utf-16-le")) // 2

    def number(name: str) -> int:
        return TOKEN_TYPES.index(name)

    definition, broken = (1 << TOKEN_MODIFIERS.index(name) for name in ("definition", "broken"))
    data = encoded(view, semantic_tokens(view), in_utf_16)
    assert [data[start : start + 5] for start in range(0, len(data), 5)] == [
        [0, 0, 3, number("class"), definition],
        [1, 0, 3, number("lead"), 0],
        [0, 5, 5, number("variable"), 0],
        [0, 7, 1, number("lead"), 0],
        [0, 3, 2, number("class"), broken],
        [2, 0, 7, number("namespace"), definition],
    ]


@settings(max_examples=150, deadline=None)
@given(views())
def test_tokens_of_any_text(view: View) -> None:
    found = semantic_tokens(view)
    article = view.article
    position = 0
    for token in found:
        assert token.span.start >= position
        assert len(token.span) > 0
        block = article.blocks[article.place_at(token.span.start).line]
        assert block.text_span.holds(token.span)
        assert token.type in TOKEN_TYPES
        assert set(token.modifiers) <= set(TOKEN_MODIFIERS)
        position = token.span.end
    inside = [token for token in found if view.lines.holds(token.span)]
    assert semantic_tokens_in_range(view) == inside
    _assert_decodes(view, found)


def _assert_decodes(view: View, found: list[Token]) -> None:
    """Whoever reads the integers as the protocol says comes to the same spans."""
    data = encoded(view, found, len)
    line = column = 0
    for token, start in zip(found, range(0, len(data), 5), strict=True):
        delta_line, delta_column, length, *_ = data[start : start + 5]
        column = delta_column + (0 if delta_line else column)
        line += delta_line
        offset = view.article.starts[line] + column
        assert Span(offset, offset + length) == token.span


INTEGERS = st.lists(st.integers(0, 2), max_size=12)


@settings(max_examples=300, deadline=None)
@given(INTEGERS, INTEGERS)
def test_the_edit_makes_the_new_of_the_old(old: list[int], new: list[int]) -> None:
    edit = tokens_edit(old, new)
    if edit is None:
        assert old == new
        return
    stop = edit.start + edit.delete_count
    assert [*old[: edit.start], *edit.data, *old[stop:]] == new
    assert edit.start + edit.delete_count <= len(old)
    replaced = old[edit.start : stop]
    if replaced and edit.data:
        assert replaced[0] != edit.data[0]
        assert replaced[-1] != edit.data[-1]
    else:
        assert abs(len(old) - len(new)) == len(replaced) + len(edit.data)
