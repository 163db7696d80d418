"""What pygls 2.1 gets wrong, each with a session by bytes that goes well here and not on pygls.

Where the second half of a pair fails, pygls has mended the defect: what slugline does about it may
be dropped then.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from tests.lsp import test_channels as channels
from tests.lsp import test_order as order
from tests.lsp import test_outgoing as outgoing
from tests.lsp import test_protocol as protocol
from tests.lsp.driver import Server, begun, framed, instead

STOCK = (sys.executable, "-m", "tests.lsp.stock")
PATIENCE = 2.0
"""Seconds that a reply of pygls is waited for, once it has begun."""

Session = Callable[[], None]


def opened(test: Callable[..., object], *arguments: Any, text: str = "Mill") -> Session:
    """A test that is given a server with an open document."""

    def session() -> None:
        with begun() as server:
            document = {**protocol.OPENED["textDocument"], "text": text}
            server.notify("textDocument/didOpen", {"textDocument": document})
            assert server.result("textDocument/hover", protocol.HOVER)["contents"] == text
            test(server, *arguments)

    return session


def quiet(*message: tuple[str, Any]) -> Session:
    def test(server: Server) -> None:
        server.messages.clear()
        protocol.test_what_needs_no_reply_gets_none_and_no_popup(server, dict(message))

    return opened(test)


def header(spelling: bytes) -> Session:
    def test(server: Server) -> None:
        request = Server.message("textDocument/hover", protocol.HOVER, id="spelt")
        server.raw(framed(request).replace(b"Content-Length: ", spelling, 1))
        assert server.reply("spelt")["result"]["contents"] == "Mill"

    return opened(test)


def line_feeds_only(server: Server) -> None:
    request = Server.message("textDocument/hover", protocol.HOVER, id="spelt")
    server.raw(framed(request).replace(b"\r\n\r\n", b"\n\n", 1))
    assert server.reply("spelt")["result"]["contents"] == "Mill"


def edited(before: str, line: int, column: int, after: str) -> Session:
    """A letter that is typed at a position of a text, and the text that comes of it."""

    def session() -> None:
        with begun() as server:
            document = {**protocol.OPENED["textDocument"], "text": before}
            server.notify("textDocument/didOpen", {"textDocument": document})
            place = {"line": line, "character": column}
            change = {"range": {"start": place, "end": place}, "text": "x"}
            server.notify(
                "textDocument/didChange",
                {"textDocument": {"uri": protocol.URI, "version": 2}, "contentChanges": [change]},
            )
            assert server.result("textDocument/hover", protocol.HOVER)["contents"] == after

    return session


DEFECTS: dict[str, Session] = {
    "params: a negative line": opened(
        protocol.test_params_that_can_not_be_used, protocol.position(-1)
    ),
    "params: a line past 2^31": opened(
        protocol.test_params_that_can_not_be_used, protocol.position(1 << 31)
    ),
    "params: none": opened(protocol.test_params_that_can_not_be_used, None),
    "params: no object": opened(protocol.test_params_that_can_not_be_used, [1, 2]),
    "values: an unknown kind of symbol": lambda: protocol.test_strange_capabilities(
        {"workspace": {"symbol": {"symbolKind": {"valueSet": [99]}}}}
    ),
    "values: an unknown format of texts": lambda: protocol.test_strange_capabilities(
        {"textDocument": {"hover": {"contentFormat": ["asciidoc"]}}}
    ),
    "values: an unknown trigger": opened(protocol.test_values_of_a_newer_protocol),
    "messages: broken JSON": opened(protocol.test_broken_messages, b"{", -32700),
    "messages: deep nesting": opened(protocol.test_broken_messages, b"[" * 100_000, -32700),
    "messages: a batch": opened(
        protocol.test_broken_messages,
        b'[{"jsonrpc":"2.0","id":1,"method":"shutdown"}]',
        -32600,
    ),
    "messages: no version": opened(
        protocol.test_requests_that_are_refused, {"id": "a", "method": "shutdown"}, -32600
    ),
    "messages: junk and an oversized length": opened(protocol.test_junk_between_messages),
    "headers: lower case": header(b"content-length: "),
    "headers: no space": header(b"Content-Length:"),
    "headers: line feeds only": opened(line_feeds_only),
    "life: before initialize": protocol.test_before_initialize,
    "life: after shutdown": protocol.test_after_shutdown,
    "life: exit without shutdown": protocol.test_exit_without_shutdown,
    "life: shutdown while the client is asked": outgoing.test_shutdown_while_the_client_is_asked,
    "life: shutdown during slow work": opened(order.test_shutdown_ends_slow_work, text="0"),
    "life: the editor dies": channels.test_the_server_ends_with_its_editor,
    "popup: initialized without params": quiet(("method", "initialized")),
    "popup: an optional notification": quiet(("method", "$/turn")),
    "popup: broken params of a notification": quiet(
        ("method", "textDocument/didChange"), ("params", {"contentChanges": 7})
    ),
    "replies: null to workspace/configuration": opened(
        outgoing.test_every_reply_ends_the_waiting, {"result": None}, None
    ),
    "replies: none within the limit": opened(outgoing.test_no_reply_is_waited_for_until_the_limit),
    "cancel: slow work": opened(order.test_cancelled_work_stops, text="0"),
    "cancel: in the queue": opened(
        order.test_a_quick_request_that_is_cancelled_in_the_queue_is_not_answered, text="0"
    ),
    "leaks: requests that are over": opened(order.test_nothing_is_kept_of_what_is_over, text="0"),
    "leaks: edits": opened(order.test_an_edit_leaves_nothing_behind, text="0"),
    "output: what a handler prints": opened(protocol.test_only_messages_go_to_standard_output),
    "errors: the inside is told": opened(protocol.test_a_mistake_is_told_to_the_log_alone),
    "texts: U+2028 ends no line": edited("a\u2028b\nc", 1, 0, "a\u2028b\nxc"),
    "texts: a form feed ends no line": edited("a\x0cb\nc", 1, 0, "a\x0cb\nxc"),
    "texts: past a line's end": edited("a\nb", 0, 2, "ax\nb"),
    "texts: past the end of CRLF": edited("a\r\nb", 0, 2, "ax\r\nb"),
    "texts: past the last line's end": edited("ab", 0, 9, "abx"),
    "texts: half of a character": opened(protocol.test_lone_surrogates_come_and_go),
    "connections: a second client over TCP": channels.test_tcp,
    "connections: frames over a mebibyte": channels.test_frames_over_a_mebibyte,
}
"""By the chapter of the protocol: what a client does that pygls doesn't stand."""

