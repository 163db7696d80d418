from __future__ import annotations

from tests.line_ends import crlf
from tests.little_wiki import check_rule

CODE = "empty-section"


def test_finds_headings_with_nothing_below() -> None:
    wiki = check_rule(
        CODE,
        """
//- mill.article
Mill
Summary
^^^^^^^ the section `Summary` is empty
 ## History
 ^^^^^^^^^^ the section `History` is empty

\t
Source
^^^^^^ the section `Source` is empty""",
    )
    assert wiki.fixes(wiki.diagnostics(CODE)[0]) == []


def test_finds_them_with_crlf() -> None:
    check_rule(CODE, crlf("//- mill.article\nMill\nSummary\n^^^^^^^\n\nSource\n^^^^^^\n"))


def test_finds_nothing_where_there_is_any_text() -> None:
    check_rule(
        CODE, crlf("//- mill.article\nMill\nSummary\n\nSUMMARY\n## History\n- -\nSource\n\ufeff")
    )
    check_rule(CODE, "//- mill.article\nMill")
    check_rule(CODE, "//- mill.article\n")
