"""What the server asks of the client, and what it tells while it works."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.lsp.driver import Server, begun

PROGRESS = {"window": {"workDoneProgress": True}}


@pytest.fixture(scope="module")
def lasting() -> Iterator[Server]:
    with begun() as server:
        yield server


@pytest.fixture
def server(lasting: Server) -> Server:
    lasting.messages.clear()
    return lasting


def run(server: Server, command: str, *arguments: object, **more: object) -> int:
    params = {"command": command, "arguments": arguments, **more}
    return server.request("workspace/executeCommand", params)


@pytest.mark.parametrize(
    ("reply", "result"),
    [
        ({"result": [{"level": 3}]}, [{"level": 3}]),
        ({"result": [None]}, [None]),
        ({"result": None}, None),
        ({}, None),
        ({"error": {"code": -32601, "message": "no"}}, None),
        ({"error": "no"}, None),
        ({"result": 7}, None),
    ],
)
def test_every_reply_ends_the_waiting(
    server: Server, reply: dict[str, Any], result: object
) -> None:
    number = run(server, "ask")
    asked = server.asked("workspace/configuration")
    assert asked["params"] == {"items": [{"section": "slugline"}]}
    server.send({"jsonrpc": "2.0", "id": asked["id"], **reply})
    # A second reply is nothing.
    server.send({"jsonrpc": "2.0", "id": asked["id"], "result": ["again"]})
    assert server.reply(number)["result"] == result


def test_no_reply_is_waited_for_until_the_limit(server: Server) -> None:
    assert server.reply(run(server, "ask", 0.01))["result"] is None
    server.logged("workspace/configuration was not answered: no reply within 0.01 s")
    late = server.asked("workspace/configuration")
    server.send({"jsonrpc": "2.0", "id": late["id"], "result": []})
    assert server.reply(run(server, "stream", "part"))["result"] == []


def test_shutdown_while_the_client_is_asked() -> None:
    with begun() as server:
        number = run(server, "ask")
        server.asked("workspace/configuration")
        assert server.result("shutdown") is None
        assert "id" in server.reply(number)
        server.notify("exit")
        assert server.exit_code() == 0
        assert "Traceback" not in server.log


def test_a_reply_does_not_answer_a_request_of_the_client(server: Server) -> None:
    number = run(server, "wait")
    server.send({"jsonrpc": "2.0", "id": number, "result": "strange"})
    server.notify("$/cancelRequest", {"id": number})
    assert server.error(number) == -32800


def values(server: Server, token: object) -> list[Any]:
    return [
        one["params"]["value"]
        for one in server.messages
        if one.get("method") == "$/progress" and one["params"]["token"] == token
    ]


@pytest.mark.parametrize("token", ["mine", 7])
def test_progress_under_the_token_of_the_request(token: str | int) -> None:
    with begun() as server:
        number = run(server, "show", workDoneToken=token)
        server.wait(lambda one: one.get("params", {}).get("value", {}).get("kind") == "report")
        server.notify("window/workDoneProgress/cancel", {"token": token})
        assert server.reply(number)["result"] == "cancelled"
        begin, *reports, end = values(server, token)
        assert begin == {"kind": "begin", "title": "Counting", "cancellable": True}
        assert end == {"kind": "end"}
        assert {one["kind"] for one in reports} == {"report"}
        assert reports[0]["message"].endswith("sheep")
        percentages = [one["percentage"] for one in reports]
        assert percentages == sorted(percentages)


def test_progress_that_the_server_begins() -> None:
    with begun(capabilities=PROGRESS) as server:
        number = run(server, "show")
        create = server.asked("window/workDoneProgress/create")
        token = create["params"]["token"]
        assert values(server, token) == []
        server.send({"jsonrpc": "2.0", "id": create["id"], "result": None})
        server.asked("$/progress")
        server.notify("window/workDoneProgress/cancel", {"token": token})
        assert server.reply(number)["result"] == "cancelled"
        assert values(server, token)[0]["kind"] == "begin"
        assert values(server, token)[-1]["kind"] == "end"


def test_progress_that_the_client_does_not_want() -> None:
    with begun(capabilities=PROGRESS) as server:
        number = run(server, "show")
        create = server.asked("window/workDoneProgress/create")
        refused = {"code": -32603, "message": "not now"}
        server.send({"jsonrpc": "2.0", "id": create["id"], "error": refused})
        server.notify("$/cancelRequest", {"id": number})
        assert server.error(number) == -32800
        assert not values(server, create["params"]["token"])


def test_progress_for_a_client_without_it(server: Server) -> None:
    number = run(server, "show")
    server.notify("$/cancelRequest", {"id": number})
    assert server.error(number) == -32800
    assert [one["id"] for one in server.messages] == [number]


def test_cancelled_work_ends_its_progress(server: Server) -> None:
    number = run(server, "show", workDoneToken="mine")
    server.asked("$/progress")
    server.notify("$/cancelRequest", {"id": number})
    assert server.error(number) == -32800
    assert values(server, "mine")[-1] == {"kind": "end"}


def test_partial_results(server: Server) -> None:
    assert server.reply(run(server, "stream", "part"))["result"] == []
    assert values(server, "part") == [[{"line": line, "character": 0}] for line in range(3)]


def test_the_log_goes_to_both_places() -> None:
    with begun() as server:
        server.result("shutdown")
        assert server.asked("window/logMessage")["params"] == {"type": 3, "message": "closed"}
        server.logged("slugline: closed")
