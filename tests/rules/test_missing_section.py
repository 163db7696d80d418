from __future__ import annotations

import pytest

from tests.line_ends import crlf
from tests.little_wiki import LittleWiki, check_fix, check_rule

CODE = "missing-section"
SCHEMA = """\
[[sections]]
key = "summary"
name = "Summary"
aliases = ["Overview"]
required = true
[[sections]]
key = "facts"
name = "Key Facts"
body = "list"
required = true
[[sections]]
key = "notes"
name = "Notes"
[[sections]]
key = "source"
name = "Source"
body = "attribution"
required = true
"""
OWN = f"//- slugline.toml\n{SCHEMA}//- mill.article\n"


def inserted(source: str) -> list[str]:
    """The text after the fix of each finding."""
    wiki = LittleWiki({"slugline.toml": SCHEMA, "mill.article": source})
    results = []
    found = wiki.diagnostics(CODE)
    for one in found:
        (fix,) = wiki.fixes(one)
        assert not fix.safe
        after = wiki.with_fix(one, fix)
        assert [left.message for left in after.diagnostics(CODE)] == [
            other.message for other in found if other != one
        ]
        results.append(after.files["mill.article"])
    return results


def test_finds_each_required_section_that_is_not_there() -> None:
    check_rule(
        CODE,
        OWN
        + """\
# Mill
^^^^^^ the article has no section `Key Facts`
^^^^^^ the article has no section `Source`
It grinds.
Overview
It grinds.
## Facts
""",
    )


def test_finds_them_without_a_title() -> None:
    check_rule(
        CODE,
        """
//- mill.article

## Summary
^^^^^^^^^^ `Balanced Perspective`
^^^^^^^^^^ `Critical View`
^^^^^^^^^^ `Key Takeaways`
^^^^^^^^^^ `Optimistic View`
^^^^^^^^^^ `Source`
""",
    )


def test_finds_nothing_where_all_are_there_in_any_order() -> None:
    check_rule(CODE, OWN + "Mill\nSource\n## Key Facts\nOverview\nSummary")
    check_rule(CODE, OWN)
    check_rule(CODE, OWN + "\n  \n")


def test_fix_inserts_the_heading_in_its_place() -> None:
    check_fix(
        CODE,
        OWN
        + """\
Mill
^^^^
It grinds.
Summary
It grinds.
## Opening Hours
Always.
Source
Originally reported by The Gazette""",
        OWN
        + """\
Mill
It grinds.
Summary
It grinds.
## Opening Hours
Always.
Key Facts
Source
Originally reported by The Gazette""",
        title="Insert the heading `Key Facts`",
        safe=False,
    )


def test_fix_keeps_crlf_and_the_blank_lines_between_sections() -> None:
    schema = "//- slugline.toml\n" + SCHEMA
    (text,) = inserted("Mill\r\n\r\nSummary\r\nIt grinds.\t\r\n\r\n\r\nSource\r\nA\r\n")
    assert schema
    assert text == "Mill\r\n\r\nSummary\r\nIt grinds.\t\r\n\r\nKey Facts\r\n\r\n\r\nSource\r\nA\r\n"
    (text,) = inserted("Mill\rSummary\rKey Facts\r- a")
    assert text == "Mill\rSummary\rKey Facts\r- a\rSource"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Mill\nKey Facts\nSource", "Mill\nSummary\nKey Facts\nSource"),
        ("Mill\nLead.\n\nKey Facts\nSource\n", "Mill\nLead.\n\nSummary\n\nKey Facts\nSource\n"),
        ("Mill\n## Key Facts\n## Source", "Mill\n## Summary\n## Key Facts\n## Source"),
        ("## Key Facts\n## Source", "## Summary\n## Key Facts\n## Source"),
        ("\ufeff ## Key Facts\rSource", "\ufeff ## Summary\r## Key Facts\rSource"),
        ("- a\nKey Facts\nSource", "- a\nSummary\nKey Facts\nSource"),
        ("Mill\nSummary\nNotes\nx\nSource", "Mill\nSummary\nKey Facts\nNotes\nx\nSource"),
        ("Mill\nSource\nx\nKey Facts\n- a\n", "Mill\nSource\nx\nSummary\nKey Facts\n- a\n"),
        (
            "Mill\nSummary\n\nKey Facts\n- a\n\n\n",
            "Mill\nSummary\n\nKey Facts\n- a\n\nSource\n\n\n",
        ),
        (
            "Mill\n## X\nx\nKey Facts\nSource\nKey Facts",
            "Mill\n## X\nx\nSummary\nKey Facts\nSource\nKey Facts",
        ),
        (
            "Mill\nSummary\nSource\ny\nSummary\nx\n## Y\nz",
            "Mill\nSummary\nSource\ny\nSummary\nx\n## Y\nz\nKey Facts",
        ),
    ],
)
def test_fix_of_strange_articles(before: str, after: str) -> None:
    assert inserted(before) == [after]


def test_fix_of_an_article_with_nothing_but_a_title() -> None:
    assert inserted("Mill") == ["Mill\nKey Facts", "Mill\nSource", "Mill\nSummary"]
    assert inserted("Mill\r\n") == [
        "Mill\r\nKey Facts\r\n",
        "Mill\r\nSource\r\n",
        "Mill\r\nSummary\r\n",
    ]
    assert inserted("Mill\n## X\nx") == [
        "Mill\n## Key Facts\n## X\nx",
        "Mill\n## Source\n## X\nx",
        "Mill\n## Summary\n## X\nx",
    ]


def test_fix_takes_a_line_that_is_nearly_the_heading() -> None:
    check_fix(
        CODE,
        crlf(
            "//- mill.article\nMill\n^^^^\nIt grinds.\nSummary\nX.\nKey takeaway:\n- a\n"
            "Balanced Perspective\nOptimistic View\nCritical View\nSource"
        ),
        crlf(
            "//- mill.article\nMill\nIt grinds.\nSummary\nX.\nKey Takeaways\n- a\n"
            "Balanced Perspective\nOptimistic View\nCritical View\nSource"
        ),
        title="Make the line `Key takeaway:` the heading `Key Takeaways`",
        safe=False,
    )
