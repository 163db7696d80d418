"""Changes that the server asks the client to make: for commands, not as an answer to a question."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import msgspec
from lsprotocol import types

from slugline.check import fix
from slugline.disk.writing import create
from slugline.errors import RefusedError
from slugline.features.commands import fix_all
from slugline.features.view import View
from slugline.features.wiki_edit import WikiEdit
from slugline.lsp.edits import Step, check_place, workspace_edit
from slugline.lsp.live import LiveWiki
from slugline.lsp.session import Session
from slugline.lsp.table import Encoded
from slugline.rules.rule import NewFile

_LIMIT = 60.0
"""Seconds that the client has: it may ask the user."""


def applied(
    session: Session, live: LiveWiki, edit: WikiEdit, label: str
) -> Generator[Step, Any, None]:
    """Has an edit made (workspace/applyEdit); `label` is what the editor calls it.

    New files of a client that can't create any are written here, when it has made the rest.
    Raises RefusedError where it does not, and WriteError where a file can't be written.
    """
    client = session.client
    files = (
        [] if client.can("create") else [one for one in edit.changes if isinstance(one, NewFile)]
    )
    for file in files:
        check_place(live, file.path)
    rest = WikiEdit(tuple(one for one in edit.changes if one not in files))
    if rest:
        if not client.applies_edits:
            raise RefusedError("this editor takes no edits from the server")
        encoded = workspace_edit(session, live, rest).json
        params = Encoded(b'{"label":%b,"edit":%b}' % (msgspec.json.encode(label), encoded))
        answer = yield session.send.request(types.WORKSPACE_APPLY_EDIT, params, _LIMIT)
        if answer is None or not answer.applied:
            reason = answer.failure_reason if answer else None
            raise RefusedError(f"the editor has not made the change: {reason or 'no reason given'}")
    for file in files:
        create(file.path, file.text.encode(), root=live.root)
        live.following.hint({live.base + file.path})


def all_fixed(live: LiveWiki, view: View) -> WikiEdit:
    """All safe fixes of an article. The wiki is afterwards as it was."""
    before = view.article.source
    facts = live.wiki.articles[view.path]
    try:
        fixed = fix(live.wiki, view.path, before, live.levels)
    finally:
        live.wiki.put(view.path, facts)
    return fix_all(view.path, before, fixed.source)
