from __future__ import annotations

import pytest

from tests.line_ends import crlf, fixed
from tests.little_wiki import LittleWiki, check_fix, check_rule

CODE = "unknown-section"


def test_finds_headings_outside_the_schema() -> None:
    check_rule(
        CODE,
        """
//- mill.article
Mill
  ## Visiting Hours
  ^^^^^^^^^^^^^^^^^ the wiki's articles have no section `Visiting Hours`
## Sumary
^^^^^^^^^ have no section `Sumary`; near: `Summary`
## summary
^^^^^^^^^^ near: `Summary`
## Takeaways
^^^^^^^^^^^^ near: `Key Takeaways`
""",
    )


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("SUMMARY", "Summary"),
        ("summary", "Summary"),
        ("Summary:", "Summary"),
        ("Summary.", "Summary"),
        ("**Summary**", "Summary"),
        ("_Summary_", None),
        ("#Summary", "Summary"),
        ("# Summary", "Summary"),
        ("### Summary", "Summary"),
        ("##Summary", "Summary"),
        ("#### Balanced Perspective", "Balanced Perspective"),
        ("### Part one", None),
        ("Summaries", "Summary"),
        ("Sumary", "Summary"),
        ("Sumamry", "Summary"),
        ("Summer", None),
        ("The Summary", None),
        ("Summary of it", None),
        ("Key takeaway", "Key Takeaways"),
        ("Key Takeaway", "Key Takeaways"),
        ("key-takeaways", "Key Takeaways"),
        ("Key\u00a0Takeaways", "Key Takeaways"),
        ("Key  Takeaways", "Key Takeaways"),
        ("KeyTakeaways", "Key Takeaways"),
        ("Key takeawys.", None),
        ("Key takeawys!", None),
        ("Key takeawys", "Key Takeaways"),
        ("Optimistic Views", "Optimistic View"),
        ("Optimstic view:", "Optimistic View"),
        ("Criticla View", "Critical View"),
        ("Balanced Perspective —", "Balanced Perspective"),
        ("Balanced Perspective ———", None),
        ("Sources", "Source"),
        ("Sauce", None),
        ("- Summary", None),
        ("---", None),
        ("***", None),
        ("It is old", None),
        ("Ｓummary", "Summary"),
    ],
)
def test_finds_lines_that_are_nearly_a_section_name(line: str, name: str | None) -> None:
    marks = f"\n{'^' * len(line)} is nearly the heading `{name}`" if name else ""
    wiki = check_rule(CODE, f"//- mill.article\nMill\nIt grinds.\n{line}{marks}\nIt is old.")
    if name:
        (found,) = wiki.diagnostics(CODE)
        (fix,) = wiki.fixes(found)
        assert not fix.safe
        after = wiki.with_fix(found, fix)
        assert after.files["mill.article"] == f"Mill\nIt grinds.\n{name}\nIt is old."
        assert not after.diagnostics(CODE)


def test_finds_them_in_the_place_of_the_lead_and_in_sections() -> None:
    check_rule(CODE, "//- mill.article\nMill\nsummary\n^^^^^^^\nSource\n\n  source\n  ^^^^^^\n")


def test_finds_nothing_in_titles_headings_and_items() -> None:
    check_rule(CODE, "//- mill.article\nSUMMARY\nIt grinds.\nSummary\n- SUMMARY\n## Source")
    check_rule(CODE, "//- mill.article\n")


def test_the_names_are_those_of_the_wiki() -> None:
    own = """
//- slugline.toml
[[sections]]
key = "facts"
name = "Ďakujeme"
aliases = ["Stories", "Story", "C++"]
//- mill.article
Mill
"""
    check_rule(CODE, own + "Summary\nSTORY\n^^^^^ `Story`\nstories:\n^^^^^^^^ `Stories`\n")
    check_rule(CODE, own + "ďakujeme\n^^^^^^^^\nD\u030cakujeme\n^^^^^^^^^\nC\n^ `C++`\n")
    check_rule(CODE, own + "## Key Takeaways\n^^^^^^^^^^^^^^^^ have no section `Key Takeaways`\n")


def test_fix_writes_the_nearest_name() -> None:
    check_fix(
        CODE,
        """
//- mill.article
Mill
##  key takeaway
^^^^^^^^^^^^^^^^
- It grinds.
""",
        """
//- mill.article
Mill
##  Key Takeaways
- It grinds.
""",
        title="Make it the heading `Key Takeaways`",
        safe=False,
    )


def test_fix_keeps_crlf_and_blanks() -> None:
    check_fix(
        CODE,
        crlf("//- mill.article\nMill\nIt grinds.\n  ### Summary \n  ^^^^^^^^^^^\nIt grinds."),
        crlf("//- mill.article\nMill\nIt grinds.\n  Summary \nIt grinds."),
    )


def test_no_fix_where_no_name_is_near() -> None:
    assert fixed(CODE, "Mill\n## Visiting Hours") is None
    wiki = LittleWiki({"slugline.toml": "sections = []", "mill.article": "Mill\n## Summary\nX"})
    (found,) = wiki.diagnostics(CODE)
    assert wiki.fixes(found) == []
