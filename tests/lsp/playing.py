"""`slugline` with a session of its own: handlers that do what the tests of the protocol need."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import time
from collections.abc import Generator
from typing import Any

from slugline.lsp import start

TYPE_CHECKING = False
if TYPE_CHECKING:
    from slugline.lsp.outgoing import Outgoing
    from slugline.lsp.serving import Application


class Session:
    """Documents by URI; the index is there when a test says so."""

    def __init__(self, client: dict[str, Any], send: Outgoing) -> None:
        self.client = client
        self.send = send
        self.documents: dict[str, Any] = {}
        self.stopped: list[str] = []
        self.index: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def indexed(self, params: Any) -> asyncio.Future[None] | None:
        return None if self.index.done() else self.index

    def close(self) -> None:
        self.send.log("closed")

    def text_of(self, uri: str) -> str:
        text: str = self.documents[uri].text
        return text


def did_open(session: Session, params: Any) -> None:
    from slugline.lsp.documents import Document

    opened = params.text_document
    session.documents[opened.uri] = Document(
        opened.uri, opened.language_id, opened.version, opened.text, "utf-16"
    )


def did_change(session: Session, params: Any) -> None:
    changed = params.text_document
    session.documents[changed.uri].change(params.content_changes, changed.version)


def did_save(session: Session, params: Any) -> None:
    raise ValueError("a notification that fails")


def did_change_configuration(session: Session, params: Any) -> None:
    session.index.set_result(None)


def hover(session: Session, params: Any) -> Any:
    from lsprotocol.types import Hover

    return Hover(contents=session.text_of(params.text_document.uri))


def definition(session: Session, params: Any) -> Generator[None, None, Any]:
    """Works until the text has changed, and answers with the text that it began with."""
    uri = params.text_document.uri
    text = session.text_of(uri)
    while session.text_of(uri) == text:
        yield
    return [text]


def document_symbol(session: Session, params: Any) -> Any:
    return []


def completion(session: Session, params: Any) -> Any:
    from lsprotocol.types import CompletionItem

    return [CompletionItem(label=f"{params.context.trigger_kind}")]


def symbol(session: Session, params: Any) -> Any:
    """What the query says."""
    return QUICK[params.query](session)


def execute_command(session: Session, params: Any) -> Generator[Any, Any, Any]:
    """What the command says, slowly."""
    return (yield from SLOW[params.command](session, params))


def _refuse(session: Session) -> Any:
    from slugline.lsp.errors import SERVER_CANCELLED, RequestError

    raise RequestError(SERVER_CANCELLED, "Ask again.", {"retriggerRequest": True})


def _mend(session: Session) -> Any:
    from slugline.errors import UsageError

    raise UsageError("the name is taken")


def _fail(session: Session) -> Any:
    raise ValueError("a secret of the inside")


def _print(session: Session) -> Any:
    print("printed", flush=True)
    os.write(1, b"written\n")
    subprocess.run(["echo", "echoed"], check=True)
    return [subprocess.run(["cat"], check=True, capture_output=True).stdout.decode()]


def _large(session: Session) -> Any:
    from slugline.lsp.table import Encoded

    return Encoded(b"[%b]" % b",".join([b'"\xc3\xa9t\xc3\xa9"'] * 100_000))


def _objects(session: Session) -> Any:
    gc.collect()
    return [len(gc.get_objects())]


QUICK: dict[str, Any] = {
    "fail": _fail,
    "large": _large,
    "mend": _mend,
    "objects": _objects,
    "print": _print,
    "refuse": _refuse,
    "stopped": lambda session: session.stopped,
    "strange": lambda session: [object()],
    "surrogate": lambda session: ["\ud800 \N{OCTOPUS}"],
}


def _spin(session: Session, params: Any) -> Generator[None, None, Any]:
    session.send.notify("window/logMessage", {"type": 4, "message": "spins"})
    try:
        while True:
            time.sleep(0.001)
            yield
    finally:
        session.stopped.append("spin")


def _wait(session: Session, params: Any) -> Generator[Any, Any, Any]:
    yield asyncio.get_running_loop().create_future()


def _ask(session: Session, params: Any) -> Generator[Any, Any, Any]:
    from lsprotocol.types import ConfigurationItem, ConfigurationParams

    items = ConfigurationParams(items=[ConfigurationItem(section="slugline")])
    limit = params.arguments[0] if params.arguments else 30.0
    return (yield session.send.request("workspace/configuration", items, limit))


def _show(session: Session, params: Any) -> Generator[Any, Any, Any]:
    title = "Counting"
    with session.send.progress(title, token=params.work_done_token, cancellable=True) as progress:
        step = 0
        while not progress.is_cancelled:
            step += 1
            progress.report(f"{step} sheep", min(step, 100))
            time.sleep(0.001)
            yield
    return "cancelled"


def _stream(session: Session, params: Any) -> Generator[Any, Any, Any]:
    from lsprotocol.types import Position

    for line in range(3):
        session.send.partial(params.arguments[0], [Position(line, 0)])
        yield
    return []


SLOW: dict[str, Any] = {
    "ask": _ask,
    "show": _show,
    "spin": _spin,
    "stream": _stream,
    "wait": _wait,
}


def load() -> Application:
    from slugline.lsp.serving import Application
    from slugline.lsp.table import Row

    rows = (
        Row("textDocument/didOpen", did_open),
        Row("textDocument/didChange", did_change),
        Row("textDocument/didSave", did_save),
        Row("workspace/didChangeConfiguration", did_change_configuration),
        Row("textDocument/hover", hover),
        Row("textDocument/definition", definition),
        Row("textDocument/completion", completion),
        Row("textDocument/documentSymbol", document_symbol, whole_wiki=True),
        Row("workspace/symbol", symbol),
        Row("workspace/executeCommand", execute_command),
    )
    return Application(rows, Session)


if __name__ == "__main__":
    start.load = load
    from slugline.cli import main

    main()
