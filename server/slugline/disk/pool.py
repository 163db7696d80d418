"""Work done in several processes, with results in the order of the items."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

State = TypeVar("State")
Item = TypeVar("Item")
Result = TypeVar("Result")

_NEEDED = (
    "anyascii",
    "encodings.utf_16_le",
    "pathspec",
    "rapidfuzz.distance",
    "rapidfuzz.fuzz",
    "rapidfuzz.process",
)
"""What a process of the pool may need and this one need not have imported yet.

A process that is a copy of this one can't import what another thread is importing at that moment:
it would wait for a thread that it has no copy of. So all is imported here before.
"""

CAN_FORK = sys.platform == "linux"
"""Whether processes can start as copies of this one, with all that it holds."""


def available_processors() -> int:
    """How many processors this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Worker:
    """What a process of the pool works on."""

    work: Callable[[Any, Any], Any]
    state: Any


def map_in_processes(
    work: Callable[[State, Item], Result],
    state: State,
    items: Sequence[Item],
    processes: int,
) -> Generator[Result, None, None]:
    """`work(state, item)` for each item, in order.

    The processes start before this returns: what they see of `state` is as it is then. Where
    processes can't be forked, it is sent to each of them once. Where a process of the pool dies,
    the items that are left are done in this one.
    """
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    if CAN_FORK:
        for name in _NEEDED:
            import_module(name)
    pool = ProcessPoolExecutor(
        processes,
        multiprocessing.get_context("fork" if CAN_FORK else "spawn"),
        _start,
        (work, state),
    )
    futures: deque[Future[Result]] = deque()
    # A process may die while the items are still being handed out.
    with _uninterrupted(), suppress(BrokenProcessPool):
        futures.extend(pool.submit(_do, item) for item in items)
    return _results(pool, futures, work, state, items)


def _results(
    pool: ProcessPoolExecutor,
    futures: deque[Future[Result]],
    work: Callable[[State, Item], Result],
    state: State,
    items: Sequence[Item],
) -> Generator[Result, None, None]:
    # Not by `pool.map`: it cancels what is left when a process has died, and the pool's thread
    # then fails on that with a traceback.
    from concurrent.futures.process import BrokenProcessPool

    done = 0
    try:
        with suppress(BrokenProcessPool):
            while futures:
                yield futures.popleft().result()
                done += 1
        for item in items[done:]:
            yield work(state, item)
            done += 1
    finally:
        pool.shutdown(wait=done == len(items), cancel_futures=True)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits until the processes of the pool are started, and never reaches these."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start(work: Callable[[Any, Any], Any], state: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    Thread(target=_end_with_parent, daemon=True).start()
    _Worker.work = staticmethod(work)
    _Worker.state = state


def _end_with_parent() -> None:
    """Ends this process when the one that started it has ended, however that came."""
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(item: Any) -> Any:
    return _Worker.work(_Worker.state, item)
