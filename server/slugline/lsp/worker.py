"""A thread for what takes longer than the event loop may be held: reading wikis from disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

Result = TypeVar("Result")


class Worker:
    """Does one piece of work after the other, so that large wikis are not read side by side.

    The thread starts with the first piece, and does not keep the process from ending.
    """

    def __init__(self) -> None:
        self._work: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: Thread | None = None

    def run(self, work: Callable[[], Result]) -> asyncio.Future[Result]:
        """Has a piece of work done; its result or exception comes to the running loop."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()

        def do() -> None:
            if future.cancelled():
                return
            done: Callable[[Any], None]
            found: Any
            try:
                done, found = future.set_result, work()
            except Exception as error:  # whoever waits for it gets it
                done, found = future.set_exception, error
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(_settle, future, done, found)

        if self._thread is None:
            self._thread = Thread(target=self._do, name="slugline-reader", daemon=True)
            self._thread.start()
        self._work.put(do)
        return future

    def stop(self) -> None:
        """Ends the thread when the work that it is at is done."""
        if self._thread is not None:
            self._work.put(None)

    def _do(self) -> None:
        while (work := self._work.get()) is not None:
            work()


def _settle(future: asyncio.Future[Any], done: Callable[[Any], None], found: object) -> None:
    if not future.done():
        done(found)
