"""Files that are moved, deleted and created in the editor, told to the real server."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from tests.lsp.editor import until, write
from tests.lsp.making import files_of, make, now
from tests.lsp.served import LOOSE, Served, serving, soon

pytestmark = pytest.mark.asyncio(loop_scope="function")

FILES = {
    "slugline.toml": LOOSE,
    "a/mill.article": "Mill\nIt turns [[race]].\n",
    "a/Old Race.article": "Race\n[[mill|Mill]] \U0001f300 [[mill]]\n",
    "weir.article": "Weir\n[[mill]]\n",
}


async def moved(served: Served, old: str, new: str) -> types.WorkspaceEdit | None:
    params = types.RenameFilesParams([types.FileRename(served.uri(old), served.uri(new))])
    return await soon(served.client.workspace_will_rename_files_async(params))


def move(served: Served, old: str, new: str) -> None:
    (served.root / new).parent.mkdir(parents=True, exist_ok=True)
    (served.root / old).rename(served.root / new)
    params = types.RenameFilesParams([types.FileRename(served.uri(old), served.uri(new))])
    served.client.workspace_did_rename_files(params)


def choosing(served: Served, answer: str | None) -> list[types.ShowMessageRequestParams]:
    """Answers all that the server asks with a title; what it asks comes into the list."""
    asked: list[types.ShowMessageRequestParams] = []

    def reply(params: types.ShowMessageRequestParams) -> types.MessageActionItem | None:
        asked.append(params)
        return types.MessageActionItem(answer) if answer else None

    served.client.feature(types.WINDOW_SHOW_MESSAGE_REQUEST)(reply)
    return asked


async def test_a_file_gets_another_name(tmp_path: Path) -> None:
    async with serving(tmp_path, FILES) as served:
        served.open("weir.article", "Weir\nUnsaved [[mill]].\n")
        make(served, await moved(served, "a/mill.article", "b/tide-mill.article"))
        move(served, "a/mill.article", "b/tide-mill.article")
        assert served.text("weir.article") == "Weir\nUnsaved [[tide-mill]].\n"
        assert now(served, "a/Old Race.article") == (
            "Race\n[[tide-mill|Mill]] \U0001f300 [[tide-mill]]\n"
        )
        await served.comes_to("weir.article")


async def test_a_folder_is_moved_and_links_stay_right(tmp_path: Path) -> None:
    async with serving(tmp_path, FILES) as served:
        served.open("weir.article")
        await served.comes_to("weir.article")
        assert await moved(served, "a", "c/d") is None
        move(served, "a", "c/d")
        served.open("c/d/mill.article")
        await served.comes_to("c/d/mill.article")
        await served.comes_to("weir.article")


async def test_a_name_that_is_taken_is_told(tmp_path: Path) -> None:
    async with serving(tmp_path, FILES) as served:
        served.open("weir.article")
        assert await moved(served, "a/mill.article", "a/weir.article") is None
        (message,) = served.client.messages
        assert "the slug `weir` is taken by weir.article" in message.message
        served.client.messages.clear()


@pytest.mark.parametrize("answer", ["Redirect to hill", "Leave the links", None])
async def test_deleting_offers_a_redirect(answer: str | None, tmp_path: Path) -> None:
    files = {**FILES, "hill.article": "Hill\n[[mill]]\n"}
    async with serving(tmp_path, files) as served:
        asked = choosing(served, answer)
        served.open("weir.article")
        params = types.DeleteFilesParams([types.FileDelete(served.uri("a/mill.article"))])
        edit = await soon(served.client.workspace_will_delete_files_async(params))
        assert "3 articles link to `mill`" in asked[0].message
        if answer != "Redirect to hill":
            assert edit is None
            return
        make(served, edit)
        (served.root / "a/mill.article").unlink()
        served.client.workspace_did_delete_files(params)
        assert (
            files_of(tmp_path)["slugline.toml"].decode().endswith('\n[redirects]\nmill = "hill"\n')
        )
        await served.comes_to("weir.article", "redirected-link")


async def test_deleting_what_nothing_links_to_is_quiet(tmp_path: Path) -> None:
    async with serving(tmp_path, FILES) as served:
        params = types.DeleteFilesParams([types.FileDelete(served.uri("weir.article"))])
        assert await soon(served.client.workspace_will_delete_files_async(params)) is None


async def test_deleting_a_folder_warns(tmp_path: Path) -> None:
    async with serving(tmp_path, FILES) as served:
        params = types.DeleteFilesParams([types.FileDelete(served.uri("a"))])
        assert await soon(served.client.workspace_will_delete_files_async(params)) is None
        (message,) = served.client.messages
        assert message.message == "1 article links to `mill`: weir.article."
        served.client.messages.clear()


async def test_a_file_that_leaves_the_wiki_is_like_a_deleted_one(tmp_path: Path) -> None:
    files = {
        **FILES,
        "slugline.toml": 'exclude = ["drafts/**"]\n' + LOOSE,
        "other/slugline.toml": LOOSE,
        "hill.article": "Hill\n[[mill]]\n",
    }
    async with serving(tmp_path, files) as served:
        asked = choosing(served, "Redirect to hill")
        for new in ("drafts/mill.article", "mill.md", ".x/mill.txt", "other/m.txt", "../mill.txt"):
            edit = await moved(served, "a/mill.article", new)
            assert asked.pop().message == (
                "a/mill.article leaves its wiki. 3 articles link to `mill`: "
                "a/Old Race.article, hill.article, weir.article."
            )
            assert edit is not None
        make(served, edit)
        assert now(served, "slugline.toml").endswith('\n[redirects]\nmill = "hill"\n')
        assert await moved(served, "weir.article", "drafts/weir.article") is None
        assert asked == []


async def test_deleting_several_offers_all_redirects_at_once(tmp_path: Path) -> None:
    files = {
        "a/slugline.toml": LOOSE,
        "a/home.txt": "Home\n[[tide-mill]] [[weir]]\n",
        "a/tide-mill.txt": "Tide mill\n",
        "a/tide-mills.txt": "Tide mills\n",
        "a/weir.txt": "Weir\n",
        "a/weirs.txt": "Weirs\n",
        "b/slugline.toml": LOOSE,
        "b/home.txt": "Home\n[[lock-gate]]\n",
        "b/lock-gate.txt": "Lock gate\n",
    }
    async with serving(tmp_path, files) as served:
        asked = choosing(served, "Add the redirects")
        for name in ("a/home.txt", "b/home.txt"):
            served.open(name)
            await served.comes_to(name)
        names = ("a/tide-mill.txt", "a/weir.txt", "b/lock-gate.txt")
        params = types.DeleteFilesParams([types.FileDelete(served.uri(name)) for name in names])
        edit = await soon(served.client.workspace_will_delete_files_async(params))
        assert [one.message for one in asked] == [
            "3 of the articles deleted are linked from others: `tide-mill`, `weir`, `lock-gate`. "
            "Redirects could lead from `tide-mill` to `tide-mills`, `weir` to `weirs`."
        ]
        make(served, edit)
        assert now(served, "a/slugline.toml") == (
            LOOSE + '\n[redirects]\ntide-mill = "tide-mills"\nweir = "weirs"\n'
        )
        assert now(served, "b/slugline.toml") == LOOSE


async def test_a_new_empty_article_gets_its_headings(tmp_path: Path) -> None:
    async with serving(tmp_path, FILES) as served:
        for name, text in (("lock-gate.article", ""), ("full.article", "Full\n"), ("x.md", "")):
            (tmp_path / name).write_text(text)
            params = types.CreateFilesParams([types.FileCreate(served.uri(name))])
            served.client.workspace_did_create_files(params)
        await until(lambda: bool(served.client.edits))
        make(served, served.client.edits[0].edit)
        assert now(served, "lock-gate.article").startswith("Lock gate\nSummary\n")
        served.open("weir.article")
        await served.comes_to("weir.article")
        assert len(served.client.edits) == 1


async def test_the_servers_own_rename_is_not_answered_with_a_second_edit(tmp_path: Path) -> None:
    """VS Code asks in the midst of an edit, when the configuration is changed but not saved."""
    files = {**FILES, "slugline.toml": LOOSE + '[redirects]\nold-mill = "mill"\n'}
    async with serving(tmp_path, files) as served:
        served.open("weir.article")
        place = served.range("weir.article", "mill").start
        params = types.RenameParams(served.document("weir.article"), place, "tide-mill")
        assert await soon(served.client.text_document_rename_async(params)) is not None
        served.open("weir.article", "Weir\n[[tide-mill]]\n")
        served.open("a/Old Race.article", "Race\n[[tide-mill|Mill]] [[tide-mill]]\n")
        assert await moved(served, "a/mill.article", "a/tide-mill.article") is None
        again = await moved(served, "a/mill.article", "a/tide-mill.article")
        assert again is not None, "what the user does later is answered"


async def test_a_rename_whose_edit_was_not_made_is_answered(tmp_path: Path) -> None:
    async with serving(tmp_path, FILES) as served:
        served.open("weir.article")
        place = served.range("weir.article", "mill").start
        params = types.RenameParams(served.document("weir.article"), place, "tide-mill")
        assert await soon(served.client.text_document_rename_async(params)) is not None
        make(served, await moved(served, "a/mill.article", "a/tide-mill.article"))
        assert served.text("weir.article") == "Weir\n[[tide-mill]]\n"


async def test_a_file_that_the_servers_own_edit_creates_is_not_filled_twice(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path, FILES) as served:
        served.open("weir.article", "Weir\n[[sluice]]\n")
        await served.comes_to("weir.article", "broken-link")
        action = types.CodeActionParams(
            served.document("weir.article"),
            served.range("weir.article", "sluice"),
            types.CodeActionContext([], only=[types.CodeActionKind.QuickFix]),
        )
        actions = await soon(served.client.text_document_code_action_async(action)) or []
        (creates,) = (
            one
            for one in actions
            if isinstance(one, types.CodeAction) and one.title.startswith("Create the article")
        )
        resolved = await soon(served.client.code_action_resolve_async(creates))
        assert resolved.edit is not None
        assert resolved.edit.document_changes
        created = resolved.edit.document_changes[0]
        assert isinstance(created, types.CreateFile)
        assert created.uri == served.uri("sluice.article")
        for name in ("sluice.article", "lock-gate.article"):
            (tmp_path / name).write_text("")
            told = types.CreateFilesParams([types.FileCreate(served.uri(name))])
            served.client.workspace_did_create_files(told)
        await until(lambda: bool(served.client.edits))
        labels = [one.label for one in served.client.edits]
        assert labels == ["New article lock-gate.article"]
        make(served, served.client.edits[0].edit)


async def test_wikis_inside_of_a_folder_are_there_before_they_are_opened(tmp_path: Path) -> None:
    files = {
        "a/slugline.toml": LOOSE,
        "a/mill.article": "Mill\nIt turns.\n",
        "b/c/slugline.toml": LOOSE,
        "b/c/weir.article": "Weir\nA dam.\n",
        "b/c/race.article": "Race\nAt the [[weir]].\n",
    }
    async with serving(tmp_path, files) as served:
        served.open("a/mill.article")

        async def is_found(title: str) -> None:
            params = types.WorkspaceSymbolParams(title)
            names: list[str] = []
            while title not in names:
                symbols = await soon(served.client.workspace_symbol_async(params))
                names = [one.name for one in symbols or ()]

        await soon(is_found("Weir"))
        make(served, await moved(served, "b/c/weir.article", "b/c/dam.article"))
        assert now(served, "b/c/race.article") == "Race\nAt the [[dam]].\n"
        write(tmp_path, {"d/slugline.toml": LOOSE, "d/pond.article": "Pond\nDeep.\n"})
        served.tell("d/slugline.toml", kind=types.FileChangeType.Created)
        await soon(is_found("Pond"))
