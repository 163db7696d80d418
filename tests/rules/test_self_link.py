from __future__ import annotations

from slugline.rules.self_link import RULE
from tests.little_wiki import check_fix, check_rule, little_wiki

CODE = "self-link"


def test_by_its_slug_and_by_redirects() -> None:
    check_rule(
        CODE,
        """
//- slugline.toml
[redirects]
old-mill = "older-mill"
older-mill = "mill"
//- mill.article
The Mill
🎉 [[mill|The Mill]] turns, as an [[old-mill]] does.
  ^^^^^^^^^^^^^^^^^ the article links to itself as `mill`
                                 ^^^^^^^^^^^^ the article links to itself as `old-mill`
- [[mill]]
  ^^^^^^^^
""",
    )


def test_silent_for_sections_and_other_articles() -> None:
    check_rule(
        CODE,
        """
//- mill.article
The Mill
[[mill#summary]] [[#summary]] [[weir]] [[nowhere]] [[Mill]] [[mill
Summary
Text.
//- weir.article
Weir
See the [[mill]].
//- ….article
…
[[#x]] [[]]
""",
    )


def test_silent_where_several_articles_have_the_slug() -> None:
    check_rule(CODE, "//- a/mill.article\nMill\n[[mill]]\n//- b/mill.article\nMill\n[[mill]]")


def test_an_article_comes_before_a_redirect() -> None:
    check_rule(
        CODE,
        """
//- slugline.toml
[redirects]
weir = "mill"
loop = "loop"
//- mill.article
Mill
[[weir]] [[loop]]
//- weir.article
Weir
""",
    )


def test_suspects_are_few() -> None:
    wiki = little_wiki(
        """
//- slugline.toml
[redirects]
old = "mill"
//- mill.article
Mill
[[old]]
//- home.article
Home
[[mill]] [[old]]
//- weir.article
Weir
[[weir]]
"""
    ).wiki
    assert sorted(RULE.suspects(wiki)) == ["mill.article", "weir.article"]


def test_unlink() -> None:
    check_fix(
        CODE,
        """
//- mill.article
The Mill
The [[mill|water **mill]] turns.
    ^^^^^^^^^^^^^^^^^^^^^
""",
        """
//- mill.article
The Mill
The water \\*\\*mill turns.
""",
        title="Keep the text without the link",
        safe=False,
    )


def test_keeps_line_ends() -> None:
    wiki = little_wiki("//- water-mill.article\nМельница\nThe [[water-mill]].\nSummary\n")
    wiki.files["water-mill.article"] = wiki.files["water-mill.article"].replace("\n", "\r\n")
    (found,) = wiki.diagnostics(CODE)
    (fix,) = wiki.fixes(found)
    fixed = wiki.with_fix(found, fix)
    assert fixed.files["water-mill.article"] == "Мельница\r\nThe water mill.\r\nSummary\r\n"
    assert fixed.diagnostics(CODE) == []
