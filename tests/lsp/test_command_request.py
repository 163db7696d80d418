"""Commands, carried out by the real server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.lsp.making import files_of, make
from tests.lsp.served import LOOSE, Served, serving, soon

pytestmark = pytest.mark.asyncio(loop_scope="function")

FILES = {
    "slugline.toml": LOOSE,
    "a/mill.article": 'The "Mill"\nIt turns [[race]], [[weir]] and [[weir#top]].\n',
    "weir.article": "Weir\nHigh. \n## Top\nx\n",
}


async def run(served: Served, command: str, *arguments: Any) -> Any:
    params = types.ExecuteCommandParams(command, list(arguments))
    return await soon(served.client.workspace_execute_command_async(params))


@pytest.mark.parametrize("client", ["vscode-1.139", "emacs-30-eglot-1.17", "plain"])
async def test_a_new_article(client: str, tmp_path: Path) -> None:
    async with serving(tmp_path, FILES, client=client) as served:
        beside = served.uri("a/mill.article")
        uri = await run(served, "slugline.newArticle", "Lock Gate", beside)
        for asked in served.client.edits:
            make(served, asked.edit)
        assert uri == served.uri("a/lock-gate.article")
        assert files_of(tmp_path)["a/lock-gate.article"].startswith(b"Lock Gate\nSummary\n")
        shown = [one.uri for one in served.client.shown_documents]
        assert shown == ([] if client == "plain" else [uri])
        with pytest.raises(JsonRpcException, match="is taken by weir"):
            await run(served, "slugline.newArticle", "Weir")


@pytest.mark.parametrize("include", ["**/*.txt", "content/**/*.txt"])
async def test_a_new_article_is_one(include: str, tmp_path: Path) -> None:
    files = {
        "slugline.toml": f'include = ["{include}"]\nexclude = ["drafts/**"]\n{LOOSE}',
        "content/weir.txt": "Weir\n[[lock]]\n",
        "drafts/new.article": "New\n[[lock]]\n",
    }
    folder = "content/" if include.startswith("content") else ""
    async with serving(tmp_path, files) as served:
        served.open("drafts/new.article")
        await served.comes_to("drafts/new.article", "broken-link")
        uri = await run(served, "slugline.newArticle", "Tide Mill")
        assert uri == served.uri(f"{folder}tide-mill.txt")
        params = types.CodeActionParams(
            served.document("drafts/new.article"),
            served.range("drafts/new.article", "lock"),
            types.CodeActionContext([]),
        )
        actions = await soon(served.client.text_document_code_action_async(params)) or []
        titles = [one.title for one in actions]
        assert f"Create the article `{folder}lock.txt`" in titles
        await served.comes_to("drafts/new.article", "broken-link")


async def test_fixing_all(tmp_path: Path) -> None:
    async with serving(tmp_path, FILES) as served:
        served.open("weir.article")
        await run(served, "slugline.fixAll", served.uri("weir.article"))
        (asked,) = served.client.edits
        make(served, asked.edit)
        assert served.text("weir.article") == "Weir\nHigh.\n## Top\nx\n"
        await run(served, "slugline.fixAll", served.uri("weir.article"))
        assert len(served.client.edits) == 1


async def test_the_graph(tmp_path: Path) -> None:
    async with serving(tmp_path, FILES) as served:
        graph = json.loads(await run(served, "slugline.showGraph"))
        assert graph == {
            "nodes": [
                {"path": "a/mill.article", "slug": "mill", "title": 'The "Mill"'},
                {"path": "weir.article", "slug": "weir", "title": "Weir"},
            ],
            "edges": [
                {"source": "mill", "target": "race", "broken": True},
                {"source": "mill", "target": "weir", "broken": False},
            ],
        }
        assert await run(served, "slugline.showGraph", None, "dot") == (
            "digraph wiki {\n"
            '  "mill" [label="The \\"Mill\\""];\n'
            '  "weir" [label="Weir"];\n'
            '  "mill" -> "race" [style=dashed];\n'
            '  "mill" -> "weir";\n'
            "}\n"
        )


async def test_restart_reads_anew(tmp_path: Path) -> None:
    async with serving(tmp_path, FILES) as served:
        served.open("a/mill.article")
        await served.comes_to("a/mill.article", "broken-link")
        (tmp_path / "race.article").write_text("Race\n")
        await run(served, "slugline.restart")
        await served.comes_to("a/mill.article")


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("slugline.dance", []),
        ("slugline.newArticle", []),
        ("slugline.newArticle", [{"title": "x"}]),
        ("slugline.showGraph", [None, "png"]),
        ("slugline.applyAction", ["{}"]),
    ],
)
async def test_wrong_arguments(command: str, arguments: list[Any], tmp_path: Path) -> None:
    async with serving(tmp_path, FILES) as served:
        with pytest.raises(JsonRpcException) as error:
            await run(served, command, *arguments)
        assert error.value.code == -32602
