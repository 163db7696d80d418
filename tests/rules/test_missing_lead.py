from __future__ import annotations

import pytest

from tests.line_ends import crlf, fixed
from tests.little_wiki import check_fix, check_rule, little_wiki

CODE = "missing-lead"


def test_finds_a_title_with_a_heading_below() -> None:
    check_rule(
        CODE,
        """
//- mill.article
# The Mill
^^^^^^^^^^ the article has no lead below its title

Summary
It grinds.
""",
    )


def test_finds_a_title_alone_and_one_with_items() -> None:
    check_rule(CODE, "//- mill.article\nThe Mill\n^^^^^^^^")
    check_rule(CODE, "//- mill.article\nThe Mill\n^^^^^^^^\n- flour\nSummary\nIt grinds.")


def test_finds_nothing_where_there_is_a_lead_or_no_title() -> None:
    check_rule(CODE, "//- mill.article\nThe Mill\n\n- flour\nIt grinds.\nSummary")
    check_rule(CODE, "//- mill.article\n## Summary\nIt grinds.")
    check_rule(CODE, "//- mill.article\n\n")


def test_fix_writes_whole_sentences_of_the_summary() -> None:
    check_fix(
        CODE,
        """
//- slugline.toml
[lead]
max-length = 40
//- mill.article
The Mill
^^^^^^^^
Summary

The **mill** at [[weir|the weir]] grinds. It is old. It burned, and stood empty for years.
""",
        """
//- slugline.toml
[lead]
max-length = 40
//- mill.article
The Mill
The **mill** at [[weir|the weir]] grinds. It is old.
Summary

The **mill** at [[weir|the weir]] grinds. It is old. It burned, and stood empty for years.
""",
        title="Write a lead from the Summary",
        safe=False,
    )


def test_fix_keeps_crlf_and_blanks_behind_the_title() -> None:
    check_fix(
        CODE,
        crlf("//- mill.article\nThe Mill\t \n^^^^^^^^\nSummary\nIt grinds."),
        crlf("//- mill.article\nThe Mill\t \nIt grinds.\nSummary\nIt grinds."),
    )


@pytest.mark.parametrize(
    ("summary", "lead"),
    [
        ("It is by Dr. Foster of St. Ann, and grinds corn", "It is by Dr. Foster of…"),
        ("It is by J. R. Smith for the people", "It is by J. R. Smith…"),
        ("It said Yahoo! one day and stopped", "It said Yahoo! one day…"),
        ("It has 3.5 stones, 12 cogs, and a cat", "It has 3.5 stones, 12…"),
        ("It grinds corn, (flour) and more too", "It grinds corn, (flour)…"),
        ("It grinds corn all day, [[a|and all night]]", "It grinds corn all day…"),
        ("It grinds “corn” — and all of the bread", "It grinds “corn” — and…"),
        ("It grinds in [[a|all the four towns of it]]", "It grinds in…"),
        ("It grinds ** all the wheat of it**", "It grinds…"),
        (
            "水車は川の水で回り、粉を挽く。石臼は古い。それはまだ使われているが、もう長くはない",
            "水車は川の水で回り、粉を挽く。石臼は古い。",
        ),
        (
            "水車は川の水で回り粉を挽くそれはまだ使われているがもう長くはない古い石臼",
            "水車は川の水で回り粉を挽くそれはまだ使われてい…",
        ),
        ("Donaudampfschifffahrtsgesellschaftskapitän", None),
        ("It \\*grinds\\* \\[\\[corn\\]\\]", "It \\*grinds\\* \\[\\[corn\\]\\]…"),
    ],
)
def test_fix_cuts_between_words(summary: str, lead: str | None) -> None:
    wiki = little_wiki(
        f"//- slugline.toml\nlead.max-length = 24\n//- mill.article\nMill\nSummary\n{summary}"
    )
    (found,) = wiki.diagnostics(CODE)
    fixes = wiki.fixes(found)
    written = [wiki.with_fix(found, fix).files["mill.article"].split("\n")[1] for fix in fixes]
    assert written == ([lead] if lead else [])


def test_fix_needs_a_summary_that_can_be_copied() -> None:
    assert fixed(CODE, "Mill\nSummary\n- It grinds.") is None
    assert fixed(CODE, "Mill\nSource\nIt grinds.") is None
    assert fixed(CODE, "Mill\nSummary\nIt gr\ufffdnds.") is None
    assert fixed(CODE, "Mill") is None
