from __future__ import annotations

import pytest

from slugline.errors import MissingError
from slugline.features.definition import definition
from slugline.features.view import View
from slugline.syntax import Article
from tests.little_wiki import little_wiki

OTHERS = """
//- slugline.toml
inventories = ["published.tsv"]
[redirects]
hammer-mill = "water-mill"
//- published.tsv
coracle	Coracle
//- water-mill.article

# Water Mill
A mill.
## The Old Wheel
Text.
Summary
//- b/mill.article
Mill
//- mill.article
The Other Mill
## The Old Wheel
//- untitled.article
"""


def places(line: str) -> list[tuple[str, str, str]]:
    """The origin, the path, and what is selected there."""
    wiki = little_wiki(f"//- home.article\nHome\n{line}{OTHERS}")
    return [
        (
            one.origin.of(wiki.files["home.article"]),
            one.selected.path,
            one.selected.span.of(wiki.files[one.selected.path]),
        )
        for one in definition(wiki.view())
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("[[water-m$0ill]]", ("water-mill", "water-mill.article", "Water Mill")),
        ("𝔸 [[hammer-$0mill]]", ("hammer-mill", "water-mill.article", "Water Mill")),
        ("[[water-mill|i$0t]]", ("it", "water-mill.article", "Water Mill")),
        ("[[water-mill]$0]", ("[[water-mill]]", "water-mill.article", "Water Mill")),
        ("[[water-m$0ill#summary|x]]", ("water-mill", "water-mill.article", "Water Mill")),
        ("[[water-mill#sum$0mary|x]]", ("summary", "water-mill.article", "Summary")),
        ("[[water-mill#the-old-wheel|x$0]]", ("x", "water-mill.article", "The Old Wheel")),
        ("[[water-mill#da$0m]]", ("dam", "water-mill.article", "Water Mill")),
        ("[[#to$0p]]\n## Top", ("top", "home.article", "Top")),
        ("[[$0#top]]\n## Top", ("[[#top]]", "home.article", "Top")),
        ("[[#to$0p]]", ("top", "home.article", "Home")),
        ("[[ho$0me]]", ("home", "home.article", "Home")),
        ("[[untit$0led]]", ("untitled", "untitled.article", "")),
        ("**water m$0ill**", ("water mill", "water-mill.article", "Water Mill")),
        ("**water-m$0ill** **Water Mill**", ("water-mill", "water-mill.article", "Water Mill")),
        ("**wheel** **wh$0eel**", ("wheel", "home.article", "wheel")),
    ],
)
def test_where_it_leads(line: str, expected: tuple[str, str, str]) -> None:
    assert places(line) == [expected]


def test_an_entity_leads_to_its_first_mark() -> None:
    wiki = little_wiki("//- home.article\nHome\n**a** **b**\n- **b$0**")
    (found,) = definition(wiki.view())
    assert found.selected.span.start == wiki.files["home.article"].index("b**")


def test_a_slug_that_is_claimed_twice_leads_to_both() -> None:
    assert [path for _, path, _ in places("[[mi$0ll]]")] == ["b/mill.article", "mill.article"]
    assert [text for *_, text in places("[[mill#the-old-wh$0eel]]")] == ["Mill", "The Old Wheel"]


@pytest.mark.parametrize(
    "line", ["[[coracl$0e]]", "[[nowher$0e]]", "te$0xt", "$0", "[[mill$0", "**a$0"]
)
def test_nothing_to_lead_to(line: str) -> None:
    assert places(line) == []


def test_nothing_in_titles_and_headings() -> None:
    assert definition(little_wiki(f"//- home.article\n[[mi$0ll]]{OTHERS}").view()) == ()
    assert places("Lead.\n## [[mi$0ll]]") == []


def test_an_article_that_is_gone_still_has_its_title() -> None:
    def read(path: str) -> Article:
        raise MissingError(path, "it is not there")

    view = little_wiki(f"//- home.article\nHome\n[[water-mill#summ$0ary]]{OTHERS}").view()
    (found,) = definition(View(view.wiki, view.path, view.article, read, view.span))
    assert found.selected.span == view.wiki.articles["water-mill.article"].title_span


def test_around_a_heading_is_its_section() -> None:
    wiki = little_wiki(f"//- home.article\nHome\n[[water-mill#the-old$0-wheel]]{OTHERS}")
    (found,) = definition(wiki.view())
    assert found.around.of(wiki.files["water-mill.article"]) == "## The Old Wheel\nText.\n"
