from __future__ import annotations

import pytest
from hypothesis import given, settings

from slugline.features.call_hierarchy import Call, callers_at, incoming_calls, outgoing_calls
from slugline.features.view import View
from slugline.text import Span
from tests.features.any_view import PATH, views
from tests.little_wiki import LittleWiki, little_wiki

WIKI = """
//- slugline.toml
inventories = ["far.tsv"]
[redirects]
old-mill = "mill"
//- far.tsv
far	Far
//- mill.article

# The Mill
By the [[weir]]. [[mill|It]] turns; [[#summary]].
//- home.article
Home
[[old-mill]] [[nowhere]] [[far]] [[weir]]
- [[mill#x|it]] **mill**
//- a/weir.article
Weir
//- b/weir.article
The Other Weir
"""


def shown(wiki: LittleWiki, calls: list[Call], source: str = "") -> list[tuple[str, list[str]]]:
    """The other article of each call, and its links as written."""
    return [
        (call.other.path, [span.of(wiki.files[source or call.other.path]) for span in call.spans])
        for call in calls
    ]


def callers(text: str) -> list[tuple[str, str, str, str]]:
    wiki = little_wiki(f"{WIKI}//- here.article\n{text}")
    return [
        (one.path, one.slug, one.title, one.span.of(wiki.files[one.path]))
        for one in callers_at(wiki.view())
    ]


def test_where_a_hierarchy_begins() -> None:
    mill = ("mill.article", "mill", "The Mill", "The Mill")
    here = ("here.article", "here", "Here", "Here")
    assert callers("Here$0\nText.") == [here]
    assert callers("Here\n[[m$0ill]]") == callers("Here\n[[old$0-mill|x]]") == [mill]
    assert callers("Here\n[[mill|a \\$0| b]]") == callers("Here\n[[mill|a **$0b**]]") == [mill]
    assert callers("Here\n[[#no$0tes]]") == [here]
    assert [path for path, *_ in callers("Here\n[[weir]]$0")] == [
        "a/weir.article",
        "b/weir.article",
    ]


@pytest.mark.parametrize("text", ["[[no$0where]]", "[[f$0ar]]", "pl$0ain", "**mi$0ll**", "[[$0]]"])
def test_where_none_begins(text: str) -> None:
    assert callers(f"Here\n{text}") == []


def test_outgoing() -> None:
    wiki = little_wiki(WIKI)
    assert shown(wiki, outgoing_calls(wiki.wiki, "home.article"), "home.article") == [
        ("mill.article", ["[[old-mill]]", "[[mill#x|it]]"]),
        ("a/weir.article", ["[[weir]]"]),
        ("b/weir.article", ["[[weir]]"]),
    ]
    assert outgoing_calls(wiki.wiki, "a/weir.article") == []


def test_incoming() -> None:
    wiki = little_wiki(WIKI)
    assert shown(wiki, [*incoming_calls(wiki.wiki, "mill.article")]) == [
        ("home.article", ["[[old-mill]]", "[[mill#x|it]]"]),
        ("mill.article", ["[[mill|It]]"]),
    ]
    of_a_weir = shown(wiki, [*incoming_calls(wiki.wiki, "b/weir.article")])
    assert [path for path, _ in of_a_weir] == ["home.article", "mill.article"]
    assert list(incoming_calls(wiki.wiki, "home.article")) == []


def test_an_article_that_is_gone() -> None:
    wiki = little_wiki(WIKI).wiki
    assert outgoing_calls(wiki, "gone.article") == list(incoming_calls(wiki, "gone.article")) == []


@settings(max_examples=100, deadline=None)
@given(views())
def test_both_directions_of_any_text_agree(view: View) -> None:
    callers_at(view)
    going = outgoing_calls(view.wiki, PATH)
    out = {(call.other.path, span) for call in going for span in call.spans}
    back = {
        (path, span)
        for path in view.wiki.articles
        for call in incoming_calls(view.wiki, path)
        if call.other.path == PATH
        for span in call.spans
    }
    assert out == back
    for _, span in out:
        assert Span(0, len(view.article.source)).holds(span)
