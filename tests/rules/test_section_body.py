from __future__ import annotations

import pytest

from tests.line_ends import crlf, fixed
from tests.little_wiki import LittleWiki, check_fix, check_rule

CODE = "section-body"
ITALIAN = """
//- slugline.toml
attribution = "Da {publisher}, con grazie."
[[sections]]
key = "a"
name = "Any"
body = "any"
[[sections]]
key = "b"
name = "Fonte"
body = "attribution"
//- mill.article
Mill
"""


def test_finds_prose_among_items() -> None:
    check_rule(
        CODE,
        """
//- mill.article
Mill
Key Takeaways
- It grinds.
  It is **old**.
  ^^^^^^^^^^^^^^ the paragraph `It is **old**.` stands in the section `Key Takeaways`, which

* It burned.
^^^^^^^^^^^^
""",
    )


def test_finds_items_in_prose() -> None:
    check_rule(
        CODE,
        """
//- mill.article
Mill
## Summary
It grinds.
- flour
^^^^^^^ the item `flour` stands in the section `Summary`, which holds prose
Critical View
- It burned.
^^^^^^^^^^^^
""",
    )


def test_finds_what_is_no_attribution() -> None:
    check_rule(
        CODE,
        """
//- mill.article
Mill
Source
Thanks to all.
^^^^^^^^^^^^^^ `Thanks to all.` is no attribution: the section `Source` holds one line, `Originally
- Originally reported by The Gazette
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ is no attribution
Originally reported by
^^^^^^^^^^^^^^^^^^^^^^ is no attribution
Originally reported by The Gazette
Originally reported by The Herald
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ is a second attribution in the section `Source`
""",
    )
    check_rule(CODE, ITALIAN + "Fonte\nDa Il Po\n^^^^^^^^\nDa , con grazie.\n^^^^^^^^^^^^^^^^\n")


def test_finds_nothing_in_sections_with_the_right_body() -> None:
    check_rule(
        CODE,
        """
//- mill.article
Mill
- not in a section
Lead.
Summary
It grinds.

It is old.
Key Takeaways

- It grinds.
- It is old.
Source

Originally reported by The **Gazette**.
## Other
- one
Two.
""",
    )
    check_rule(CODE, ITALIAN + "Any\n- one\nTwo.\nFonte\nDa La Gazzetta, con grazie.")
    check_rule(CODE, "//- mill.article\nMill\nSummary\nSource\nKey Takeaways")


def test_lines_below_a_heading_that_is_misspelt_are_not_judged() -> None:
    check_rule(
        CODE,
        """
//- mill.article
Mill
Summary
- It grinds.
^^^^^^^^^^^^
Key takeaway
- It grinds.
- It is old.
Source
Originally reported by The Gazette
""",
    )


def test_fix_makes_an_item() -> None:
    check_fix(
        CODE,
        """
//- mill.article
Mill
Key Takeaways
  It **grinds**.
  ^^^^^^^^^^^^^^
""",
        """
//- mill.article
Mill
Key Takeaways
  - It **grinds**.
""",
        title="Make it an item",
        safe=False,
    )


@pytest.mark.parametrize(
    ("line", "item"),
    [
        ("* one", "- one"),
        ("• one", "- one"),
        ("•one", "- one"),
        ("-\tone", "- one"),
        ("-\u00a0one", "- one"),
        ("-one", "- one"),
        ("– one", "- one"),
        ("+ one", "- one"),
        ("-5 degrees", "- -5 degrees"),
        ("**one**", "- **one**"),
        ("*one*", "- *one*"),
        ("1. one", "- 1. one"),
        ("-", "- -"),
        ("##", "- ##"),
        ("\\- one", "- \\- one"),
    ],
)
def test_fix_takes_bullets_for_marks(line: str, item: str) -> None:
    assert fixed(CODE, f"Mill\nKey Takeaways\n{line}") == f"Mill\nKey Takeaways\n{item}"


def test_fix_makes_a_paragraph() -> None:
    check_fix(
        CODE,
        crlf("//- mill.article\nMill\nSummary\n  -   It grinds. \n  ^^^^^^^^^^^^^^\n"),
        crlf("//- mill.article\nMill\nSummary\n  It grinds. \n"),
        title="Make it a paragraph",
        safe=False,
    )


@pytest.mark.parametrize(
    ("line", "paragraph"),
    [
        ("- - one", "one"),
        ("- \t- one", "one"),
        ("- # one", "# one"),
        ("- -", "-"),
        ("- Source", None),
        ("- ## one", None),
        ("- ## ", "## "),
    ],
)
def test_fix_makes_no_heading(line: str, paragraph: str | None) -> None:
    after = fixed(CODE, f"Mill\nSummary\n{line}")
    assert after == (f"Mill\nSummary\n{paragraph}" if paragraph else None)


@pytest.mark.parametrize(
    ("line", "attribution"),
    [
        ("- Originally reported by The Gazette", "The Gazette"),
        ("originally reported by The Gazette", "The Gazette"),
        ("Originally  reported by: The Gazette", "The Gazette"),
        ("Reported by The Gazette", "The Gazette"),
        ("Originally published by The Gazette", "The Gazette"),
        ("Originally reported by [[gazette|The Gazette]]", None),
        ("The Gazette", "The Gazette"),
        ("- [[gazette|The Gazette]]", "[[gazette|The Gazette]]"),
        ("Psychiatrist.com", "Psychiatrist.com"),
        ("Source: The Gazette", None),
        ("Originally reported by", None),
        ("We thank all who helped us with this.", None),
        ("We thank all who helped us with this", None),
        ("Origin\ufffdlly reported by X", None),
    ],
)
def test_fix_writes_the_wikis_wording(line: str, attribution: str | None) -> None:
    before = f"Mill\nSource\n{line}\n"
    if not LittleWiki({"mill.article": before}).diagnostics(CODE):
        assert line.startswith("Originally reported by ")
        return
    after = f"Mill\nSource\nOriginally reported by {attribution}\n" if attribution else None
    assert fixed(CODE, before) == after


def test_fix_writes_a_wording_that_goes_on_after_the_publisher() -> None:
    for line in ("da La Gazzetta, Con Grazie.", "- La Gazzetta", "Da La Gazzetta"):
        check_fix(
            CODE,
            f"{ITALIAN}Fonte\n{line}\n{'^' * len(line)}",
            f"{ITALIAN}Fonte\nDa La Gazzetta, con grazie.",
            title="Write `Da La Gazzetta, con grazie.`",
        )


def test_no_second_attribution_is_written() -> None:
    before = "Mill\nSource\nThe Herald\nOriginally reported by The Gazette"
    assert fixed(CODE, before) is None
