from __future__ import annotations

import pytest

from tests.little_wiki import check_fix, check_rule, little_wiki

CODE = "broken-link"

MILL = """\
//- water-mill.article
Water Mill
A mill that a river drives.
"""


def titles(text: str) -> list[str]:
    wiki = check_rule(CODE, text)
    return [fix.title for fix in wiki.fixes(wiki.diagnostics(CODE)[0])]


def test_names_the_slug_and_what_is_near() -> None:
    check_rule(
        CODE,
        """
//- home.article
Home
See [[watr-mill|Water Mill]] and [[water-mill]] and [[nowhere#there]].
      ^^^^^^^^^ no article has the slug `watr-mill`; near: `water-mill`
                                                      ^^^^^^^ no article has the slug `nowhere`
"""
        + MILL,
    )


def test_silent_where_the_slug_leads_to_an_article_an_inventory_or_a_redirect() -> None:
    check_rule(
        CODE,
        """
//- slugline.toml
inventories = ["published.tsv"]
[redirects]
mill = "water-mill"
boat = "coracle"
//- published.tsv
coracle	Coracle
//- home.article
Home
[[water-mill]] [[coracle|boat]] [[mill]] [[boat]] [[#top]] [[home]]
"""
        + MILL,
    )


def test_leaves_what_is_no_slug_to_the_other_rules() -> None:
    check_rule(
        CODE,
        """
//- home.article
Home
[[No Slug]] [[no_slug]] [[../no]] [[]] [[|x]] [[open
[[ ]]
""",
    )


def test_outside_of_paragraphs_and_items_there_are_no_links() -> None:
    check_rule(
        CODE,
        """
//- home.article
Home [[nowhere]]
Lead.
## Heading [[nowhere]]
- An [[nowhere|item]]
       ^^^^^^^
""",
    )


def test_redirects_to_nothing_and_in_a_circle() -> None:
    wiki = check_rule(
        CODE,
        """
//- slugline.toml
[redirects]
old-mill = "water-mil"
left = "right"
right = "left"
//- home.article
Home
[[old-mill]] and [[left]] and [[lefd]]
  ^^^^^^^^ `old-mill` is a redirect to `water-mil`, which is no article; near: `water-mill`
                   ^^^^ the redirects of `left` lead around in a circle
                                ^^^^ no article has the slug `lefd`
"""
        + MILL,
    )
    old, left, near = wiki.diagnostics(CODE)
    assert [fix.title for fix in wiki.fixes(old)] == [
        "Link to `water-mill`",
        "Create the article `water-mil.article`",
        "Keep the text without the link",
    ]
    assert [fix.title for fix in wiki.fixes(left)] == ["Keep the text without the link"]
    assert "near" not in near.message, "a redirect to nothing is not offered"


def test_other_scripts_crlf_and_characters_beyond_the_basic_plane() -> None:
    wiki = little_wiki(
        """
//- home.article
Дом
𝔸🎉 [[водяная-мельнца|Водяная мельница]]
//- водяная-мельница.article
Водяная мельница
Мельница на реке.
"""
    )
    wiki.files["home.article"] = wiki.files["home.article"].replace("\n", "\r\n")
    (found,) = wiki.diagnostics(CODE)
    assert (found.start.line, found.start.column, found.end.column) == (1, 5, 20)
    assert "near: `водяная-мельница`" in found.message
    fixed = wiki.with_fix(found, wiki.fixes(found)[0])
    assert fixed.files["home.article"] == "Дом\r\n𝔸🎉 [[водяная-мельница|Водяная мельница]]"
    assert fixed.diagnostics(CODE) == []


def test_the_fixes_and_their_order() -> None:
    text = """
//- a/home.txt
Home
[[watr-mill|the mill]]
  ^^^^^^^^^
"""
    assert titles(text + MILL) == [
        "Link to `water-mill`",
        "Create the article `a/watr-mill.txt`",
        "Keep the text without the link",
    ]


