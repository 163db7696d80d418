"""The first messages: all that is answered before the server proper is imported.

Importing the protocol's types takes a third of a second; an editor waits for the reply to
`initialize` before it does anything else, so that is given first.
"""

from __future__ import annotations

from slugline.lsp.errors import INVALID_PARAMS, SERVER_NOT_INITIALIZED
from slugline.lsp.messages import Fault, decode, encode, error_of, result_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from slugline.lsp.channels import Channel
    from slugline.lsp.framing import Broken

    Params = dict[str, Any]


class Greeted:
    """A client that has been told the capabilities.

    `params` are those of its `initialize`, `rest` what came in together with it.
    """

    __slots__ = ("params", "rest")

    def __init__(self, params: Params, rest: list[bytes | Broken]) -> None:
        self.params = params
        self.rest = rest


def greet(channel: Channel, result_for: Callable[[Params], Params]) -> Greeted | None:
    """Waits for `initialize` and answers it; None where the client leaves before.

    Until then every other request is refused and notifications are dropped (LSP, "initialize").
    """
    while (parts := channel.receive()) is not None:
        for number, part in enumerate(parts, 1):
            message = decode(part)
            if isinstance(message, Fault):
                error = {"code": message.code, "message": message.message}
                channel.send(encode(error_of(message.id, error)))
            elif message.get("method") == "exit":
                return None
            elif "method" in message and "id" in message:
                reply, params = _answer(message, result_for)
                channel.send(encode(reply))
                if params is not None:
                    return Greeted(params, parts[number:])
    return None


def _answer(
    request: dict[str, Any], result_for: Callable[[Params], Params]
) -> tuple[dict[str, Any], Params | None]:
    params = request.get("params")
    if request["method"] != "initialize":
        message = "The server waits for `initialize`."
        error: dict[str, object] = {"code": SERVER_NOT_INITIALIZED, "message": message}
    elif not isinstance(params, dict):
        error = {"code": INVALID_PARAMS, "message": "The params are not an object."}
    else:
        return result_of(request["id"], result_for(params)), params
    return error_of(request["id"], error), None
