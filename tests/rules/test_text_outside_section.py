from __future__ import annotations

from tests.line_ends import crlf
from tests.little_wiki import LittleWiki, check_rule

CODE = "text-outside-section"


def test_finds_a_second_paragraph_above_the_first_heading() -> None:
    wiki = check_rule(
        CODE,
        """
//- mill.article
Mill
It grinds.

It is **old**.
^^^^^^^^^^^^^^ the paragraph `It is **old**.` stands outside every section
Summary
It grinds.
It is old.
""",
    )
    assert wiki.fixes(wiki.diagnostics(CODE)[0]) == []


def test_finds_one_run_of_lines_once() -> None:
    source = "Mill\r\nIt grinds.\r\n- flour\r\n\r\n  It burned.\r\nIt stands.\r\nSummary\r\n"
    (found,) = LittleWiki({"mill.article": source}).diagnostics(CODE)
    assert found.message == "the item `flour` and 2 more lines stand outside every section"
    assert source[found.span.start : found.span.end].startswith("- flour\r\n")
    assert source[found.span.start : found.span.end].endswith("It stands.")
    (found,) = LittleWiki({"mill.article": "Mill\n- a\n- b\nSummary"}).diagnostics(CODE)
    assert found.message == "the item `a` and 1 more line stand outside every section"


def test_finds_a_run_on_either_side_of_the_lead() -> None:
    check_rule(
        CODE,
        crlf("""
//- mill.article
Mill
- flour
^^^^^^^ the item `flour`
It grinds.
It burned.
^^^^^^^^^^ the paragraph `It burned.`
Summary"""),
    )


def test_finds_text_in_articles_without_title_or_headings() -> None:
    check_rule(CODE, "//- mill.article\n- flour\n^^^^^^^\nIt grinds.\n- bread\n^^^^^^^")
    check_rule(CODE, "//- mill.article\n- flour\n^^^^^^^")


def test_finds_nothing_beside_a_lead() -> None:
    check_rule(CODE, "//- mill.article\nMill\n\nIt grinds.\n\nSummary\nIt grinds.\nIt burned.")
    check_rule(CODE, "//- mill.article\nMill\n## Facts\n- flour\nIt burned.")
    check_rule(CODE, "//- mill.article\nMill")
    check_rule(CODE, "//- mill.article\n")


def test_lines_below_a_heading_that_is_misspelt_are_in_its_section() -> None:
    check_rule(CODE, "//- mill.article\nMill\nIt grinds.\nSUMMARY\nIt grinds.\nIt burned.")
    check_rule(CODE, "//- mill.article\nMill\n### Summary\nIt grinds.\n- flour")
    check_rule(CODE, "//- mill.article\nMill\nIt grinds.\nOld.\n^^^^\nSUMMARY\nIt grinds.")
