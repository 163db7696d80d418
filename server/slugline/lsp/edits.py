"""Workspace edits: changes of a wiki in the form that a client can make (LSP, "WorkspaceEdit").

An edit is sent only if nothing has changed since it was begun, and only if each file that it
creates or renames has a free place in the wiki on disk.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Generator, Iterable
from typing import Any

import msgspec
from lsprotocol import types

from slugline.disk.reading import read_file
from slugline.disk.writing import check_free
from slugline.errors import ReadError, RefusedError
from slugline.features.wiki_edit import Change, FileRename, TextChange, WikiEdit
from slugline.lsp import errors
from slugline.lsp.documents import Document
from slugline.lsp.errors import RequestError
from slugline.lsp.live import LiveWiki
from slugline.lsp.progress import Progress
from slugline.lsp.session import Session
from slugline.lsp.table import Encoded
from slugline.model.edits import Edit
from slugline.rules.rule import NewFile

Step = Awaitable[Any] | None

_PAUSE = 32
"""Changes between two pauses: less than a millisecond of work."""

_ATTEMPTS = 3
"""So often an edit is made anew because of files that have changed on disk."""

_SHOWN_AFTER = 0.3
"""Seconds after which the user is shown how an edit proceeds."""


class ChangedOnDiskError(RequestError):
    """A file is to be edited that has changed on disk, and nobody has told of it yet."""

    def __init__(self, live: LiveWiki, path: str) -> None:
        super().__init__(errors.CONTENT_MODIFIED, f"{path} has changed on disk meanwhile.")
        self.live = live


def as_on_disk(
    attempt: Callable[[], Generator[Step, Any, Encoded | None]],
) -> Generator[Step, Any, Encoded | None]:
    """Makes an edit, and makes it again where it is of files that were others on disk.

    Where they change again and again it raises ChangedOnDiskError.
    """
    for _ in range(_ATTEMPTS):
        try:
            return (yield from attempt())
        except ChangedOnDiskError as error:
            yield asyncio.ensure_future(error.live.following.settled())
    return (yield from attempt())


class EditWriter:
    """Writes a workspace edit for one client, change by change.

    Changes come in their order. Where the client can, texts carry the versions that they were
    edited as, so that it refuses an edit that comes too late.
    """

    def __init__(self, session: Session, *lives: LiveWiki) -> None:
        """To be made before the first change is asked for; `lives` are the wikis they are of."""
        client = session.client
        self.count = 0
        self._session = session
        self._since = [(live, live.now) for live in lives]
        # Resource operations only go into `documentChanges`: who knows them knows these too.
        self._is_versioned = client.document_changes or bool(client.resource_operations)
        self._parts: list[str] = []
        self._operations: list[tuple[str, ...]] = []

    def add(self, live: LiveWiki, change: Change) -> None:
        """Adds a change. Raises RefusedError or WriteError where it can't be made."""
        self.count += 1
        match change:
            case TextChange(path=path, edits=edits):
                self._edit(live, path, edits)
            case FileRename():
                self._rename(live, change)
            case NewFile():
                self._create(live, change)

    def _edit(self, live: LiveWiki, path: str, edits: Iterable[Edit]) -> None:
        version, ranges = self._placed(live, path, edits)
        self._text(
            self._session.uri(live, path),
            version,
            (
                f'{{"range":{place},"newText":{_json(edit.text)}}}'
                for place, edit in zip(ranges, edits, strict=True)
            ),
        )

    def _placed(
        self, live: LiveWiki, path: str, edits: Iterable[Edit]
    ) -> tuple[int | None, list[str]]:
        """The version of the text that is edited, and the ranges, as JSON."""
        session = self._session
        spans = [edit.span for edit in edits]
        if path != live.configuration.path:
            if path not in live.documents and not live.following.is_as_on_disk(path):
                raise ChangedOnDiskError(live, path)
            ranges = session.conversion.encoded_ranges(live, path, spans)
            return session.version(live, path), ranges
        document, version = _configuration(session, live)
        places = [document.range_of(span) for span in spans]
        return version, [_json(_plain_range(place)) for place in places]

    def _text(self, uri: str, version: int | None, edits: Iterable[str]) -> None:
        listed = ",".join(edits)
        if self._is_versioned:
            self._parts.append(
                f'{{"textDocument":{{"uri":{_json(uri)},"version":{_json(version)}}},'
                f'"edits":[{listed}]}}'
            )
        else:
            self._parts.append(f"{_json(uri)}:[{listed}]")

    def _rename(self, live: LiveWiki, change: FileRename) -> None:
        if not self._session.client.can("rename"):
            raise RefusedError(
                f"the file {change.old} has to be renamed to {change.new} with the links, and "
                "this editor can't do that: save all articles and use the command `slugline rename`"
            )
        check_place(live, change.new, moved=change.old)
        old, new = self._session.uri(live, change.old), self._session.uri(live, change.new)
        self._operations.append((old, new))
        self._operation(
            kind="rename",
            oldUri=old,
            newUri=new,
            options={"overwrite": False, "ignoreIfExists": False},
        )

    def _create(self, live: LiveWiki, file: NewFile) -> None:
        if not self._session.client.can("create"):
            raise RefusedError(f"this editor can't create the file {file.path}")
        check_place(live, file.path)
        uri = self._session.uri(live, file.path)
        self._operations.append((uri,))
        self._operation(
            kind="create", uri=uri, options={"overwrite": False, "ignoreIfExists": False}
        )
        start = {"line": 0, "character": 0}
        edit = {"range": {"start": start, "end": start}, "newText": file.text}
        self._text(uri, None, [_json(edit)])

    def _operation(self, **members: object) -> None:
        self._parts.append(_json(members))

    def check(self) -> None:
        """Raises RequestError where anything has changed since the beginning."""
        if not all(live.is_as_of(since) for live, since in self._since):
            raise RequestError(errors.CONTENT_MODIFIED, "The text has changed meanwhile.")

    def result(self) -> Encoded:
        """The edit. Raises RequestError where it is too late for it."""
        self.check()
        self._session.own_operations.sent(self._operations)
        listed = ",".join(self._parts)
        if self._is_versioned:
            return Encoded(f'{{"documentChanges":[{listed}]}}'.encode())
        return Encoded(f'{{"changes":{{{listed}}}}}'.encode())