def test_use_a_near_slug() -> None:
    check_fix(
        CODE,
        """
//- home.article
Home
See [[watr-mill#dam|the mill]].
      ^^^^^^^^^
"""
        + MILL,
        """
//- home.article
Home
See [[water-mill#dam|the mill]].
"""
        + MILL,
        title="Link to `water-mill`",
        safe=False,
    )


def test_create_the_article_beside_the_one_that_links_to_it() -> None:
    check_fix(
        CODE,
        """
//- rivers/home.article
Home
See [[eel-weir|Eel Weir]].
      ^^^^^^^^
""",
        """
//- rivers/home.article
Home
See [[eel-weir|Eel Weir]].

//- rivers/eel-weir.article
Eel Weir
Summary
Key Takeaways
Balanced Perspective
Optimistic View
Critical View
Source
""",
        title="Create the article `rivers/eel-weir.article`",
        safe=False,
    )


@pytest.mark.parametrize(
    ("link", "title"),
    [
        ("[[eel-weir]]", "Eel weir"),
        ("[[eel-weir|- x]]", "Eel weir"),
        ("[[eel-weir|## x]]", "Eel weir"),
        ("[[eel-weir| Eel *Weir* ]]", "Eel *Weir*"),
    ],
)
def test_the_title_of_a_created_article(link: str, title: str) -> None:
    wiki = little_wiki(f"//- home\nHome\n{link}")
    (found,) = wiki.diagnostics(CODE)
    (created,) = [fix.create for fix in wiki.fixes(found) if fix.create]
    assert created.path == "eel-weir.article"
    assert created.text.startswith(f"{title}\nSummary\n")


def test_never_creates_over_an_article() -> None:
    wiki = little_wiki("//- home.article\nHome\n[[eel-weir]]")
    (found,) = wiki.diagnostics(CODE)
    wiki.wiki.put("eel-weir.article", wiki.wiki.articles["home.article"])
    assert [fix.title for fix in wiki.fixes(found)] == ["Keep the text without the link"]


def test_creates_no_file_whose_name_no_disk_takes() -> None:
    long = "вода-" * 60 + "x"
    assert titles(f"//- home.article\nHome\n[[{long}]]\n  {'^' * len(long)}") == [
        "Keep the text without the link"
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("See [[eel-weir|Eel Weir]].", "See Eel Weir."),
        ("See [[eel-weir]].", "See eel weir."),
        (r"See [[eel|a\|b]] x", "See a|b x"),
        ("See [[eel|a **b]] c** x", r"See a \*\*b c** x"),
        ("See [[eel|[x]] [[eel]]", r"See \[x [[eel]]"),
    ],
)
def test_keep_the_text_without_the_link(before: str, after: str) -> None:
    wiki = little_wiki(f"//- home.article\nHome\n{before}")
    found = wiki.diagnostics(CODE)[0]
    (fix,) = [fix for fix in wiki.fixes(found) if fix.title == "Keep the text without the link"]
    assert not fix.safe
    assert wiki.with_fix(found, fix).files["home.article"] == f"Home\n{after}"


@pytest.mark.parametrize("link", ["[[a|- x]]", "[[a|## x]]", "[[a|Summary]]"])
def test_text_that_would_be_another_kind_of_line_is_not_offered(link: str) -> None:
    assert "Keep the text without the link" not in titles(f"//- home.article\nHome\n{link}\n  ^")


def test_text_that_would_be_part_of_another_link_is_not_offered() -> None:
    wiki = little_wiki("//- home.article\nHome\nA [[x [[a]] y]].")
    (found,) = wiki.diagnostics(CODE)
    assert "Keep the text without the link" not in [fix.title for fix in wiki.fixes(found)]


def test_a_very_long_slug_is_cut_in_the_message() -> None:
    wiki = little_wiki("//- home.article\nHome\n[[" + "x" * 50_000 + "]]")
    (found,) = wiki.diagnostics(CODE)
    assert len(found.message) < 200
