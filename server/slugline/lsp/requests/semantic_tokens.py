"""`textDocument/semanticTokens/full`, `/full/delta` and `/range`."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

import msgspec
from lsprotocol import types

from slugline.features import semantic_tokens as feature
from slugline.features.semantic_tokens import Token
from slugline.lsp.positions import units_of
from slugline.lsp.requests.asked import Asked, asked
from slugline.lsp.session import KeptTokens, Session

_IDS = count(1)


def full(session: Session, params: types.SemanticTokensParams) -> types.SemanticTokens | None:
    """All tokens of an article."""
    about = asked(session, params.text_document)
    if about is None:
        return None
    data = _encoded(about, feature.semantic_tokens(about.view))
    return types.SemanticTokens(data, _keep(about, data))


def delta(
    session: Session, params: types.SemanticTokensDeltaParams
) -> types.SemanticTokens | types.SemanticTokensDelta | None:
    """What has changed in them since the last time; all where that is not known any more."""
    about = asked(session, params.text_document)
    if about is None:
        return None
    document = session.document(about.uri)
    before = session.kept_tokens.get(document) if document else None
    data = _encoded(about, feature.semantic_tokens(about.view))
    if before is None or before.result_id != params.previous_result_id:
        return types.SemanticTokens(data, _keep(about, data))
    edit = feature.tokens_edit(before.data, data)
    if edit is None:
        return types.SemanticTokensDelta([], before.result_id)
    change = types.SemanticTokensEdit(edit.start, edit.delete_count, edit.data)
    return types.SemanticTokensDelta([change], _keep(about, data))


def in_range(
    session: Session, params: types.SemanticTokensRangeParams
) -> types.SemanticTokens | None:
    """The tokens of the lines that the client shows."""
    about = asked(session, params.text_document, params.range)
    if about is None:
        return None
    return types.SemanticTokens(_encoded(about, feature.semantic_tokens_in_range(about.view)))


def _encoded(about: Asked, tokens: Iterable[Token]) -> list[int]:
    """Tokens as LSP's integers. Until the wiki is read no link is known to be broken."""
    live, source = about.live, about.view.article.source
    encoding = about.session.client.encoding
    if not live.is_whole:
        tokens = [
            msgspec.structs.replace(
                one, modifiers=tuple(modifier for modifier in one.modifiers if modifier != "broken")
            )
            for one in tokens
        ]
    return feature.encoded(
        about.view, tokens, lambda span: units_of(span.of(source), len(span), encoding)
    )


def _keep(about: Asked, data: list[int]) -> str | None:
    """Keeps what is sent, as long as the document is open; gives its result id."""
    opened = about.live.documents.get(about.view.path)
    if opened is None:
        return None
    kept = KeptTokens(f"{next(_IDS)}", data)
    about.session.kept_tokens[opened.document] = kept
    return kept.result_id
