"""The real server in a process of its own, with a wiki on disk, driven by pytest-lsp's client."""

from __future__ import annotations

import asyncio
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest_lsp
from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, register_lsp_features

from slugline.lsp.lenient import lenient_converter
from slugline.lsp.uris import uri_of
from tests.lsp.editor import LIMIT, initialize_of, until, write

COMMAND = [sys.executable, "-m", "slugline", "server", "--stdio"]
LOOSE = '[rules]\nmissing-section = "off"\nmissing-lead = "off"\n'
"""A configuration for articles of a line or two."""

Result = TypeVar("Result")
_OWN = {
    types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS,
    types.PROGRESS,
    types.WORKSPACE_DIAGNOSTIC_REFRESH,
}
"""What the client keeps in another way than that of pytest-lsp does."""

_CURSOR = "$0"
_BREAK = re.compile(r"\r\n|\r|\n")


class Client(pytest_lsp.LanguageClient):
    """Keeps what the server sends: pushes with versions, edits, registrations, refreshes, parts."""

    def __init__(self) -> None:
        super().__init__(converter_factory=default_converter)
        self.pushed: list[types.PublishDiagnosticsParams] = []
        self.edits: list[types.ApplyWorkspaceEditParams] = []
        self.registered: list[str] = []
        self.refreshed: Counter[str] = Counter()
        self.parts: dict[types.ProgressToken, list[Any]] = {}


