"""`textDocument/diagnostic` and `workspace/diagnostic` (LSP 3.17, "Pull Diagnostics")."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Generator, Iterable, Mapping
from itertools import islice
from typing import Any

import msgspec
from lsprotocol import types

from slugline.check import Diagnostic
from slugline.lsp.live import LiveWiki
from slugline.lsp.scanning import Scan, Scanned, is_worth_scanning
from slugline.lsp.session import Session
from slugline.lsp.table import Encoded
from slugline.lsp.uris import path_of
from slugline.lsp.workspace import Place

_BATCH = 32
"""Articles that are judged at once: a few milliseconds of work."""

_FIRST = 128
"""Articles that are judged before the rest is looked at: an editor soon has something to show."""

_LOOKED_AT = 512
"""Articles of which is looked up at once whether the client knows their findings."""

_PART = 0.1
"""Seconds after which what is found so far is sent."""

_Step = Awaitable[object] | None
_Related = dict[str, types.FullDocumentDiagnosticReport | types.UnchangedDocumentDiagnosticReport]


def document_diagnostic(
    session: Session, params: types.DocumentDiagnosticParams
) -> Generator[
    _Step,
    None,
    types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport,
]:
    """The findings of one document, and of others that have changed since the client asked.

    While its wiki is being read, a client that is told to ask again gets those that need no
    other article as soon as the configuration is known; any other client waits.
    """
    uri = params.text_document.uri
    home = session.place_at(uri)
    if home is not None:
        live = home.live
        wait = live.following.configured() if session.client.pulls else live.following.whole()
        if wait is not None:
            yield wait
            home = session.place_at(uri)
    related = _related(session, uri)
    if home is None:
        return types.RelatedFullDocumentDiagnosticReport([], related)
    found = _found(session, uri, home)
    result_id = home.live.revision(home.path)
    if result_id == params.previous_result_id:
        return types.RelatedUnchangedDocumentDiagnosticReport(result_id, related)
    items = [session.conversion.diagnostic(home.live, one) for one in found]
    return types.RelatedFullDocumentDiagnosticReport(items, related, result_id=result_id)


def _found(session: Session, uri: str, home: Place) -> tuple[Diagnostic, ...]:
    found = home.live.diagnostics(home.path)
    session.publishing.pulled(uri, session.version(home.live, home.path), found)
    return found


def _related(session: Session, uri: str) -> _Related | None:
    if not session.client.related_documents:
        return None
    session.publishing.flush()  # what the change has done to others may not be told yet
    related: _Related = {}
    for other in session.publishing.related_to(uri):
        home = session.place_at(other)
        if home is not None:
            found = _found(session, other, home)
            items = [session.conversion.diagnostic(home.live, one) for one in found]
            result_id = home.live.revision(home.path)
            related[other] = types.FullDocumentDiagnosticReport(items, result_id=result_id)
    return related or None


def workspace_diagnostic(
    session: Session, params: types.WorkspaceDiagnosticParams
) -> Generator[_Step, Any, Encoded]:
    """The findings of all articles and configuration files, in parts where the client takes them.

    Of files without findings the client is told only where it knew some.
    """
    answer = _Answer(session, params)
    for live in session.wikis:
        wait = live.following.whole()
        if wait is not None:
            yield wait
        live.settle()
        yield from answer.add(live)
    return answer.result()


class _Answer:
    """The reports for one request, as JSON."""

    def __init__(self, session: Session, params: types.WorkspaceDiagnosticParams) -> None:
        self._session = session
        self._token = params.partial_result_token
        self._previous = {one.uri: one.value for one in params.previous_result_ids}
        self._left = set(self._previous)
        self._reports: list[bytes] = []
        self._due = time.perf_counter()
        self._has_begun = False

    def add(self, live: LiveWiki) -> Generator[_Step, Any, None]:
        """The reports of a wiki, with pauses; articles of wikis inside of it are left to those."""
        nested = tuple(
            f"{inside}/"
            for other in self._session.wikis
            if other is not live and (inside := live.inside(other.root))
        )
        asked: dict[str, str] = {}
        for number, path in enumerate([*live.configuration_files, *live.wiki.articles], 1):
            if number % _LOOKED_AT == 0:
                self._send_when_due()
                yield None
            if len(asked) == _FIRST and not self._has_begun:
                self._has_begun = True
                yield from self._judge(live, asked, list(asked))
                asked.clear()
            if nested and path.startswith(nested):
                continue
            uri = self._session.uri(live, path)
            before = self._previous.get(uri)
            if before is None and path in live.clean:
                continue
            self._left.discard(uri)
            if before is not None and before == live.revision(path):
                self._unchanged(live, path, uri, before)
            else:
                asked[path] = uri
        yield from self._judge_all(live, asked)

    def _judge_all(self, live: LiveWiki, uris: Mapping[str, str]) -> Generator[_Step, Any, None]:
        paths = list(uris)
        if is_worth_scanning(len(paths)):
            live.settle()
            since = live.now
            scan = Scan(live, self._session.conversion, paths)
            try:
                while (some := (yield scan.next())) is not None:
                    yield from self._take(live, uris, some, since)
            finally:
                scan.close()
        else:
            yield from self._judge(live, uris, paths)

    def _judge(
        self, live: LiveWiki, uris: Mapping[str, str], paths: Iterable[str]
    ) -> Generator[_Step, None, None]:
        """Judges here, a few at a time."""
        left = iter(paths)
        while some := list(islice(left, _BATCH)):
            live.settle()
            found = live.judge(some)
            for path in some:
                self._report(live, path, uris[path], self._encoded(live, found.get(path)))
            self._send_when_due()
            yield None

    def _encoded(self, live: LiveWiki, found: Iterable[Diagnostic] | None) -> bytes | None:
        return self._session.conversion.encoded(live, found) if found else None

    def _take(
        self, live: LiveWiki, uris: Mapping[str, str], some: Scanned, since: tuple[int, int]
    ) -> Generator[_Step, None, None]:
        """Takes what other processes have judged; what has changed since is judged again."""
        live.settle()
        changed = [path for path in some.paths if live.has_changed(path, since)]
        for path in set(some.paths).difference(changed):
            self._report(live, path, uris[path], some.found.get(path))
        self._send_when_due()
        yield from self._judge(live, uris, changed)

    def _report(self, live: LiveWiki, path: str, uri: str, items: bytes | None) -> None:
        if items is None:
            live.clean.add(path)
        if items is not None or uri in self._previous:
            self._full(live, path, uri, items or b"[]")

    def _full(self, live: LiveWiki, path: str, uri: str, items: bytes) -> None:
        head = self._head(live, path, uri, live.revision(path))
        self._reports.append(b'{"kind":"full",%b,"items":%b}' % (head, items))

    def _unchanged(self, live: LiveWiki, path: str, uri: str, result_id: str) -> None:
        self._reports.append(b'{"kind":"unchanged",%b}' % self._head(live, path, uri, result_id))

    def _head(self, live: LiveWiki, path: str, uri: str, result_id: str) -> bytes:
        version = self._session.version(live, path)
        shown = "null" if version is None else version
        return (
            f'"uri":{msgspec.json.encode(uri).decode()},"version":{shown},"resultId":"{result_id}"'
        ).encode()

    def _send_when_due(self) -> None:
        if self._token is not None and self._reports and time.perf_counter() >= self._due:
            self._session.send.partial(self._token, self._taken())
            self._due = time.perf_counter() + _PART

    def _taken(self) -> Encoded:
        reports, self._reports = self._reports, []
        return Encoded(b'{"items":[%b]}' % b",".join(reports))

    def result(self) -> Encoded:
        """The rest, with empty reports for files that are gone."""
        for uri in sorted(self._left):
            if not self._is_there(uri):
                shown = msgspec.json.encode(uri)
                self._reports.append(b'{"kind":"full","uri":%b,"version":null,"items":[]}' % shown)
        if self._token is None:
            return self._taken()
        if self._reports:
            self._session.send.partial(self._token, self._taken())
        return self._taken()

    def _is_there(self, uri: str) -> bool:
        """Whether a file that the client knows is another one's, or is called otherwise here."""
        if self._session.document(uri) is not None:
            return True
        path = path_of(uri)
        place = None if path is None else self._session.place_at(uri)
        return place is not None and place.path in place.live.wiki.articles
