"""References, highlights and the call hierarchy, asked of the real server."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.lsp.editor import initialize_of
from tests.lsp.served import LOOSE, Served, serving, soon

pytestmark = pytest.mark.asyncio(loop_scope="function")

FILES = {
    "slugline.toml": LOOSE + '[redirects]\nold-mill = "mill"\n',
    "mill.article": "Mill\n\U0001f300 [[race]] and **Water**.\n## Wheel\nRound.\n",
    "a/race.article": "Race\r\n\U0001f300\U0001f300 [[mill|Mill]] [[old-mill]] **water**\r\n",
    "b/weir.article": "Weir\nä [[mill#wheel]], [[race]] and **Water**\n",
}


def asked(served: Served, name: str, place: types.Position, **more: Any) -> types.ReferenceParams:
    declared = types.ReferenceContext(include_declaration=False)
    return types.ReferenceParams(declared, served.document(name), place, **more)


async def found(served: Served, name: str, place: types.Position) -> list[str]:
    locations = await soon(served.client.text_document_references_async(asked(served, name, place)))
    assert locations is not None
    return shown(served, locations)


def shown(served: Served, locations: Any) -> list[str]:
    """Paths, and the texts of the ranges."""
    names = {served.uri(name): name for name in FILES}
    return [f"{names[one.uri]}: {served.part(names[one.uri], one.range)}" for one in locations]


@pytest.mark.parametrize("client", ["vscode-1.139", "neovim-0.12", "emacs-30-eglot-1.17", "plain"])
async def test_every_link_in_the_clients_columns(client: str, tmp_path: Path) -> None:
    async with serving(tmp_path, FILES, client=client) as served:
        place = served.open(
            "mill.article", "M$0ill\n\U0001f300 [[race]] and **Water**.\n## Wheel\n"
        )
        assert await found(served, "mill.article", place) == [
            "a/race.article: [[mill|Mill]]",
            "a/race.article: [[old-mill]]",
            "b/weir.article: [[mill#wheel]]",
        ]
        wheel = served.range("mill.article", "Wheel").start
        assert await found(served, "mill.article", wheel) == ["b/weir.article: [[mill#wheel]]"]
        water = served.range("mill.article", "Water").start
        assert await found(served, "mill.article", water) == [
            "a/race.article: **water**",
            "b/weir.article: **Water**",
            "mill.article: **Water**",
        ]


async def test_unsaved_text_counts(tmp_path: Path) -> None:
    async with serving(tmp_path, FILES) as served:
        served.open("b/weir.article", "Weir\nNothing [[race]].\n")
        served.open("mill.article")
        assert await found(served, "mill.article", types.Position(0, 0)) == [
            "a/race.article: [[mill|Mill]]",
            "a/race.article: [[old-mill]]",
        ]


async def test_declarations_and_plain_text(tmp_path: Path) -> None:
    async with serving(tmp_path, FILES) as served:
        served.open("mill.article")
        params = asked(served, "mill.article", types.Position(0, 0))
        params.context.include_declaration = True
        locations = await soon(served.client.text_document_references_async(params))
        assert shown(served, locations)[0] == "mill.article: Mill"
        plain = served.range("mill.article", " and").end
        assert await found(served, "mill.article", plain) == []
        gone = asked(served, "gone.article", types.Position(0, 0))
        assert await soon(served.client.text_document_references_async(gone)) is None


async def test_partial_results(tmp_path: Path) -> None:
    async with serving(tmp_path, FILES) as served:
        served.open("mill.article")
        token = "references"
        params = asked(served, "mill.article", types.Position(0, 0), partial_result_token=token)
        assert not await soon(served.client.text_document_references_async(params))
        parts = [one for part in served.client.parts[token] for one in part]
        assert len(parts) == 3


async def test_a_request_that_is_cancelled_stops(tmp_path: Path) -> None:
    hub = {f"{number}.article": f"N{number}\n**Water** [[mill]]\n" for number in range(1_000)}
    async with serving(tmp_path, {**FILES, **hub}) as served:
        served.open("mill.article")
        place = served.range("mill.article", "Water").start
        params = asked(served, "mill.article", place)
        protocol = served.client.protocol
        request = protocol.send_request(types.TEXT_DOCUMENT_REFERENCES, params, msg_id="slow")
        served.client.cancel_request(types.CancelParams("slow"))
        with pytest.raises(JsonRpcException) as error:
            await soon(asyncio.wrap_future(request))
        assert error.value.code == -32800
        params = asked(served, "mill.article", types.Position(0, 0))
        locations = await soon(served.client.text_document_references_async(params))
        assert locations is not None
        assert len(locations) == 1_003


HUB = {
    "slugline.toml": LOOSE,
    "hub.article": "Hub\nx\n",
    **{f"d{n:03}.article": f"D {n}\n\U0001f300 [[hub]] **Water**\n" for n in range(1_000)},
}
LAST = "d999.article"


def begun(served: Served, method: str, params: object) -> asyncio.Future[Any]:
    """A request that is sent now."""
    return asyncio.wrap_future(served.client.protocol.send_request(method, params))


@pytest.mark.parametrize("declared", [False, True])
@pytest.mark.parametrize("word", ["hub", "Water"])
async def test_references_are_those_of_their_arrival(
    word: str, declared: bool, tmp_path: Path
) -> None:
    async with serving(tmp_path, HUB) as served:
        served.open(LAST)
        await served.indexed()
        (tmp_path / "d998.article").write_text("Gone\n")
        params = asked(served, LAST, served.range(LAST, word).start)
        params.context.include_declaration = declared
        slow = begun(served, types.TEXT_DOCUMENT_REFERENCES, params)
        served.open(LAST, "D 999\n\nNothing.\n")
        served.open("d997.article", "\n\nD 997\n\n[[hub]]\n")
        served.shut(LAST)
        locations = await soon(slow)
        assert locations is not None
        by_uri = {one.uri: one.range for one in locations}
        column = 3 if word == "hub" else 11
        assert by_uri[served.uri(LAST)].start == types.Position(1, column)
        assert len(locations) >= 998
        if word == "hub":
            assert len(locations) == 1_000 + declared
            assert by_uri[served.uri("d997.article")].start == types.Position(1, 3)


async def test_callers_are_those_of_their_arrival(tmp_path: Path) -> None:
    async with serving(tmp_path, HUB) as served:
        served.open("hub.article")
        served.open(LAST)
        await served.indexed()
        ask = types.CallHierarchyPrepareParams(served.document("hub.article"), types.Position(0, 0))
        items = await soon(served.client.text_document_prepare_call_hierarchy_async(ask))
        assert items is not None
        about = types.CallHierarchyIncomingCallsParams(items[0])
        slow = begun(served, types.CALL_HIERARCHY_INCOMING_CALLS, about)
        served.open(LAST, "Other\n\nNothing.\n")
        served.open("d998.article", "Other\n\n\n")
        incoming = await soon(slow)
        assert incoming is not None
        assert [one.from_.name for one in incoming] == [f"D {n}" for n in range(1_000)]
        assert incoming[-1].from_ranges[0].start == types.Position(1, 3)


async def test_highlights(tmp_path: Path) -> None:
    async with serving(tmp_path, FILES) as served:
        text = "Mill\n[[mill]] \U0001f300 [[old-mill|x]]\n"
        served.open("mill.article", text)
        place = served.range("mill.article", "old-mill").start
        params = types.DocumentHighlightParams(served.document("mill.article"), place)
        found = await soon(served.client.text_document_document_highlight_async(params))
        assert found is not None
        assert [(served.part("mill.article", one.range), one.kind) for one in found] == [
            ("Mill", types.DocumentHighlightKind.Write),
            ("[[mill]]", types.DocumentHighlightKind.Text),
            ("[[old-mill|x]]", types.DocumentHighlightKind.Text),
        ]


@pytest.mark.parametrize("client", ["vscode-1.139", "emacs-28-eglot-1.9"])
async def test_call_hierarchy(client: str, tmp_path: Path) -> None:
    async with serving(tmp_path, FILES, client=initialize_of(client)) as served:
        served.open("b/weir.article")
        place = served.range("b/weir.article", "mill").start
        ask = types.CallHierarchyPrepareParams(served.document("b/weir.article"), place)
        items = await soon(served.client.text_document_prepare_call_hierarchy_async(ask))
        assert items is not None
        (mill,) = items
        assert (mill.name, mill.detail, mill.uri) == ("Mill", "mill", served.uri("mill.article"))
        assert served.part("mill.article", mill.selection_range) == "Mill"
        incoming = await soon(
            served.client.call_hierarchy_incoming_calls_async(
                types.CallHierarchyIncomingCallsParams(mill)
            )
        )
        assert incoming is not None
        assert [
            (
                one.from_.name,
                [served.part(f"{one.from_.uri[-14:]}", place) for place in one.from_ranges],
            )
            for one in incoming
        ] == [("Race", ["[[mill|Mill]]", "[[old-mill]]"]), ("Weir", ["[[mill#wheel]]"])]
        outgoing = await soon(
            served.client.call_hierarchy_outgoing_calls_async(
                types.CallHierarchyOutgoingCallsParams(mill)
            )
        )
        assert outgoing is not None
        assert [
            (one.to.name, [served.part("mill.article", place) for place in one.from_ranges])
            for one in outgoing
        ] == [("Race", ["[[race]]"])]
