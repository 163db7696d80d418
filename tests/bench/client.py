"""A client of language servers that is quick enough to measure them.

A thread reads what the server sends and notes when each message was there, before it is decoded:
the time of a round trip is the server's, not the client's. Whatever the server asks is answered at
once, so that no server waits for its client.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import IO, Any, Self

import msgspec

from tests.bench.measure import resident_size

LIMIT = 60.0
"""Seconds after which a server that does not answer has failed."""

METHOD_NOT_FOUND = -32601

_READ = 1 << 20


class NoAnswerError(Exception):
    """A server did not answer: it does not know the method, it failed, or it took too long."""


class _Message(msgspec.Struct, omit_defaults=True):
    id: int | str | None = None
    method: str | None = None
    params: msgspec.Raw = msgspec.Raw()
    result: msgspec.Raw = msgspec.Raw()
    error: dict[str, Any] | None = None


class Reply(msgspec.Struct, frozen=True):
    """An answer to a request, and when it was there (`time.perf_counter`)."""

    at: float
    json: bytes

    @property
    def value(self) -> Any:
        """The result."""
        return msgspec.json.decode(self.json)


class Part(msgspec.Struct, frozen=True):
    """A partial result or a progress: when it was there, and its params."""

    at: float
    json: msgspec.Raw


class Client:
    """One server in a process of its own, over its standard streams.

    `settings` is what `workspace/configuration` is answered with, section by section; `log` is the
    file to which the server's own words go, nowhere without one.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        settings: Mapping[str, object] | None = None,
        log: IO[bytes] | None = None,
    ) -> None:
        self.parts: list[Part] = []
        self.pushed: list[tuple[float, msgspec.Raw]] = []
        self._settings = settings or {}
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log or subprocess.DEVNULL,
            env={**os.environ, **(environment or {})},
            bufsize=0,
            start_new_session=True,
        )
        assert self.process.stdin
        assert self.process.stdout
        self._input, self._output = self.process.stdin, self.process.stdout
        self._sending = threading.Lock()
        self._arrived = threading.Condition()
        self._replies: dict[int, tuple[float, _Message]] = {}
        self._ids = 0
        self._is_over = False
        self._asked: SimpleQueue[_Message | None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=work, daemon=True) for work in (self._read, self._answer_all)
        ]
        for thread in self._threads:
            thread.start()

    # -- what is sent

    def notify(self, method: str, params: object = None) -> None:
        """Sends a notification."""
        self._call({"jsonrpc": "2.0", "method": method}, params)

    def request(self, method: str, params: object = None) -> int:
        """Sends a request, and gives its id for `reply`."""
        self._ids += 1
        self._call({"jsonrpc": "2.0", "id": self._ids, "method": method}, params)
        return self._ids

    def _call(self, message: dict[str, object], params: object) -> None:
        # Some servers refuse params where the protocol has none, also null.
        self._send(message if params is None else {**message, "params": params})

    def reply(self, number: int, limit: float = LIMIT) -> Reply:
        """Waits for the reply to a request. Raises NoAnswerError, also for an error."""
        at, message = self._wait(number, limit)
        if message.error is not None:
            known = message.error.get("code") != METHOD_NOT_FOUND
            raise NoAnswerError(str(message.error.get("message")) if known else "no such method")
        return Reply(at, bytes(message.result))

    def answered(self, number: int, limit: float = LIMIT) -> float:
        """Waits for the reply to a request, whatever it is; gives when. Raises NoAnswerError."""
        return self._wait(number, limit)[0]

    def has_answered(self, number: int) -> bool:
        """Whether the reply to a request is there, or will never be."""
        with self._arrived:
            return self._is_over or number in self._replies

    def _wait(self, number: int, limit: float) -> tuple[float, _Message]:
        end = time.monotonic() + limit
        with self._arrived:
            while number not in self._replies:
                left = end - time.monotonic()
                if self._is_over:
                    raise NoAnswerError("the server has ended")
                if left <= 0:
                    self.notify("$/cancelRequest", {"id": number})
                    raise NoAnswerError(f"no answer within {limit:g} s")
                self._arrived.wait(left)
            return self._replies.pop(number)

    def ask(self, method: str, params: object = None, limit: float = LIMIT) -> tuple[float, Reply]:
        """One round trip: its seconds, and the reply. Raises NoAnswerError."""
        start = time.perf_counter()
        reply = self.reply(self.request(method, params), limit)
        return reply.at - start, reply

    # -- the life of it

    def initialize(self, params: Mapping[str, object]) -> float:
        """Begins a session; gives the seconds from the start of the process to the answer."""
        _, reply = self.ask("initialize", params)
        self.notify("initialized", {})
        return reply.at - self.started

    def memory(self) -> int:
        """The resident memory in bytes of the server and the processes it has started."""
        return resident_size(self.process.pid)

    def close(self) -> None:
        """Ends the server, by force where it does not leave by itself."""
        with suppress(NoAnswerError):
            self.ask("shutdown", limit=5)
            self.notify("exit")
        self._input.close()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
        self.process.kill()
        self.process.wait()
        for thread in self._threads:
            thread.join(5)
        self._output.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # -- what comes in

    def _send(self, message: object) -> None:
        body = msgspec.json.encode(message)
        data = memoryview(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        with self._sending:
            try:
                while data:
                    data = data[self._input.write(data) :]
            except (OSError, ValueError):  # it has ended, or we have
                raise NoAnswerError("the server has ended") from None

    def _read(self) -> None:
        buffer = bytearray()
        start = 0
        decode = msgspec.json.Decoder(_Message).decode
        while chunk := os.read(self._output.fileno(), _READ):
            at = time.perf_counter()
            buffer += chunk
            while (head := buffer.find(b"\r\n\r\n", start)) >= 0:
                end = head + 4 + _length(buffer[start:head])
                if len(buffer) < end:
                    break
                self._take(at, decode(bytes(buffer[head + 4 : end])))
                start = end
            del buffer[:start]
            start = 0
        with self._arrived:
            self._is_over = True
            self._asked.put(None)
            self._arrived.notify_all()

    def _take(self, at: float, message: _Message) -> None:
        if message.method is None:
            if isinstance(message.id, int):
                with self._arrived:
                    self._replies[message.id] = (at, message)
                    self._arrived.notify_all()
        elif message.id is not None:
            self._asked.put(message)
        elif message.method == "$/progress":
            self.parts.append(Part(at, message.params))
        elif message.method == "textDocument/publishDiagnostics":
            self.pushed.append((at, message.params))

    def _answer_all(self) -> None:
        # Not where messages are read: one that waits to write must not keep the other from reading.
        while (message := self._asked.get()) is not None:
            with suppress(NoAnswerError):
                self._send({"jsonrpc": "2.0", "id": message.id, "result": self._answer(message)})

    def _answer(self, message: _Message) -> object:
        if message.method == "workspace/configuration":
            items = msgspec.json.decode(message.params)["items"]
            return [self._settings.get(str(item.get("section"))) for item in items]
        if message.method == "workspace/applyEdit":
            return {"applied": False}
        return None


def _length(head: bytes | bytearray) -> int:
    for line in bytes(head).split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    raise ValueError(f"no length in {bytes(head)!r}")


def client_params(root: Path, *, asked_again: bool) -> dict[str, Any]:
    """What Visual Studio Code sends at `initialize` for a folder.

    `asked_again` says whether the server may ask it to pull diagnostics again; a server that may
    not has to give all findings with the first answer.
    """
    described = Path(__file__).parent.parent / "lsp/clients/vscode-1.139.json"
    params: dict[str, Any] = msgspec.json.decode(described.read_bytes())
    folder = {"uri": root.as_uri(), "name": root.name}
    params |= {"processId": os.getpid(), "rootUri": folder["uri"], "rootPath": str(root)}
    params |= {"workspaceFolders": [folder], "trace": "off"}
    params["initializationOptions"] = {}
    if not asked_again:
        params["capabilities"]["workspace"].pop("diagnostics", None)
    return params
