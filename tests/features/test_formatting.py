from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from slugline.features.formatting import enter_edits, formatting_edits, range_formatting_edits
from slugline.features.view import View
from slugline.model.edits import apply_edits
from slugline.model.facts import Facts, facts_of
from slugline.syntax import DEFAULT_SCHEMA, Article, Entity, Escape, Link, Problem, parse
from tests.cli.running import PLAIN
from tests.features.any_view import view_of, views
from tests.little_wiki import little_wiki

UNTIDY = (
    "\ufeff\r\n  #   The Mill\t\r\n\r\n\r\nIt turns.  \r\n##    Notes \r\n"
    "-   one\r\n- two \r\n\r\n   Text.\r\n\r\n \r\n"
)
TIDY = "\ufeff# The Mill\r\nIt turns.\r\n## Notes\r\n- one\r\n- two\r\nText.\r\n"


def tidied(source: str) -> str:
    return apply_edits(source, formatting_edits(parse(source, DEFAULT_SCHEMA)))


def test_an_untidy_article() -> None:
    assert tidied(UNTIDY) == TIDY
    assert tidied(PLAIN) == PLAIN


PIECES = [
    *(" ", "  ", "\t", "# ", "#  ", "## ", "##\t", "##   ", "- ", "-  ", "-\t", "#", "##", "-"),
    *("[[mill]]", "[[a|b ]]", "[[#x]]", "[[", "]]", "**e**", "** e **", "**", "\\", "*", "|"),
    *("Summary", "Key Takeaways", "Source", "Originally reported by ", "The Mill", "x", "é", "水"),
    *("\u2028", "\x0b", "\xa0", "\ufeff", "\0", "\U0001f600"),
]
line = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
source = st.builds(
    lambda mark, lines, breaks: (
        mark + "".join(text + end for text, end in zip(lines, breaks, strict=False))
    ),
    st.sampled_from(["", "\ufeff"]),
    st.lists(st.one_of(line, st.just(""), st.sampled_from([" ", "\t"])), max_size=12),
    st.one_of(
        st.sampled_from(["\n", "\r\n", "\r"]).map(lambda end: [end] * 12),
        st.lists(st.sampled_from(["\n", "\r\n", "\r", ""]), min_size=12, max_size=12),
    ),
)


def said(article: Article) -> list[object]:
    """What an article says: its blocks with their texts, its sections and its marks."""
    return [
        [(block.kind, article.text_of(block.text_span)) for block in article.blocks if block.span],
        article.title_text,
        article.lead and article.text_of(article.lead.text_span),
        [(section.name, section.kind) for section in article.sections],
        # What is no mark is text; of two halves of a link none says more if a blank line is gone.
        [_mark(article, mark) for mark in article.marks if not isinstance(mark, Problem)],
        article.attribution and article.attribution.publisher,
    ]


def _mark(article: Article, mark: Link | Entity | Escape) -> object:
    match mark:
        case Link(_, slug, _, section, _, label, _):
            return (slug, section, label)
        case Entity(_, text, _):
            return text
        case Escape(span):
            return article.text_of(span)


def _facts(article: Article) -> Facts:
    facts = facts_of(article, "mill")
    return Facts(facts.slug, facts.title, 0, facts.headings, facts.links, facts.entities, b"")


@settings(max_examples=150, deadline=None)
@given(source)
def test_formatting_changes_nothing_that_is_said(text: str) -> None:
    before = parse(text, DEFAULT_SCHEMA)
    after = parse(tidied(text), DEFAULT_SCHEMA)
    assert said(after) == said(before)
    assert _facts(after) == _facts(before)
    assert tidied(after.source) == after.source
    assert after.source.startswith("\ufeff") == text.startswith("\ufeff")


def selected_tidied(text: str) -> str:
    view = little_wiki(f"//- a.article\n{text}").view()
    return apply_edits(view.article.source, range_formatting_edits(view))


