"""Long lists as results: in parts where the client takes them (LSP, "Partial Results")."""

from __future__ import annotations

import time
from collections.abc import Iterable

from lsprotocol.types import ProgressToken

from slugline.lsp.outgoing import Outgoing
from slugline.lsp.table import Encoded

_PART = 0.1
"""Seconds after which what there is so far is sent."""


class Parts:
    """A list of JSON values; `token` is the request's `partial_result_token`."""

    def __init__(self, send: Outgoing, token: ProgressToken | None) -> None:
        self._send = send
        self._token = token
        self._values: list[str] = []
        self._due = time.perf_counter()

    def add(self, values: Iterable[str]) -> None:
        """Adds values, each as JSON; sends a part where it is time for it."""
        self._values += values
        if self._token is not None and self._values and time.perf_counter() >= self._due:
            self._send.partial(self._token, self._taken())
            self._due = time.perf_counter() + _PART

    def result(self) -> Encoded:
        """The list, or an empty one where it has all been sent in parts."""
        if self._token is not None and self._values:
            self._send.partial(self._token, self._taken())
        return self._taken()

    def _taken(self) -> Encoded:
        values, self._values = self._values, []
        return Encoded(f"[{','.join(values)}]".encode())
