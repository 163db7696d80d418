"""Bodies of messages <-> JSON, and what makes a message a valid one (JSON-RPC 2.0).

Read before `initialize` is answered: `json` is quick to import, and takes the lone surrogates that
some editors send.
"""

from __future__ import annotations

import json

from slugline.lsp.errors import INVALID_REQUEST, PARSE_ERROR
from slugline.lsp.framing import Broken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CANCEL = "$/cancelRequest"


class Fault:
    """A message that can't be taken: how it is answered, `id` null where it has no valid one."""

    __slots__ = ("code", "id", "message")

    # `id` is the name that JSON-RPC gives it, here and below.
    def __init__(self, code: int, message: str, id: str | int | None = None) -> None:  # noqa: A002
        self.code = code
        self.message = message
        self.id = id


def decode(body: bytes | Broken) -> dict[str, Any] | Fault:
    """A message: a request or notification with a method, or a reply with an id."""
    if isinstance(body, Broken):
        return Fault(PARSE_ERROR, f"The input holds {body.reason}.")
    try:
        message = _DECODER.decode(body.decode())
    except (ValueError, RecursionError):
        return Fault(PARSE_ERROR, "The message is not JSON.")
    if isinstance(message, list):
        return Fault(INVALID_REQUEST, "Batches of messages are not a part of the protocol.")
    if not isinstance(message, dict):
        return Fault(INVALID_REQUEST, "The message is not an object.")
    return _fault(message) or message


def is_id(value: object) -> bool:
    """Whether a value can be the id of a request."""
    return isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))


def cancelled_id(message: dict[str, Any]) -> str | int | None:
    """The id of the request that a message cancels; None where it cancels nothing."""
    params = message.get("params")
    if message.get("method") == CANCEL and isinstance(params, dict) and is_id(params.get("id")):
        cancelled: str | int = params["id"]
        return cancelled
    return None


def encode(message: dict[str, Any]) -> bytes:
    """The body of a message."""
    return json.dumps(message, separators=(",", ":"), check_circular=False).encode()


def result_of(id: str | int, result: object) -> dict[str, Any]:  # noqa: A002
    """The reply to a request."""
    return {"jsonrpc": "2.0", "id": id, "result": result}


def error_of(id: str | int | None, error: dict[str, object]) -> dict[str, Any]:  # noqa: A002
    """The reply to a request that failed."""
    return {"jsonrpc": "2.0", "id": id, "error": error}


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def _fault(message: dict[str, Any]) -> Fault | None:
    number = message.get("id")
    known = number if is_id(number) else None
    if message.get("jsonrpc") != "2.0":
        return Fault(INVALID_REQUEST, "The message does not say that it is JSON-RPC 2.0.", known)
    if "method" in message:
        if not isinstance(message["method"], str):
            return Fault(INVALID_REQUEST, "The method is not a string.", known)
        if "id" in message and known is None:
            return Fault(INVALID_REQUEST, "The id is neither a string nor an integer.")
    elif "id" not in message:
        return Fault(INVALID_REQUEST, "The message has neither a method nor an id.")
    return None