def workspace_edit(session: Session, live: LiveWiki, edit: WikiEdit) -> Encoded:
    """A small edit as the client makes it. Raises RefusedError or WriteError where it can't."""
    writer = EditWriter(session, live)
    for change in edit.changes:
        writer.add(live, change)
    return writer.result()


def written(
    session: Session,
    writer: EditWriter,
    changes: Iterable[tuple[LiveWiki, Change]],
    title: str,
    token: types.ProgressToken | None = None,
) -> Generator[Step, Any, None]:
    """Adds many changes, with pauses; the user can see how it proceeds, and stop it."""
    due = time.monotonic() + _SHOWN_AFTER
    with contextlib.ExitStack() as shown:
        progress: Progress | None = None
        for live, change in changes:
            writer.add(live, change)
            if writer.count % _PAUSE:
                continue
            if progress is None and (token is not None or time.monotonic() >= due):
                progress = session.send.progress(title, token=token, cancellable=True)
                shown.enter_context(progress)
            if progress is not None:
                progress.report(f"{writer.count:,} articles")
                if progress.is_cancelled:
                    raise RequestError(errors.REQUEST_CANCELLED, "The request has been cancelled.")
            yield None
            writer.check()


def check_place(live: LiveWiki, path: str, moved: str = "") -> None:
    """Raises WriteError where a file can't come to a path: taken, or outside of the wiki.

    `moved` is the file that is to get the path as its new name.
    """
    if live.is_alone:
        raise RefusedError("this document is in no wiki: there is no folder for other files")
    check_free(path, root=live.root, moved=moved)


def configuration_text(session: Session, live: LiveWiki) -> str | None:
    """The text of a wiki's configuration file, from the editor where it is open; None without."""
    path = live.configuration.path
    if not path:
        return None
    document = session.document(session.uri(live, path))
    if document is not None:
        return document.text
    try:
        return read_file(live.base + path, live.configuration.max_size).decode()
    except (ReadError, UnicodeDecodeError):
        return None


def _configuration(session: Session, live: LiveWiki) -> tuple[Document, int | None]:
    """The configuration file as a document, with its version where it is open."""
    uri = session.uri(live, live.configuration.path)
    document = session.document(uri)
    if document is not None:
        return document, document.version
    text = configuration_text(session, live) or ""
    return Document(uri, "", 0, text, session.client.encoding), None


def _plain_range(place: types.Range) -> dict[str, object]:
    return {
        name: {"line": one.line, "character": one.character}
        for name, one in (("start", place.start), ("end", place.end))
    }


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
