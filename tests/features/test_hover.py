from __future__ import annotations

import pytest

from slugline.errors import ReadError
from slugline.features.hover import Hover, hover
from slugline.features.prose import as_markdown, as_plain
from slugline.features.view import View
from slugline.syntax import Article
from tests.little_wiki import little_wiki

OTHERS = """
//- slugline.toml
inventories = ["published.tsv"]
[redirects]
hammer-mill = "water-mill"
lost = "nowhere"
left = "right"
right = "left"
//- published.tsv
coracle	Coracle
//- water-mill.article
Water Mill
A **mill** that a [[river|river]] drives, *not* <b>the wind</b>.
Summary
See [[home]].
## The Old Wheel
//- b/mill.article
Mill
//- mill.article
The Other Mill
"""


def shown(line: str) -> list[str]:
    wiki = little_wiki(f"//- home.article\nHome\n{line}{OTHERS}")
    found = hover(wiki.view())
    return as_plain(found.prose).split("\n") if found else []


def test_a_link_shows_its_article() -> None:
    assert shown("See [[water-m$0ill|it]].") == [
        "Water Mill water-mill",
        "A mill that a river drives, *not* <b>the wind</b>.",
        "Sections: Summary, The Old Wheel",
        "1 other article links to it.",
    ]


def test_as_markdown_nothing_of_the_article_is_a_mark() -> None:
    found = hover(little_wiki(f"//- home.article\nHome\n[[water-m$0ill]]{OTHERS}").view())
    assert found is not None
    assert as_markdown(found.prose) == (
        "**Water Mill** `water-mill`\n\n"
        r"A mill that a river drives, \*not\* \<b\>the wind\</b\>."
        "\n\nSections: **Summary**, **The Old Wheel**\n\n1 other article links to it."
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("[[watr-$0mill]]", ["No article has the slug watr-mill.", "Near: water-mill"]),
        ("[[x-y-z$0]]", ["No article has the slug x-y-z."]),
        ("[[Water M$0ill]]", ["Water Mill is not a slug; write water-mill."]),
        ("[[!$0?]]", ["!? is not a slug."]),
        (
            "[[los$0t]]",
            ["lost is a redirect to nowhere.", "No article has the slug nowhere."],
        ),
        ("[[left$0]]", ["The redirects of left lead around in a circle."]),
        (
            "[[coracle$0]]",
            ["Coracle coracle", "It is published elsewhere: an inventory lists it."],
        ),
        (
            "[[mill$0]]",
            [
                "Mill mill",
                "1 other article links to it.",
                "Several articles have this slug: b/mill.article, mill.article.",
            ],
        ),
        ("[[#wheel$0]]", ["It has no section wheel."]),
        ("[[#wheel$0]]\n## Wheel", ["The link leads to its section wheel."]),
    ],
)
def test_a_link_says_what_is_wrong(line: str, expected: list[str]) -> None:
    assert shown(line) == expected


def test_a_redirect_shows_where_it_leads_and_a_section_whether_it_is_there() -> None:
    found = shown("[[hammer-mill#the-old-wheel$0|x]]")
    assert found[0] == "hammer-mill is a redirect to water-mill."
    assert found[1] == "Water Mill water-mill"
    assert found[-1] == "The link leads to its section the-old-wheel."
    assert shown("[[water-mill#dam$0]]")[-1] == "It has no section dam."


@pytest.mark.parametrize(
    "line",
    ["[[a$0 b", "plain $0 text", r"\[[water-mill$0]]", "", "$0", "[[]$0]", "  $0", "x  $0 "],
)
def test_nothing_to_say(line: str) -> None:
    wiki = little_wiki(f"//- home.article\nHome\n{line if '$0' in line else line + '$0'}{OTHERS}")
    assert hover(wiki.view()) is None


