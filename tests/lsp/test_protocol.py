"""Messages and their errors: JSON-RPC 2.0, and the life cycle of LSP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.lsp.driver import Server, begun, framed, running

URI = "file:///mill.article"
HOVER = {"textDocument": {"uri": URI}, "position": {"line": 0, "character": 0}}
OPENED = {"textDocument": {"uri": URI, "languageId": "article", "version": 1, "text": "Mill"}}


@pytest.fixture(scope="module")
def lasting() -> Iterator[Server]:
    with begun() as server:
        server.notify("textDocument/didOpen", OPENED)
        yield server


@pytest.fixture
def server(lasting: Server) -> Server:
    lasting.messages.clear()
    return lasting


def lives(server: Server) -> bool:
    return bool(server.result("textDocument/hover", HOVER)["contents"] == "Mill")


def position(line: object, character: object = 0) -> dict[str, Any]:
    return {**HOVER, "position": {"line": line, "character": character}}


@pytest.mark.parametrize(
    "params",
    [
        position(-1),
        position(1 << 31),
        position(0, 1 << 70),
        position("first"),
        position(None),
        {"position": {"line": 0, "character": 0}},
        {"textDocument": None},
        {},
        [],
        [1, 2],
        None,
        "text",
        7,
    ],
)
def test_params_that_can_not_be_used(server: Server, params: object) -> None:
    assert server.error(server.request("textDocument/hover", params)) == -32602
    assert lives(server)


def test_the_error_says_what_is_wrong(server: Server) -> None:
    number = server.request("textDocument/hover", {"position": {"line": 0, "character": 0}})
    message = server.reply(number)["error"]["message"]
    assert message == "The params can't be used: `textDocument` is missing."


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", -32700),
        (b"", -32700),
        (b"\xff\xfe", -32700),
        (b'{"jsonrpc":"2.0","id":1,"method":"x","params":NaN}', -32700),
        (b"[" * 100_000, -32700),
        (b'"text"', -32600),
        (b"null", -32600),
        (b"[]", -32600),
        (b'[{"jsonrpc":"2.0","id":1,"method":"shutdown"}]', -32600),
        (b"{}", -32600),
        (b'{"jsonrpc":"2.0"}', -32600),
        (b'{"jsonrpc":"2.0","id":null,"method":"shutdown"}', -32600),
        (b'{"jsonrpc":"2.0","id":true,"method":"shutdown"}', -32600),
        (b'{"jsonrpc":"2.0","id":[1],"method":"shutdown"}', -32600),
        (b'{"jsonrpc":"2.0","id":1.5,"method":"shutdown"}', -32600),
    ],
)
def test_broken_messages(server: Server, body: bytes, code: int) -> None:
    server.raw(framed(body))
    assert server.error(None) == code
    assert lives(server)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"id": "a", "method": "shutdown"}, -32600),
        ({"id": "a", "jsonrpc": "1.0", "method": "shutdown"}, -32600),
        ({"id": "a", "jsonrpc": "2.0", "method": 7}, -32600),
        ({"id": "a", "jsonrpc": "2.0", "method": "mill/turn"}, -32601),
        ({"id": "a", "jsonrpc": "2.0", "method": "$/turn", "params": [1]}, -32601),
        ({"id": "a", "jsonrpc": "2.0", "method": "textDocument/rename"}, -32601),
        ({"id": "a", "jsonrpc": "2.0", "method": "initialize", "params": {}}, -32600),
    ],
)
def test_requests_that_are_refused(server: Server, message: object, code: int) -> None:
    server.send(message)
    assert server.error("a") == code
    assert lives(server)


@pytest.mark.parametrize(
    "message",
    [
        {"method": "mill/turn", "params": {"times": 3}},
        {"method": "$/turn"},
        {"method": "$/setTrace", "params": {"value": "loud"}},
        {"method": "$/cancelRequest"},
        {"method": "$/cancelRequest", "params": {"id": 999}},
        {"method": "$/cancelRequest", "params": {"id": [1]}},
        {"method": "window/workDoneProgress/cancel"},
        {"method": "window/workDoneProgress/cancel", "params": {"token": {}}},
        {"method": "initialized"},
        {"method": "textDocument/didChange"},
        {"method": "textDocument/didChange", "params": {"contentChanges": 7}},
        {"method": "textDocument/didSave", "params": {"textDocument": {"uri": URI}}},
        {"id": "nobody-asked", "result": None},
        {"id": "nobody-asked", "error": {"code": 1, "message": "no"}},
        {"id": None, "error": {"code": 1, "message": "no"}},
        {"id": {}, "result": 1},
    ],
)
def test_what_needs_no_reply_gets_none_and_no_popup(
    server: Server, message: dict[str, object]
) -> None:
    server.send({"jsonrpc": "2.0", **message})
    assert lives(server)
    assert len(server.messages) == 1


def test_a_notification_that_fails_is_logged(server: Server) -> None:
    server.notify("textDocument/didSave", {"textDocument": {"uri": URI}})
    assert "textDocument/didSave failed" in server.logged("a notification that fails")


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        ("fail", -32603, "The server has made a mistake; its log says more."),
        ("strange", -32603, "The server has made a mistake; its log says more."),
        ("mend", -32803, "the name is taken"),
        ("refuse", -32802, "Ask again."),
    ],
)
def test_handlers_that_fail(server: Server, query: str, code: int, message: str) -> None:
    error = server.reply(server.request("workspace/symbol", {"query": query}))["error"]
    assert (error["code"], error["message"]) == (code, message)
    assert error.get("data") == ({"retriggerRequest": True} if query == "refuse" else None)
    assert lives(server)


def test_a_mistake_is_told_to_the_log_alone(server: Server) -> None:
    server.error(server.request("workspace/symbol", {"query": "fail"}))
    assert "Traceback" in server.logged("a secret of the inside")
    assert b"secret" not in server.output


def test_values_of_a_newer_protocol(server: Server) -> None:
    params = {**HOVER, "context": {"triggerKind": 99}}
    assert server.result("textDocument/completion", params) == [{"label": "99"}]


def test_lone_surrogates_come_and_go(server: Server) -> None:
    assert server.result("workspace/symbol", {"query": "surrogate"}) == ["\ud800 \N{OCTOPUS}"]
    uri = "file:///strange.article"
    document = {"uri": uri, "languageId": "article", "version": 1, "text": "a \udfff b"}
    server.notify("textDocument/didOpen", {"textDocument": document})
    asked = {**HOVER, "textDocument": {"uri": uri}}
    assert server.result("textDocument/hover", asked)["contents"] == "a \ufffd b"


def test_large_results_are_counted_in_bytes(server: Server) -> None:
    assert server.result("workspace/symbol", {"query": "large"}) == ["été"] * 100_000
    assert lives(server)


def test_only_messages_go_to_standard_output(server: Server) -> None:
    # And a child of the server does not read what the client sends.
    assert server.result("workspace/symbol", {"query": "print"}) == [""]
    for words in ("printed", "written", "echoed"):
        server.logged(words)
    assert lives(server)


def test_junk_between_messages(server: Server) -> None:
    server.raw(b"\x00\xffjunk\r\nContent-Length: 99999999999\r\n\r\n")
    assert server.error(None) == -32700
    assert lives(server)


def test_before_initialize() -> None:
    with running() as server:
        server.raw(b"junk\n" + framed(b"{"))
        for method in ("textDocument/hover", "shutdown"):
            assert server.error(server.request(method, {})) == -32002
        server.notify("textDocument/didOpen", OPENED)
        server.send({"jsonrpc": "2.0", "id": 5, "result": None})
        assert server.error(server.request("initialize", [])) == -32602
        assert [one["error"]["code"] for one in server.messages if one["id"] is None] == [
            -32700,
            -32700,
        ]
        assert server.initialize()["serverInfo"]["name"] == "slugline"
        assert server.shut_down() == 0


@pytest.mark.parametrize(
    "capabilities",
    [
        None,
        [],
        {"textDocument": None},
        {"workspace": {"symbol": {"symbolKind": {"valueSet": [99]}}}},
        {"textDocument": {"hover": {"contentFormat": ["asciidoc"]}}},
    ],
)
def test_strange_capabilities(capabilities: object) -> None:
    with begun(capabilities=capabilities, processId="nobody", rootUri=7) as server:
        assert server.shut_down() == 0


def test_all_at_once() -> None:
    with running() as server:
        server.send(
            server.message("initialize", {"capabilities": {}}, id=1),
            server.message("initialized", {}),
            server.message("textDocument/didOpen", OPENED),
            server.message("textDocument/hover", HOVER, id=2),
            server.message("shutdown", id=3),
            server.message("textDocument/hover", HOVER, id=4),
            server.message("exit"),
        )
        assert server.exit_code() == 0
        assert server.reply(2)["result"]["contents"] == "Mill"
        assert server.error(4) == -32600


def test_after_shutdown() -> None:
    with begun() as server:
        assert server.result("shutdown") is None
        for method in ("textDocument/hover", "shutdown", "initialize"):
            assert server.error(server.request(method, {})) == -32600
        server.notify("textDocument/didOpen", OPENED)
        server.notify("exit")
        assert server.exit_code() == 0


@pytest.mark.parametrize("params", [None, {}, []])
def test_shutdown_takes_any_params(params: object) -> None:
    with begun() as server:
        assert server.result("shutdown", params) is None
        server.notify("exit", params)
        assert server.exit_code() == 0


def test_exit_without_shutdown() -> None:
    with begun() as server:
        server.notify("exit")
        assert server.exit_code() == 1


def test_exit_before_initialize() -> None:
    with running() as server:
        server.notify("exit")
        assert server.exit_code() == 1


@pytest.mark.parametrize("rest", [b"", b"Content-", framed(b'{"jsonrpc"')[:-3]])
def test_the_end_of_the_input(rest: bytes) -> None:
    with begun() as server:
        server.raw(rest)
        server.leave()
        assert server.exit_code() == 1
        assert ("the input ended inside of a message" in server.log) is bool(rest)
        assert "closed" in server.log
        assert "Traceback" not in server.log


def test_the_end_of_the_input_after_shutdown() -> None:
    with begun() as server:
        server.result("shutdown")
        server.leave()
        assert server.exit_code() == 0


def test_a_client_that_reads_no_longer() -> None:
    with begun() as server:
        assert server.process.stdout is not None
        server.process.stdout.close()
        server.request("workspace/symbol", {"query": "large"})
        assert server.process.wait(30) == 1
        assert "Traceback" not in server.log
