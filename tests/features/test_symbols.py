"""Symbols of one article and of the whole wiki, and the links of an article."""

from __future__ import annotations

from slugline.features.document_symbols import Symbol, document_symbols, flat_symbols
from slugline.features.workspace_symbols import LIMIT, locate, workspace_symbols
from slugline.syntax import parse
from tests.little_wiki import little_wiki

ARTICLE = """\
The Mill
A **mill** on the **Carrow**.
Summary
The **mill** and [[weir|the weir]], **dam**, [[#summary]].
## History
- [[weir]] [[open **mill
"""


def outline(symbols: tuple[Symbol, ...], depth: int = 0) -> list[str]:
    lines = []
    for one in symbols:
        lines.append(f"{'  ' * depth}{one.kind} {one.name} {one.detail}".rstrip())
        lines += outline(one.children, depth + 1)
    return lines


def test_the_outline_of_an_article() -> None:
    symbols = document_symbols(parse(ARTICLE))
    assert outline(symbols) == [
        "title The Mill",
        "  entity mill",
        "  entity Carrow",
        "  section Summary",
        "    link the weir weir",
        "    entity dam",
        "    link #summary",
        "  section History",
        "    link weir",
    ]
    (title,) = symbols
    assert title.selected.of(ARTICLE) == "The Mill"
    assert title.span.of(ARTICLE) == ARTICLE
    assert [one.selected.of(ARTICLE) for one in title.children] == [
        *("mill", "Carrow", "Summary", "History"),
    ]


def test_without_a_title_and_without_anything() -> None:
    assert outline(document_symbols(parse("## A\n- **b**"))) == ["section A", "  entity b"]
    assert outline(document_symbols(parse("- **b**\n## A"))) == ["entity b", "section A"]
    assert document_symbols(parse("")) == ()
    assert document_symbols(parse("\ufeff\r\n")) == ()


def test_the_flat_form_says_what_each_is_in() -> None:
    assert [(one.kind, one.name, one.container) for one in flat_symbols(parse(ARTICLE))] == [
        ("title", "The Mill", ""),
        ("entity", "mill", "The Mill"),
        ("entity", "Carrow", "The Mill"),
        ("section", "Summary", "The Mill"),
        ("link", "the weir", "Summary"),
        ("entity", "dam", "Summary"),
        ("link", "#summary", "Summary"),
        ("section", "History", "The Mill"),
        ("link", "weir", "History"),
    ]


WIKI = """
//- slugline.toml
[redirects]
hammer-mill = "water-mill"
//- home.article
Home
[[water-mill]] [[windmill]] [[windmill|x]] [[mill-stone]] **mill race** **Water Mill**
## Mill Dams
//- water-mill.article
Water Mill
Summary
//- windmill.article
Windmill
**mill race**
//- mill.article
Mill
//- b/mill.article
Other
//- untitled.article
"""


def found(text: str) -> list[tuple[str, str, str]]:
    return [
        (one.kind, one.name, one.path) for one in workspace_symbols(little_wiki(WIKI).wiki, text)
    ]


def test_articles_then_entities_then_sections_of_each_rank() -> None:
    assert found("mill") == [
        ("article", "Other", "b/mill.article"),
        ("article", "Mill", "mill.article"),
        ("entity", "mill race", "home.article"),
        ("section", "mill dams", "home.article"),
        ("article", "Water Mill", "water-mill.article"),
    ]
    assert found("hammer") == [("article", "hammer-mill", "water-mill.article")]
    assert found("Summary") == [("section", "Summary", "water-mill.article")]
    assert found("windmlil") == [("article", "Windmill", "windmill.article")]
    assert found("unt") == [("article", "untitled", "untitled.article")]
    assert found("mill-stone") == []
    assert found("zzzz") == []


def test_nothing_typed_gives_the_articles_that_are_linked_most() -> None:
    assert [path for _, _, path in found("")][:2] == ["windmill.article", "water-mill.article"]
    assert {kind for kind, *_ in found(" ")} == {"article"}


def test_symbols_are_located_when_they_are_asked_for() -> None:
    wiki = little_wiki(WIKI)
    texts = []
    for text in ("water", "mill race", "mill dams", "unt"):
        symbol = workspace_symbols(wiki.wiki, text)[0]
        place = locate(wiki.wiki, symbol, wiki.read)
        assert place is not None
        texts.append(place.span.of(wiki.files[place.path]))
    assert texts == ["Water Mill", "mill race", "Mill Dams", ""]
    entity, section = (workspace_symbols(wiki.wiki, text)[0] for text in ("mill r", "mill d"))
    wiki.files["home.article"] = "Home\nNothing."
    del wiki.decoded
    assert locate(wiki.wiki, entity, wiki.read) is None
    assert locate(wiki.wiki, section, wiki.read) is None
    wiki.wiki.remove("home.article")
    assert locate(wiki.wiki, entity, wiki.read) is None


def test_at_most_two_hundred() -> None:
    files = "".join(f"\n//- mill-{number}.article\nMill {number}\nSummary" for number in range(300))
    wiki = little_wiki(files).wiki
    assert len(workspace_symbols(wiki, "mill")) == LIMIT
    assert len(workspace_symbols(wiki, "summary")) == LIMIT
    assert len(workspace_symbols(wiki, "")) == LIMIT