def test_the_span_is_the_mark() -> None:
    for line, mark in (
        ("𝔸 [[wat$0er-mill|it]] x", "[[water-mill|it]]"),
        (r"[[mill|a \$0| b]]", r"[[mill|a \| b]]"),
        ("[[mill|a **$0b** c]]", "[[mill|a **b** c]]"),
        ("a **b$0** c", "**b**"),
        ("Summary$0", "Summary"),
    ):
        wiki = little_wiki(f"//- home.article\nHome\nLead.\n{line}{OTHERS}")
        found = hover(wiki.view())
        assert isinstance(found, Hover)
        assert found.span.of(wiki.files["home.article"]) == mark


def test_an_entity_says_how_common_it_is_and_shows_its_article() -> None:
    assert shown("**Carrow$0**") == ["Carrow is marked in 1 article."]
    found = shown("**water m$0ill** **Water Mill** **water-mill**")
    assert found[0] == "Water Mill in 1 article, water mill in 1 article, water-mill in 1 article"
    assert found[1] == "Water Mill water-mill"
    assert shown("**ho$0me**")[-1] == "This article is about it."


def test_many_spellings_are_cut() -> None:
    line = " ".join(f"**{'a' * n}-{'a' * (9 - n)}**" for n in range(1, 9))
    assert shown(f"{line} **aaaaaaaa$0a**")[0].endswith("in 1 article, and 4 other spellings")


def test_a_heading_says_what_the_schema_wants() -> None:
    assert shown("Lead.\nSumm$0ary") == [
        "Summary: section 1 of 6, required. Its body is prose.",
    ]
    assert shown("Lead.\n$0Source") == [
        "Source: section 6 of 6, required. Its body is the attribution.",
        "It is worded as Originally reported by ….",
    ]
    assert shown("Lead.\n## Critical Viev$0") == [
        "No section Critical Viev is in the wiki's schema.",
        "Near: Critical View",
    ]


def test_an_alias_says_so() -> None:
    wiki = little_wiki(
        """
//- slugline.toml
[[sections]]
key = "s"
name = "Summary"
aliases = ["Overview"]
body = "any"
//- home.article
Home
Lead.
Over$0view
"""
    )
    found = hover(wiki.view())
    assert found is not None
    assert as_plain(found.prose) == (
        "Summary: section 1 of 1, not required. Its body is prose or a list.\n"
        "Overview is another name for it."
    )


def test_a_title_says_its_slug_and_who_links() -> None:
    wiki = little_wiki(f"//- home.article\nHome\n[[water-mill]] [[hammer-mill]]{OTHERS}")
    view = View(wiki.wiki, "water-mill.article", wiki.read("water-mill.article"), wiki.read)
    found = hover(view)
    assert found is not None
    assert as_plain(found.prose).split("\n") == [
        "Slug: water-mill",
        "Redirects: hammer-mill",
        "1 other article links to it.",
    ]
    view = View(wiki.wiki, "mill.article", wiki.read("mill.article"), wiki.read)
    found = hover(view)
    assert found is not None
    assert as_plain(found.prose).split("\n") == [
        "Slug: mill",
        "Other articles have this slug too: b/mill.article.",
        "No other article links to it.",
    ]


def test_an_article_without_slug_and_one_that_is_gone() -> None:
    wiki = little_wiki("//- ....article\n*$0**\n//- gone.article\nGone")
    found = hover(wiki.view())
    assert found is not None
    assert as_plain(found.prose).startswith("No slug can be made")
    view = View(wiki.wiki, "new.article", wiki.read("gone.article"), wiki.read)
    assert hover(view) is not None


def test_an_article_that_cannot_be_read() -> None:
    def read(path: str) -> Article:
        raise ReadError(path, "permission denied")

    wiki = little_wiki(f"//- home.article\nHome\n[[water-m$0ill]]{OTHERS}")
    view = wiki.view()
    found = hover(View(view.wiki, view.path, view.article, read, view.span))
    assert found is not None
    assert as_plain(found.prose).split("\n")[1] == "It can't be read: permission denied."
