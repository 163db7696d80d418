"""Requests that wait until something is known of a wiki."""

from __future__ import annotations

import asyncio


class Waiting:
    """Everyone who waits for one thing; on the event loop."""

    def __init__(self) -> None:
        self._futures: list[asyncio.Future[None]] = []

    def join(self) -> asyncio.Future[None]:
        """What is done at the next `tell`."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._futures.append(future)
        return future

    def tell(self, error: Exception | None = None) -> None:
        """Ends the waiting of all: the thing is there, or won't be, with the reason."""
        futures, self._futures = self._futures, []
        for future in futures:
            if future.done():
                continue
            if error is None:
                future.set_result(None)
            else:
                future.set_exception(error)