def test_only_the_selected_lines_are_tidied() -> None:
    text = "Home \n  Lead. \n##  Notes \n-  a \n- b  \n"
    assert selected_tidied(text.replace("##", "$[##").replace("a ", "a $]")) == (
        "Home \n  Lead. \n## Notes\n- a\n- b  \n"
    )
    assert selected_tidied(text.replace("Lead", "Le$0ad")) == (
        "Home \nLead.\n##  Notes \n-  a \n- b  \n"
    )
    assert selected_tidied(f"$[{text}$]") == tidied(text)


def test_blank_lines_among_the_selected_ones() -> None:
    assert selected_tidied("Home\nL$[ead.\n\n\n## A\n$]\n\nText.\nMore.") == (
        "Home\nLead.\n\n## A\n\n\nText.\nMore."
    )


@settings(max_examples=100, deadline=None)
@given(views(source))
def test_formatting_a_range_changes_nothing_that_is_said(view: View) -> None:
    edits = range_formatting_edits(view)
    assert all(view.lines.holds(edit.span) for edit in edits)
    assert set(edits) <= set(formatting_edits(view.article))
    after = parse(apply_edits(view.article.source, edits), DEFAULT_SCHEMA)
    assert said(after) == said(view.article)
    assert _facts(after) == _facts(view.article)


def entered(text: str, line_break: str = "\n") -> str:
    """A text after Enter was typed at `|`; the cursor is where the editor has put it."""
    before, after = text.replace("\n", line_break).split("|")
    view = view_of(f"{before}{line_break}{after}", len(before) + len(line_break))
    return apply_edits(view.article.source, enter_edits(view)).replace(line_break, "\n")


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Home\n- a|", "Home\n- a\n- "),
        ("Home\n- a|\n- b\n", "Home\n- a\n- \n- b\n"),
        ("Home\n- a| b", "Home\n- a\n- b"),
        ("Home\n- a |Summary", "Home\n- a \n- Summary"),
        ("Home\n- |a", "Home\n- \n- a"),
        ("  - a|\nText.", "  - a\n- \nText."),
        ("Home\n- a\n- |", "Home\n- a\n"),
        ("Home\n- a\n- |\n- b\n", "Home\n- a\n\n- b\n"),
        ("Home\n- a\n -  |  \nText.", "Home\n- a\n  \nText."),
        ("Home\n- a |- b", "Home\n- a \n- b"),
        ("Home\n|- a", "Home\n\n- a"),
        ("Home\nText|", "Home\nText\n"),
        ("- a\n\n|", "- a\n\n\n"),
        ("-|", "-\n"),
        ("|", "\n"),
    ],
)
def test_enter(before: str, after: str, line_break: str) -> None:
    assert entered(before, line_break) == after


def test_enter_where_the_editor_indents() -> None:
    text = "Home\n  - a\n  "
    view = view_of(text, len(text))
    assert apply_edits(text, enter_edits(view)) == "Home\n  - a\n- "


def test_no_line_is_lost_where_line_breaks_are_mixed() -> None:
    text = "Home\r- a\r- \r\n\nText."
    view = view_of(text, text.index("\nText"))
    assert apply_edits(text, enter_edits(view)) == "Home\r- a\r\n\nText."


@settings(max_examples=150, deadline=None)
@given(views(), st.sampled_from(["\n", "\r\n"]))
def test_enter_in_any_text(view: View, line_break: str) -> None:
    source, offset = view.article.source, view.offset
    assume(source[offset - 1 : offset] != "\r" and source[offset : offset + 1] != "\n")
    text = f"{source[:offset]}{line_break}{source[offset:]}"
    typed = view_of(text, offset + len(line_break))
    edits = enter_edits(typed)
    after = parse(apply_edits(text, edits), DEFAULT_SCHEMA)
    lines = len(typed.article.blocks)
    assert len(edits) <= 1
    for edit in edits:
        assert typed.lines.holds(edit.span) or edit.text == ""
        assert len(after.blocks) == (lines if edit.text else lines - 1)
        if edit.text:
            here = typed.block.line
            assert after.blocks[here].kind in ("item", "paragraph")
            assert after.text_of(after.line_span(here)).startswith("- ")
            others = [*after.blocks[:here], *after.blocks[here + 1 :]]
            before = [*typed.article.blocks[:here], *typed.article.blocks[here + 1 :]]
            assert [one.kind for one in others] == [one.kind for one in before]
