"""The wikis that one client works with, and which of them a file belongs to.

A file belongs to the wiki of `disk/roots.py`; wikis of workspace folders are kept all the time,
others as long as one of their articles is open.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import msgspec

from slugline.disk.configuration import CONFIGURATION_FILE
from slugline.disk.roots import TooWideError, find_root
from slugline.disk.selection import Selection
from slugline.lsp.client import Client, Folder
from slugline.lsp.documents import Document
from slugline.lsp.following import Watcher
from slugline.lsp.live import LiveWiki
from slugline.lsp.outgoing import Outgoing
from slugline.lsp.settings import Settings
from slugline.lsp.uris import path_of
from slugline.lsp.watching import Watching
from slugline.lsp.worker import Worker
from slugline.wiki import Configuration

LANGUAGE = "slugline"
SUFFIX = ".article"

_WRITTEN = frozenset({"untitled", "inmemory"})
"""Schemes of what is written in the editor and is no file yet.

All others are of what is only shown: an older version (`git:` in VS Code), or a file elsewhere.
"""


class Place(msgspec.Struct, frozen=True):
    """Where a file is: in which wiki, and at which path in it."""

    live: LiveWiki
    path: str


class Workspace:
    """The folders of a client with the wikis in them, and the wikis of what it has opened.

    `watcher` is told by each wiki, `hint` of bursts of changes on disk, and `refused` why a folder
    can't be a wiki.
    """

    def __init__(
        self,
        client: Client,
        send: Outgoing,
        settings: Settings,
        watcher: Watcher,
        *,
        hint: Callable[[Collection[str]], None],
        refused: Callable[[str], None],
    ) -> None:
        self.folders: dict[str, Folder] = {}
        self._settings = settings
        self._watcher = watcher
        self._refused = refused
        self._wikis: dict[str, LiveWiki] = {}
        self._worker = Worker()
        self._watching = Watching(client, send, hint)
        self._is_running = False

    def start(self) -> None:
        """Begins to read and to watch the wikis, on a running loop."""
        self._is_running = True
        self._watch()
        for live in self._wikis.values():
            live.following.start()

    def close(self) -> None:
        """Ends all work in the background."""
        self._is_running = False
        self._watching.close()
        for live in self._wikis.values():
            live.following.stop()
        self._worker.stop()

    async def settled(self) -> None:
        """Waits until all that was told of the disk and the settings is taken over."""
        for live in list(self._wikis.values()):
            await live.following.settled()

    @property
    def wikis(self) -> list[LiveWiki]:
        """The wikis that are kept, in the order of their roots."""
        return [self._wikis[root] for root in sorted(self._wikis)]

    # -- where files belong

    def places_for(self, document: Document) -> Iterator[Place]:
        """The wikis that a document is an article of, the one that judges it first."""
        path = path_of(document.uri)
        is_named = document.language == LANGUAGE or document.uri.endswith(SUFFIX)
        if path is None:
            if is_named:
                name = document.uri.rpartition("/")[2].rpartition(":")[2] or "untitled"
                is_written = document.uri.partition(":")[0].lower() in _WRITTEN
                yield self._alone(name, only_shown=not is_written)
            return
        around = self.around(path)
        nearest = around[0].live.root if around else None
        root = self._root_of(path) if is_named else nearest
        if root is None:
            if is_named:
                yield self._alone(Path(path).name)
            return
        live = self._keep(root)
        if (inside := live.inside(path)) is None:
            return
        if is_named or live.holds(inside):
            yield Place(live, inside)
        for other in around:
            if other.live is not live and other.live.holds(other.path):
                yield other

    def around(self, path: str) -> list[Place]:
        """The wikis whose folders a file is in, the nearest first."""
        found = [
            Place(live, inside)
            for live in self._wikis.values()
            if (inside := live.inside(path)) is not None
        ]
        return sorted(found, key=lambda place: -len(place.live.root))

    def _alone(self, name: str, *, only_shown: bool = False) -> Place:
        """A single document outside of any wiki."""
        return Place(LiveWiki("", self._worker, self._watcher, only_shown=only_shown), name)

    def _root_of(self, path: str) -> str | None:
        """The root of the wiki that a file or folder belongs to; None where it may have none.

        Of workspace folders inside of each other the outer one counts, so that an article is of one
        wiki: unless that one may be none, or would pass over the files in the inner one.
        """
        refusal = ""
        for folder in self._folders_around(path) or [None]:
            try:
                return str(find_root(Path(path), workspace=folder).path)
            except TooWideError as error:
                refusal = refusal or error.refusal
        self._refused(
            f"{refusal}, which is not read. Open the wiki's own folder instead, "
            f"or put a {CONFIGURATION_FILE} into it."
        )
        return None

    def _folders_around(self, path: str) -> list[Path | None]:
        """The workspace folders that a file or folder is in, the outermost first."""
        folders = (Path(folder) for uri in self.folders if (folder := path_of(uri)))
        around = sorted({one for one in folders if Path(path).is_relative_to(one)})
        return [
            folder
            for folder, *inner in (around[number:] for number in range(len(around)))
            if not inner or _selects(folder, inner[-1])
        ]

    # -- which wikis there are

    def add(self, folder: Folder) -> None:
        """Takes a workspace folder; its wiki comes with `keep_all`."""
        self.folders[folder.uri] = folder

    def remove(self, uri: str) -> None:
        """Takes a workspace folder away; its wiki goes with `drop_unused`."""
        self.folders.pop(uri, None)

    def keep_all(self) -> None:
        """Makes the wikis of the folders that are not kept yet."""
        for root in self._roots():
            self._keep(root)

    @property
    def is_complete(self) -> bool:
        """Whether the wikis of the folders are kept, and those that begin inside of them."""
        return self._roots() <= self._wikis.keys()

    def drop_unused(self) -> None:
        """Ends the wikis that are of no workspace folder, and have no open article."""
        kept = self._roots()
        for root, live in list(self._wikis.items()):
            if root not in kept and not live.documents:
                live.following.stop()
                del self._wikis[root]
        self._watch()

    def _keep(self, root: str) -> LiveWiki:
        """The wiki at a root, which is read from now on."""
        live = self._wikis.get(root)
        if live is None:
            settings = self._settings.of(self._scope_of(root))
            live = self._wikis[root] = LiveWiki(root, self._worker, self._watcher, settings)
            if self._is_running:
                self._watch()
                live.following.start()
        return live

    def _roots(self) -> set[str]:
        """The roots of the wikis of workspace folders, and of those inside of them."""
        paths = (path_of(uri) for uri in self.folders)
        kept = {root for path in paths if path and (root := self._root_of(path)) is not None}
        outer = list(kept)
        while outer:
            live = self._wikis.get(outer.pop())
            inner = live.wikis - kept if live is not None else set[str]()
            kept |= inner
            outer += inner
        return kept

    def _watch(self) -> None:
        if self._is_running:
            self._watching.watch(self._wikis.keys())

    # -- what changes

    def hint(self, paths: Collection[str]) -> bool:
        """Paths at which something may have changed on disk; gives whether roots come or go."""
        for live in list(self._wikis.values()):
            live.following.hint(paths)
        settings = f"{os.sep}{CONFIGURATION_FILE}"
        return any(path.endswith(settings) and self._moves_root(path) for path in paths)

    def _moves_root(self, path: str) -> bool:
        """Whether a configuration file that came or went makes a root, or one less."""
        return (str(Path(path).parent) in self._wikis) != Path(path).is_file()

    def configure(self) -> None:
        """Has each wiki take over the settings that are in force for it."""
        for root, live in self._wikis.items():
            live.following.configure(self._settings.of(self._scope_of(root)))

    def _scope_of(self, root: str) -> str:
        """The URI of the workspace folder whose settings count for a wiki."""
        for uri in self.folders:
            path = path_of(uri)
            if path and (Path(root).is_relative_to(path) or Path(path).is_relative_to(root)):
                return uri
        return ""


def _selects(folder: Path, inner: Path) -> bool:
    """Whether a wiki in a folder has the articles of a folder inside of it."""
    article = (inner / f"a{SUFFIX}").relative_to(folder)
    return Selection(str(folder), Configuration()).holds(article.as_posix())
