"""Drives a language server by bytes: sees its output, its log and its exit code.

Whatever the server writes must be framed messages and nothing else. Each wait has a limit.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parent.parent.parent
REAL = (sys.executable, "-m", "slugline", "server", "--stdio")
"""The program as editors start it."""

PLAYED = (sys.executable, "-m", "tests.lsp.playing", "server")
"""The same program with the handlers of `playing.py`."""

LIMIT = 120.0
"""Seconds, for a busy machine."""

Message = dict[str, Any]

_TESTED: ContextVar[tuple[tuple[str, ...], float, str]]
_TESTED = ContextVar("_TESTED", default=(PLAYED, LIMIT, ""))


@contextmanager
def instead(command: tuple[str, ...], limit: float, ready: str) -> Iterator[None]:
    """Inside, `running` and `begun` start another program, whose replies are waited for less.

    It begins to listen when it has logged the word `ready`.
    """
    token = _TESTED.set((command, limit, ready))
    try:
        yield
    finally:
        _TESTED.reset(token)


def played() -> tuple[str, ...]:
    """The program that is tested."""
    return _TESTED.get()[0]


def framed(message: object) -> bytes:
    """A message with its header."""
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def parsed(data: bytes) -> tuple[list[Message], bytes]:
    """All complete messages of an output, and the rest; anything else fails."""
    messages: list[Message] = []
    while True:
        header, end, rest = data.partition(b"\r\n\r\n")
        if not end:
            assert b"Content-Length: ".startswith(data[:16]) or data.startswith(b"Content-Length: ")
            return messages, data
        assert header.startswith(b"Content-Length: "), data[:200]
        length = int(header.removeprefix(b"Content-Length: ").partition(b"\r\n")[0])
        if len(rest) < length:
            return messages, data
        messages.append(json.loads(rest[:length]))
        data = rest[length:]


class Peer:
    """A client of one server, whatever the connection: `write` sends bytes."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self.messages: list[Message] = []
        self._write = write
        self._arrived = threading.Condition()
        self._ids = 0
        self._failure: BaseException | None = None
        self.limit = _TESTED.get()[1]

    def raw(self, data: bytes) -> None:
        """Sends bytes as they are."""
        self._write(data)

    def send(self, *messages: object) -> None:
        """Sends messages in one piece."""
        self.raw(b"".join(framed(message) for message in messages))

    def request(self, method: str, params: object = None) -> int:
        """Sends a request and gives its id."""
        self._ids += 1
        self.send(self.message(method, params, id=self._ids))
        return self._ids

    def notify(self, method: str, params: object = None) -> None:
        """Sends a notification."""
        self.send(self.message(method, params))

    @staticmethod
    def message(method: str, params: object = None, **more: object) -> Message:
        """A request, where it is given an id, or a notification."""
        message = {"jsonrpc": "2.0", "method": method, **more}
        return message if params is None else {**message, "params": params}

    def wait(self, wanted: Callable[[Message], bool]) -> Message:
        """The first message that is wanted, of all that have come or will come."""
        end = time.monotonic() + self.limit
        with self._arrived:
            while True:
                for message in self.messages:
                    if wanted(message):
                        return message
                if self._failure is not None:
                    raise self._failure
                left = end - time.monotonic()
                if left <= 0 or not self._arrived.wait(left):
                    raise TimeoutError(f"not among {str(self.messages)[-2000:]}")

    def reply(self, number: object) -> Message:
        """The reply to a request."""
        return self.wait(lambda one: "method" not in one and one["id"] == number)

    def result(self, method: str, params: object = None) -> Any:
        """The result of a request."""
        reply = self.reply(self.request(method, params))
        assert "result" in reply, reply
        return reply["result"]

    def error(self, number: object) -> int:
        """The code of the error that a request was answered with."""
        reply = self.reply(number)
        assert "error" in reply, reply
        assert reply["error"]["message"]
        code: int = reply["error"]["code"]
        return code

    def asked(self, method: str) -> Message:
        """A notification or request of the server."""
        return self.wait(lambda one: one.get("method") == method)

    def initialize(self, **params: object) -> Message:
        """Begins a session; gives the result of `initialize`."""
        result: Message = self.result("initialize", {"capabilities": {}, **params})
        self.notify("initialized", {})
        return result

    def arrive(self, messages: list[Message]) -> None:
        """Takes messages of the server."""
        with self._arrived:
            self.messages += messages
            self._arrived.notify_all()

    def fail(self, error: BaseException) -> None:
        """Lets all waits fail."""
        with self._arrived:
            self._failure = error
            self._arrived.notify_all()


class Server(Peer):
    """A server in a process of its own, over its standard streams."""

    def __init__(self, command: tuple[str, ...] | None = None, **environment: str) -> None:
        self.process = subprocess.Popen(
            command or played(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=PROJECT,
            env={**os.environ, "PYTHONPATH": str(PROJECT), **environment},
        )
        super().__init__(self._to_process)
        self.output = bytearray()
        self._log = b""
        self._has_log = threading.Condition()
        self._threads = [
            threading.Thread(target=self._read_output, daemon=True),
            threading.Thread(target=self._read_log, daemon=True),
        ]
        for thread in self._threads:
            thread.start()
        if command is None:
            self.logged(_TESTED.get()[2], LIMIT)

    @property
    def log(self) -> str:
        """What it has written to standard error."""
        return self._log.decode(errors="replace")

    def logged(self, words: str, limit: float | None = None) -> str:
        """Waits for words in the log; gives the log."""
        with self._has_log:
            assert self._has_log.wait_for(lambda: words in self.log, limit or self.limit), self.log
        return self.log

    def leave(self) -> None:
        """Closes the server's input."""
        assert self.process.stdin is not None
        self.process.stdin.close()

    def exit_code(self) -> int:
        """Waits for its end."""
        code = self.process.wait(self.limit)
        for thread in self._threads:
            thread.join(self.limit)
        messages, rest = parsed(bytes(self.output))
        assert not rest
        assert messages == self.messages
        return code

    def shut_down(self) -> int:
        """Ends it as an editor does."""
        assert self.result("shutdown") is None
        self.notify("exit")
        return self.exit_code()

    def kill(self) -> None:
        """Ends it in any case."""
        self.process.kill()
        self.process.wait()
        for thread in self._threads:
            thread.join(LIMIT)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream is not None
            try:
                stream.close()
            except BrokenPipeError:
                continue

    def _to_process(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def _read_output(self) -> None:
        assert self.process.stdout is not None
        rest = b""
        try:
            while data := os.read(self.process.stdout.fileno(), 1 << 20):
                self.output += data
                messages, rest = parsed(rest + data)
                self.arrive(messages)
        except (AssertionError, ValueError, OSError) as error:
            self.fail(error)
        else:
            self.fail(EOFError(f"the server has ended: {self.log}"))

    def _read_log(self) -> None:
        assert self.process.stderr is not None
        while data := os.read(self.process.stderr.fileno(), 1 << 16):
            with self._has_log:
                self._log += data
                self._has_log.notify_all()


@contextmanager
def running(command: tuple[str, ...] | None = None, **environment: str) -> Iterator[Server]:
    """A server that has ended afterwards in any case."""
    server = Server(command, **environment)
    try:
        yield server
    finally:
        server.kill()


@contextmanager
def begun(**params: object) -> Iterator[Server]:
    """A server that has been initialized."""
    with running() as server:
        server.initialize(**params)
        yield server
