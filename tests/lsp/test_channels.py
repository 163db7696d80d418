"""Standard streams, TCP and WebSockets; the options of `slugline server`."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.cli.running import fresh_slugline
from tests.lsp.driver import LIMIT, REAL, Peer, Server, framed, parsed, played, running


def over_tcp() -> tuple[str, ...]:
    return (*played(), "--tcp", "127.0.0.1:0")


def over_ws() -> tuple[str, ...]:
    return (*played(), "--ws", ":0")


def port_of(server: Server) -> int:
    """Where it says that it listens."""
    log = server.logged("\n", LIMIT)
    found = re.fullmatch(r"slugline: listening on (tcp|ws)://127\.0\.0\.1:(\d+)\n", log)
    assert found, log
    return int(found[2])


def received(connection: socket.socket) -> bytes:
    """The next bytes; none at the end, however it comes."""
    try:
        return connection.recv(1 << 16)
    except OSError:
        return b""


@contextmanager
def tcp_client(port: int) -> Iterator[Peer]:
    with socket.create_connection(("127.0.0.1", port), LIMIT) as connection:
        peer = Peer(connection.sendall)

        def read() -> None:
            rest = b""
            while data := received(connection):
                messages, rest = parsed(rest + data)
                peer.arrive(messages)

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        yield peer
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        reader.join(LIMIT)


@pytest.mark.parametrize("options", [(), ("--stdio",), ("--stdio", "--stdio")])
def test_standard_streams(options: tuple[str, ...]) -> None:
    with running((*played(), *options)) as server:
        server.initialize()
        assert server.shut_down() == 0


def test_tcp() -> None:
    with running(over_tcp()) as server:
        port = port_of(server)
        with tcp_client(port) as client:
            assert client.initialize()["serverInfo"]["name"] == "slugline"
            # A second client is turned away, and the first one is served on.
            with (
                pytest.raises(OSError, match=r"refused|reset"),
                socket.create_connection(("127.0.0.1", port), server.limit) as second,
            ):
                second.recv(1)
            assert client.result("workspace/symbol", {"query": "stopped"}) == []
            assert client.result("shutdown") is None
            client.notify("exit")
            assert server.process.wait(server.limit) == 0


def test_a_tcp_client_that_leaves_ends_the_server() -> None:
    with running(over_tcp()) as server:
        with tcp_client(port_of(server)) as client:
            client.initialize()
        assert server.process.wait(server.limit) == 1


def test_a_web_page_can_not_speak_to_the_tcp_port() -> None:
    with running(over_tcp()) as server:
        port = port_of(server)
        body = framed({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {}})
        with socket.create_connection(("127.0.0.1", port), LIMIT) as page:
            page.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\n\r\n" + body)
            assert received(page) == b""
        with tcp_client(port) as client:
            assert client.initialize()["serverInfo"]["name"] == "slugline"


@contextmanager
def ws_client(port: int, origin: str | None = None) -> Iterator[ClientConnection]:
    url = f"ws://127.0.0.1:{port}/"
    allowed = None if origin is None else Origin(origin)
    with connect(url, origin=allowed, max_size=None, proxy=None, open_timeout=LIMIT) as connection:
        yield connection


def ask(client: ClientConnection, number: int, method: str, params: object = None) -> object:
    client.send(json.dumps(Server.message(method, params, id=number)))
    while True:
        message = json.loads(client.recv(LIMIT))
        if message.get("id") == number:
            return message["result"] if "result" in message else message["error"]["code"]


def test_web_socket() -> None:
    with running(over_ws()) as server:
        port = port_of(server)
        with ws_client(port) as client:
            assert ask(client, 1, "textDocument/hover", {}) == -32002
            assert isinstance(ask(client, 2, "initialize", {"capabilities": {}}), dict)
            client.send(b'{"jsonrpc":"2.0","id":4,"method":"textDocument/hover"}')
            assert json.loads(client.recv(server.limit))["error"]["code"] == -32602
            with ws_client(port) as second, pytest.raises(ConnectionClosed, match="1013"):
                second.recv(server.limit)
            assert len(ask(client, 5, "workspace/symbol", {"query": "large"})) == 100_000  # type: ignore[arg-type]
            assert ask(client, 6, "shutdown") is None
            client.send(json.dumps(Server.message("exit")))
            assert server.process.wait(server.limit) == 0


def test_frames_over_a_mebibyte() -> None:
    # They are limited to it by default.
    with running(over_ws()) as server, ws_client(port_of(server)) as client:
        assert isinstance(ask(client, 1, "initialize", {"capabilities": {}}), dict)
        asked = {"query": "stopped", "more": "z" * 3_000_000}
        assert ask(client, 2, "workspace/symbol", asked) == []


@pytest.mark.parametrize(
    ("origin", "is_let_in"),
    [
        ("http://localhost:3000", True),
        ("https://127.0.0.1", True),
        ("https://localhost.example.org", False),
        ("https://example.org", False),
        ("null", False),
    ],
)
def test_web_pages_of_other_places_are_not_let_in(origin: str, is_let_in: bool) -> None:
    with running(over_ws()) as server:
        port = port_of(server)
        if is_let_in:
            with ws_client(port, origin=origin) as client:
                assert ask(client, 1, "x") == -32002
        else:
            with pytest.raises(InvalidStatus), ws_client(port, origin=origin):
                pass


def test_a_web_socket_client_that_leaves_ends_the_server() -> None:
    with running(over_ws()) as server:
        with ws_client(port_of(server)) as client:
            ask(client, 1, "initialize", {})
        assert server.process.wait(LIMIT) == 1


@pytest.mark.parametrize("option", ["--tcp", "--ws"])
def test_a_port_in_use(option: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        ran = fresh_slugline("server", option, place, cwd=tmp_path, code=2)
    assert ran.err == f"slugline: can't listen on {place}: address already in use\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--tcp", "localhost"), "'localhost' is no HOST:PORT"),
        (("--tcp", "localhost:65536"), "'localhost:65536' is no HOST:PORT"),
        (("--ws", "localhost:http"), "'localhost:http' is no HOST:PORT"),
        (("--tcp", "nowhere.invalid:1"), "can't listen on nowhere.invalid:1"),
        (("--tcp", ":0", "--stdio"), "exclude each other"),
        (("--tcp", ":0", "--ws", ":0"), "exclude each other"),
        (("--udp",), "No such option"),
        (("article",), "unexpected extra argument"),
    ],
)
def test_wrong_use(arguments: tuple[str, ...], words: str, tmp_path: Path) -> None:
    ran = fresh_slugline("server", *arguments, cwd=tmp_path, code=2)
    assert words in ran.err
    assert ran.out == ""


def test_help(tmp_path: Path) -> None:
    ran = fresh_slugline("server", "--help", cwd=tmp_path, code=0)
    assert "--tcp HOST:PORT" in ran.out


def test_the_real_program_answers_initialize() -> None:
    with running(REAL) as server:
        result = server.result("initialize", {"capabilities": {}})
        assert result["capabilities"]["positionEncoding"] == "utf-16"


SCRIPT = """
import os, sys
from slugline.lsp.channels import Stream
def send(self, body):
    os.write(2, " ".join(sys.modules).encode())
    os._exit(0)
