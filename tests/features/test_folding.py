from __future__ import annotations

from hypothesis import given, settings

from slugline.features.folding import folds
from slugline.features.view import View
from tests.features.any_view import view_of, views


def lines(text: str) -> list[tuple[int, int]]:
    """The first and the last line of each fold."""
    view = view_of(text)
    place_at = view.article.place_at
    return [(place_at(fold.start).line, place_at(fold.end).line) for fold in folds(view)]


def test_title_sections_and_lists() -> None:
    text = "Home\nLead.\n\nSummary\nText.\nKey Takeaways\n- a\n\n- b\n- c\nText.\n- d\n\nSource\n\n"
    assert lines(text) == [(0, 1), (3, 4), (5, 11), (6, 9)]


def test_a_fold_begins_and_ends_where_text_ends() -> None:
    for end in ("\n", "\r\n", "\r"):
        text = end.join(["Home", "Lead.", "## Notes  ", "Text. ", " ", ""])
        view = view_of(text)
        assert [view.article.text_of(fold) for fold in folds(view)] == [
            f"{end}Lead.",
            f"  {end}Text.",
        ]


def test_one_line_is_no_fold() -> None:
    for text in ("", "\n\n", "Home", "Home\n\n", "Home\nSummary\nSource\n", "- a\n\n"):
        assert lines(text) == []


def test_an_article_without_title() -> None:
    assert lines("- a\n- b\nText.\nSummary\nText.") == [(0, 1), (0, 2), (3, 4)]


@settings(max_examples=100, deadline=None)
@given(views())
def test_folds_of_any_text(view: View) -> None:
    found = folds(view)
    assert found == sorted(found)
    for fold in found:
        first, last = view.article.place_at(fold.start), view.article.place_at(fold.end)
        assert first.line < last.line < len(view.article.blocks)
        assert fold.start == view.article.blocks[first.line].span.end
        assert fold.end == view.article.blocks[last.line].span.end
    for one in found:  # nested or apart, as editors need them
        for other in found:
            assert (
                one.holds(other)
                or other.holds(one)
                or one.end <= other.start
                or other.end <= one.start
            )