AGREED: dict[str, Session] = {
    "hover": opened(protocol.lives),
    "each request sees the text as of its arrival": opened(
        order.test_each_request_sees_the_text_as_of_its_arrival, text="0"
    ),
    "an edit": edited("ab\nc", 1, 1, "ab\ncx"),
    "a large result": opened(protocol.test_large_results_are_counted_in_bytes),
}
"""What both do well: the sessions reach pygls, and wait for it long enough."""


@pytest.mark.parametrize("name", [*DEFECTS, *AGREED])
def test_is_well_here(name: str) -> None:
    (DEFECTS | AGREED)[name]()


def on_stock(session: Session) -> None:
    with instead(STOCK, PATIENCE, ready="listening on"):
        session()


@pytest.fixture(scope="module")
def played_on_stock() -> Iterator[dict[str, Future[None]]]:
    """All sessions on pygls: most of them end with a wait, so that they go on together."""
    with ThreadPoolExecutor(8) as pool:
        yield {name: pool.submit(on_stock, one) for name, one in (DEFECTS | AGREED).items()}


def test_pygls_has_each_defect(played_on_stock: dict[str, Future[None]]) -> None:
    mended = [name for name in DEFECTS if played_on_stock[name].exception() is None]
    assert not mended
    leak = played_on_stock["leaks: edits"].exception()
    assert isinstance(leak, AssertionError), leak  # not a reply that came too late


def test_pygls_does_the_rest(played_on_stock: dict[str, Future[None]]) -> None:
    for name in AGREED:
        played_on_stock[name].result()