Stream.send = send
from slugline.cli import main
main(["server", "--stdio"])
"""
LATER = {
    *("asyncio", "attr", "attrs", "cattrs", "click", "dataclasses", "inspect", "logging"),
    *("lsprotocol", "msgspec", "pathlib", "pygls", "socket", "subprocess", "threading", "typing"),
    *("websockets", "rapidfuzz", "importlib.metadata"),
}
"""Each costs milliseconds, and can wait until `initialize` is answered."""


def test_initialize_is_answered_before_the_rest_is_read_in() -> None:
    bare = subprocess.run(
        [sys.executable, "-c", "import sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        timeout=LIMIT,
    )
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        input=framed(Server.message("initialize", {"capabilities": {}}, id=1)),
        capture_output=True,
        check=True,
        timeout=LIMIT,
    )
    modules = set(ran.stderr.decode().split())
    assert "slugline.lsp.capabilities" in modules
    assert not (modules - set(bare.stdout.split())) & LATER


@pytest.mark.skipif(sys.platform == "win32", reason="ends the process by a signal")
def test_the_server_ends_with_its_editor() -> None:
    with subprocess.Popen(["sleep", "60"]) as editor, running() as server:
        server.initialize(processId=editor.pid)
        server.result("workspace/symbol", {"query": "stopped"})
        editor.kill()
        assert server.exit_code() == 1
        assert "closed" in server.log


@pytest.mark.parametrize("process", [None, -1, 1 << 22, 1 << 70, "1"])
def test_a_process_that_can_not_be_watched(process: object) -> None:
    with running() as server:
        server.initialize(processId=process)
        server.result("workspace/symbol", {"query": "stopped"})
        assert server.shut_down() == 0
        assert "Traceback" not in server.log
