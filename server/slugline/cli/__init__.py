"""The command line: one file for each command."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def main(arguments: list[str] | None = None) -> NoReturn:
    """Runs the command line and ends the process.

    The program is read in here, so that Ctrl-C ends it quietly from the first moment on. An
    editor waits for its server: that starts without what the other commands need.
    """
    given = sys.argv[1:] if arguments is None else arguments
    try:
        if given[:1] == ["server"] and set(given[1:]) <= {"--stdio"}:
            from slugline.lsp.channels import standard_streams
            from slugline.lsp.start import load, serve

            os._exit(serve(standard_streams(), load))
        from slugline.cli.main import main as run
    except KeyboardInterrupt:
        os._exit(130)
    run(given)


__all__ = ["main"]
