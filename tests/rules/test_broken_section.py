from __future__ import annotations

import pytest

from tests.little_wiki import check_fix, check_rule, little_wiki

CODE = "broken-section"

MILL = """\
//- mill.article
The Mill
A mill by the river.
Summary
Built in 1287.
Key Takeaways
- It is old
## Übersicht & Карта
Both.
"""


def test_names_the_nearest_section() -> None:
    check_rule(
        CODE,
        """
//- home.article
Home
[[mill#sumary]] [[mill#takeaways|x]] [[mill#qqq]]
       ^^^^^^ `mill` has no section `sumary`; near: `summary`
                       ^^^^^^^^^ `mill` has no section `takeaways`; near: `key-takeaways`
                                            ^^^ `mill` has no section `qqq`
"""
        + MILL,
    )


def test_silent_where_the_target_has_the_section_or_is_no_article() -> None:
    check_rule(
        CODE,
        """
//- slugline.toml
inventories = ["published.tsv"]
//- published.tsv
coracle	Coracle
//- home.article
Home
[[mill#summary]] [[mill#key-takeaways|x]] [[mill#ubersicht-карта]] [[mill]] [[#source]]
[[coracle#anything]] [[nowhere#anything]] [[No Slug#anything]] [[mill#]]
Source
Originally reported by The Valley Gazette
"""
        + MILL,
    )


def test_sections_of_the_own_article() -> None:
    check_rule(
        CODE,
        """
//- home.article
Home
[[#source]] [[#summary]] [[home#summary]]
               ^^^^^^^ this article has no section `summary`; near: `source`
                                ^^^^^^^ `home` has no section `summary`
Source
Originally reported by The Valley Gazette
//- other.article
Other
[[#summary]] [[#source]]
                ^^^^^^ this article has no section `source`
Summary
Text.
""".replace("; near: `source`", ""),
    )


def test_an_article_without_sections() -> None:
    check_rule(
        CODE,
        """
//- home.article
Home
[[#summary]]
   ^^^^^^^ this article has no section `summary`: it has no sections at all
""",
    )


def test_through_a_redirect_and_with_a_slug_that_two_claim() -> None:
    check_rule(
        CODE,
        """
//- slugline.toml
[redirects]
old-mill = "mill"
//- home.article
Home
[[old-mill#summary]] [[old-mill#sumary]] [[twin#summary]] [[twin#source]] [[twin#x]]
                                ^^^^^^ `mill` has no section `sumary`; near: `summary`
                                                                                 ^ `twin` has
//- a/twin.article
Twin
Lead.
Summary
Text.
//- b/twin.article
Twin
Lead.
Source
Text.
"""
        + MILL,
    )


def test_the_comparison_is_exact() -> None:
    check_rule(
        CODE,
        """
//- home.article
Home
[[mill#Key Takeaways]] [[mill# summary]]
       ^^^^^^^^^^^^^ near: `key-takeaways`
                              ^^^^^^^^ near: `summary`
"""
        + MILL,
    )


@pytest.mark.parametrize("section", ["🎉", "#x", "a#b", "**x**", r"\|", "\u202e"])
def test_odd_sections_are_broken_and_nothing_worse(section: str) -> None:
    wiki = little_wiki(f"//- home.article\nHome\n[[mill#{section}]] [[#{section}]]\n{MILL}")
    found = wiki.diagnostics(CODE)
    assert len(found) == 2
    for one in found:
        assert one.message.isprintable()
        for fix in wiki.fixes(one):
            assert len(wiki.with_fix(one, fix).diagnostics(CODE)) == 1


def test_a_heading_without_a_slug_is_no_target() -> None:
    wiki = little_wiki("//- home.article\nHome\n[[#x]]\n## 🎉\n## ***")
    (found,) = wiki.diagnostics(CODE)
    assert "no sections at all" in found.message


def test_link_to_the_nearest_section() -> None:
    check_fix(
        CODE,
        """
//- home.article
Home
See [[mill#sumary|how it began]].
           ^^^^^^
"""
        + MILL,
        """
//- home.article
Home
See [[mill#summary|how it began]].
"""
        + MILL,
        title="Link to the section `summary`",
        safe=False,
    )


def test_link_to_the_nearest_section_of_the_own_article_with_crlf() -> None:
    wiki = little_wiki("//- home.article\nДом 𝔸\n🎉 [[#sumary]]\nSummary\nText.")
    wiki.files["home.article"] = wiki.files["home.article"].replace("\n", "\r\n")
    (found,) = wiki.diagnostics(CODE)
    assert (found.start.line, found.start.column, found.end.column) == (1, 5, 11)
    fix, text_only = wiki.fixes(found)
    fixed = wiki.with_fix(found, fix)
    assert fixed.files["home.article"] == "Дом 𝔸\r\n🎉 [[#summary]]\r\nSummary\r\nText."
    assert fixed.diagnostics(CODE) == []
    fixed = wiki.with_fix(found, text_only)
    assert fixed.files["home.article"] == "Дом 𝔸\r\n🎉 sumary\r\nSummary\r\nText."


def test_link_to_the_whole_article() -> None:
    check_fix(
        CODE,
        """
//- home.article
Home
See [[mill#qqq|how it began]].
           ^^^
"""
        + MILL,
        """
//- home.article
Home
See [[mill|how it began]].
"""
        + MILL,
        title="Link to the whole article",
        safe=False,
    )
