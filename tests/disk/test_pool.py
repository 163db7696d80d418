from __future__ import annotations

import os

import pytest

from slugline.disk.pool import CAN_FORK, map_in_processes

PARENT = os.getpid()


def doubled(limit: int, item: int) -> int:
    """Twice the item; in a process of a pool, an item behind the limit is the end of it."""
    if item >= limit and os.getpid() != PARENT:
        os._exit(1)
    return 2 * item


@pytest.mark.skipif(not CAN_FORK, reason="the test tells processes apart by being forked")
@pytest.mark.parametrize("limit", [0, 1, 300, 3_000])
def test_what_dying_processes_leave_is_done_here(limit: int) -> None:
    items = range(3_000)
    assert list(map_in_processes(doubled, limit, items, 2)) == [2 * item for item in items]
