"""An editor for tests: speaks to a session as a client does, and remembers what it was sent."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Generator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import converters, types

from slugline.lsp.diagnostics import document_diagnostic, workspace_diagnostic
from slugline.lsp.progress import Progress
from slugline.lsp.session import Session
from slugline.lsp.table import Encoded
from slugline.lsp.uris import uri_of

CLIENTS = Path(__file__).parent / "clients"
LIMIT = 60
"""Seconds that anything is waited for."""

Result = TypeVar("Result")
_converter = converters.get_converter()


def initialize_of(name: str) -> dict[str, Any]:
    """What a real client sends; `plain` is one that can do nothing."""
    if name == "plain":
        return {"capabilities": {}}
    read: dict[str, Any] = json.loads((CLIENTS / f"{name}.json").read_text())
    return read


class Recorder:
    """An `Outgoing` that keeps what is sent, and answers requests from `answers`."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Any]] = []
        self.answers: dict[str, Any] = {}
        self.shown: list[str] = []
        self.logged: list[str] = []
        self.parts: list[Any] = []
        self.progresses: list[tuple[str, Progress]] = []

    def notify(self, method: str, params: object = None) -> None:
        self.sent.append((method, params))

    def request(self, method: str, params: object = None, limit: float = 1) -> asyncio.Future[Any]:
        self.sent.append((method, params))
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        answer = self.answers.get(method)
        future.set_result(answer(params) if callable(answer) else answer)
        return future

    def show(self, message: str, kind: types.MessageType = types.MessageType.Warning) -> None:
        self.shown.append(message)

    def log(self, message: str, kind: types.MessageType = types.MessageType.Info) -> None:
        self.logged.append(message)

    def partial(self, token: types.ProgressToken, value: object) -> None:
        assert isinstance(value, Encoded)
        self.parts.append(json.loads(value.json))

    def progress(
        self, title: str, *, token: types.ProgressToken | None = None, cancellable: bool = False
    ) -> Progress:
        progress = Progress(lambda _: None, lambda: None, title, cancellable)
        self.progresses.append((title, progress))
        return progress

    def of(self, method: str) -> list[Any]:
        return [params for name, params in self.sent if name == method]


class Editor:
    """A client with its session; `roots` are its workspace folders."""

    def __init__(
        self,
        *roots: Path,
        client: str | Mapping[str, Any] = "plain",
        answers: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> None:
        initialize = initialize_of(client) if isinstance(client, str) else dict(client)
        initialize["workspaceFolders"] = [
            {"uri": uri_of(str(root)), "name": root.name} for root in roots
        ]
        initialize |= more
        self.send = Recorder()
        self.send.answers.update(answers or {})
        self.session = Session(initialize, self.send, debounce=0.001)

    async def start(self) -> None:
        self.session.initialized(types.InitializedParams())
        await self.settle()

    async def settle(self) -> None:
        """Waits until all is taken over, and told."""
        await asyncio.sleep(0)
        await asyncio.wait_for(self.session.settled(), LIMIT)
        await asyncio.sleep(0)
        self.session.publishing.flush()

    def close(self) -> None:
        self.session.close()

    def open(
        self, path: Path | str, text: str, *, language: str = "slugline", version: int = 1
    ) -> str:
        uri = path if isinstance(path, str) else uri_of(str(path))
        item = types.TextDocumentItem(uri, language, version, text)
        self.session.did_open(types.DidOpenTextDocumentParams(item))
        return uri

    def replace(self, uri: str, text: str) -> None:
        """Sends the whole text anew."""
        document = self.session.document(uri)
        assert document is not None
        identifier = types.VersionedTextDocumentIdentifier(document.version + 1, uri)
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.session.did_change(types.DidChangeTextDocumentParams(identifier, [change]))

    def shut(self, uri: str) -> None:
        identifier = types.TextDocumentIdentifier(uri)
        self.session.did_close(types.DidCloseTextDocumentParams(identifier))

    def hint(self, *paths: Path) -> None:
        """Tells that something has changed on disk."""
        changed = types.FileChangeType.Changed
        events = [types.FileEvent(uri_of(str(path)), changed) for path in paths]
        self.session.did_change_watched_files(types.DidChangeWatchedFilesParams(events))

    def pushed(self, uri: str) -> list[str] | None:
        """The codes that were last pushed for a document; None where nothing ever was."""
        found = None
        for params in self.send.of(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS):
            if params.uri == uri:
                found = sorted(str(one.code) for one in params.diagnostics)
        return found

    async def pull(self, uri: str, previous: str | None = None) -> dict[str, Any]:
        """`textDocument/diagnostic`, as JSON."""
        params = types.DocumentDiagnosticParams(
            types.TextDocumentIdentifier(uri), previous_result_id=previous
        )
        result = await finish(document_diagnostic(self.session, params))
        plain: dict[str, Any] = _converter.unstructure(result)
        return plain

    async def pull_all(
        self, previous: Mapping[str, str] | None = None, *, token: str | None = None
    ) -> list[dict[str, Any]]:
        """`workspace/diagnostic`, as JSON: all reports, those of partial results too."""
        params = types.WorkspaceDiagnosticParams(
            [types.PreviousResultId(uri, value) for uri, value in (previous or {}).items()],
            partial_result_token=token,
        )
        self.send.parts.clear()
        result = await finish(workspace_diagnostic(self.session, params))
        parts = [*self.send.parts, json.loads(result.json)]
        return [one for part in parts for one in part["items"]]


def unstructured(value: object) -> Any:
    """A value of the protocol as JSON."""
    return _converter.unstructure(value)


async def finish(
    work: Generator[Awaitable[object] | None, Any, Result],
    meanwhile: Callable[[], None] = lambda: None,
) -> Result:
    """Runs a slow handler to its end, as the protocol does; `meanwhile` runs at each pause."""
    answer: object = None
    while True:
        try:
            awaited = work.send(answer)
        except StopIteration as end:
            result: Result = end.value
            return result
        meanwhile()
        if awaited is None:
            await asyncio.sleep(0)
        answer = None if awaited is None else await asyncio.wait_for(_as(awaited), LIMIT)


async def _as(awaited: Awaitable[object]) -> object:
    return await awaited


async def until(holds: Callable[[], bool]) -> None:
    """Waits for something to become true."""
    end = time.monotonic() + LIMIT
    while not holds():
        assert time.monotonic() < end, "it did not come to be"
        await asyncio.sleep(0.005)


def write(root: Path, files: Mapping[str, str]) -> Path:
    """Writes files below a folder."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return root
