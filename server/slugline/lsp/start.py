"""The start of the server: `initialize` is answered first, and then all else is imported."""

from __future__ import annotations

from slugline.lsp.capabilities import initialize_result
from slugline.lsp.greeting import greet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from slugline.lsp.channels import Channel
    from slugline.lsp.serving import Application


def serve(channel: Channel, load: Callable[[], Application]) -> int:
    """Serves one client; gives the exit code of the process.

    `load` imports what is served. Garbage is not collected meanwhile, and what was imported never
    looked at again: that saves a tenth of the time.
    """
    import gc

    gc.disable()
    try:
        greeted = greet(channel, initialize_result)
        if greeted is None:
            return 1
        from slugline.lsp.bytecode import kept_bytecode

        with kept_bytecode("protocol"):
            from slugline.lsp.serving import run

            application = load()
        gc.freeze()
        gc.enable()
        return run(channel, greeted, application)
    finally:
        channel.close()


def load() -> Application:
    """The language server for wikis."""
    from slugline.lsp.serving import Application
    from slugline.lsp.session import Session
    from slugline.lsp.table import rows

    return Application(rows(), Session)
