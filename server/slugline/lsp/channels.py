"""Where messages come from and go to: standard input and output, a TCP or a WebSocket connection.

A channel serves one client. Reading and writing block, and may be done in two threads. This module
is read before `initialize` is answered: what only sockets need is imported where it is used.
"""

from __future__ import annotations

import os
import re
import sys

from slugline.lsp.framing import LIMIT, Broken, Framer

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from typing import Protocol

    from websockets.sync.server import ServerConnection

    class Channel(Protocol):
        """One client."""

        def receive(self) -> list[bytes | Broken] | None:
            """Waits for input: bodies of messages, perhaps none yet; None at the end."""

        def send(self, body: bytes) -> None:
            """Sends the body of a message; raises OSError where nobody is there any more."""

        def close(self) -> None:
            """Ends the connection."""


_PIECE = 1 << 16
"""Bytes that are read at once."""

_HTTP = re.compile(rb"[A-Z]+ [^ \r\n]+ HTTP/")
_OWN_PAGES = re.compile(r"https?://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?")


class Stream:
    """Messages with headers over a stream of bytes; an empty read is its end."""

    def __init__(
        self,
        read: Callable[[], bytes],
        write: Callable[[bytes], object],
        close: Callable[[], None],
    ) -> None:
        self._read = read
        self._write = write
        self.close = close
        self._framer = Framer()

    def receive(self) -> list[bytes | Broken] | None:
        """What is complete with the next piece of input."""
        try:
            data = self._read()
        except OSError:
            data = b""
        if data:
            return self._framer.feed(data)
        if self._framer.is_inside:
            # Logging is imported later than this may be needed.
            print("slugline: the input ended inside of a message", file=sys.stderr)  # noqa: T201
        return None

    def send(self, body: bytes) -> None:
        """Sends a message; its length is in bytes."""
        self._write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))


def standard_streams() -> Stream:
    """Takes standard input and output for the protocol alone.

    Whatever else is printed in this process or by its children goes to standard error, and no
    child reads what the client sends.
    """
    source, target = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(source, os.O_BINARY)
        msvcrt.setmode(target, os.O_BINARY)

    def write(data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(target, rest) :]

    return Stream(lambda: os.read(source, _PIECE), write, lambda: os.close(target))


def tcp(host: str, port: int) -> Stream:
    """Waits for a client on a TCP port; others are refused from then on.

    A web page could send a request of its own to the port: it is hung up on.
    """
    with _listen(host, port) as listener:
        _say_where("tcp", listener)
        while True:
            connection, _ = listener.accept()
            first = connection.recv(_PIECE)
            if first and not _HTTP.match(first):
                break
            connection.close()
    pieces = [first]

    def read() -> bytes:
        return pieces.pop() if pieces else connection.recv(_PIECE)

    return Stream(read, connection.sendall, connection.close)


class WebSocket:
    """A message is a frame, without headers."""

    def __init__(self, connection: ServerConnection, close: Callable[[], None]) -> None:
        self._connection = connection
        self.close = close

    def receive(self) -> list[bytes | Broken] | None:
        """The next message."""
        from websockets.exceptions import ConnectionClosed

        try:
            return [self._connection.recv(decode=False)]
        except ConnectionClosed:
            return None

    def send(self, body: bytes) -> None:
        """Sends a message as text."""
        from websockets.exceptions import ConnectionClosed

        try:
            self._connection.send(body, text=True)
        except ConnectionClosed as error:
            raise BrokenPipeError from error


def web_socket(host: str, port: int) -> WebSocket:
    """Waits for a client of a WebSocket; others are turned away from then on.

    Of web pages, only those from this machine are let in.
    """
    from queue import SimpleQueue
    from threading import Event, Lock, Thread

    from websockets.sync.server import serve

    clients: SimpleQueue[ServerConnection] = SimpleQueue()
    is_taken, has_ended = Lock(), Event()

    def handle(connection: ServerConnection) -> None:
        if not is_taken.acquire(blocking=False):
            connection.close(1013, "this server has its client")
            return
        clients.put(connection)
        has_ended.wait()

    listener = _listen(host, port)
    server = serve(
        handle,
        sock=listener,
        origins=[None, _OWN_PAGES],
        compression=None,
        max_size=LIMIT,
    )
    Thread(target=server.serve_forever, daemon=True).start()
    _say_where("ws", listener)
    connection = clients.get()

    def close() -> None:
        connection.close()
        has_ended.set()

    return WebSocket(connection, close)


def _listen(host: str, port: int) -> socket.socket:
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        from slugline.errors import UsageError

        reason = str(error)
        if isinstance(error, OSError) and error.errno is not None:
            # Python adds the address to the words of the system.
            is_name = isinstance(error, socket.gaierror)
            reason = str(error.strerror) if is_name else os.strerror(error.errno)
        raise UsageError(f"can't listen on {_shown(host, port)}: {reason.lower()}") from None


def _say_where(scheme: str, listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    # Whoever has asked for port 0 reads the port here; logging is imported later.
    print(f"slugline: listening on {scheme}://{_shown(host, port)}", file=sys.stderr, flush=True)  # noqa: T201


def _shown(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
