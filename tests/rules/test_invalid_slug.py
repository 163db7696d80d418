from __future__ import annotations

import pytest

from tests.little_wiki import check_fix, check_rule, little_wiki

CODE = "invalid-slug"

MILL = """\
//- water-mill.article
Water Mill
A mill that a river drives.
"""


def test_targets_that_are_no_slugs() -> None:
    check_rule(
        CODE,
        """
//- home.article
Home
[[Water Mill]] [[water_mill|x]] [[../x.txt]] [[-]] [[Water-Mill#top]]
  ^^^^^^^^^^ `Water Mill` is not a slug; write `water-mill`
                 ^^^^^^^^^^ `water_mill` is not a slug; write `water-mill`
                                  ^^^^^^^^ `../x.txt` is not a slug; as one it is `x-txt`, which no
                                               ^ `-` is not a slug
                                                     ^^^^^^^^^^ `Water-Mill` is not a slug
"""
        + MILL,
    )


def test_silent_where_it_is_a_slug_or_there_is_none() -> None:
    check_rule(
        CODE,
        """
//- home.article
Home [[No Slug]]
[[water-mill|Water Mill]] [[nowhere]] [[#Not A Section]] [[]] [[ ]] [[|No Slug]] [[No Slug
[[война-и-мир]] [[été]] [[水-車]]
"""
        + MILL,
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[[Water Mill]]", "[[water-mill|Water Mill]]"),
        ("[[Water Mill|it]]", "[[water-mill|it]]"),
        ("[[Water Mill#dam]]", "[[water-mill#dam|Water Mill]]"),
        ("[[ water-mill ]]", "[[water-mill]]"),
        ("[[water_mill]]", "[[water-mill]]"),
        ("[[../water-mill]]", "[[water-mill]]"),
        ("[[**Water Mill**]]", "[[water-mill]]"),
        ("[[Wàter’s Mill]]", "[[waters-mill|Wàter’s Mill]]"),
        ("[[E\u0301te\u0301]]", "[[été|E\u0301te\u0301]]"),
        ("[[Old Mill]]", "[[old-mill|Old Mill]]"),
        ("[[Coracle]]", "[[coracle|Coracle]]"),
    ],
)
def test_the_slug_form_of_something_that_is_there_is_a_safe_fix(before: str, after: str) -> None:
    wiki = little_wiki(
        f"""
//- slugline.toml
inventories = ["published.tsv"]
[redirects]
old-mill = "water-mill"
//- published.tsv
coracle	Coracle
//- home.article
Home
See 🎉 {before}.
//- waters-mill.article
Water’s Mill
Lead.
//- été.article
Été
Lead.
{MILL}"""
    )
    (found,) = wiki.diagnostics(CODE)
    (fix,) = wiki.fixes(found)
    assert fix.safe
    fixed = wiki.with_fix(found, fix)
    assert fixed.files["home.article"] == f"Home\nSee 🎉 {after}."
    assert fixed.diagnostics(CODE, "broken-link") == []


def test_keeps_line_ends() -> None:
    wiki = little_wiki(f"//- home.article\nHome\nSee [[Water Mill]].\nSummary\n{MILL}")
    wiki.files["home.article"] = wiki.files["home.article"].replace("\n", "\r\n")
    (found,) = wiki.diagnostics(CODE)
    fixed = wiki.with_fix(found, wiki.fixes(found)[0])
    assert fixed.files["home.article"] == "Home\r\nSee [[water-mill|Water Mill]].\r\nSummary"


def test_near_slugs_and_the_form_where_nothing_has_it() -> None:
    text = """
//- home.article
Home
See [[Watr Mill]].
      ^^^^^^^^^ `Watr Mill` is not a slug; as one it is `watr-mill`, which no article has
"""
    check_fix(
        CODE,
        text + MILL,
        """
//- home.article
Home
See [[water-mill|Water Mill]].
"""
        + MILL,
        title="Link to `water-mill`",
        safe=False,
    )
    check_fix(
        CODE,
        text + MILL,
        """
//- home.article
Home
See [[watr-mill|Watr Mill]].
"""
        + MILL,
        title="Write it as `watr-mill`",
        safe=False,
    )


def test_a_path_to_a_file() -> None:
    check_fix(
        CODE,
        """
//- home.article
Home
See [[../mills/water-mill.article]].
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^
"""
        + MILL,
        """
//- home.article
Home
See [[water-mill|Water Mill]].
"""
        + MILL,
        title="Link to `water-mill`",
        safe=False,
    )


def test_a_redirect_to_nothing_is_not_safe() -> None:
    wiki = check_rule(
        CODE,
        """
//- slugline.toml
[redirects]
old-mill = "nowhere"
//- home.article
Home
[[Old Mill]]
  ^^^^^^^^ as one it is `old-mill`
""",
    )
    assert [fix.safe for fix in wiki.fixes(wiki.diagnostics(CODE)[0])] == [False]


def test_blanks_before_a_section() -> None:
    check_fix(
        CODE,
        "//- home.article\nHome\n[[ #top]]\n  ^ ` ` is not a slug",
        "//- home.article\nHome\n[[#top]]",
        safe=False,
    )


@pytest.mark.parametrize("slug", ["🎉", "...", "\u200b", "\u0301", r"\|", "-", "x" * 9999 + "-"])
def test_odd_targets_are_invalid_and_nothing_worse(slug: str) -> None:
    wiki = little_wiki(f"//- home.article\nHome\n[[{slug}]]")
    (found,) = wiki.diagnostics(CODE)
    assert found.message.isprintable()
    assert len(found.message) < 300
    for fix in wiki.fixes(found):
        assert not fix.safe
        assert wiki.with_fix(found, fix).diagnostics(CODE) == []
