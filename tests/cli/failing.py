"""Runs `slugline`, and lets one of the calls fail that it makes to change what is on disk.

python failing.py HOW ARGUMENT… <LINES

Each line is a number, a space and a folder: there the command runs, in a process of its own, and
the call of that number goes wrong. HOW is `fail` (it gives an error of the system, as on a full
disk), `kill` (the process is killed before it) or `count` (nothing happens). The answer is a line
of JSON: the exit code, what went to stderr, and the number of calls.
"""

from __future__ import annotations

import errno
import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

from slugline.cli import links, rename, report  # noqa: F401
from slugline.cli.main import run
from slugline.disk import journal  # noqa: F401

CALLS = ("open", "write", "fsync", "link", "replace", "rename", "unlink", "fchmod", "sync")


class Failing:
    def __init__(self, number: int, how: str) -> None:
        self.number = number
        self.how = how
        self.calls = 0

    def wrapped(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(call)
        def counted(*arguments: Any, **more: Any) -> Any:
            if name == "open" and not arguments[1] & (os.O_CREAT | os.O_RDWR):
                return call(*arguments, **more)
            self.calls += 1
            if self.calls == self.number and self.how == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            if self.calls == self.number and self.how == "fail":
                place = arguments[0] if isinstance(arguments[0], (str, os.PathLike)) else None
                raise OSError(errno.ENOSPC, "No space left on device", place and os.fspath(place))
            return call(*arguments, **more)

        return counted


def child(how: str, number: int, folder: str, arguments: list[str], said: int) -> NoReturn:
    os.chdir(folder)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(said, 2)
    failing = Failing(number, how)
    for name in CALLS:
        setattr(os, name, failing.wrapped(name, getattr(os, name)))
    code = 99
    try:
        code = run(arguments)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    calls = failing.calls
    print(f"\n{calls}", end="", file=sys.stderr, flush=True)
    os._exit(code)


def main() -> None:
    how, *arguments = sys.argv[1:]
    for line in sys.stdin:
        number, _, folder = line.rstrip("\n").partition(" ")
        with tempfile.TemporaryFile() as said:
            pid = os.fork()
            if pid == 0:
                child(how, int(number), folder, arguments, said.fileno())
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            said.seek(0)
            told, _, calls = said.read().decode().rpartition("\n")
            print(json.dumps([code, told, int(calls) if calls.isdigit() else 0]), flush=True)


if __name__ == "__main__":
    main()
