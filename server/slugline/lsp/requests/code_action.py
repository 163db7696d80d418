"""`textDocument/codeAction` and `codeAction/resolve`.

What an action changes is worked out when it is chosen, where the client can ask for that. A client
that only knows commands gets the command `slugline.applyAction`; so does one that can't create
files, for actions that do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from lsprotocol import types

from slugline.check import Diagnostic, may_be_mended
from slugline.errors import SluglineError
from slugline.features import code_actions as feature
from slugline.features.wiki_edit import WikiEdit
from slugline.lsp import errors
from slugline.lsp.applying import all_fixed
from slugline.lsp.edits import configuration_text, workspace_edit
from slugline.lsp.errors import RequestError
from slugline.lsp.requests.asked import Asked, asked
from slugline.lsp.session import Session
from slugline.lsp.table import Encoded
from slugline.rules.rule import NewFile
from slugline.text import Span

APPLY = "slugline.applyAction"

FIX_ALL = "source.fixAll.slugline"


class Chosen(msgspec.Struct, frozen=True):
    """An action as it comes back: of which article and version, at which selection.

    `todo` is None for all safe fixes.
    """

    title: str
    uri: str
    version: int | None
    span: Span
    todo: feature.Todo | None = None

    def encoded(self) -> str:
        """The form in which it is sent: a string, which no client takes apart."""
        return msgspec.json.encode(self).decode()


class _Offer(msgspec.Struct, frozen=True):
    """An action to be offered."""

    chosen: Chosen
    kind: str
    mends: Diagnostic | None = None
    preferred: bool = False


def code_action(session: Session, params: types.CodeActionParams) -> Encoded | None:
    """What can be done at the selection, of the kinds that are asked for."""
    about = asked(session, params.text_document, params.range)
    if about is None or about.live.is_only_shown:
        return None
    offers = _offers(about, params.context.only)
    if not session.client.action_literals:
        return Encoded(msgspec.json.encode([_command(one.chosen) for one in offers]))
    actions = (_action(about, one) for one in offers)
    return Encoded(msgspec.json.encode([one for one in actions if one is not None]))


def _offers(about: Asked, only: Sequence[str] | None) -> list[_Offer]:
    found = about.live.diagnostics(about.view.path)
    kinds = None if only is None else [str(getattr(kind, "value", kind)) for kind in only]
    return [one for one in _listed(about, found, kinds) if _is_wanted(one.kind, kinds)]


def _listed(
    about: Asked, found: Sequence[Diagnostic], kinds: Sequence[str] | None
) -> Iterator[_Offer]:
    view = about.view
    version = about.session.version(about.live, view.path)
    if any(
        _is_wanted(kind, kinds) for kind in ("quickfix", "refactor.extract", "refactor.rewrite")
    ):
        by_finding = {one.finding(): one for one in found}
        for action in feature.code_actions(view, [*by_finding]):
            yield _Offer(
                Chosen(action.title, about.uri, version, view.span, action.todo),
                action.kind,
                by_finding.get(action.finding) if action.finding else None,
                action.preferred,
            )
    if any(map(may_be_mended, found)):
        yield _Offer(Chosen("Make all safe fixes", about.uri, version, view.span), FIX_ALL)


def _is_wanted(kind: str, kinds: Sequence[str] | None) -> bool:
    """Whether a kind is one of those that are asked for, or below one of them."""
    return kinds is None or any(
        not wanted or kind == wanted or kind.startswith(f"{wanted}.") for wanted in kinds
    )


def _command(chosen: Chosen) -> dict[str, object]:
    return {"title": chosen.title, "command": APPLY, "arguments": [chosen.encoded()]}


def _action(about: Asked, offer: _Offer) -> dict[str, object] | None:
    """The action as the client takes it; None where it turns out to change nothing."""
    session, client = about.session, about.session.client
    action: dict[str, object] = {"title": offer.chosen.title, "kind": offer.kind}
    if offer.mends is not None:
        encoded = session.conversion.encoded(about.live, [offer.mends])
        action["diagnostics"] = msgspec.Raw(encoded)
    if offer.preferred and client.action_preferred:
        action["isPreferred"] = True
    if "edit" in client.action_resolves and client.action_data and client.can("create"):
        action["data"] = offer.chosen.encoded()
        return action
    try:
        edit = _edit_of(about, offer.chosen)
        if not edit:
            return None
        if client.can("create") or not _creates(edit):
            action["edit"] = msgspec.Raw(workspace_edit(session, about.live, edit).json)
        else:
            action["command"] = _command(offer.chosen)
    except SluglineError:  # it is offered where it can be done
        return None
    return action


def _creates(edit: WikiEdit) -> bool:
    return any(isinstance(change, NewFile) for change in edit.changes)


def resolve_code_action(session: Session, action: types.CodeAction) -> Encoded:
    """What an action changes; it is refused where its text has changed since it was offered."""
    about, edit = chosen_edit(session, action.data)
    resolved: dict[str, object] = {
        "title": action.title,
        "kind": action.kind,
        "edit": msgspec.Raw(workspace_edit(session, about.live, edit).json),
    }
    return Encoded(msgspec.json.encode(resolved))


def chosen_edit(session: Session, data: object) -> tuple[Asked, WikiEdit]:
    """The change that a chosen action makes, and of which article.

    Raises RequestError where the data is not this server's or the text has changed since, and
    RefusedError where the action can't be carried out.
    """
    try:
        chosen = msgspec.json.decode(str(data), type=Chosen)
    except (msgspec.DecodeError, msgspec.ValidationError):
        raise RequestError(errors.INVALID_PARAMS, "This is no action of this server.") from None
    about = asked(session, types.TextDocumentIdentifier(chosen.uri))
    if about is None or session.version(about.live, about.view.path) != chosen.version:
        raise RequestError(errors.CONTENT_MODIFIED, "The text has changed meanwhile.")
    return about, _edit_of(about, chosen)


def _edit_of(about: Asked, chosen: Chosen) -> WikiEdit:
    view = msgspec.structs.replace(about.view, span=chosen.span)
    if chosen.todo is None:
        return all_fixed(about.live, view)
    findings = [one.finding() for one in about.live.diagnostics(view.path)]
    text = configuration_text(about.session, about.live)
    return feature.resolve(view, chosen.todo, findings, text)
