"""Code actions, asked of the real server and made as each client would."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.lsp.editor import initialize_of
from tests.lsp.making import files_of, make
from tests.lsp.served import LOOSE, Served, serving, soon

pytestmark = pytest.mark.asyncio(loop_scope="function")

FILES = {
    "slugline.toml": LOOSE,
    "mill.article": "Mill\nIt turns [[race]] in **Water**. \n",
    "weir.article": "Weir\n\U0001f300 See [[race|the race]].\n",
}
Offered = types.CodeAction | types.Command


async def offered(
    served: Served, name: str, part: str, *only: str, place: types.Range | None = None
) -> list[Offered]:
    kinds: Any = list(only) or None
    place = place or served.range(name, part)
    context = types.CodeActionContext([], only=kinds)
    params = types.CodeActionParams(served.document(name), place, context)
    found = await soon(served.client.text_document_code_action_async(params))
    return list(found or ())


async def chosen(served: Served, actions: list[Offered], title: str) -> None:
    """Makes an action, in whichever way the client is given it."""
    (action,) = [one for one in actions if one.title == title]
    if isinstance(action, types.Command) and action.command.startswith("{"):
        # lsprotocol takes a code action that has a command for the command itself.
        action = types.Command(**ast.literal_eval(action.command))
    if isinstance(action, types.CodeAction):
        if action.data is not None:
            assert action.edit is None
            action = await soon(served.client.code_action_resolve_async(action))
        if action.edit is not None:
            make(served, action.edit)
            return
        assert action.command is not None
        action = action.command
    params = types.ExecuteCommandParams(action.command, action.arguments)
    await soon(served.client.workspace_execute_command_async(params))
    for asked in served.client.edits:
        make(served, asked.edit)
    served.client.edits.clear()


def without(client: Mapping[str, Any], **of_actions: Any) -> dict[str, Any]:
    """VS Code with other abilities for code actions; None takes one away."""
    text = client["capabilities"]["textDocument"]
    actions = {**text["codeAction"], **of_actions}
    kept = {name: value for name, value in actions.items() if value is not None}
    can = {**client["capabilities"], "textDocument": {**text, "codeAction": kept}}
    return {**client, "capabilities": can}


VS_CODE = initialize_of("vscode-1.139")
CLIENTS = {
    "lazy": VS_CODE,
    "eager": without(VS_CODE, resolveSupport=None),
    "commands": without(VS_CODE, codeActionLiteralSupport=None),
    "no-files": initialize_of("emacs-30-eglot-1.17"),
    "neovim": initialize_of("neovim-0.12"),
}


@pytest.mark.parametrize("client", CLIENTS)
async def test_creating_the_missing_article_clears_every_error(client: str, tmp_path: Path) -> None:
    async with serving(tmp_path, FILES, client=CLIENTS[client]) as served:
        served.open("mill.article")
        served.open("weir.article")
        await served.comes_to("mill.article", "broken-link", "trailing-space")
        await served.comes_to("weir.article", "broken-link")
        actions = await offered(served, "weir.article", "race")
        title = next(one.title for one in actions if one.title.startswith("Create"))
        await chosen(served, actions, title)
        assert files_of(tmp_path)["race.article"].startswith(b"the race\nSummary\n")
        await served.comes_to("weir.article")
        await served.comes_to("mill.article", "trailing-space")


@pytest.mark.parametrize("client", CLIENTS)
async def test_all_safe_fixes(client: str, tmp_path: Path) -> None:
    async with serving(tmp_path, FILES, client=CLIENTS[client]) as served:
        served.open("mill.article", "Mill\nIt turns [[Weir|it]] in **Water**. \n")
        for only in ("source.fixAll", "source.fixAll.slugline", "source"):
            actions = await offered(served, "mill.article", "Mill", only)
            assert [one.title for one in actions] == ["Make all safe fixes"]
        await chosen(served, actions, "Make all safe fixes")
        assert served.text("mill.article") == "Mill\nIt turns [[weir|it]] in **Water**.\n"
        assert await offered(served, "mill.article", "Mill", "source.fixAll") == []


async def test_kinds_preference_and_findings(tmp_path: Path) -> None:
    async with serving(tmp_path, FILES) as served:
        served.open("mill.article")
        await served.comes_to("mill.article", "broken-link", "trailing-space")
        here = await served.findings("mill.article")
        actions = await offered(served, "mill.article", "race", "quickfix")
        assert actions
        for one in actions:
            assert isinstance(one, types.CodeAction)
            assert one.kind == "quickfix"
        assert isinstance(actions[0], types.CodeAction)
        assert actions[0].is_preferred
        assert actions[0].diagnostics is not None
        assert [one.code for one in actions[0].diagnostics] == ["broken-link"]
        assert actions[0].diagnostics[0] in here
        assert await offered(served, "mill.article", "race", "refactor.move") == []
        rewrites = await offered(served, "mill.article", "It turns", "refactor")
        assert "Mark as an entity" in [one.title for one in rewrites]


async def test_extracting_an_article(tmp_path: Path) -> None:
    async with serving(tmp_path, FILES) as served:
        served.open("weir.article", "Weir\n\U0001f300 A lock gate here.\n")
        actions = await offered(served, "weir.article", "lock gate", "refactor.extract")
        await chosen(served, actions, actions[0].title)
        assert served.text("weir.article") == "Weir\n\U0001f300 A [[lock-gate|lock gate]] here.\n"
        assert files_of(tmp_path)["lock-gate.article"].startswith(b"lock gate\n")


async def test_a_file_that_is_no_article_is_not_overwritten(tmp_path: Path) -> None:
    files = {**FILES, "race.article": "mine\0"}  # a binary file
    for client in ("lazy", "eager"):
        async with serving(tmp_path, files, client=CLIENTS[client]) as served:
            served.open("weir.article")
            actions = await offered(served, "weir.article", "race")
            created = [one.title for one in actions if one.title.startswith("Create")]
            if client == "eager":
                assert created == []
                continue
            with pytest.raises(JsonRpcException, match="exists already"):
                await chosen(served, actions, created[0])
            assert (tmp_path / "race.article").read_text() == "mine\0"


async def test_an_action_of_an_older_text_is_refused(tmp_path: Path) -> None:
    async with serving(tmp_path, FILES) as served:
        served.open("mill.article")
        actions = await offered(served, "mill.article", "race")
        served.open("mill.article", "Mill\nNow [[race]].\n")
        with pytest.raises(JsonRpcException) as error:
            await chosen(served, actions, actions[0].title)
        assert error.value.code == -32801
        nonsense = types.CodeAction("x", data={"what": 1})
        with pytest.raises(JsonRpcException) as error:
            await soon(served.client.code_action_resolve_async(nonsense))
        assert error.value.code == -32602
