"""Files that are renamed, deleted or created in the editor: what changes with them."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Iterator, Sequence
from typing import Any

from lsprotocol import types

from slugline.errors import SluglineError
from slugline.features import file_operations as feature
from slugline.features.prose import counted
from slugline.features.redirects import add_redirect
from slugline.features.wiki_edit import Change, FileRename, TextChange, WikiEdit, text_change
from slugline.lsp.applying import applied
from slugline.lsp.edits import (
    EditWriter,
    Step,
    as_on_disk,
    configuration_text,
    workspace_edit,
    written,
)
from slugline.lsp.live import LiveWiki
from slugline.lsp.session import Session
from slugline.lsp.table import Encoded
from slugline.lsp.uris import path_of
from slugline.model.edits import Edit
from slugline.text import Span

_SHOWN = 3
"""So many problems or articles a message names; it says how many more there are."""

_LIMIT = 60.0
"""Seconds that the user has for an answer."""


def will_rename_files(
    session: Session, params: types.RenameFilesParams
) -> Generator[Step, Any, Encoded | None]:
    """The edit that keeps links right when files and folders get other places."""
    told = [session.own_operations.told(one.old_uri, one.new_uri) for one in params.files]
    return (yield from as_on_disk(lambda: _renamed_files(session, params, all(told))))


def _renamed_files(
    session: Session, params: types.RenameFilesParams, are_own: bool
) -> Generator[Step, Any, Encoded | None]:
    moves: dict[LiveWiki, list[FileRename]] = {}
    for one in params.files:
        place = session.place_at(one.old_uri)
        new = path_of(one.new_uri)
        inside = place.live.inside(new) if place and new else None
        if place is not None and inside is not None:
            moves.setdefault(place.live, []).append(FileRename(place.path, inside))
    for live in moves:
        live.settle()
    writer = EditWriter(session, *moves)
    problems: list[str] = []
    changes = _moved(session, moves, problems, are_own)
    yield from written(session, writer, changes, "Renaming files")
    if problems:
        session.send.show(_listed(problems, "; "))
    return writer.result() if writer.count else None


def _moved(
    session: Session,
    moves: dict[LiveWiki, list[FileRename]],
    problems: list[str],
    are_own: bool,
) -> Iterator[tuple[LiveWiki, Change]]:
    for live, some in moves.items():
        found = feature.will_rename(live.wiki, some, configuration_text(session, live))
        if not are_own:
            problems += found.problems
        for change in found.edit.changes:
            # The server learns of its own edit's change there only when it is saved.
            is_settings = isinstance(change, TextChange) and change.path == live.configuration.path
            if not (are_own and is_settings):
                yield live, change


def will_delete_files(
    session: Session, params: types.DeleteFilesParams
) -> Generator[Step, Any, Encoded | None]:
    """Warns of links to what will be gone, and offers a redirect to a near article instead."""
    paths: dict[LiveWiki, list[str]] = {}
    for one in params.files:
        place = session.place_at(one.uri)
        if place is not None:
            paths.setdefault(place.live, []).append(place.path)
    for live, some in paths.items():
        live.settle()
        found = feature.will_delete(live.wiki, some)
        if len(found) == 1 and found[0].near:
            return (yield from _offered(session, live, found[0]))
        if found:
            session.send.show(_warning(found))
    return None


def _warning(found: list[feature.Deletion]) -> str:
    if len(found) > 1:
        slugs = _listed([f"`{one.slug}`" for one in found], ", ")
        return f"{len(found)} of the deleted articles are linked from others: {slugs}."
    (one,) = found
    return (
        f"{counted(len(one.linked_from), 'article links', 'articles link')} to `{one.slug}`: "
        f"{_listed(one.linked_from, ', ')}."
    )


def _offered(
    session: Session, live: LiveWiki, deletion: feature.Deletion
) -> Generator[Step, Any, Encoded | None]:
    titles = {f"Redirect to {slug}": slug for slug in deletion.near}
    actions = [types.MessageActionItem(title) for title in (*titles, "Leave the links")]
    params = types.ShowMessageRequestParams(
        types.MessageType.Warning, _warning([deletion]), actions
    )
    answer = yield session.send.request(types.WINDOW_SHOW_MESSAGE_REQUEST, params, _LIMIT)
    new = titles.get(answer.title) if answer is not None else None
    if new is None:
        return None
    try:
        live.settle()
        edit = _redirect(session, live, deletion.slug, new)
        return workspace_edit(session, live, edit)
    except SluglineError as error:
        session.send.show(f"The redirect can't be added: {error}.")
        return None


def _redirect(session: Session, live: LiveWiki, old: str, new: str) -> WikiEdit:
    """A redirect from the slug of an article that is about to go. The wiki stays as it is."""
    wiki = live.wiki
    gone = {path: wiki.articles[path] for path in wiki.paths_of(old)}
    try:
        for path in gone:
            wiki.remove(path)
        return add_redirect(wiki, configuration_text(session, live), old, new)
    finally:
        for path, facts in gone.items():
            wiki.put(path, facts)


def did_create_files(
    session: Session, params: types.CreateFilesParams
) -> Generator[Step, Any, None]:
    """Gives new, empty articles a title and the headings that they must have.

    `willCreateFiles` can't: its edit is made before the files are there (LSP 3.17).
    """
    session.did_create_files(params)
    for one in params.files:
        place = session.place_at(one.uri)
        if place is None or session.own_operations.told(one.uri):
            continue
        if (wait := place.live.indexed()) is not None:
            yield wait
        yield asyncio.ensure_future(place.live.settled())
        view = session.view(one.uri)
        file = feature.did_create(view.wiki, view.path) if view else None
        if view is None or file is None or view.article.source:
            continue
        edit = WikiEdit(text_change(view.path, [Edit(Span(0, 0), file.text)]))
        try:
            yield from applied(session, place.live, edit, f"New article {view.path}")
        except SluglineError as error:
            session.send.log(str(error))


def _listed(words: Sequence[str], between: str) -> str:
    left = len(words) - _SHOWN
    return between.join(words[:_SHOWN]) + (f"{between}and {left:,} more" if left > 0 else "")
