"""File operations that the server's own edits make.

Editors tell of these as if the user had made them in the file tree: VS Code asks
`workspace/willRenameFiles` for the rename of an edit that it is just making, and tells
`didCreateFiles` before it fills the file. Without a memory of its edits the server would answer
with a second change of the same texts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from slugline.lsp.uris import path_of

_PATIENCE = 120.0
"""Seconds after which an edit counts as not made: the user may look at a preview first."""


class OwnOperations:
    """The operations of the edits that were sent lately, by URI in any spelling."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds."""
        self._clock = clock
        self._until: dict[tuple[str, ...], float] = {}

    def sent(self, operations: Iterable[tuple[str, ...]]) -> None:
        """An edit is sent; an operation is the URI of a new file, or the old and the new one."""
        now = self._clock()
        self._until = {key: until for key, until in self._until.items() if until > now}
        self._until.update((_paths(uris), now + _PATIENCE) for uris in operations)

    def told(self, *uris: str) -> bool:
        """Whether the client tells of an operation of such an edit; only the first time."""
        return self._until.pop(_paths(uris), 0.0) > self._clock()


def _paths(uris: Iterable[str]) -> tuple[str, ...]:
    return tuple(path_of(uri) or uri for uri in uris)
