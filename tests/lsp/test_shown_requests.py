"""Lenses, hints and formatting, asked of the real server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from tests.lsp.editor import initialize_of, until, write
from tests.lsp.making import edited
from tests.lsp.served import LOOSE, Served, serving, soon

pytestmark = pytest.mark.asyncio(loop_scope="function")

FILES = {
    "slugline.toml": LOOSE + '[redirects]\nold-mill = "mill"\n',
    "mill.article": "Mill\n## Wheel\nIt turns round.\n",
    "race.article": "Race\n\U0001f300 [[mill]] and [[old-mill|it]]\n",
    "weir.article": "Weir\n\U0001f300 A **mill** is there.\n",
}


def _arguments(command: types.Command) -> list[Any]:
    return list(command.arguments or ())


SHOWS = {"commands": ["slugline.showReferences"]}


async def lenses(served: Served, name: str) -> list[types.Command]:
    params = types.CodeLensParams(served.document(name))
    found = await soon(served.client.text_document_code_lens_async(params))
    resolved = [await soon(served.client.code_lens_resolve_async(one)) for one in found or ()]
    return [one.command for one in resolved if one.command]


@pytest.mark.parametrize("options", [None, {}, SHOWS, {"commands": "x"}])
async def test_lenses(options: Any, tmp_path: Path) -> None:
    client = {**initialize_of("vscode-1.139"), "initializationOptions": options}
    async with serving(tmp_path, FILES, client=client) as served:
        served.open("mill.article")
        found = await lenses(served, "mill.article")
        assert [one.title for one in found] == ["1 backlink", "1 unlinked mention", "3 words"]
        if options != SHOWS:
            assert [(one.command, one.arguments) for one in found] == [("", None)] * 3
            return
        assert [one.command for one in found] == ["slugline.showReferences"] * 2 + [""]
        backlinks, mentions = (_arguments(one) for one in found[:2])
        assert backlinks[0] == served.uri("mill.article")
        assert [one["uri"] for one in backlinks[2]] == [served.uri("race.article")] * 2
        assert mentions[2][0]["uri"] == served.uri("weir.article")
        assert mentions[2][0]["range"]["start"] == {"line": 1, "character": 5}


async def test_hints_write_what_they_show(tmp_path: Path) -> None:
    async with serving(tmp_path, FILES) as served:
        served.open("race.article")
        whole = types.Range(types.Position(0, 0), types.Position(9, 0))
        params = types.InlayHintParams(served.document("race.article"), whole)
        hints = await soon(served.client.text_document_inlay_hint_async(params))
        assert hints is not None
        assert [one.label for one in hints] == ["Mill", "→ mill"]
        edits = [edit for one in hints for edit in one.text_edits or ()]
        assert edited(served, served.text("race.article"), edits) == (
            "Race\n\U0001f300 [[mill|Mill]] and [[mill|it]]\n"
        )
        first = types.Range(types.Position(0, 0), types.Position(0, 4))
        params = types.InlayHintParams(served.document("race.article"), first)
        assert not await soon(served.client.text_document_inlay_hint_async(params))


async def test_formatting(tmp_path: Path) -> None:
    async with serving(tmp_path, FILES) as served:
        text = "Mill \r\n## Wheel\r\n-   \U0001f300 one  \r\n- two \r\n"
        served.open("mill.article", text)
        options = types.FormattingOptions(4, insert_spaces=True)
        document = served.document("mill.article")
        whole = await soon(
            served.client.text_document_formatting_async(
                types.DocumentFormattingParams(document, options)
            )
        )
        tidy = "Mill\r\n## Wheel\r\n- \U0001f300 one\r\n- two\r\n"
        assert edited(served, text, whole or ()) == tidy
        line = types.Range(types.Position(3, 0), types.Position(3, 2))
        some = await soon(
            served.client.text_document_range_formatting_async(
                types.DocumentRangeFormattingParams(document, line, options)
            )
        )
        assert edited(served, text, some or ()) == text.replace("two ", "two")
        again = types.Range(types.Position(2, 1), types.Position(3, 1))
        several = await soon(
            served.client.text_document_ranges_formatting_async(
                types.DocumentRangesFormattingParams(document, [line, again, line], options)
            )
        )
        both = await soon(
            served.client.text_document_range_formatting_async(
                types.DocumentRangeFormattingParams(document, again, options)
            )
        )
        assert edited(served, text, several or ()) == edited(served, text, both or ())


@pytest.mark.parametrize(("client", "supports"), [("vscode-1.139", True), ("helix-25.07", False)])
async def test_several_ranges_are_formatted_where_the_client_can(
    tmp_path: Path, client: str, supports: bool
) -> None:
    async with serving(tmp_path, FILES, client=client) as served:
        provider = served.result.capabilities.document_range_formatting_provider
        assert getattr(provider, "ranges_support", None) is (True if supports else None)


async def test_folding_is_asked_for_again_when_the_configuration_changes(tmp_path: Path) -> None:
    async with serving(tmp_path, FILES) as served:
        served.open("mill.article")
        await served.indexed()
        refresh = types.WORKSPACE_FOLDING_RANGE_REFRESH
        before = served.client.refreshed[refresh]
        write(tmp_path, {"slugline.toml": '[[section]]\nname = "Wheel"\n'})
        served.tell("slugline.toml")
        await until(lambda: served.client.refreshed[refresh] > before)


async def test_enter_in_a_list(tmp_path: Path) -> None:
    async with serving(tmp_path, FILES) as served:
        text = "Mill\n## Wheel\n- \U0001f300 one\n\n"
        served.open("mill.article", text)
        options = types.FormattingOptions(4, insert_spaces=True)
        for typed, after in (("\n", text[:-1] + "- \n"), ("}", text)):
            params = types.DocumentOnTypeFormattingParams(
                served.document("mill.article"), types.Position(3, 0), typed, options
            )
            edits = await soon(served.client.text_document_on_type_formatting_async(params))
            assert edited(served, text, edits or ()) == after


async def test_what_is_no_article_gets_nothing(tmp_path: Path) -> None:
    async with serving(tmp_path, FILES) as served:
        params = types.CodeLensParams(served.document("gone.article"))
        assert await soon(served.client.text_document_code_lens_async(params)) is None
        options = types.FormattingOptions(4, insert_spaces=True)
        tidied = types.DocumentFormattingParams(served.document("gone.article"), options)
        assert await soon(served.client.text_document_formatting_async(tidied)) is None


@pytest.mark.parametrize(
    "text",
    ["One\n[[two]] [[mill]]\n", "First\n[[two]]\n", "One\n[[two]] **Mill**\n"],
    ids=["link", "title", "mention"],
)
async def test_what_one_article_changes_in_the_lenses_and_hints_of_another_is_asked_for_again(
    text: str, tmp_path: Path
) -> None:
    files = {
        "slugline.toml": LOOSE,
        "one.article": "One\n[[two]]\n",
        "two.article": "Two\n[[one]] [[mill]]\n",
        "mill.article": "Mill\n[[two]]\n",
    }
    shown = (types.WORKSPACE_CODE_LENS_REFRESH, types.WORKSPACE_INLAY_HINT_REFRESH)
    async with serving(tmp_path, files) as served:
        await served.indexed()
        for name in ("one.article", "mill.article"):
            served.open(name)
        await served.comes_to("one.article")
        await until(lambda: all(served.client.refreshed[method] for method in shown))
        served.client.refreshed.clear()
        served.open("one.article", text)
        await until(lambda: all(served.client.refreshed[method] for method in shown))
