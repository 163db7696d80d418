"""Tells the client of findings, or that there is something else to ask for.

Where the client does not pull, findings of open documents are pushed a short while after the
change that may have altered them, each with the version that it is about. Where it pulls, it is
told to ask again when findings have changed by anything else than its own typing; so it is for
what it shows in the text: colours, hints and lenses.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec
from lsprotocol import types

from slugline.check import Diagnostic
from slugline.lsp.client import Client
from slugline.lsp.live import LiveWiki

if TYPE_CHECKING:
    from slugline.lsp.session import Session

_REFRESH_PAUSE = 0.2
"""Seconds between two requests to ask again."""


class Told(msgspec.Struct, frozen=True):
    """What the client was last told of a file; the version is None where it is not open."""

    version: int | None
    found: tuple[Diagnostic, ...]


class Publishing:
    """What one client knows of the findings; `debounce` is in seconds."""

    def __init__(self, session: Session, debounce: float) -> None:
        self._session = session
        self._client = session.client
        self._debounce = debounce
        self._timer: asyncio.TimerHandle | None = None
        self._told: dict[str, Told] = {}
        self._related: set[str] = set()
        self._in_text = _refreshes_in_text(self._client)
        self._outdated: set[str] = set()
        self._refresh_timer: asyncio.TimerHandle | None = None

    def soon(self) -> None:
        """Something has changed: tells of it after a while, together with what comes until then.

        Further changes do not put it off, so that whoever types without a pause sees findings too.
        """
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._debounce, self.flush)

    def refresh(self) -> None:
        """The disk or a configuration has changed: what the client has asked may be outdated."""
        self._outdated |= {types.WORKSPACE_DIAGNOSTIC_REFRESH, *self._in_text}
        if self._client.refreshes_folding:  # what is a heading, the configuration says
            self._outdated.add(types.WORKSPACE_FOLDING_RANGE_REFRESH)
        self.soon()

    def closed(self, uri: str) -> None:
        """The client has closed a document: its findings are shown no longer."""
        self._related.discard(uri)
        told = self._told.pop(uri, None)
        if told is not None and told.found and not self._client.pulls:
            self._send(uri, None, [])

    def close(self) -> None:
        """Nothing is told any more."""
        for timer in (self._timer, self._refresh_timer):
            if timer is not None:
                timer.cancel()

    def flush(self) -> None:
        """Tells of everything now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for live in self._session.all_wikis:
            if not live.is_configured:
                continue
            live.settle()
            stale, live.stale = live.stale, set()
            for path in sorted(stale):
                self._tell(live, path)
            if live.has_swayed:
                live.has_swayed = False
                self._outdated |= self._in_text
        if self._outdated:
            self._ask_to_ask()

    def _tell(self, live: LiveWiki, path: str) -> None:
        opened = live.documents.get(path)
        if opened is None:
            if path not in live.wiki.articles and not self._client.pulls_workspace:
                self._push(live, path, None)
            return
        document = opened.document
        if not self._session.is_home(document.uri, live):
            return
        if not self._client.pulls:
            self._push(live, path, document.version)
            return
        told = self._told.get(document.uri)
        # What the client has typed itself since, it asks for by itself.
        is_current = told is not None and told.version == document.version
        if told is not None and is_current and told.found != live.diagnostics(path):
            self._related.add(document.uri)
            self._outdated.add(types.WORKSPACE_DIAGNOSTIC_REFRESH)

    def _push(self, live: LiveWiki, path: str, version: int | None) -> None:
        uri = self._session.uri(live, path)
        told = Told(version, live.diagnostics(path))
        before = self._told.get(uri)
        if told == before or (before is None and version is None and not told.found):
            return
        self._told[uri] = told
        found = [self._session.conversion.diagnostic(live, one) for one in told.found]
        self._send(uri, version, found)

    def _send(self, uri: str, version: int | None, found: list[types.Diagnostic]) -> None:
        self._session.send.notify(
            types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS,
            types.PublishDiagnosticsParams(uri, found, version),
        )

    def pulled(self, uri: str, version: int | None, found: tuple[Diagnostic, ...]) -> None:
        """The client has asked for the findings of a document.

        What is pushed stays pushed, whoever asks beside it.
        """
        if not self._client.pulls:
            return
        self._told[uri] = Told(version, found)
        self._related.discard(uri)

    def related_to(self, uri: str) -> list[str]:
        """The other open documents whose findings have changed since the client asked; sorted."""
        related, self._related = self._related - {uri}, set()
        return sorted(related)

    def _ask_to_ask(self) -> None:
        """Tells the client to ask again, and not in a row."""
        if not self._client.pulls:
            self._outdated.discard(types.WORKSPACE_DIAGNOSTIC_REFRESH)
        if self._refresh_timer is None and self._outdated:
            outdated, self._outdated = self._outdated, set()
            for method in sorted(outdated):
                self._session.send.request(method)
            loop = asyncio.get_running_loop()
            self._refresh_timer = loop.call_later(_REFRESH_PAUSE, self._after_refresh)

    def _after_refresh(self) -> None:
        self._refresh_timer = None
        self._ask_to_ask()


def _refreshes_in_text(client: Client) -> frozenset[str]:
    """What the client can be told to ask again of what it shows in the text."""
    refreshes = {
        types.WORKSPACE_CODE_LENS_REFRESH: client.refreshes_code_lenses,
        types.WORKSPACE_INLAY_HINT_REFRESH: client.refreshes_inlay_hints,
        types.WORKSPACE_SEMANTIC_TOKENS_REFRESH: client.refreshes_semantic_tokens,
    }
    return frozenset(method for method, can in refreshes.items() if can)
