from __future__ import annotations

import pytest

from tests.line_ends import crlf, fixed
from tests.little_wiki import LittleWiki, check_fix, check_rule

CODE = "missing-title"


def test_finds_an_article_that_begins_with_a_marked_heading() -> None:
    check_rule(
        CODE,
        """
//- mill.article
## Summary
^^^^^^^^^^ no title line above the heading `Summary`
It grinds.
""",
    )


def test_finds_an_article_that_begins_with_an_item() -> None:
    check_rule(
        CODE,
        """
//- mill.article

  - flour
  ^^^^^^^ above the item `flour`
The Mill
""",
    )


def test_finds_an_empty_article() -> None:
    for source in ("", "\n", " \t\r\n\r", "\ufeff"):
        (found,) = LittleWiki({"mill.article": source}).diagnostics(CODE)
        assert (found.span.start, found.span.end) == (0, 0)
        assert found.message == "the article has no title: it is empty"


def test_finds_nothing_where_there_is_any_title() -> None:
    for line in ("The Mill", "# The Mill", "Summary", "##", "-", "### Mill", "\u00a0"):
        check_rule(CODE, f"//- mill.article\n\n{line}\n## Summary")


def test_fix_inserts_the_words_of_the_slug() -> None:
    check_fix(
        CODE,
        """
//- water-mill-2.article
## Summary
^^^^^^^^^^
It grinds.
""",
        """
//- water-mill-2.article
Water Mill 2
## Summary
It grinds.
""",
        title="Insert the title `Water Mill 2`",
        safe=False,
    )


def test_fix_keeps_crlf_and_blank_lines() -> None:
    check_fix(
        CODE,
        crlf("//- mill.article\n\n- flour\n^^^^^^^\n"),
        crlf("//- mill.article\nMill\n\n- flour\n"),
    )


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("mill.article", "", "Mill\n"),
        ("mill.article", "- a", "Mill\n- a"),
        ("mill.article", "- a\r- b", "Mill\r- a\r- b"),
        ("mill.article", "\ufeff## Summary\n", "\ufeffMill\n## Summary\n"),
        ("a/b/Old Mill.txt", "- a", "Old Mill\n- a"),
        ("мельница-на-реке.txt", "- a", "Мельница На Реке\n- a"),
        ("---.txt", "- a", "Untitled\n- a"),
        (".txt", "- a", "Txt\n- a"),
    ],
)
def test_fix_of_strange_articles(path: str, before: str, after: str) -> None:
    assert fixed(CODE, before, path=path) == after
