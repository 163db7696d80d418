from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slugline.syntax import parse
from tests.line_ends import crlf, fixed
from tests.little_wiki import LittleWiki, check_fix, check_rule

CODE = "section-order"


def test_finds_the_first_heading_that_comes_too_late() -> None:
    check_rule(
        CODE,
        """
//- mill.article
Mill
Summary
Optimistic View
Critical View
## History
 ## Balanced Perspective
 ^^^^^^^^^^^^^^^^^^^^^^^ the section `Balanced Perspective` belongs before `Optimistic View`
Key Takeaways
Source
""",
    )


def test_finds_nothing_in_the_schemas_order() -> None:
    check_rule(CODE, "//- mill.article\nMill\nSummary\n## X\nCritical View\n## A\nSource")
    check_rule(CODE, "//- mill.article\nMill\nSource\nAbout Source.\n- Summary")
    check_rule(CODE, "//- mill.article\nSource\nSummary\n")


def test_a_second_heading_of_a_section_is_not_out_of_order() -> None:
    check_rule(CODE, "//- mill.article\nMill\nSummary\nSource\nSummary\n")
    check_rule(CODE, "//- mill.article\nMill\nSource\nSummary\n^^^^^^^\nSource\nSummary\n")


def test_the_order_is_that_of_the_wiki() -> None:
    check_rule(
        CODE,
        """
//- slugline.toml
[[sections]]
key = "b"
name = "Beta"
aliases = ["Second"]
[[sections]]
key = "a"
name = "Alpha"
//- mill.article
Mill
Alpha
x
Second
^^^^^^ the section `Second` belongs before `Alpha`
""",
    )


def test_fix_moves_whole_sections_with_the_unknown_ones_below() -> None:
    check_fix(
        CODE,
        """
//- mill.article
Mill
It grinds.
## Before
x
Source
A
Key Takeaways
^^^^^^^^^^^^^
- b

- c
## History
D.
Summary
E.""",
        """
//- mill.article
Mill
It grinds.
## Before
x
Summary
E.
Key Takeaways
- b

- c
## History
D.
Source
A""",
        title="Put the sections in order",
        safe=True,
    )


def test_fix_keeps_crlf_and_the_blank_lines_between_sections() -> None:
    check_fix(
        CODE,
        crlf("//- mill.article\nMill\n\nSource\n\nA\n\n\nSummary\n^^^^^^^\nE.\n"),
        crlf("//- mill.article\nMill\n\nSummary\nE.\n\n\nSource\n\nA\n"),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("M\rSource\rA\rSummary\r  E. ", "M\rSummary\r  E. \rSource\rA"),
        ("M\nSource\nA\nSummary\n \t", "M\nSummary\nSource\nA\n \t"),
        ("M\nSource\nSummary", "M\nSummary\nSource"),
        ("M\n  Source\n A\nSummary\n", "M\nSummary\n  Source\n A\n"),
        (
            "M\nSource\n1\nSummary\n2\nSource\n3\nSummary\n4",
            "M\nSummary\n2\nSummary\n4\nSource\n1\nSource\n3",
        ),
        ("- x\nSource\nSummary", "- x\nSummary\nSource"),
        ("## Source\n## Summary\nE.", "## Summary\nE.\n## Source"),
        ("\ufeff## Source\n## Summary\nE.", "\ufeff## Summary\nE.\n## Source"),
        ("## Source\nSummary\nE.", None),
        ("M\nSource\n\ufffd\nSummary", None),
    ],
)
def test_fix_of_strange_articles(before: str, after: str | None) -> None:
    assert fixed(CODE, before) == after


_LINES = st.lists(
    st.sampled_from(
        (
            *("Summary", "Key Takeaways", "Source", "## Source", " Critical View ", "## X", "- a"),
            *("Some text.", "", " ", "[[x", "**a**"),
        )
    ),
    max_size=14,
)


@settings(max_examples=200, deadline=None)
@given(_LINES, st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_nothing_is_lost(lines: list[str], line_break: str, bom: bool) -> None:
    source = "\ufeff" * bom + line_break.join(lines)
    wiki = LittleWiki({"mill.article": source})
    found = wiki.diagnostics(CODE)
    if not found:
        return
    after = fixed(CODE, source)
    if after is None:
        assert parse(source).title is None
        return
    assert not LittleWiki({"mill.article": after}).diagnostics(CODE)
    assert sorted(after) == sorted(source)
    assert sorted(map(str.strip, after.split(line_break))) == sorted(
        map(str.strip, source.split(line_break))
    )
    old, new = parse(source), parse(after)
    assert [block.kind for block in new.blocks].count("title") == [
        block.kind for block in old.blocks
    ].count("title")
    assert sorted(section.name for section in new.sections) == sorted(
        section.name for section in old.sections
    )
