"""The event loop of the server: one thread reads, the loop takes one message after the other."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING, Any

import msgspec

from slugline.lsp.framing import Broken
from slugline.lsp.greeting import Greeted
from slugline.lsp.messages import Fault, cancelled_id, decode
from slugline.lsp.outgoing import Outgoing
from slugline.lsp.parent import wait_for_end
from slugline.lsp.protocol import Protocol
from slugline.lsp.sending import Sender
from slugline.lsp.table import AnySession, Row

if TYPE_CHECKING:
    from slugline.lsp.channels import Channel

_Message = dict[str, Any] | Fault | None

_SWITCH = 0.001
"""Seconds until the thread that reads has its turn beside a loop that computes."""


class Application(msgspec.Struct, frozen=True):
    """What is served: a table, and how to begin a session for a client.

    `begin` is given the raw params of `initialize`, and runs in the event loop.
    """

    rows: tuple[Row, ...]
    begin: Callable[[dict[str, Any], Outgoing], AnySession]


def run(channel: Channel, greeted: Greeted, application: Application) -> int:
    """Serves a client until it leaves; gives the exit code of the process."""
    _set_up_logs()
    sys.setswitchinterval(_SWITCH)
    return asyncio.run(_serve(channel, greeted, application))


async def _serve(channel: Channel, greeted: Greeted, application: Application) -> int:
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[_Message] = asyncio.Queue()
    cancelled: set[str | int] = set()

    def put(message: _Message) -> None:
        try:
            loop.call_soon_threadsafe(queue.put_nowait, message)
        except RuntimeError:
            # The loop has ended, and the process is about to.
            return

    def send(body: bytes) -> None:
        try:
            channel.send(body)
        except OSError:
            queue.put_nowait(None)
            raise

    protocol = Protocol(send, cancelled)
    session = application.begin(greeted.params, Sender(protocol, greeted.params))
    protocol.serve(session, application.rows)
    _in_background(_read, channel, greeted.rest, cancelled, put)
    process = greeted.params.get("processId")
    if isinstance(process, int) and process > 0:
        _in_background(_watch, process, put)

    while not protocol.is_over and (message := await queue.get()) is not None:
        protocol.handle_message(message)
        # Slow work begins, and sees the text as it is, before the next message is taken.
        await asyncio.sleep(0)
    protocol.close()
    return protocol.exit_code


def _read(
    channel: Channel,
    parts: list[bytes | Broken] | None,
    cancelled: set[str | int],
    put: Callable[[_Message], None],
) -> None:
    """Reads until the end, beginning with what is there already.

    Cancelled ids are noted at once: their requests may still be in the queue.
    """
    while parts is not None:
        for part in parts:
            message = decode(part)
            if isinstance(message, dict) and (number := cancelled_id(message)) is not None:
                cancelled.add(number)
            put(message)
        parts = channel.receive()
    put(None)


def _watch(process: int, put: Callable[[_Message], None]) -> None:
    if wait_for_end(process):
        put(None)


def _in_background(function: Callable[..., None], *arguments: Any) -> None:
    Thread(target=function, args=arguments, daemon=True).start()


def _set_up_logs() -> None:
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="slugline: %(message)s")
    # What pygls would say of broken messages is said by ourselves, to the client.
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
    logging.getLogger("websockets").setLevel(logging.CRITICAL)
