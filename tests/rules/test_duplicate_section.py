from __future__ import annotations

import pytest

from tests.line_ends import crlf, fixed
from tests.little_wiki import check_fix, check_rule

CODE = "duplicate-section"


def test_finds_each_heading_but_the_first() -> None:
    wiki = check_rule(
        CODE,
        """
//- mill.article
Mill
Summary
A.
  ## Summary
  ^^^^^^^^^^ the article already has a section `Summary`
B.
## History
C.
## History
^^^^^^^^^^ the article already has a section `History`
Summary
^^^^^^^
""",
    )
    assert len(wiki.diagnostics(CODE)) == 3


def test_finds_an_alias_of_a_section() -> None:
    check_rule(
        CODE,
        """
//- slugline.toml
[[sections]]
key = "facts"
name = "Facts"
aliases = ["Overview"]
//- mill.article
Mill
Facts
A.
Overview
^^^^^^^^ already has a section `Facts` (here `Overview`)
""",
    )


def test_finds_nothing_where_names_differ() -> None:
    check_rule(
        CODE,
        "//- mill.article\nSummary\nSummary\n## summary\n## History\n## history\nSource\n- Source",
    )


def test_fix_moves_the_text_to_the_first() -> None:
    check_fix(
        CODE,
        """
//- mill.article
Mill
Summary
A.
B.

Key Takeaways
- c

Summary
^^^^^^^

D.

E.
Source
F
""",
        """
//- mill.article
Mill
Summary
A.
B.
D.

E.

Key Takeaways
- c
Source
F
""",
        title="Move its text to the end of the first one",
        safe=False,
    )


def test_fix_keeps_crlf() -> None:
    check_fix(
        CODE,
        crlf("//- mill.article\nMill\nSummary\nA. \nSource\nB\nSummary\n^^^^^^^\n  C.\nD."),
        crlf("//- mill.article\nMill\nSummary\nA. \n  C.\nD.\nSource\nB"),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("M\nSummary\nA.\nSummary\nB.", "M\nSummary\nA.\nB."),
        ("M\nSummary\nA.\n\n\nSummary\n\nB.\n", "M\nSummary\nA.\nB.\n"),
        ("M\nSummary\nA.\nSummary", "M\nSummary\nA."),
        ("M\nSummary\nSummary\nB.", "M\nSummary\nB."),
        ("M\nSummary\nSummary\n", "M\nSummary\n"),
        ("M\rSummary\rA.\rSource\rSummary\rB.\r\r", "M\rSummary\rA.\rB.\rSource\r\r"),
        ("M\nSummary\nSource\nx\nSummary\n\n\nSource", "M\nSummary\nSource\nx\n\n\nSource"),
        ("\ufeff## Summary\nA.\nSummary\nB.", "\ufeff## Summary\nA.\nB."),
        ("M\nSummary\nA.\nSource\nSummary\n- \ufffd", None),
    ],
)
def test_fix_of_strange_articles(before: str, after: str | None) -> None:
    assert fixed(CODE, before) == after


def test_fixes_of_all_findings_end() -> None:
    source = "M\nSummary\n1\nSummary\n2\nSource\n3\nSummary\n4\nSource\n5"
    for _ in range(3):
        done = fixed(CODE, source)
        assert done
        source = done
    assert source == "M\nSummary\n1\n2\n4\nSource\n3\n5"
