"""Any sequence of messages: every request gets one reply, and the server lives on."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.lsp.driver import Server, begun, framed

URI = "file:///mill.article"
RUNS = itertools.count()

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 1 << 33) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
DOCUMENTS = st.fixed_dictionaries(
    {"uri": st.just(URI) | ANYTHING, "version": st.just(1) | ANYTHING, "text": st.just("0")}
)
PARAMS = ANYTHING | st.fixed_dictionaries(
    {},
    optional={
        "textDocument": DOCUMENTS,
        "position": st.fixed_dictionaries({"line": ANYTHING, "character": st.just(0)}),
        "contentChanges": st.lists(st.fixed_dictionaries({"text": st.just("1") | ANYTHING})),
        "query": st.sampled_from(["fail", "mend", "refuse", "strange", "surrogate"]) | ANYTHING,
        "command": st.sampled_from(["spin", "wait", "ask", "show", "stream"]) | ANYTHING,
        "arguments": st.just([0.01]) | ANYTHING,
        "workDoneToken": st.sampled_from(["a", 1]),
        "token": st.sampled_from(["a", 1]) | ANYTHING,
        "id": st.integers(0, 3) | ANYTHING,
    },
)
METHODS = st.sampled_from(
    [
        "initialize",
        "initialized",
        "textDocument/didOpen",
        "textDocument/didChange",
        "textDocument/didSave",
        "textDocument/hover",
        "textDocument/completion",
        "workspace/symbol",
        "workspace/executeCommand",
        "window/workDoneProgress/cancel",
        "$/cancelRequest",
        "$/progress",
        "mill/turn",
    ]
)
MESSAGES = st.builds(
    lambda number, method, params, more: {
        "jsonrpc": "2.0",
        "method": method,
        "params": params,
        **({} if number is None else {"id": number}),
        **more,
    },
    st.none() | st.integers(0, 3),
    METHODS,
    PARAMS,
    st.just({}) | st.dictionaries(st.sampled_from(["result", "error", "x"]), ANYTHING),
)
REPLIES = st.builds(
    lambda number, more: {"jsonrpc": "2.0", "id": f"slugline/{number}", **more},
    st.integers(1, 50),
    st.dictionaries(st.sampled_from(["result", "error"]), ANYTHING),
)
JUNK = st.binary(max_size=30) | ANYTHING.map(framed)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with begun(capabilities={"window": {"workDoneProgress": True}}) as server:
        yield server
        assert "Task exception was never retrieved" not in server.log


def with_ids(message: Any, run: int) -> Any:
    """The message with ids of its run, so that replies of earlier ones don't count."""
    message = dict(message)
    params = message.get("params")
    if isinstance(params, dict) and isinstance(params.get("id"), int):
        message["params"] = {**params, "id": f"{run}/{params['id']}"}
    if isinstance(message.get("id"), int):
        message["id"] = f"{run}/{message['id']}"
    return message


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(MESSAGES | REPLIES | JUNK, max_size=12))
def test_every_request_gets_one_reply(server: Server, pieces: list[Any]) -> None:
    run = next(RUNS)
    server.messages.clear()
    asked: Counter[str] = Counter()
    for piece in pieces:
        if isinstance(piece, bytes):
            # Junk ends where a message can begin again.
            server.raw(piece + b"}\n")
            continue
        message = with_ids(piece, run)
        if "method" in message and "id" in message:
            asked[message["id"]] += 1
        server.send(message)
    for number in asked:
        server.notify("$/cancelRequest", {"id": number})
    server.send({"jsonrpc": "2.0", "id": f"{run}/end", "method": "workspace/symbol"})
    assert server.error(f"{run}/end") == -32602

    def replies(_: object) -> bool:
        ids = (one["id"] for one in server.messages if "method" not in one)
        return Counter(number for number in ids if number in asked) == asked

    server.wait(replies)


@settings(max_examples=5, deadline=None)
@given(st.lists(MESSAGES | JUNK, max_size=12), st.booleans())
def test_the_end_comes_after_anything(pieces: list[Any], shuts_down: bool) -> None:
    with begun() as server:
        for piece in pieces:
            server.raw(piece + b"}\n" if isinstance(piece, bytes) else framed(piece))
        if shuts_down:
            server.send({"jsonrpc": "2.0", "id": "end", "method": "shutdown"})
            assert server.reply("end")["result"] is None
        server.notify("exit")
        assert server.exit_code() == (0 if shuts_down else 1)
