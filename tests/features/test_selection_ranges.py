from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slugline.features.selection_ranges import selection_ranges
from slugline.features.view import View
from slugline.text import Span
from tests.features.any_view import view_of, views

SENTENCE = "The **water mill** of [[eel-weir#dam|the dam]] turns."
ARTICLE = f"Home\nLead.\n## Notes\n- It is old. {SENTENCE}\n"


def around(text: str, offset: int) -> list[str]:
    view = view_of(text)
    (spans,) = selection_ranges(view, [offset])
    return [view.article.text_of(span) for span in spans]


LINE = [SENTENCE, f"It is old. {SENTENCE}", f"- It is old. {SENTENCE}"]
WHOLE = [f"## Notes\n- It is old. {SENTENCE}\n", ARTICLE]


@pytest.mark.parametrize(
    ("at", "first"),
    [
        ("ater", ["water", "water mill", "**water mill**"]),
        ("**w", ["**water mill**"]),
        ("weir", ["weir", "eel-weir", "[[eel-weir#dam|the dam]]"]),
        ("am|", ["dam", "[[eel-weir#dam|the dam]]"]),
        ("he dam", ["the", "the dam", "[[eel-weir#dam|the dam]]"]),
        ("[eel", ["[[eel-weir#dam|the dam]]"]),
        ("urns", ["turns"]),
    ],
)
def test_from_the_word_to_the_article(at: str, first: list[str]) -> None:
    assert around(ARTICLE, ARTICLE.index(at)) == [*first, *LINE, *WHOLE]


def test_several_places_at_once() -> None:
    view = view_of(ARTICLE)
    assert [spans[0] for spans in selection_ranges(view, [1, 8, 12])] == [
        Span(0, 4),
        Span(5, 9),
        Span(11, 19),
    ]


def test_title_heading_and_blank_lines() -> None:
    text = "# Home\n\nKey Takeaways\n\n"
    assert around(text, 3) == ["Home", "# Home", text]
    assert around(text, 7) == [text]
    assert around(text, 8) == ["Key", "Key Takeaways", "Key Takeaways\n\n", text]
    assert around(text, len(text)) == ["Key Takeaways\n\n", text]
    assert around("", 0) == [""]


def test_sentences_end_where_readers_see_them_end() -> None:
    text = "Home\nBy **Mill Inc.** It turns, see [[a|St. Ives. There]]. Dr. Who! x\rNext 🐦."
    assert around(text, text.index("By"))[1] == "By **Mill Inc.**"
    assert around(text, text.index("turns"))[1] == "It turns, see [[a|St. Ives. There]]."
    assert around(text, text.index("Who"))[1] == "Dr. Who! x"
    assert around(text, text.index("Next"))[1] == "Next 🐦."
    assert around(text, text.index(" It"))[:2] == ["**Mill Inc.**", "By **Mill Inc.**"]


def test_words_of_other_scripts_and_marks_that_meet() -> None:
    text = "Home\nहिन्दी **a**[[b]]"
    assert around(text, 6)[0] == "हिन्दी"
    assert around(text, text.index("[["))[0] == "[[b]]"


@settings(max_examples=150, deadline=None)
@given(views(), st.data())
def test_selection_ranges_of_any_text(view: View, data: st.DataObject) -> None:
    whole = Span(0, len(view.article.source))
    offsets = data.draw(st.lists(st.integers(0, whole.end), max_size=4))
    found = selection_ranges(view, offsets)
    assert len(found) == len(offsets)
    for offset, spans in zip(offsets, found, strict=True):
        assert spans[0].holds(Span(offset, offset))
        assert spans[-1] == whole
        for smaller, larger in pairwise(spans):
            assert larger.holds(smaller)
            assert larger != smaller
