"""Order, slow work, cancelling, and what is kept over a long session."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.lsp.driver import LIMIT, Message, Server, begun

URI = "file:///mill.article"
DOCUMENT = {"uri": URI}
AT = {"textDocument": DOCUMENT, "position": {"line": 0, "character": 0}}


@pytest.fixture
def server() -> Iterator[Server]:
    with begun() as server:
        server.notify(
            "textDocument/didOpen",
            {"textDocument": {**DOCUMENT, "languageId": "article", "version": 0, "text": "0"}},
        )
        yield server


def change(text: str, uri: str = URI) -> Message:
    params = {"textDocument": {"uri": uri, "version": 1}, "contentChanges": [{"text": text}]}
    return Server.message("textDocument/didChange", params)


def spin(server: Server) -> int:
    """Starts work that does not end by itself."""
    number = server.request("workspace/executeCommand", {"command": "spin"})
    server.asked("window/logMessage")
    return number


def cancel(server: Server, number: object) -> None:
    server.notify("$/cancelRequest", {"id": number})


def test_each_request_sees_the_text_as_of_its_arrival(server: Server) -> None:
    messages = []
    for number in range(1, 200):
        messages += [
            change(str(number)),
            server.message("textDocument/hover", AT, id=f"hover {number}"),
            server.message("textDocument/definition", AT, id=f"definition {number}"),
        ]
    server.send(*messages, change("last"))
    for number in range(1, 200):
        assert server.reply(f"hover {number}")["result"]["contents"] == str(number)
        assert server.reply(f"definition {number}")["result"] == [str(number)]


def test_quick_requests_are_answered_while_slow_work_goes_on(server: Server) -> None:
    numbers = [spin(server) for _ in range(3)]
    for _ in range(20):
        assert server.result("textDocument/hover", AT)["contents"] == "0"
    assert not [one for one in server.messages if one.get("id") in numbers]


def test_cancelled_work_stops(server: Server) -> None:
    number = spin(server)
    cancel(server, number)
    assert server.error(number) == -32800
    assert server.result("workspace/symbol", {"query": "stopped"}) == ["spin"]
    cancel(server, number)
    assert server.result("textDocument/hover", AT)["contents"] == "0"


def test_work_that_waits_is_cancelled(server: Server) -> None:
    number = server.request("workspace/executeCommand", {"command": "wait"})
    cancel(server, number)
    assert server.error(number) == -32800


def test_a_request_that_is_cancelled_in_the_queue_is_not_begun(server: Server) -> None:
    # The reader sees the cancellation while the loop is still at the requests before.
    many = [server.message("workspace/symbol", {"query": "large"}, id=n) for n in range(1000, 1010)]
    last = server.message("workspace/executeCommand", {"command": "spin"}, id="last")
    stop = server.message("$/cancelRequest", {"id": "last"})
    again = server.message("workspace/symbol", {"query": "stopped"}, id="again")
    server.send(*many, last, stop, again)
    assert server.error("last") == -32800
    assert server.reply("again")["result"] == []
    assert not [one for one in server.messages if one.get("params", {}).get("message") == "spins"]


def test_a_quick_request_that_is_cancelled_in_the_queue_is_not_answered(server: Server) -> None:
    many = [server.message("workspace/symbol", {"query": "large"}, id=n) for n in range(1000, 1010)]
    stop = server.message("$/cancelRequest", {"id": "last"})
    server.send(*many, server.message("textDocument/hover", AT, id="last"), stop)
    assert server.error("last") == -32800


def test_an_id_can_be_used_again_after_its_reply_only(server: Server) -> None:
    server.send(server.message("workspace/executeCommand", {"command": "spin"}, id="a"))
    server.asked("window/logMessage")
    server.send(server.message("textDocument/hover", AT, id="a"))
    assert server.error("a") == -32600
    server.messages.clear()
    cancel(server, "a")
    assert server.error("a") == -32800
    server.messages.clear()
    server.send(server.message("textDocument/hover", AT, id="a"))
    assert server.reply("a")["result"]["contents"] == "0"


def test_ids_are_told_apart_by_type(server: Server) -> None:
    server.send(server.message("workspace/executeCommand", {"command": "spin"}, id="7"))
    server.asked("window/logMessage")
    server.send(server.message("textDocument/hover", AT, id=7))
    assert server.reply(7)["result"]["contents"] == "0"
    cancel(server, 7)
    cancel(server, "7")
    assert server.error("7") == -32800


def test_shutdown_ends_slow_work(server: Server) -> None:
    spinning = spin(server)
    waiting = server.request("textDocument/documentSymbol", {"textDocument": DOCUMENT})
    assert server.result("shutdown") is None
    assert server.error(spinning) == -32800
    assert server.error(waiting) == -32800
    server.notify("exit")
    assert server.exit_code() == 0


def test_exit_ends_slow_work(server: Server) -> None:
    spin(server)
    server.notify("exit")
    assert server.exit_code() == 1


def symbols(server: Server, uri: str = URI) -> int:
    return server.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})


def index(server: Server) -> None:
    server.notify("workspace/didChangeConfiguration", {"settings": {}})


def test_questions_about_the_whole_wiki_wait_for_the_index(server: Server) -> None:
    cancelled, answered = symbols(server), symbols(server)
    assert server.result("textDocument/hover", AT)["contents"] == "0"
    cancel(server, cancelled)
    assert server.error(cancelled) == -32800
    assert not [one for one in server.messages if one.get("id") == answered]
    index(server)
    assert server.reply(answered)["result"] == []
    assert server.reply(symbols(server))["result"] == []


def test_a_text_that_changes_while_a_question_waits(server: Server) -> None:
    changed, other = symbols(server), symbols(server, "file:///pond.article")
    server.send(change("1"))
    afterwards = symbols(server)
    index(server)
    assert server.error(changed) == -32801
    assert server.reply(other)["result"] == []
    assert server.reply(afterwards)["result"] == []


def test_the_reader_is_not_held_up_by_a_client_that_reads_slowly(server: Server) -> None:
    # More than the pipes hold in both directions: neither side waits for the other.
    queries = [
        server.message("workspace/symbol", {"query": "large"}, id=n) for n in range(100, 130)
    ]
    texts = [change("x" * 100_000)] * 30
    sent = threading.Thread(target=server.send, args=(*queries, *texts))
    sent.start()
    sent.join(30)
    assert not sent.is_alive()
    for number in range(100, 130):
        assert len(server.reply(number)["result"]) == 100_000


def objects(server: Server) -> int:
    counts: list[int] = server.result("workspace/symbol", {"query": "objects"})
    return counts[0]


def test_nothing_is_kept_of_what_is_over(server: Server) -> None:
    def busy(times: int) -> None:
        messages: list[Any] = []
        for number in range(times):
            messages += [change(str(number))]
            if number % 10 == 0:
                command = {"command": "spin", "workDoneToken": f"token {number}"}
                messages += [
                    server.message("textDocument/hover", AT, id=number),
                    server.message("workspace/executeCommand", command, id=f"c{number}"),
                    server.message("$/cancelRequest", {"id": f"c{number}"}),
                    server.message("$/cancelRequest", {"id": number}),
                ]
        server.send(*messages)
        server.result("textDocument/hover", AT)

    busy(200)
    before = objects(server)
    busy(20_000)
    assert objects(server) < before + 100


def test_an_edit_leaves_nothing_behind(server: Server) -> None:
    server.limit = LIMIT  # it is not by its slowness that a server is to fail

    def edits() -> int:
        for _ in range(10):
            server.send(*[change(str(number)) for number in range(400)])
            assert server.result("textDocument/hover", AT)["contents"] == "399"
        server.messages.clear()
        return objects(server)

    before = edits()
    assert edits() < before + 1_000


def test_a_burst_is_taken_at_speed(server: Server) -> None:
    start = time.monotonic()
    server.send(*[change(str(number)) for number in range(5_000)])
    assert server.result("textDocument/hover", AT)["contents"] == "4999"
    # About a second on a slow machine; a future or a timer for each would be several.
    assert time.monotonic() - start < 20
