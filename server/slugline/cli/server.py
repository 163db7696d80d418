"""`slugline server`: the language server, over standard streams, TCP or a WebSocket.

Without options, or with `--stdio` alone, the command starts on a shorter way: see `cli.main`.
"""

from __future__ import annotations

import click

from slugline.errors import UsageError
from slugline.lsp.channels import standard_streams, tcp, web_socket
from slugline.lsp.start import load, serve

LOOPBACK = "127.0.0.1"


@click.command("server")
@click.option("--stdio", is_flag=True, help="Speak over standard input and output. [default]")
@click.option("--tcp", "tcp_at", metavar="HOST:PORT", help="Wait for one client on a TCP port.")
@click.option("--ws", "ws_at", metavar="HOST:PORT", help="Wait for one client of a WebSocket.")
def command(stdio: bool, tcp_at: str | None, ws_at: str | None) -> int:
    """Serve an editor: the language server.

    Editors start it by themselves. It serves one client, and ends with it. HOST may be left out,
    and is 127.0.0.1 then; port 0 takes a free one. Where it listens is said on standard error.
    """
    if stdio + (tcp_at is not None) + (ws_at is not None) > 1:
        raise UsageError("--stdio, --tcp and --ws exclude each other")
    if tcp_at is not None:
        return serve(tcp(*_address(tcp_at)), load)
    if ws_at is not None:
        return serve(web_socket(*_address(ws_at)), load)
    return serve(standard_streams(), load)


def _address(text: str) -> tuple[str, int]:
    """Host and port; an IPv6 host is in brackets."""
    host, _, port = text.rpartition(":")
    if not (port.isascii() and port.isdigit() and int(port) < 1 << 16):
        raise UsageError(f"{text!r} is no HOST:PORT")
    return host.removeprefix("[").removesuffix("]") or LOOPBACK, int(port)
