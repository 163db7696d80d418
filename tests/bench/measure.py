"""Wall time and memory of commands, taken side by side, and what else two benchmarks share."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

Times = tuple[float, ...]
"""Seconds of each run of what was measured."""

_SAMPLE = 0.02
"""Seconds between two looks at the memory of a command."""


@dataclass(frozen=True)
class Figure:
    """What was measured of a command: seconds of each run, and peak memory in bytes."""

    seconds: tuple[float, ...]
    memory: int

    @property
    def median(self) -> float:
        """The median of the runs, in seconds."""
        return statistics.median(self.seconds)

    @property
    def best(self) -> float:
        """The quickest run, in seconds."""
        return min(self.seconds)


def as_installed() -> None:
    """Lets commands keep compiled modules, as they do where nobody has told them not to."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def slow(values: Sequence[float]) -> float:
    """What 19 of 20 values are not greater than."""
    return sorted(values)[max(0, ceil(len(values) * 0.95) - 1)]


def quick(values: Sequence[float]) -> float:
    """What nine of ten values are greater than."""
    return sorted(values)[len(values) // 10]


def measure(
    commands: Mapping[str, Sequence[str]],
    runs: int,
    before: Mapping[str, Callable[[], None]] | None = None,
) -> dict[str, Figure]:
    """Runs the commands in turn, A B A B …, so that a slow minute slows all of them alike.

    One round before the counted ones warms the page cache and takes the memory, since looking at
    memory costs time. `before` holds what is to be done before each run of a command, not counted.
    """
    prepare = before or {}
    memory: dict[str, int] = {}
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for counted in range(runs + 1):
        for name, command in commands.items():
            if name in prepare:
                prepare[name]()
            if counted:
                seconds[name].append(wall_time(command))
            else:
                memory[name] = peak_memory(command)
    return {name: Figure(tuple(seconds[name]), memory[name]) for name in commands}


def wall_time(command: Sequence[str]) -> float:
    """Seconds from the start to the end of a command; its output goes nowhere.

    Without a time limit: waiting with one looks only every twentieth of a second.
    """
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def peak_memory(command: Sequence[str]) -> int:
    """The most memory in bytes that a command and all processes it starts had at once.

    Memory that several processes share counts once (Linux, proportional set size); elsewhere the
    answer is 0.
    """
    started = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    peak = 0
    while started.poll() is None:
        peak = max(peak, sum(_sized(one, "Pss:") for one in _session(started.pid)))
        time.sleep(_SAMPLE)
    return peak


def resident_size(leader: int) -> int:
    """The resident memory in bytes of a session's processes (Linux; elsewhere 0)."""
    return sum(_sized(process, "Rss:") for process in _session(leader))


def _session(leader: int) -> list[int]:
    """The processes of a session."""
    members = []
    for entry in Path("/proc").iterdir() if Path("/proc").is_dir() else ():
        if entry.name.isdigit():
            try:
                if os.getsid(int(entry.name)) == leader:
                    members.append(int(entry.name))
            except (ProcessLookupError, PermissionError):
                continue
    return members


def _sized(process: int, name: str) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(name)), 0)
