"""The program of `playing.py` on pygls as it comes, to show which tests of the protocol it fails.

The handlers are the same; only what they are given differs: the documents of pygls' workspace, and
its ways to speak to the client.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Callable, Generator
from typing import Any
from urllib.parse import urlsplit

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from tests.lsp import playing


class _Texts(playing.Session):
    """A session whose texts are in pygls' workspace."""

    def __init__(self, server: LanguageServer) -> None:
        super().__init__({}, _Client(server))  # type: ignore[arg-type]
        self._server = server

    def text_of(self, uri: str) -> str:
        return self._server.workspace.get_text_document(uri).source


class _Client:
    """What a handler sends, by pygls."""

    def __init__(self, server: LanguageServer) -> None:
        self._server = server

    def notify(self, method: str, params: object) -> None:
        self._server.protocol.notify(method, params)

    def request(self, method: str, params: object, limit: float) -> Any:
        return self._server.protocol.send_request_async(method, params)

    def log(self, message: str) -> None:
        self._server.window_log_message(types.LogMessageParams(types.MessageType.Info, message))


async def _driven(work: Generator[Any, Any, Any]) -> Any:
    """The result of a slow handler; another message is taken at each `yield`."""
    value = None
    while True:
        try:
            waited_for = work.send(value)
        except StopIteration as end:
            return end.value
        value = None if waited_for is None else await waited_for
        await asyncio.sleep(0)


def _plain(result: Any) -> Any:
    """A result in the only form that pygls has for large ones: values."""
    from slugline.lsp.table import Encoded

    return json.loads(result.json) if isinstance(result, Encoded) else result


def stock() -> LanguageServer:
    """The server, with all handlers that pygls doesn't have itself."""
    server = LanguageServer("slugline", "stock", types.TextDocumentSyncKind.Incremental)
    session: list[_Texts] = []

    def of_session() -> _Texts:
        if not session:
            session.append(_Texts(server))
        return session[0]

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> Any:
        return playing.hover(of_session(), params)

    @server.feature(types.TEXT_DOCUMENT_COMPLETION)
    def completion(params: types.CompletionParams) -> Any:
        return playing.completion(of_session(), params)

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def definition(params: types.DefinitionParams) -> Any:
        return await _driven(playing.definition(of_session(), params))

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        """pygls' workspace has changed already, as it has for any server that is told, too."""

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        playing.did_save(of_session(), params)

    @server.feature(types.WORKSPACE_SYMBOL)
    def symbol(params: types.WorkspaceSymbolParams) -> Any:
        return _plain(playing.symbol(of_session(), params))

    for name in playing.SLOW:
        server.command(name)(_command(of_session, name))
    return server


def _command(session: Callable[[], _Texts], name: str) -> Callable[..., Any]:
    async def command(*arguments: Any) -> Any:
        params = types.ExecuteCommandParams(name, list(arguments))
        return await _driven(playing.execute_command(session(), params))

    return command


class _Log(logging.Handler):
    """pygls' warnings, and where it listens in the words of slugline."""

    def emit(self, record: logging.LogRecord) -> None:
        line = record.getMessage()
        if line.startswith("Serving on"):
            port = line.rpartition(" ")[2].strip("()")
            print(f"slugline: listening on {self.name}://127.0.0.1:{port}", file=sys.stderr)
        elif record.levelno >= logging.WARNING:
            print(line, file=sys.stderr)
        sys.stderr.flush()


def main(option: str = "--stdio", place: str = "") -> None:
    log = _Log(logging.INFO)
    log.set_name(option.strip("-"))
    logging.getLogger("pygls").addHandler(log)
    logging.getLogger("pygls").setLevel(logging.INFO)
    where = urlsplit(f"//{place}")
    if option == "--tcp":
        stock().start_tcp(where.hostname or "127.0.0.1", where.port or 0)
    elif option == "--ws":
        stock().start_ws(where.hostname or "127.0.0.1", where.port or 0)
    else:
        server = stock()
        print("slugline: listening on stdio", file=sys.stderr, flush=True)
        server.start_io()


if __name__ == "__main__":
    main(*sys.argv[1:])