def make_client() -> Client:
    """A client that answers all that a server may ask."""
    client = Client()
    register_lsp_features(
        client,
        {
            method: feature
            for method, feature in DEFAULT_CLIENT_FEATURES.items()
            if method not in _OWN
        },
    )

    def publish(params: types.PublishDiagnosticsParams) -> None:
        client.pushed.append(params)

    def progress(params: types.ProgressParams) -> None:
        client.parts.setdefault(params.token, []).append(params.value)

    def register(params: types.RegistrationParams) -> None:
        client.registered += [one.method for one in params.registrations]

    def unregister(params: types.UnregistrationParams) -> None:
        for one in params.unregisterations:
            client.registered.remove(one.method)

    def apply(params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
        client.edits.append(params)
        return types.ApplyWorkspaceEditResult(applied=True)

    handlers: dict[str, Callable[[Any], Any]] = {
        types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: publish,
        types.PROGRESS: progress,
        types.CLIENT_REGISTER_CAPABILITY: register,
        types.CLIENT_UNREGISTER_CAPABILITY: unregister,
        types.WORKSPACE_APPLY_EDIT: apply,
    }
    for method in (
        types.WORKSPACE_DIAGNOSTIC_REFRESH,
        types.WORKSPACE_SEMANTIC_TOKENS_REFRESH,
        types.WORKSPACE_INLAY_HINT_REFRESH,
        types.WORKSPACE_CODE_LENS_REFRESH,
        types.WORKSPACE_FOLDING_RANGE_REFRESH,
    ):
        handlers[method] = _counting(client, method)
    for method, handler in handlers.items():
        client.feature(method)(handler)
    return client


def _counting(client: Client, method: str) -> Callable[[Any], None]:
    def refresh(_: Any) -> None:
        client.refreshed[method] += 1

    return refresh


class Served:
    """A wiki on disk that is open in an editor."""

    def __init__(self, client: Client, root: Path, result: types.InitializeResult) -> None:
        self.client = client
        self.root = root
        self.result = result
        encoding = result.capabilities.position_encoding or "utf-16"
        self.encoding = str(getattr(encoding, "value", encoding))
        self._texts: dict[str, str] = {}
        self._versions: dict[str, int] = {}

    @property
    def pulls(self) -> bool:
        """Whether the client is to ask for findings."""
        return self.result.capabilities.diagnostic_provider is not None

    def uri(self, name: str) -> str:
        """The URI of a file of the wiki."""
        return uri_of(str(self.root / name))

    def document(self, name: str) -> types.TextDocumentIdentifier:
        """A file of the wiki, as params name it."""
        return types.TextDocumentIdentifier(self.uri(name))

    def text(self, name: str) -> str:
        """The text of a file that is open."""
        return self._texts[name]

    def open(self, name: str, text: str | None = None) -> types.Position:
        """Opens a file, or changes one that is open; gives the place of `$0` in its text.

        Without a text it is that on disk.
        """
        if text is None:
            text = (self.root / name).read_bytes().decode(errors="replace")
        before, _, after = text.partition(_CURSOR)
        text = self._texts[name] = before + after
        version = self._versions[name] = self._versions.get(name, 0) + 1
        uri = self.uri(name)
        if version == 1:
            item = types.TextDocumentItem(uri, "slugline", version, text)
            self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        else:
            whole = types.TextDocumentContentChangeWholeDocument(text)
            identifier = types.VersionedTextDocumentIdentifier(version, uri)
            self.client.text_document_did_change(
                types.DidChangeTextDocumentParams(identifier, [whole])
            )
        return self.position(text, len(before))

    def shut(self, name: str) -> None:
        """Closes a file."""
        del self._texts[name], self._versions[name]
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(self.document(name)))

    def save(self, name: str) -> None:
        """Writes what is open to disk, and says so."""
        write(self.root, {name: self._texts[name]})
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(self.document(name)))

    def version(self, name: str) -> int:
        """The version of a file that is open."""
        return self._versions[name]

    def tell(self, *names: str, kind: types.FileChangeType = types.FileChangeType.Changed) -> None:
        """Says that files on disk have changed, as a client does that watches."""
        events = [types.FileEvent(self.uri(name), kind) for name in names]
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(events))

    def position(self, text: str, offset: int) -> types.Position:
        """A place of a text in the units of the client, reckoned by the test itself."""
        breaks = [match.end() for match in _BREAK.finditer(text) if match.end() <= offset]
        line = text[breaks[-1] if breaks else 0 : offset]
        width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[self.encoding]
        name = self.encoding if width == 1 else f"{self.encoding}-le"
        return types.Position(len(breaks), len(line.encode(name)) // width)

    def range(self, name: str, part: str) -> types.Range:
        """The range of the first such part of a file that is open, or else of one on disk."""
        text = self._texts.get(name)
        if text is None:
            text = (self.root / name).read_bytes().decode()
        start = text.index(part)
        return types.Range(self.position(text, start), self.position(text, start + len(part)))

    def part(self, name: str, place: types.Range) -> str:
        """The text of a range of a file."""
        text = self._texts.get(name)
        if text is None:
            text = (self.root / name).read_bytes().decode()
        by_place = {
            (at.line, at.character): offset
            for offset in range(len(text), -1, -1)
            for at in [self.position(text, offset)]
        }
        start, end = place.start, place.end
        return text[by_place[start.line, start.character] : by_place[end.line, end.character]]

    async def ask(
        self, method: str, name: str, place: types.Position | None = None, **more: Any
    ) -> Any:
        """Asks about a file, at a place of it where the method takes one."""
        kind: Any = types.METHOD_TO_TYPES[method][2]
        if place is not None:
            more["position"] = place
        params = kind(text_document=self.document(name), **more)
        answer: Any = self.client.protocol.send_request_async(method, params)  # type: ignore[no-untyped-call]
        return await soon(answer)

    async def findings(self, name: str) -> list[types.Diagnostic]:
        """The findings that the editor shows of an open file: pulled, or pushed for its version."""
        if self.pulls:
            report = await soon(
                self.client.text_document_diagnostic_async(
                    types.DocumentDiagnosticParams(self.document(name))
                )
            )
            assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
            return list(report.items)
        uri, version = self.uri(name), self._versions[name]

        def last() -> list[types.PublishDiagnosticsParams]:
            return [one for one in self.client.pushed if one.uri == uri and one.version == version]

        await until(lambda: bool(last()))
        return list(last()[-1].diagnostics)

    async def codes(self, name: str) -> list[str]:
        """Their codes, sorted."""
        return sorted(str(one.code) for one in await self.findings(name))

    async def comes_to(self, name: str, *codes: str) -> None:
        """Waits until the editor shows these findings of an open file, and no others."""
        end = asyncio.get_running_loop().time() + LIMIT
        while (found := await self.codes(name)) != sorted(codes):
            assert asyncio.get_running_loop().time() < end, found
            await asyncio.sleep(0.01)

    async def indexed(self) -> None:
        """Waits until the whole wiki is known."""
        await soon(self.client.workspace_symbol_async(types.WorkspaceSymbolParams("")))


async def soon(answer: Awaitable[Result]) -> Result:
    """An answer that is waited for, but not for ever."""
    return await asyncio.wait_for(answer, LIMIT)


@asynccontextmanager
async def serving(
    root: Path,
    files: Mapping[str, str] | None = None,
    *,
    client: str | Mapping[str, Any] = "vscode-1.139",
) -> AsyncIterator[Served]:
    """A server for a wiki on disk; `client` names who starts it, or is what it says of itself.

    At the end it has to leave as it should, and to have shown no popup.
    """
    write(root, files or {})
    plain = initialize_of(client) if isinstance(client, str) else dict(client)
    plain = {**plain, "rootUri": uri_of(str(root)), "rootPath": str(root)}
    folder = {"uri": uri_of(str(root)), "name": root.name}
    if plain.get("capabilities", {}).get("workspace", {}).get("workspaceFolders"):
        plain["workspaceFolders"] = [folder]
    params = lenient_converter().structure(plain, types.InitializeParams)
    config = pytest_lsp.ClientServerConfig(COMMAND, client_factory=make_client)
    running = await config.start()
    assert isinstance(running, Client)
    try:
        result = await soon(running.initialize_session(params))
        served = Served(running, root, result)
        yield served
        assert running.messages == []
        await soon(running.shutdown_session())
        assert running._server is not None
        assert running._server.returncode == 0
    finally:
        if running._server is not None and running._server.returncode is None:
            running._server.kill()
        await soon(running.stop())  # type: ignore[no-untyped-call]
