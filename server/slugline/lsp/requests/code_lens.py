"""`textDocument/codeLens` and `codeLens/resolve`.

A lens shows a number. Where the client has a command `slugline.showReferences`, which it says in
`initializationOptions` (`{"commands": [...]}`), clicking the numbers of links and mentions calls
it with the URI, a position and the locations; these are left out where there are many, and the
client asks for references at the position. Everywhere else a lens only shows its number.
"""

from __future__ import annotations

from typing import Any

import msgspec
from lsprotocol import types

from slugline.errors import ReadError
from slugline.features import code_lens as feature
from slugline.features.prose import counted
from slugline.features.references import links_among, texts_to
from slugline.lsp import errors
from slugline.lsp.errors import RequestError
from slugline.lsp.requests.asked import Asked, asked
from slugline.lsp.session import Session
from slugline.rules.entity_edits import marks_of

SHOW_REFERENCES = "slugline.showReferences"

_MOST_LOCATIONS = 500

_NAMES = {
    "backlinks": ("backlink", "backlinks"),
    "mentions": ("unlinked mention", "unlinked mentions"),
    "words": ("word", "words"),
}


class _Data(msgspec.Struct, frozen=True):
    """What a lens is about, as it comes back to be resolved."""

    uri: str
    lens: feature.CodeLens


def code_lens(session: Session, params: types.CodeLensParams) -> list[types.CodeLens] | None:
    """The lenses of an article, without their numbers yet."""
    about = asked(session, params.text_document)
    if about is None:
        return None
    return [
        types.CodeLens(
            about.range(lens.span), data=msgspec.json.encode(_Data(about.uri, lens)).decode()
        )
        for lens in feature.code_lenses(about.view)
    ]


def resolve_code_lens(session: Session, lens: types.CodeLens) -> types.CodeLens:
    """The number of a lens."""
    try:
        data = msgspec.json.decode(str(lens.data), type=_Data)
    except (msgspec.DecodeError, msgspec.ValidationError):
        raise RequestError(errors.INVALID_PARAMS, "This is no lens of this server.") from None
    about = asked(session, types.TextDocumentIdentifier(data.uri))
    number = feature.number_of(about.view, data.lens) if about else 0
    title = counted(number, *_NAMES[data.lens.kind])
    lens.command = types.Command(title, "")
    if about and number and data.lens.kind != "words" and _shows_references(session):
        arguments = _arguments(about, lens, data, number)
        lens.command = types.Command(title, SHOW_REFERENCES, arguments=arguments)
    return lens


def _shows_references(session: Session) -> bool:
    commands = session.client.options.get("commands")
    return isinstance(commands, list) and SHOW_REFERENCES in commands


def _arguments(about: Asked, lens: types.CodeLens, data: _Data, number: int) -> list[Any]:
    arguments: list[Any] = [about.uri, lens.range.start]
    if number <= _MOST_LOCATIONS:
        is_links = data.lens.kind == "backlinks"
        arguments.append(_backlinks(about) if is_links else _mentions(about))
    return arguments


def _backlinks(about: Asked) -> list[types.Location]:
    wiki = about.view.wiki
    slug = wiki.articles.slug_of(about.view.path)
    own = wiki.paths_of(slug)
    return [
        about.session.location(about.live, places.path, span)
        for places in links_among(wiki, texts_to(wiki, slug))
        if places.path not in own
        for span in places.spans
    ]


def _mentions(about: Asked) -> list[types.Location]:
    """The first mark in each article that mentions this one."""
    wiki = about.view.wiki
    title = wiki.articles.title_of(about.view.path).casefold()
    spellings = [one for one in wiki.entities.spellings(title) if one.casefold() == title]
    found = []
    for path in feature.unlinked_mentions(about.view):
        try:
            mark = next(iter(marks_of(about.view.read(path), spellings)), None)
        except ReadError:
            continue
        if mark is not None:
            found.append(about.session.location(about.live, path, mark.span))
    return found
