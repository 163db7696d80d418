"""What is read in an article, over the wire: hover, definition, symbols, links, tokens, ranges."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from lsprotocol import types

from slugline.features.legend import TOKEN_TYPES
from slugline.lsp.uris import uri_of
from tests.lsp.editor import write
from tests.lsp.served import LOOSE, Served, serving, soon

pytestmark = pytest.mark.asyncio(loop_scope="module")

HOME = """Home 🏠
The mill-house, 𝔸 lead.
Summary
See [[mill|The Mill]], 𝔸 [[mill#works]], [[#summary]] and [[nowhere]].
**Wheel** and 𝔹 **Wheel**, of **Tom Arkle**.
- one
- two
Source
Originally reported by https://mill.example/a?b
"""
MILL = "The Mill 🌊\r\nA lead.\r\n## Works\r\nIt is 𝔸 **Wheel** of [[home]].\r\n"
FILES = {
    "slugline.toml": LOOSE + '[redirects]\nold-mill = "mill"\n',
    "home.article": HOME,
    "mill.article": MILL,
    "tom-arkle.article": "Tom Arkle\n",
}
ENCODINGS = ("utf-8", "utf-16", "utf-32")


def rich(encoding: str) -> dict[str, Any]:
    """A client that can do all of it, and counts in its own units."""
    can_link = {"linkSupport": True}
    return {
        "capabilities": {
            "general": {"positionEncodings": [encoding]},
            "workspace": {"symbol": {"resolveSupport": {"properties": ["location.range"]}}},
            "textDocument": {
                "hover": {"contentFormat": ["markdown", "plaintext"]},
                "definition": can_link,
                "declaration": can_link,
                "typeDefinition": can_link,
                "implementation": can_link,
                "documentLink": {"tooltipSupport": True},
                "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
            },
        }
    }


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=ENCODINGS)
async def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Served]:
    root = tmp_path_factory.mktemp("wiki")
    async with serving(root, FILES, client=rich(request.param)) as one:
        one.open("home.article")
        assert one.encoding == request.param
        yield one


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def plain(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """The same wiki, for a client that can do nothing."""
    async with serving(tmp_path_factory.mktemp("wiki"), FILES, client="plain") as one:
        one.open("home.article")
        yield one


def inside(served: Served, part: str, by: int = 1) -> types.Position:
    """A place in an open article, some characters into a part of it."""
    place = served.range("home.article", part)
    return types.Position(place.start.line, place.start.character + by)


# -- hover


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("[[mill|The Mill]]", "**The Mill 🌊** `mill`"),
        ("[[mill#works]]", "The link leads to its section `works`."),
        ("[[nowhere]]", "No article has the slug `nowhere`."),
        ("**Tom Arkle**", "**Tom Arkle** `tom-arkle`"),
    ],
)
async def test_hover(served: Served, part: str, words: str) -> None:
    hover = await served.ask(types.TEXT_DOCUMENT_HOVER, "home.article", inside(served, part, 3))
    assert hover.contents.kind == types.MarkupKind.Markdown
    assert words in hover.contents.value
    assert hover.range == served.range("home.article", part)


async def test_hover_on_plain_text_and_past_all_ends(served: Served) -> None:
    for place in (inside(served, "See"), types.Position(3, 10_000), types.Position(10_000, 0)):
        assert await served.ask(types.TEXT_DOCUMENT_HOVER, "home.article", place) is None


async def test_hover_without_markdown(plain: Served) -> None:
    hover = await plain.ask(types.TEXT_DOCUMENT_HOVER, "home.article", inside(plain, "[[mill|"))
    assert hover.contents.kind == types.MarkupKind.PlainText
    assert "**" not in hover.contents.value


async def test_a_file_that_is_not_open_is_answered_too(plain: Served) -> None:
    place = plain.range("mill.article", "[[home]]").start
    hover = await plain.ask(types.TEXT_DOCUMENT_HOVER, "mill.article", place)
    assert "Home 🏠" in hover.contents.value
    assert hover.range == plain.range("mill.article", "[[home]]")


@pytest.mark.parametrize("name", ["slugline.toml", "no-such.article", "../outside.txt"])
async def test_what_is_no_article_has_no_answers(plain: Served, name: str) -> None:
    for method in (
        types.TEXT_DOCUMENT_HOVER,
        types.TEXT_DOCUMENT_DEFINITION,
        types.TEXT_DOCUMENT_COMPLETION,
        types.TEXT_DOCUMENT_LINKED_EDITING_RANGE,
    ):
        assert await plain.ask(method, name, types.Position(0, 0)) is None
    for method in (
        types.TEXT_DOCUMENT_DOCUMENT_SYMBOL,
        types.TEXT_DOCUMENT_DOCUMENT_LINK,
        types.TEXT_DOCUMENT_FOLDING_RANGE,
        types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL,
    ):
        assert await plain.ask(method, name) is None


# -- definition

DEFINITIONS = (
    types.TEXT_DOCUMENT_DEFINITION,
    types.TEXT_DOCUMENT_DECLARATION,
    types.TEXT_DOCUMENT_TYPE_DEFINITION,
    types.TEXT_DOCUMENT_IMPLEMENTATION,
)


@pytest.mark.parametrize("method", DEFINITIONS)
async def test_a_link_leads_to_a_title(served: Served, method: str) -> None:
    (link,) = await served.ask(method, "home.article", inside(served, "mill|"))
    assert link.target_uri == served.uri("mill.article")
    assert link.target_selection_range == served.range("mill.article", "The Mill 🌊")
    origin = served.range("home.article", "mill|")
    assert link.origin_selection_range.start == origin.start
    assert link.origin_selection_range.end.character == origin.end.character - 1


async def test_a_section_leads_to_its_heading(served: Served) -> None:
    place = inside(served, "works]]")
    (link,) = await served.ask(types.TEXT_DOCUMENT_DEFINITION, "home.article", place)
    assert link.target_selection_range == served.range("mill.article", "Works")
    assert link.target_range == types.Range(types.Position(2, 0), types.Position(4, 0))


async def test_nothing_leads_nowhere(served: Served) -> None:
    for part in ("nowhere", "See"):
        place = inside(served, part)
        assert not await served.ask(types.TEXT_DOCUMENT_DEFINITION, "home.article", place)


async def test_locations_for_clients_without_links(plain: Served) -> None:
    for method in DEFINITIONS:
        found = await plain.ask(method, "home.article", inside(plain, "mill|"))
        expected = plain.range("mill.article", "The Mill 🌊")
        assert found == [types.Location(plain.uri("mill.article"), expected)]


# -- symbols


async def test_the_outline(served: Served) -> None:
    (title,) = await served.ask(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, "home.article")
    assert title.name == "Home 🏠"
    assert title.selection_range == served.range("home.article", "Home 🏠")
    assert title.range.end == types.Position(9, 0)
    assert [one.name for one in title.children] == ["Summary", "Source"]
    summary = title.children[0]
    assert [(one.name, one.detail) for one in summary.children] == [
        ("The Mill", "mill"),
        ("mill", None),
        ("#summary", None),
        ("nowhere", None),
        ("Wheel", None),
        ("Tom Arkle", None),
    ]
    assert summary.children[1].range == served.range("home.article", "[[mill#works]]")


async def test_the_outline_in_a_row(plain: Served) -> None:
    found = await plain.ask(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, "home.article")
    assert [(one.name, one.container_name) for one in found[:3]] == [
        ("Home 🏠", None),
        ("Summary", "Home 🏠"),
        ("The Mill", "Summary"),
    ]
    assert found[2].location.range == plain.range("home.article", "[[mill|The Mill]]")


async def test_symbols_of_the_wiki_are_placed_one_by_one(served: Served) -> None:
    found = await soon(served.client.workspace_symbol_async(types.WorkspaceSymbolParams("wheel")))
    assert found is not None
    (wheel,) = found
    assert isinstance(wheel, types.WorkspaceSymbol)
    assert isinstance(wheel.location, types.LocationUriOnly)
    placed = await soon(served.client.workspace_symbol_resolve_async(wheel))
    assert placed.location == types.Location(
        served.uri("home.article"), served.range("home.article", "Wheel")
    )


async def test_symbols_of_the_wiki_with_their_places(plain: Served) -> None:
    for query, name, part in (
        ("works", "works", "Works"),
        ("the mill", "The Mill 🌊", "The Mill 🌊"),
        ("old-mill", "old-mill", "The Mill 🌊"),
    ):
        found = await soon(plain.client.workspace_symbol_async(types.WorkspaceSymbolParams(query)))
        assert found is not None
        assert found[0].name == name
        assert found[0].location == types.Location(
            plain.uri("mill.article"), plain.range("mill.article", part)
        )
    none = await soon(plain.client.workspace_symbol_async(types.WorkspaceSymbolParams("zzzz")))
    assert none == []


async def test_symbols_of_several_wikis_come_in_turn(tmp_path: Path) -> None:
    mills = {f"mill-{number}.article": f"Mill {number}\n" for number in range(3)}
    roots = [write(tmp_path / name, {"slugline.toml": "", **mills}) for name in ("one", "two")]
    folders = [{"uri": uri_of(str(root)), "name": root.name} for root in roots]
    client = {"capabilities": {}, "workspaceFolders": folders}
    async with serving(tmp_path, client=client) as served:
        found = await soon(
            served.client.workspace_symbol_async(types.WorkspaceSymbolParams("mill"))
        )
        assert found is not None
        wikis = [one.location.uri.split("/")[-2] for one in found]
        assert wikis == ["one", "two"] * 3


# -- links


async def test_links_with_targets_and_tooltips(served: Served) -> None:
    found = await served.ask(types.TEXT_DOCUMENT_DOCUMENT_LINK, "home.article")
    mill = served.uri("mill.article")
    assert [(one.target, one.tooltip) for one in found] == [
        (mill, "The Mill 🌊"),
        (f"{mill}#L3", "The Mill 🌊"),
        (f"{served.uri('home.article')}#L3", "A section of this article"),
        (None, "No article has the slug nowhere"),
        ("https://mill.example/a?b", "Open the source"),
    ]
    assert found[0].range == served.range("home.article", "[[mill|The Mill]]")
    assert found[4].range == served.range("home.article", "https://mill.example/a?b")


async def test_tooltips_only_where_they_are_shown(plain: Served) -> None:
    found = await plain.ask(types.TEXT_DOCUMENT_DOCUMENT_LINK, "home.article")
    assert [one.tooltip for one in found] == [None] * 5


async def test_of_very_many_links_the_rest_is_resolved(plain: Served) -> None:
    plain.open("many.article", "Many\n" + "[[mill#works]]\n" * 101 + "[[mill]]")
    found = await plain.ask(types.TEXT_DOCUMENT_DOCUMENT_LINK, "many.article")
    assert [one.target is None for one in found] == [False] * 100 + [True, False]
    resolved = await soon(plain.client.document_link_resolve_async(found[100]))
    assert resolved.target == f"{plain.uri('mill.article')}#L3"
    plain.shut("many.article")


# -- tokens


def colours(served: Served, name: str, data: list[int]) -> list[tuple[str, str]]:
    """The text and type of each token, with `!` where it is broken."""
    found: list[tuple[str, str]] = []
    line = column = 0
    for lines, columns, length, kind, modifiers in zip(*[iter(data)] * 5, strict=True):
        line, column = line + lines, columns if lines else column + columns
        place = types.Range(types.Position(line, column), types.Position(line, column + length))
        found.append((served.part(name, place), TOKEN_TYPES[kind] + "!" * (modifiers >> 1)))
    return found


async def test_tokens(served: Served) -> None:
    tokens = await served.ask(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, "home.article")
    assert colours(served, "home.article", tokens.data) == [
        ("Home 🏠", "class"),
        ("The mill-house, 𝔸 lead.", "lead"),
        ("Summary", "namespace"),
        ("mill", "class"),
        ("The Mill", "string"),
        ("mill", "class"),
        ("works", "namespace"),
        ("summary", "namespace"),
        ("nowhere", "class!"),
        ("Wheel", "variable"),
        ("Wheel", "variable"),
        ("Tom Arkle", "variable"),
        ("Source", "namespace"),
    ]


async def test_tokens_of_some_lines(served: Served) -> None:
    lines = types.Range(types.Position(4, 0), types.Position(5, 0))
    tokens = await served.ask(
        types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE, "home.article", range=lines
    )
    assert [text for text, _ in colours(served, "home.article", tokens.data)] == [
        "Wheel",
        "Wheel",
        "Tom Arkle",
    ]
    assert tokens.result_id is None


async def test_what_has_changed_in_the_tokens(served: Served) -> None:
    method = types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA
    served.open("new.article", "New\n[[mill]]\n")
    first = await served.ask(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, "new.article")
    same = await served.ask(method, "new.article", previous_result_id=first.result_id)
    assert (list(same.edits), same.result_id) == ([], first.result_id)
    served.open("new.article", "New\n\n[[mill]] **Wheel**\n")
    second = await served.ask(method, "new.article", previous_result_id=first.result_id)
    data = list(first.data)
    for edit in second.edits:
        data[edit.start : edit.start + edit.delete_count] = edit.data or []
    whole = await served.ask(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, "new.article")
    assert data == list(whole.data)
    unknown = await served.ask(method, "new.article", previous_result_id=second.result_id)
    assert unknown.data == whole.data
    served.shut("new.article")


# -- ranges


async def test_folds(served: Served) -> None:
    found = await served.ask(types.TEXT_DOCUMENT_FOLDING_RANGE, "home.article")
    assert [(one.start_line, one.end_line) for one in found] == [(0, 1), (2, 6), (5, 6), (7, 8)]
    assert found[0].start_character == served.range("home.article", "Home 🏠").end.character


async def test_folds_of_whole_lines_and_not_too_many(tmp_path: Path) -> None:
    folding = {"lineFoldingOnly": True, "rangeLimit": 2}
    client = {"capabilities": {"textDocument": {"foldingRange": folding}}}
    async with serving(tmp_path, FILES, client=client) as served:
        served.open("home.article")
        found = await served.ask(types.TEXT_DOCUMENT_FOLDING_RANGE, "home.article")
        assert list(found) == [types.FoldingRange(0, 1), types.FoldingRange(2, 6)]


async def test_selections_grow(served: Served) -> None:
    places = [inside(served, "Arkle"), types.Position(0, 0)]
    word, title = await served.ask(
        types.TEXT_DOCUMENT_SELECTION_RANGE, "home.article", positions=places
    )
    parts: list[str] = []
    while word is not None:
        parts.append(served.part("home.article", word.range))
        word = word.parent
    assert parts[:3] == ["Arkle", "Tom Arkle", "**Tom Arkle**"]
    assert parts[-1] == HOME
    assert title.range == types.Range(
        types.Position(0, 0), served.range("home.article", "Home").end
    )


async def test_marks_of_an_entity_change_together(served: Served) -> None:
    method = types.TEXT_DOCUMENT_LINKED_EDITING_RANGE
    found = await served.ask(method, "home.article", inside(served, "**Wheel", 3))
    assert [served.part("home.article", one) for one in found.ranges] == ["Wheel", "Wheel"]
    assert found.ranges[1].start.line == 4
    assert found.word_pattern
    assert await served.ask(method, "home.article", inside(served, "Tom Arkle")) is None
