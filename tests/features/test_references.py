from __future__ import annotations

import pytest

from slugline.errors import ReadError
from slugline.features.references import references
from slugline.features.view import View
from slugline.syntax import Article
from tests.little_wiki import LittleWiki, little_wiki

WIKI = """
//- slugline.toml
[redirects]
old-mill = "mill"
older-mill = "old-mill"
//- home.article
Home
See [[mill|The Mill]], [[old-mill]] and [[mill#history|its past]]. **Water wheel**
## Notes
[[#notes]] [[home#notes]] [[wanted]] \\[[mill]]
//- mill.article
The Mill
A [[mill]]. **water wheel** and **water-wheel**.
## History
- [[#history|above]] [[older-mill#history]] [[mill#gone]]
//- weir.article
Weir
[[mill-race]] [[wanted|x]] [[home#notes]] [[#notes]] **weir**
"""


def found(wiki: LittleWiki, *, declaration: bool = False) -> list[str]:
    return [
        f"{places.path}: {span.of(wiki.files[places.path])}"
        for places in references(wiki.view(), include_declaration=declaration)
        for span in places.spans
    ]


def with_cursor(before: str, after: str) -> LittleWiki:
    assert WIKI.count(before + after) == 1
    return little_wiki(WIKI.replace(before + after, f"{before}$0{after}"))


TO_MILL = [
    "home.article: [[mill|The Mill]]",
    "home.article: [[old-mill]]",
    "home.article: [[mill#history|its past]]",
    "mill.article: [[mill]]",
    "mill.article: [[older-mill#history]]",
    "mill.article: [[mill#gone]]",
]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("See [[mi", "ll|The Mill]]"),
        ("See [[mill|The Mill]", "]"),
        ("|The Mill]], [", "[old-mill]]"),
        ("[[mi", "ll#history|its"),
        ("[[mill#history|it", "s past]]"),
        ("//- mill.article\n", "The Mill"),
        ("The Mill", "\nA [[mill"),
        ("[[older-", "mill#history]]"),
    ],
)
def test_all_links_to_an_article_from_a_link_and_from_its_title_line(
    before: str, after: str
) -> None:
    assert found(with_cursor(before, after)) == TO_MILL


def test_the_declaration_comes_first() -> None:
    wiki = with_cursor("[[old-", "mill]]")
    assert found(wiki, declaration=True) == ["mill.article: The Mill", *TO_MILL]
    wiki = with_cursor("[[#his", "tory|above")
    assert found(wiki, declaration=True)[0] == "mill.article: History"
    wiki = with_cursor("**we", "ir**")
    assert found(wiki, declaration=True) == ["weir.article: Weir", "weir.article: **weir**"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("## His", "tory"),
        ("", "## History"),
        ("[[mill#", "history|its"),
        ("[[mill#history", "|its"),
        ("[[#history|ab", "ove]]"),
        ("[[older-mill#h", "istory]]"),
    ],
)
def test_all_links_to_a_section(before: str, after: str) -> None:
    assert found(with_cursor(before, after)) == [
        "home.article: [[mill#history|its past]]",
        "mill.article: [[#history|above]]",
        "mill.article: [[older-mill#history]]",
    ]


def test_a_section_of_the_same_name_elsewhere_is_another() -> None:
    assert found(with_cursor("## No", "tes")) == [
        "home.article: [[#notes]]",
        "home.article: [[home#notes]]",
        "weir.article: [[home#notes]]",
    ]


def test_all_links_that_want_an_article() -> None:
    assert found(with_cursor("[[wan", "ted]]"), declaration=True) == [
        "home.article: [[wanted]]",
        "weir.article: [[wanted|x]]",
    ]


def test_all_marks_of_an_entity_in_every_spelling() -> None:
    assert found(with_cursor("**water w", "heel**")) == [
        "home.article: **Water wheel**",
        "mill.article: **water wheel**",
        "mill.article: **water-wheel**",
    ]


@pytest.mark.parametrize(("before", "after"), [("Se", "e [[mill|"), ("\\[", "[mill]]")])
def test_nothing_in_plain_text(before: str, after: str) -> None:
    assert found(with_cursor(before, after), declaration=True) == []


def test_a_slug_that_two_articles_claim_and_an_article_without_slug() -> None:
    wiki = little_wiki(
        "//- a/x.article\nOne $0\n//- b/x.article\nTwo\n[[x]]\n//- ....txt\n***\n[[#y]]\n"
    )
    assert found(wiki, declaration=True) == [
        "a/x.article: One",
        "b/x.article: Two",
        "b/x.article: [[x]]",
    ]
    wiki.cursor = ("....txt", 0)
    assert found(wiki) == []


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_places_with_other_line_breaks_a_mark_and_astral_characters(line_break: str) -> None:
    wiki = LittleWiki(
        {
            "home.article": "\ufeff𝔸\n🎉 [[mill]] 🎉 [[mill|𝔸]]\n".replace("\n", line_break),
            "mill.article": "Mill",
        },
        ("mill.article", 4),
    )
    assert found(wiki) == ["home.article: [[mill]]", "home.article: [[mill|𝔸]]"]


def test_an_article_that_is_gone_has_no_marks() -> None:
    wiki = little_wiki(
        "//- a.article\nA\n**x$0**\n//- b.article\nB\n**x**\n//- c.article\nC\n**X**"
    )
    view = wiki.view()

    def read(path: str) -> Article:
        if path == "b.article":
            raise ReadError(path, "no such file")
        return wiki.read(path)

    view = View(view.wiki, view.path, view.article, read, view.span)
    assert [places.path for places in references(view)] == ["a.article", "c.article"]


def test_links_are_found_without_reading_any_article() -> None:
    wiki = with_cursor("## His", "tory")
    view = wiki.view()

    def read(path: str) -> Article:
        raise AssertionError(path)

    view = View(view.wiki, view.path, view.article, read, view.span)
    assert len(list(references(view, include_declaration=True))) == 3


def test_a_link_is_found_from_an_escape_or_a_problem_inside_it() -> None:
    for text in (r"[[mill|a \$0| b]]", "[[mill|a **$0b** c]]", r"[[mill]] **a \$0* b** **a * b**"):
        assert found(little_wiki(f"//- home.article\nHome\n{text}\n//- mill.article\nMill"))
