"""A process that has read in the program, and runs it in a copy of itself for each request.

A run costs a fiftieth of a new Python that way; nothing that a run does is seen by the next one.
A request is a line of JSON (`Request` in running.py), the answer a line with the exit code.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from importlib import import_module
from typing import Any, NoReturn

from slugline.cli import main
from slugline.cli.main import COMMANDS


def serve() -> None:
    for name in (*COMMANDS, "fixes"):
        import_module(f"slugline.cli.{name}")
    for name in ("text", "full", "json"):
        import_module(f"slugline.report.{name}")
    gc.freeze()
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            run(request)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(code, flush=True)


def run(request: dict[str, Any]) -> NoReturn:
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    for descriptor, (path, flags) in enumerate(
        (
            (request["stdin"], os.O_RDONLY),
            (request["out"], os.O_WRONLY | os.O_TRUNC | os.O_CREAT),
            (request["err"], os.O_WRONLY | os.O_TRUNC | os.O_CREAT),
        )
    ):
        opened = os.open(path, flags, 0o600)
        os.dup2(opened, descriptor)
        os.close(opened)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    try:
        main(request["arguments"])
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)


if __name__ == "__main__":
    serve()
