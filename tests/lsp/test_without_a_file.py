"""Documents that are no files: new ones, and what an editor shows of other times and places."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from lsprotocol import types

from slugline.lsp.requests import symbols
from slugline.lsp.requests.code_action import code_action
from slugline.lsp.requests.completion import completion, resolve
from slugline.lsp.requests.definition import definition
from slugline.lsp.requests.hover import hover
from slugline.lsp.requests.ranges import folding_range
from slugline.lsp.requests.semantic_tokens import full
from slugline.lsp.uris import uri_of
from tests.lsp.editor import Editor, finish, initialize_of, unstructured, write
from tests.lsp.served import LOOSE

pytestmark = pytest.mark.asyncio(loop_scope="function")

CLIENTS = ["vscode-1.139", "neovim-0.12", "emacs-30-eglot-1.17"]
NEW = "untitled:Untitled-1"
OTHERS = [
    "git:{root}/mill.article?%7B%22ref%22%3A%22HEAD%22%7D",
    "vscode-vfs://github/a/b/mill.article",
    "GIT:/mill.article",
]
MILL = "Mill\nIt turns.\n\nSummary\n- a\n"
TEXT = """New\x20
It is [[mill#summary]], [[nowhere]] and [[#summary]].

Summary
- **Mill**
- [[mi
"""


@pytest_asyncio.fixture(loop_scope="function", params=CLIENTS)
async def editor(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Editor]:
    write(tmp_path, {"slugline.toml": LOOSE, "mill.article": MILL})
    editor = Editor(tmp_path, client=initialize_of(request.param))
    await editor.start()
    yield editor
    editor.close()


def at(uri: str, part: str) -> Any:
    """The params of a request in the middle of a part of the text."""
    before = TEXT[: TEXT.index(part) + len(part) - 1]
    line = before.count("\n")
    character = len(before) - before.rfind("\n") - 1
    return types.TextDocumentPositionParams(
        types.TextDocumentIdentifier(uri), types.Position(line, character)
    )


def said(editor: Editor, uri: str, part: str) -> str:
    found = hover(editor.session, at(uri, part))
    shown = str(unstructured(found)["contents"]["value"]) if found else ""
    return shown.replace("`", "").replace("*", "")


def led_to(editor: Editor, uri: str, part: str) -> tuple[str, int]:
    (found,) = unstructured(definition(editor.session, at(uri, part)))
    if "targetUri" in found:
        return found["targetUri"], found["targetSelectionRange"]["start"]["line"]
    return found["uri"], found["range"]["start"]["line"]


def broken(editor: Editor, uri: str) -> bool:
    """Whether a link is coloured as broken."""
    found = full(editor.session, types.SemanticTokensParams(types.TextDocumentIdentifier(uri)))
    assert found is not None
    return any(one & 2 for one in found.data[4::5])


def actions(editor: Editor, uri: str, part: str) -> list[str]:
    place = at(uri, part)
    params = types.CodeActionParams(
        place.text_document,
        types.Range(place.position, place.position),
        types.CodeActionContext([]),
    )
    found = code_action(editor.session, params)
    return [] if found is None else [one["title"] for one in json.loads(found.json)]


async def test_a_new_document_names_the_articles_of_the_open_wiki(
    editor: Editor, tmp_path: Path
) -> None:
    uri = editor.open(NEW, TEXT)
    await editor.settle()
    found = completion(editor.session, at(uri, "[[mi\n"))
    assert found is not None
    labels = [item.label for item in found.items]
    assert labels[0] in {"Mill", "mill"}
    shown = unstructured(resolve(editor.session, found.items[0]))
    assert "It turns." in str(shown["documentation"])
    assert "It turns." in said(editor, uri, "[[mill")
    assert "No article has the slug nowhere" in said(editor, uri, "[[nowhere")
    assert "leads to its section" in said(editor, uri, "[[#summary")
    mill = uri_of(str(tmp_path / "mill.article"))
    assert led_to(editor, uri, "[[mill") == (mill, 0)
    assert led_to(editor, uri, "[[mill#summ") == (mill, 3)
    assert led_to(editor, uri, "[[#summary") == (uri, 3)
    assert led_to(editor, uri, "**Mill") == (mill, 0)
    assert list(editor.session.wikis[0].wiki.articles) == ["mill.article"]


async def test_nothing_is_offered_from_it_that_needs_a_folder(editor: Editor) -> None:
    uri = editor.open(NEW, TEXT)
    await editor.settle()
    offered = actions(editor, uri, "[[nowhere")
    assert "Make all safe fixes" in offered
    assert not any("reate" in one for one in offered)
    assert not broken(editor, uri)


async def test_without_a_wiki_beside_it_nothing_is_said_of_links(tmp_path: Path) -> None:
    two = [write(tmp_path / name, {"mill.article": MILL}) for name in ("one", "two")]
    for roots in ([], two):
        editor = Editor(*roots)
        await editor.start()
        uri = editor.open(NEW, TEXT)
        await editor.settle()
        assert said(editor, uri, "[[nowhere") == ""
        assert "Mill is marked in 1 article" in said(editor, uri, "**Mill")
        assert definition(editor.session, at(uri, "[[nowhere")) == []
        editor.close()


@pytest.mark.parametrize("uri", OTHERS)
async def test_what_is_only_shown_has_no_findings_and_is_in_no_wiki(
    editor: Editor, tmp_path: Path, uri: str
) -> None:
    uri = editor.open(uri.format(root=tmp_path), TEXT)
    await editor.settle()
    assert editor.pushed(uri) is None
    assert (await editor.pull(uri))["items"] == []
    assert actions(editor, uri, "[[nowhere") == []
    document = types.TextDocumentIdentifier(uri)
    outline = symbols.document_symbol(editor.session, types.DocumentSymbolParams(document))
    assert outline
    assert folding_range(editor.session, types.FoldingRangeParams(document))
    assert "It turns." in said(editor, uri, "[[mill")
    symbol_params = types.WorkspaceSymbolParams("")
    found = await finish(symbols.workspace_symbol(editor.session, symbol_params))
    assert {one.location.uri for one in found} == {uri_of(str(tmp_path / "mill.article"))}
    (live,) = editor.session.wikis
    assert live.wiki.articles["mill.article"].title == "Mill"
    assert all(one["uri"] != uri for one in await editor.pull_all())
    editor.replace(uri, "Other\n")
    editor.shut(uri)
    await editor.settle()
    assert editor.pushed(uri) is None
