"""Waits for the end of the editor that has started the server (LSP, `processId`)."""

from __future__ import annotations

import os
import sys
import time

_PAUSE = 1.0
"""Seconds between two looks, where the system can't be asked to tell."""


def wait_for_end(process: int) -> bool:
    """Blocks until a process has ended.

    False at once where there is none of this id: a client in a container or on another machine
    has ids of its own.
    """
    if sys.platform == "win32":
        return _wait_on_windows(process)
    if not _is_running(process):
        return False
    if sys.platform == "linux" and hasattr(os, "pidfd_open"):
        import select

        try:
            handle = os.pidfd_open(process)
        except OSError:
            pass
        else:
            select.select([handle], [], [])
            os.close(handle)
            return True
    while _is_running(process):
        time.sleep(_PAUSE)
    return True


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True


def _wait_on_windows(process: int) -> bool:
    if sys.platform != "win32":
        return False
    import ctypes

    synchronize, for_ever = 0x00100000, 0xFFFFFFFF
    kernel = ctypes.windll.kernel32
    handle = kernel.OpenProcess(synchronize, False, process)
    if not handle:
        return False
    kernel.WaitForSingleObject(handle, for_ever)
    kernel.CloseHandle(handle)
    return True
