"""`workspace/diagnostic`: all findings of a wiki, in parts and again."""

from __future__ import annotations

import time

import msgspec

from tests.bench.client import Client
from tests.bench.measure import Times

_TOKEN = "bench-findings"


class _Report(msgspec.Struct, rename="camel"):
    uri: str
    result_id: str | None = None


class _Reports(msgspec.Struct):
    items: list[_Report]


class _Part(msgspec.Struct):
    token: str | int
    value: msgspec.Raw


def all_findings(client: Client, limit: float) -> dict[str, Times]:
    """The first partial result, all of them, and all again where nothing has changed."""
    client.parts.clear()
    start = time.perf_counter()
    _, reply = client.ask(
        "workspace/diagnostic", {"previousResultIds": [], "partialResultToken": _TOKEN}, limit
    )
    parts = [part for part in client.parts if _reports(part.json) is not None]
    first = min((part.at for part in parts), default=reply.at)
    known = [one for part in parts for one in _reports(part.json) or ()]
    known += msgspec.json.decode(reply.json, type=_Reports).items
    previous = [{"uri": one.uri, "value": one.result_id} for one in known if one.result_id]
    again, _ = client.ask(
        "workspace/diagnostic", {"previousResultIds": previous, "partialResultToken": "x"}, limit
    )
    return {
        "first": (first - start,),
        "all": (reply.at - start,),
        "unchanged": (again,),
    }


def _reports(params: msgspec.Raw) -> list[_Report] | None:
    """The reports in the params of a progress; None where it is another one's."""
    part = msgspec.json.decode(params, type=_Part)
    if part.token != _TOKEN:
        return None
    return msgspec.json.decode(part.value, type=_Reports).items
