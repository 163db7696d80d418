"""The client as `Outgoing`: notifications, requests with a time limit, progress."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from lsprotocol import types
from lsprotocol.types import MessageType, ProgressToken

from slugline.lsp.capabilities import client_value
from slugline.lsp.outgoing import TIME_LIMIT
from slugline.lsp.progress import Progress
from slugline.lsp.protocol import Protocol

_logger = logging.getLogger(__name__)

_LEVELS = {MessageType.Error: logging.ERROR, MessageType.Warning: logging.WARNING}


class Sender:
    """Sends through a protocol to the client whose raw `initialize` params are given."""

    def __init__(self, protocol: Protocol, client: dict[str, Any]) -> None:
        self._protocol = protocol
        self._shows_progress = client_value(client, "window", "workDoneProgress") is True
        self._numbers = itertools.count(1)

    def notify(self, method: str, params: object = None) -> None:
        """Sends a notification."""
        self._protocol.notify(method, params)

    def request(
        self, method: str, params: object = None, limit: float = TIME_LIMIT
    ) -> asyncio.Future[Any]:
        """Sends a request; the result is None where there is none within the limit."""
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

        def settle(reply: Future[Any]) -> None:
            if answer.done():
                return
            error = reply.exception()
            if error is not None and not isinstance(error, ConnectionError):
                _logger.warning("%s was not answered: %s", method, error)
            answer.set_result(None if error else reply.result())

        self._ask(method, params, limit, settle)
        return answer

    def show(self, message: str, kind: MessageType = MessageType.Warning) -> None:
        """Shows a popup."""
        params = types.ShowMessageParams(type=kind, message=message)
        self.notify(types.WINDOW_SHOW_MESSAGE, params)

    def log(self, message: str, kind: MessageType = MessageType.Info) -> None:
        """Writes a line into both logs."""
        _logger.log(_LEVELS.get(kind, logging.INFO), "%s", message)
        params = types.LogMessageParams(type=kind, message=message)
        self.notify(types.WINDOW_LOG_MESSAGE, params)

    def partial(self, token: ProgressToken, value: object) -> None:
        """Sends a part of a result."""
        self._protocol.notify_progress(token, value)

    def progress(
        self, title: str, *, token: ProgressToken | None = None, cancellable: bool = False
    ) -> Progress:
        """Begins to show how work proceeds."""
        used = f"slugline/{next(self._numbers)}" if token is None else token
        under_way = self._protocol.progress

        def send(value: dict[str, Any]) -> None:
            self._protocol.notify_progress(used, value)

        def ended() -> None:
            under_way.pop(used, None)

        progress = Progress(send, ended, title, cancellable)
        if token is not None:
            under_way[used] = progress
            progress.begin()
        elif self._shows_progress:
            under_way[used] = progress

            def created(reply: Future[Any]) -> None:
                if reply.exception() is None:
                    progress.begin()

            params = types.WorkDoneProgressCreateParams(token=used)
            self._ask(types.WINDOW_WORK_DONE_PROGRESS_CREATE, params, TIME_LIMIT, created)
        return progress

    def _ask(
        self, method: str, params: object, limit: float, settle: Callable[[Future[Any]], None]
    ) -> None:
        """Sends a request and calls `settle` with the reply, or with an error at the limit."""
        number = f"slugline/{next(self._numbers)}"
        reply = self._protocol.send_request(method, params, msg_id=number)
        late = f"no reply within {limit:g} s"
        timer = asyncio.get_running_loop().call_later(
            limit, self._protocol.give_up, number, TimeoutError(late)
        )

        def replied(reply: Future[Any]) -> None:
            timer.cancel()
            settle(reply)

        reply.add_done_callback(replied)
