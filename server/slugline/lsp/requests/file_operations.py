"""Files that are renamed, deleted or created in the editor: what changes with them."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Iterator, Sequence
from typing import Any

from lsprotocol import types

from slugline.errors import SluglineError
from slugline.features import file_operations as feature
from slugline.features.prose import counted
from slugline.features.redirects import add_redirects
from slugline.features.wiki_edit import Change, FileRename, TextChange, WikiEdit, text_change
from slugline.lsp.applying import applied
from slugline.lsp.edits import (
    EditWriter,
    Step,
    as_on_disk,
    configuration_text,
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

_DELETED = "deleted"
_LEAVING = "leaving their wiki"


Redirects = dict[LiveWiki, dict[str, str]]
"""What the user wants to be added to the configurations: old slug to new slug."""


def will_rename_files(
    session: Session, params: types.RenameFilesParams
) -> Generator[Step, Any, Encoded | None]:
    """The edit that keeps links right when files and folders get other places.

    Where a file is no article of its wiki at the new one, it is as if it was deleted.
    """
    told = [session.own_operations.told(one.old_uri, one.new_uri) for one in params.files]
    redirects: Redirects = {}
    if not all(told):
        gone = [
            (live, one)
            for live, moves in _moves(session, params).items()
            for one in feature.leaving(live.wiki, moves, live.selection().holds)
        ]
        redirects = yield from _redirects(session, gone, _LEAVING)
    return (yield from as_on_disk(lambda: _renamed_files(session, params, all(told), redirects)))


def _moves(session: Session, params: types.RenameFilesParams) -> dict[LiveWiki, list[FileRename]]:
    """The moves by the wikis that they are of, with all changes of the editor in these."""
    moves: dict[LiveWiki, list[FileRename]] = {}
    for one in params.files:
        place = session.place_at(one.old_uri)
        if place is not None:
            new = path_of(one.new_uri)
            inside = place.live.inside(new) if new else None
            moves.setdefault(place.live, []).append(FileRename(place.path, inside or ""))
    for live in moves:
        live.settle()
    return moves


def _renamed_files(
    session: Session, params: types.RenameFilesParams, are_own: bool, redirects: Redirects
) -> Generator[Step, Any, Encoded | None]:
    moves = _moves(session, params)
    writer = EditWriter(session, *moves)
    problems: list[str] = []
    changes = _moved(session, moves, redirects, problems, are_own)
    yield from written(session, writer, changes, "Renaming files")
    if problems:
        session.send.show(_listed(problems, "; "))
    return writer.result() if writer.count else None


def _moved(
    session: Session,
    moves: dict[LiveWiki, list[FileRename]],
    redirects: Redirects,
    problems: list[str],
    are_own: bool,
) -> Iterator[tuple[LiveWiki, Change]]:
    for live, some in moves.items():
        found = feature.will_rename(
            live.wiki,
            some,
            configuration_text(session, live),
            holds=live.selection().holds,
            redirects=redirects.get(live),
        )
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
    """Warns of links to what will be gone, and offers redirects to near articles instead."""
    paths: dict[LiveWiki, list[str]] = {}
    for one in params.files:
        place = session.place_at(one.uri)
        if place is not None:
            paths.setdefault(place.live, []).append(place.path)
    found: list[tuple[LiveWiki, feature.Deletion]] = []
    for live, some in paths.items():
        live.settle()
        found += [(live, one) for one in feature.will_delete(live.wiki, some)]
    redirects = yield from _redirects(session, found, _DELETED)
    if not redirects:
        return None
    try:
        for live in redirects:
            live.settle()
        writer = EditWriter(session, *redirects)
        for live, chosen in redirects.items():
            gone = {one.path for of, one in found if of is live}
            text = configuration_text(session, live)
            for change in add_redirects(live.wiki, text, chosen, without=gone).changes:
                writer.add(live, change)
        return writer.result()
    except SluglineError as error:
        session.send.show(f"The redirect can't be added: {error}.")
        return None


def _redirects(
    session: Session, found: list[tuple[LiveWiki, feature.Deletion]], what: str
) -> Generator[Step, Any, Redirects]:
    """Warns of links to what will be gone, and asks which redirects are wanted instead.

    One article can lead to each of those near; several each to the nearest, so that there is
    one question, however many they are.
    """
    if not found:
        return {}
    warning = _warning([one for _, one in found], what)
    choices: dict[str, Redirects] = {}
    if len(found) == 1:
        ((live, deletion),) = found
        for slug in deletion.near:
            choices[f"Redirect to {slug}"] = {live: {deletion.slug: slug}}
    else:
        nearest: Redirects = {}
        for live, deletion in found:
            if deletion.near:
                nearest.setdefault(live, {})[deletion.slug] = deletion.near[0]
        if nearest:
            pairs = [
                f"`{old}` to `{new}`" for chosen in nearest.values() for old, new in chosen.items()
            ]
            warning += f" Redirects could lead from {_listed(pairs, ', ')}."
            choices["Add the redirects" if len(pairs) > 1 else "Add the redirect"] = nearest
    if not choices:
        session.send.show(warning)
        return {}
    actions = [types.MessageActionItem(title) for title in (*choices, "Leave the links")]
    params = types.ShowMessageRequestParams(types.MessageType.Warning, warning, actions)
    answer = yield session.send.request(types.WINDOW_SHOW_MESSAGE_REQUEST, params, _LIMIT)
    return choices.get(answer.title, {}) if answer is not None else {}


def _warning(found: list[feature.Deletion], what: str) -> str:
    if len(found) > 1:
        slugs = _listed([f"`{one.slug}`" for one in found], ", ")
        return f"{len(found)} of the articles {what} are linked from others: {slugs}."
    (one,) = found
    warning = (
        f"{counted(len(one.linked_from), 'article links', 'articles link')} to `{one.slug}`: "
        f"{_listed(one.linked_from, ', ')}."
    )
    return warning if what == _DELETED else f"{one.path} leaves its wiki. {warning}"


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
        if (wait := place.live.following.indexed()) is not None:
            yield wait
        yield asyncio.ensure_future(place.live.following.settled())
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
