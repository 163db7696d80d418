"""`textDocument/prepareRename` and `rename`."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from lsprotocol import types

from slugline.features import rename as feature
from slugline.lsp import errors
from slugline.lsp.edits import EditWriter, Step, as_on_disk, configuration_text, written
from slugline.lsp.errors import RequestError
from slugline.lsp.requests.asked import asked
from slugline.lsp.session import Session
from slugline.lsp.table import Encoded


def prepare_rename(
    session: Session, params: types.PrepareRenameParams
) -> types.PrepareRenamePlaceholder | None:
    """What would be renamed, with its name now; why not is an error with the reason."""
    about = asked(session, params.text_document, params.position)
    found = feature.prepare_rename(about.view) if about else None
    if about is None or found is None:
        return None
    return types.PrepareRenamePlaceholder(about.range(found.span), found.name)


def rename(session: Session, params: types.RenameParams) -> Generator[Step, Any, Encoded | None]:
    """The edit that renames it in the whole wiki, and its file with it."""
    before = _version(session, params)

    def attempt() -> Generator[Step, Any, Encoded]:
        if _version(session, params) != before:
            raise RequestError(errors.CONTENT_MODIFIED, "The text has changed meanwhile.")
        return _renamed(session, params)

    return (yield from as_on_disk(attempt))


def _renamed(session: Session, params: types.RenameParams) -> Generator[Step, Any, Encoded]:
    about = asked(session, params.text_document, params.position)
    if about is None:
        raise RequestError(errors.REQUEST_FAILED, "This is not an article that can be read.")
    live = about.live
    writer = EditWriter(session, live)
    changes = feature.rename(about.view, params.new_name, configuration_text(session, live))
    yield from written(
        session,
        writer,
        ((live, change) for change in changes),
        f"Renaming to {params.new_name.strip()}",
        params.work_done_token,
    )
    return writer.result()


def _version(session: Session, params: types.RenameParams) -> int | None:
    document = session.document(params.text_document.uri)
    return document.version if document else None
