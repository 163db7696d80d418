from __future__ import annotations

from slugline.rules.repeated_link import RULE
from tests.little_wiki import check_fix, check_rule, little_wiki

CODE = "repeated-link"

WIKI = """
//- slugline.toml
[redirects]
old-weir = "weir"
//- weir.article
Weir
A low dam.
"""


def test_the_same_target_again_in_one_section() -> None:
    check_rule(
        CODE,
        WIKI
        + """\
//- home.article
Home
𝔸 [[weir]] and [[weir|Weir]]
               ^^^^^^^^^^^^^ `weir` is already linked in this section
Beyond the lead [[old-weir]].
                ^^^^^^^^^^^^ `weir` is already linked in this section
Summary
[[weir]] [[weir#dam]] [[weir#dam|x]]
                      ^^^^^^^^^^^^^^ `weir#dam` is already linked in this section
Key Takeaways
- [[weir]]
- [[old-weir|the weir]]
  ^^^^^^^^^^^^^^^^^^^^^ `weir` is already linked in this section
""",
    )


def test_silent_for_other_targets_sections_of_targets_and_sections() -> None:
    check_rule(
        CODE,
        WIKI
        + """\
//- home.article
Home
[[weir]] [[weir#dam]] [[weir#pool]] [[home]] [[#summary]]
Summary
[[weir]] [[#summary]]
Summary
[[weir]] [[weir
""",
    )


def test_sections_of_the_own_article_by_either_form() -> None:
    check_rule(
        CODE,
        """
//- home.article
Home
[[#summary]] [[home#summary]]
             ^^^^^^^^^^^^^^^^ `home#summary` is already linked
""",
    )


def test_targets_that_are_not_there_count_too() -> None:
    check_rule(
        CODE,
        """
//- home.article
Home
[[nowhere]] [[nowhere|x]] [[No Where]]
            ^^^^^^^^^^^^^
""",
    )


def test_an_article_without_a_slug() -> None:
    check_rule(CODE, "//- ….article\n…\n[[#x]] [[#x|y]]\n       ^^^^^^^^ `#x` is already linked")


def test_suspects_are_few() -> None:
    wiki = little_wiki(
        WIKI
        + """\
//- home.article
Home
[[weir]] [[old-weir]]
//- other.article
Other
[[weir]] [[home]]
"""
    ).wiki
    assert list(RULE.suspects(wiki)) == ["home.article"]


def test_unlink_the_later_one() -> None:
    check_fix(
        CODE,
        WIKI
        + """\
//- home.article
Home
The [[weir|Weir]] feeds the mill and the [[old-weir|Weir]] the pond.
                                         ^^^^^^^^^^^^^^^^^
""",
        WIKI
        + """\
//- home.article
Home
The [[weir|Weir]] feeds the mill and the Weir the pond.
""",
        title="Keep the text without the link",
        safe=False,
    )


def test_keeps_line_ends() -> None:
    wiki = little_wiki(WIKI + "//- home.article\nДом\n[[weir]]\n🎉 [[weir]]\nSummary\n")
    wiki.files["home.article"] = wiki.files["home.article"].replace("\n", "\r\n")
    (found,) = wiki.diagnostics(CODE)
    (fix,) = wiki.fixes(found)
    fixed = wiki.with_fix(found, fix)
    assert fixed.files["home.article"] == "Дом\r\n[[weir]]\r\n🎉 weir\r\nSummary\r\n"
