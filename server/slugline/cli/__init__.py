"""The command line: one file for each command."""

from __future__ import annotations

import os
from typing import NoReturn


def main(arguments: list[str] | None = None) -> NoReturn:
    """Runs the command line and ends the process."""
    try:
        from slugline.cli.main import main as run
    except KeyboardInterrupt:  # Ctrl-C while Python still reads the program
        from slugline.cli.exits import INTERRUPTED

        os._exit(INTERRUPTED)
    run(arguments)


__all__ = ["main"]
