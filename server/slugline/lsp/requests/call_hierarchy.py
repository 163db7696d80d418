"""The call hierarchy: articles that link to an article, and those that it links to."""

from __future__ import annotations

from collections.abc import Generator

import msgspec
from lsprotocol import types

from slugline.features import call_hierarchy as feature
from slugline.lsp.live import LiveWiki
from slugline.lsp.parts import Parts
from slugline.lsp.requests.asked import asked
from slugline.lsp.session import Session
from slugline.lsp.snapshot import Texts
from slugline.lsp.table import Encoded


def prepare_call_hierarchy(
    session: Session, params: types.CallHierarchyPrepareParams
) -> Encoded | None:
    """The article whose hierarchy is asked for; several where they have one slug."""
    about = asked(session, params.text_document, params.position)
    found = feature.callers_at(about.view) if about else []
    if about is None or not found:
        return None
    live = about.live
    items = (_item(session, live, one, _title(session, live, one)) for one in found)
    return Encoded(f"[{','.join(items)}]".encode())


def incoming_calls(
    session: Session, params: types.CallHierarchyIncomingCallsParams
) -> Generator[None, None, Encoded | None]:
    """The articles that link here, in parts where the client takes them."""
    place = session.place_at(params.item.uri)
    if place is None:
        return None
    live = place.live
    now = live.as_now()
    parts = Parts(session.send, params.partial_result_token)
    for call in feature.incoming_calls(live.wiki, place.path):
        spans = (call.other.span, *call.spans)
        title, *ranges = session.conversion.encoded_ranges(now, call.other.path, spans)
        item = _item(session, now, call.other, title)
        parts.add([f'{{"from":{item},"fromRanges":[{",".join(ranges)}]}}'])
        yield
    return parts.result()


def outgoing_calls(
    session: Session, params: types.CallHierarchyOutgoingCallsParams
) -> Encoded | None:
    """The articles that this one links to."""
    place = session.place_at(params.item.uri)
    if place is None:
        return None
    live = place.live
    live.settle()
    calls = []
    for call in feature.outgoing_calls(live.wiki, place.path):
        ranges = session.conversion.encoded_ranges(live, place.path, call.spans)
        item = _item(session, live, call.other, _title(session, live, call.other))
        calls.append(f'{{"to":{item},"fromRanges":[{",".join(ranges)}]}}')
    return Encoded(f"[{','.join(calls)}]".encode())


def _title(session: Session, live: LiveWiki, article: feature.Caller) -> str:
    (place,) = session.conversion.encoded_ranges(live, article.path, (article.span,))
    return place


def _item(session: Session, live: Texts, article: feature.Caller, title: str) -> str:
    """The item of an article; `title` is the range of its title, as JSON."""
    uri = session.conversion.uri(live, article.path)
    return (
        f'{{"name":{_json(article.title or article.path)},"kind":{types.SymbolKind.File.value},'
        f'"detail":{_json(article.slug)},"uri":{_json(uri)},'
        f'"range":{title},"selectionRange":{title}}}'
    )


def _json(text: str) -> str:
    return msgspec.json.encode(text).decode()
