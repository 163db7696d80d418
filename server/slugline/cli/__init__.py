"""The command line: one file for each command."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def main(arguments: list[str] | None = None) -> NoReturn:
    """Runs the command line and ends the process.

    The program is read in here, so that Ctrl-C ends it quietly from the first moment on.
    """
    try:
        from slugline.cli.main import main as run
    except KeyboardInterrupt:
        os._exit(130)
    run(arguments)


__all__ = ["main"]
