"""Learns of changes on disk: from the client where it can tell, else by watching the folders.

Clients tell of all below each root, and not of articles alone: a folder that is moved is one event
of the folder in many of them (LSP, "DidChangeWatchedFiles").
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

from lsprotocol import types

from slugline.lsp.client import Client
from slugline.lsp.outgoing import Outgoing
from slugline.lsp.uris import path_of, uri_of

_ID = "slugline-files"


class Watching:
    """Watches some roots, and calls `tell` on the event loop with each burst of paths."""

    def __init__(
        self, client: Client, send: Outgoing, tell: Callable[[Collection[str]], None]
    ) -> None:
        self._client = client
        self._send = send
        self._tell = tell
        self._registered: tuple[str, ...] = ()
        self._watched: tuple[str, ...] = ()
        self._stop = Event()

    def watch(self, roots: Collection[str]) -> None:
        """Watches these roots from now on, and no others."""
        folders = [path_of(folder.uri) for folder in self._client.folders]
        theirs: list[str] = []
        ours: list[str] = []
        for root in sorted(roots):
            inside = any(folder and Path(root).is_relative_to(folder) for folder in folders)
            can = inside or self._client.watches_relative_patterns
            (theirs if can and self._client.registers_watching else ours).append(root)
        self._register(tuple(theirs))
        self._watch(tuple(ours))

    def close(self) -> None:
        """Watches nothing any more."""
        self._stop.set()

    def _register(self, roots: tuple[str, ...]) -> None:
        if roots == self._registered:
            return
        if self._registered:
            unregistration = types.Unregistration(_ID, types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
            self._send.request(
                types.CLIENT_UNREGISTER_CAPABILITY, types.UnregistrationParams([unregistration])
            )
        self._registered = roots
        if roots:
            options = types.DidChangeWatchedFilesRegistrationOptions(self._watchers(roots))
            registration = types.Registration(
                _ID, types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options
            )
            self._send.request(
                types.CLIENT_REGISTER_CAPABILITY, types.RegistrationParams([registration])
            )

    def _watchers(self, roots: tuple[str, ...]) -> list[types.FileSystemWatcher]:
        if not self._client.watches_relative_patterns:
            return [types.FileSystemWatcher("**/*")]
        return [
            types.FileSystemWatcher(types.RelativePattern(uri_of(root), "**/*")) for root in roots
        ]

    def _watch(self, roots: tuple[str, ...]) -> None:
        if roots == self._watched:
            return
        self._watched = roots
        self._stop.set()
        self._stop = Event()
        if roots:
            work = (asyncio.get_running_loop(), roots, self._stop)
            Thread(target=self._follow, args=work, name="slugline-watch", daemon=True).start()

    def _follow(self, loop: asyncio.AbstractEventLoop, roots: tuple[str, ...], stop: Event) -> None:
        from slugline.disk.watching import Watch

        with Watch([Path(root) for root in roots]) as watch, suppress(RuntimeError):
            # What has changed between the reading and the watching is in no burst.
            loop.call_soon_threadsafe(self._tell_if, stop, frozenset())
            for burst in watch.bursts(stop):
                loop.call_soon_threadsafe(self._tell_if, stop, burst)

    def _tell_if(self, stop: Event, burst: Collection[str]) -> None:
        if not stop.is_set():
            self._tell(burst)
