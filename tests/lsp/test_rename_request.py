"""Renaming, asked of the real server; its edits are made, and taken back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.lsp.editor import initialize_of
from tests.lsp.making import files_of, make, now
from tests.lsp.served import LOOSE, Served, serving, soon

pytestmark = pytest.mark.asyncio(loop_scope="function")

FILES = {
    "slugline.toml": LOOSE + '[redirects]\nold-mill = "mill"\n',
    "mill.article": "Mill\r\n\U0001f300 [[race]] [[#wheel]]\r\n## Wheel\r\n",
    "a/race.article": "Race\n\U0001f300\U0001f300 [[mill|Mill]] [[mill#wheel]] **Water**\n",
    "b/weir.article": "\ufeffWeir\rä [[mill]] [[old-mill]] **water**\r",
}


def params_of(served: Served, name: str, place: types.Position, new: str) -> types.RenameParams:
    return types.RenameParams(served.document(name), place, new)


async def renamed(served: Served, name: str, part: str, new: str) -> types.WorkspaceEdit:
    place = served.range(name, part).start
    edit = await soon(served.client.text_document_rename_async(params_of(served, name, place, new)))
    assert edit is not None
    return edit


async def refused(served: Served, name: str, part: str, new: str) -> JsonRpcException:
    with pytest.raises(JsonRpcException) as error:
        await renamed(served, name, part, new)
    return error.value


@pytest.mark.parametrize("client", ["vscode-1.139", "neovim-0.12", "neovim-0.7", "helix-25.07"])
async def test_a_slug_from_a_link_and_back(client: str, tmp_path: Path) -> None:
    async with serving(tmp_path, FILES, client=client) as served:
        before = files_of(tmp_path)
        served.open("a/race.article", "Race\nunsaved [[mill|Mill]] \U0001f300 [[mill#wheel]]\n")
        edit = await renamed(served, "a/race.article", "mill|", "watermill")
        undo = make(served, edit)
        after = files_of(tmp_path)
        assert set(after) == set(before) - {"mill.article"} | {"watermill.article"}
        assert after["watermill.article"] == before["mill.article"]
        assert after["b/weir.article"].decode() == (
            "\ufeffWeir\rä [[watermill]] [[old-mill]] **water**\r"
        )
        assert after["slugline.toml"].decode().endswith('old-mill = "watermill"\n')
        assert served.text("a/race.article") == (
            "Race\nunsaved [[watermill|Mill]] \U0001f300 [[watermill#wheel]]\n"
        )
        await served.comes_to("a/race.article")
        undo.make()
        assert files_of(tmp_path) == before
        assert "[[mill|Mill]]" in served.text("a/race.article")


async def test_a_file_that_has_just_changed_on_disk_is_edited_as_it_is(tmp_path: Path) -> None:
    """This client has promised to tell of changes on disk, and is late."""
    async with serving(tmp_path, FILES, client="vscode-1.139") as served:
        served.open("mill.article")
        await served.codes("mill.article")
        (tmp_path / "a/race.article").write_text("Race\nFirst, 🌀, see [[mill|Mill]].\n")
        edit = await renamed(served, "mill.article", "Mill", "tide-mill")
        make(served, edit)
        assert now(served, "a/race.article") == "Race\nFirst, 🌀, see [[tide-mill|Mill]].\n"


async def test_while_files_that_changed_are_read_again_they_are_edited_as_they_are(
    tmp_path: Path,
) -> None:
    names = [f"many/{number}.article" for number in range(400)]
    text = "Many\n" + "A line.\n" * 40 + "See [[mill]].\n"
    async with serving(tmp_path, {**FILES, **dict.fromkeys(names, text)}) as served:
        served.open("a/race.article")
        await served.codes("a/race.article")
        for turn in range(5):
            for name in names:
                (tmp_path / name).write_text("Many\n" + "Before.\n" * turn + "[[mill]]\n")
            served.tell(*names)
            edit = await renamed(served, "a/race.article", "mill|", "tide-mill")
            changes = edit.document_changes
            assert changes is not None
            edited = [one for one in changes if isinstance(one, types.TextDocumentEdit)]
            assert len(edited) > len(names)
            for one in edited:
                if "/many/" in one.text_document.uri:
                    place = types.Position(turn + 1, 2)
                    assert [at.range.start for at in one.edits] == [place], turn


async def test_the_open_article_itself_is_renamed(tmp_path: Path) -> None:
    async with serving(tmp_path, FILES) as served:
        served.open("mill.article", "Mill\nNot saved. [[mill]]\n")
        make(served, await renamed(served, "mill.article", "Mill", "tide-mill"))
        assert served.text("tide-mill.article") == "Mill\nNot saved. [[tide-mill]]\n"
        assert await served.codes("tide-mill.article") == ["self-link"]


async def test_sections_titles_and_entities_need_no_file(tmp_path: Path) -> None:
    client = initialize_of("plain")
    async with serving(tmp_path, FILES, client=client) as served:
        served.open("mill.article")
        edit = await renamed(served, "mill.article", "Wheel", "The Wheel")
        assert edit.document_changes is None
        make(served, edit)
        assert now(served, "mill.article").endswith("[[#the-wheel]]\r\n## The Wheel\r\n")
        assert "[[mill#the-wheel]]" in now(served, "a/race.article")
        make(served, await renamed(served, "mill.article", "Mill", "Old Mill"))
        assert "[[mill|Old Mill]]" in now(served, "a/race.article")
        served.open("b/weir.article")
        make(served, await renamed(served, "b/weir.article", "water", "tide"))
        assert "**Tide**" in now(served, "a/race.article")
        assert "**tide**" in now(served, "b/weir.article")


@pytest.mark.parametrize("client", ["plain", "emacs-30-eglot-1.17"])
async def test_a_client_that_renames_no_files_is_told_so(client: str, tmp_path: Path) -> None:
    async with serving(tmp_path, FILES, client=client) as served:
        served.open("a/race.article")
        error = await refused(served, "a/race.article", "mill", "watermill")
        assert error.code == -32803
        assert "mill.article has to be renamed to watermill.article" in error.message
        served.open("b/weir.article", "Weir\n[[lost]] [[lost|x]]\n")
        make(served, await renamed(served, "b/weir.article", "lost", "found"))
        assert served.text("b/weir.article") == "Weir\n[[found]] [[found|x]]\n"


async def test_refusals_have_their_reasons(tmp_path: Path) -> None:
    files = {**FILES, "Taken.md": "x", "hidden.article.bak": "x"}
    async with serving(tmp_path, files) as served:
        served.open("a/race.article")
        for new, reason in (
            ("race", "taken by a/race.article"),
            ("No Slug", "`no-slug` would be one"),
            ("a\nb", "line break"),
            ("", "empty"),
        ):
            error = await refused(served, "a/race.article", "mill", new)
            assert error.code == -32803
            assert reason in error.message
        served.open("new.article", "New\n[[new]]\n")
        error = await refused(served, "new.article", "new", "newer")
        assert "save it first" in error.message


async def test_nothing_on_disk_is_overwritten(tmp_path: Path) -> None:
    files = {**FILES, "slugline.toml": 'exclude = ["tide.article", "River.article"]\n'}
    files |= {"tide.article": "x", "River.article": "x"}
    async with serving(tmp_path, files) as served:
        served.open("a/race.article")
        error = await refused(served, "a/race.article", "mill", "tide")
        assert "tide.article: exists already" in error.message
        error = await refused(served, "a/race.article", "mill", "river")
        assert "River.article exists already" in error.message


async def test_prepare(tmp_path: Path) -> None:
    async with serving(tmp_path, FILES) as served:
        served.open("a/race.article")

        async def prepared(part: str) -> types.PrepareRenamePlaceholder | None:
            place = served.range("a/race.article", part).start
            params = types.PrepareRenameParams(served.document("a/race.article"), place)
            found = await soon(served.client.text_document_prepare_rename_async(params))
            assert found is None or isinstance(found, types.PrepareRenamePlaceholder)
            return found

        link = await prepared("mill#wheel")
        assert link is not None
        assert link.placeholder == "mill"
        assert served.part("a/race.article", link.range) == "mill"
        served.open("a/race.article", "Race\nPlain. [[old-mill]]\n")
        assert await prepared("lain") is None
        with pytest.raises(JsonRpcException, match="is a redirect"):
            await prepared("old-mill")


def hub(count: int) -> dict[str, str]:
    """A wiki in which all articles link to one, and mark one entity."""
    files = {f"n/{number:05}.article": "N\n[[mill]] **Water**\n" for number in range(count)}
    return {**files, "slugline.toml": LOOSE, "mill.article": "Mill\n**Water** is what it wants.\n"}


async def test_requests_are_answered_while_a_big_rename_runs(tmp_path: Path) -> None:
    async with serving(tmp_path, hub(1_500)) as served:
        served.open("mill.article")
        await soon(
            served.client.text_document_code_lens_async(
                types.CodeLensParams(served.document("mill.article"))
            )
        )
        place = served.range("mill.article", "Water").start
        ask = types.RenameParams(served.document("mill.article"), place, "Rain")
        big = asyncio.ensure_future(served.client.text_document_rename_async(ask))
        params = types.DocumentHighlightParams(served.document("mill.article"), place)
        for _ in range(5):
            assert await soon(served.client.text_document_document_highlight_async(params))
        edit = await soon(big)
        assert edit is not None
        assert edit.document_changes is not None
        assert len(edit.document_changes) == 1_501


async def test_an_edit_of_a_text_that_has_changed_is_not_sent(tmp_path: Path) -> None:
    async with serving(tmp_path, hub(1_500)) as served:
        served.open("mill.article")
        place = served.range("mill.article", "Water").start
        highlights = types.DocumentHighlightParams(served.document("mill.article"), place)
        await soon(served.client.text_document_document_highlight_async(highlights))
        ask = params_of(served, "mill.article", place, "Rain")
        big = asyncio.ensure_future(served.client.text_document_rename_async(ask))
        await asyncio.sleep(0)
        served.open("mill.article", "Mill\nNow it says this. **Water**\n")
        with pytest.raises(JsonRpcException) as error:
            await soon(big)
        assert error.value.code == -32801


async def test_a_big_rename_is_cancelled(tmp_path: Path) -> None:
    async with serving(tmp_path, hub(1_500)) as served:
        served.open("mill.article")
        place = served.range("mill.article", "Water").start
        ask = params_of(served, "mill.article", place, "Rain")
        send = served.client.protocol.send_request
        request = send(types.TEXT_DOCUMENT_RENAME, ask, msg_id="slow")
        served.client.cancel_request(types.CancelParams("slow"))
        with pytest.raises(JsonRpcException) as error:
            await soon(asyncio.wrap_future(request))
        assert error.value.code == -32800


async def test_progress_is_shown_and_can_be_stopped(tmp_path: Path) -> None:
    async with serving(tmp_path, hub(1_500)) as served:
        served.open("mill.article")
        place = served.range("mill.article", "Water").start
        ask = types.RenameParams(
            served.document("mill.article"), place, "Rain", work_done_token="rename"
        )
        assert await soon(served.client.text_document_rename_async(ask))
        kinds = [one["kind"] for one in served.client.parts["rename"]]
        assert kinds[0] == "begin"
        assert kinds[-1] == "end"
