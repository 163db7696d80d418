"""What the server can tell the client and ask of it: all of it from the event loop's thread."""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

from lsprotocol.types import MessageType, ProgressToken

from slugline.lsp.progress import Progress

TIME_LIMIT = 10.0
"""Seconds that a reply of the client is waited for."""


class Outgoing(Protocol):
    """The client, as a session sees it.

    `params` are values of lsprotocol, plain JSON values, or `Encoded`. Nothing here raises, and
    nothing is sent any more once the client is gone.
    """

    def notify(self, method: str, params: object = None) -> None:
        """Sends a notification."""

    def request(
        self, method: str, params: object = None, limit: float = TIME_LIMIT
    ) -> asyncio.Future[Any]:
        """Sends a request, and gives the future result, of lsprotocol's type.

        It is None where the client answers with null, with an error (which is logged), with
        something else than the method's result, or not within `limit` seconds.
        """

    def show(self, message: str, kind: MessageType = MessageType.Warning) -> None:
        """Shows a popup: only for what the user can act on."""

    def log(self, message: str, kind: MessageType = MessageType.Info) -> None:
        """Writes a line into the client's log, and to standard error."""

    def partial(self, token: ProgressToken, value: object) -> None:
        """Sends a part of a result under the request's `partial_result_token`."""

    def progress(
        self, title: str, *, token: ProgressToken | None = None, cancellable: bool = False
    ) -> Progress:
        """Begins to show how work proceeds: under the request's `work_done_token` where it has
        one, else where the client lets the server begin.

        Where neither is so, the progress shows nothing.
        """
