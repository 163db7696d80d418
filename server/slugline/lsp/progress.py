"""Work-done progress (LSP, "Work Done Progress")."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

_PAUSE = 0.1
"""Seconds between two reports: a client draws each of them."""


class Progress:
    """How a piece of work proceeds; it ends with its `with` block.

    `is_cancelled` says that the user has asked to stop.
    """

    def __init__(
        self,
        send: Callable[[dict[str, Any]], None],
        ended: Callable[[], None],
        title: str,
        cancellable: bool,
    ) -> None:
        self.is_cancelled = False
        self._send = send
        self._ended = ended
        self._beginning: dict[str, Any] = {
            "kind": "begin",
            "title": title,
            "cancellable": cancellable,
        }
        self._is_shown = False
        self._is_over = False
        self._next_report = 0.0

    def begin(self) -> None:
        """Shows it, once the client knows the token."""
        if not self._is_over:
            self._is_shown = True
            self._send(self._beginning)

    def report(self, message: str = "", percentage: int | None = None) -> None:
        """Says how far the work is; percentages are whole, and never fall."""
        now = time.monotonic()
        if not self._is_shown or self._is_over or now < self._next_report:
            return
        self._next_report = now + _PAUSE
        value: dict[str, Any] = {"kind": "report"}
        if message:
            value["message"] = message
        if percentage is not None:
            value["percentage"] = percentage
        self._send(value)

    def end(self, message: str = "") -> None:
        """Ends it; a second time is nothing."""
        if self._is_over:
            return
        self._is_over = True
        if self._is_shown:
            self._send({"kind": "end", "message": message} if message else {"kind": "end"})
        self._ended()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.end()
