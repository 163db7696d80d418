"""What the server knows of one client: its documents, its wikis, and what it was told of them.

Everything here runs on the event loop. Notifications change the state, questions read it. A file
belongs to the wiki of `disk/roots.py`; wikis of workspace folders are kept all the time, others as
long as one of their articles is open.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import msgspec
from lsprotocol import types

from slugline.disk.configuration import CONFIGURATION_FILE
from slugline.disk.roots import find_root
from slugline.errors import ReadError, UsageError
from slugline.features.view import Location, View
from slugline.lsp.client import Folder, read_client
from slugline.lsp.conversion import Conversion
from slugline.lsp.documents import Document
from slugline.lsp.live import LiveWiki, Watcher
from slugline.lsp.outgoing import Outgoing
from slugline.lsp.own_operations import OwnOperations
from slugline.lsp.publishing import Publishing
from slugline.lsp.reading import ReadingShown
from slugline.lsp.settings import SECTION, Settings, are_of_others
from slugline.lsp.table import Encoded
from slugline.lsp.uris import path_of
from slugline.lsp.watching import Watching
from slugline.lsp.worker import Worker
from slugline.syntax import Article
from slugline.text import Span

LANGUAGE = "slugline"
SUFFIX = ".article"


class Place(msgspec.Struct, frozen=True):
    """Where a file is: in which wiki, and at which path in it."""

    live: LiveWiki
    path: str


class KeptTokens(msgspec.Struct, frozen=True):
    """The semantic tokens that were last sent for a document, to tell what has changed since."""

    result_id: str
    data: list[int]


class Session(Watcher):
    """The state of the server for one client.

    `initialize` are the raw parameters of that request. `debounce` is the time in seconds between
    a change and the findings that are pushed for it.
    """

    def __init__(
        self, initialize: Mapping[str, object], send: Outgoing, *, debounce: float = 0.06
    ) -> None:
        self.client = read_client(initialize)
        self.send = send
        self.conversion = Conversion(
            self.client.encoding,
            related=self.client.related_information,
            unnecessary=self.client.unnecessary_tag,
            deprecated=self.client.deprecated_tag,
        )
        self.publishing = Publishing(self, debounce)
        self.own_operations = OwnOperations()
        self.kept_tokens: WeakKeyDictionary[Document, KeptTokens] = WeakKeyDictionary()
        self._documents: dict[str, Document] = {}
        self._homes: dict[str, tuple[Place, ...]] = {}
        self._folders: dict[str, Folder] = {}
        self._wikis: dict[str, LiveWiki] = {}
        self._worker = Worker()
        self._watching = Watching(self.client, send, self._hint)
        self._shown = ReadingShown(send)
        self._settings = Settings()
        self._told: set[str] = set()
        self._is_running = False
        self._is_closed = False
        self._report_settings(self._settings.begin(dict(self.client.options)))

    # -- the life of it

    def initialized(self, params: types.InitializedParams) -> None:
        """Begins to read and to watch the wikis of the workspace folders."""
        self._is_running = True
        for folder in self.client.folders:
            self._add_folder(folder)
        self._watch()
        for live in self._wikis.values():
            live.start()
        if self.client.registers_configuration:
            registration = types.Registration(
                "slugline-settings",
                types.WORKSPACE_DID_CHANGE_CONFIGURATION,
                types.DidChangeConfigurationRegistrationOptions(section=SECTION),
            )
            self.send.request(
                types.CLIENT_REGISTER_CAPABILITY, types.RegistrationParams([registration])
            )
        self._ask_for_settings()

    def close(self) -> None:
        """Ends all work in the background."""
        self._is_closed = True
        self._watching.close()
        self.publishing.close()
        for live in self._wikis.values():
            live.stop()
        self._worker.stop()

    async def settled(self) -> None:
        """Waits until all that was told of the disk and the settings is taken over."""
        for live in list(self._wikis.values()):
            await live.settled()

    # -- documents

    def did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        """Takes a text over from the client; from now on its text is what counts."""
        item = params.text_document
        if item.uri in self._documents:
            self._leave(item.uri)
        document = Document(
            item.uri, str(item.language_id), item.version, item.text, self.client.encoding
        )
        self._documents[item.uri] = document
        self._enter(document)
        self.publishing.soon()

    def did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        """Takes over changes of a document."""
        document = self._documents.get(params.text_document.uri)
        if document is None:
            return
        document.change(params.content_changes, params.text_document.version)
        for place in self._homes[document.uri]:
            place.live.touch(place.path)
        self.publishing.soon()

    def did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        """The file on disk counts again."""
        uri = params.text_document.uri
        if self._documents.pop(uri, None) is not None:
            self._leave(uri)
            self.publishing.closed(uri)

    def did_save(self, params: types.DidSaveTextDocumentParams) -> None:
        """What is on disk has changed: a configuration, or what a closed article is from then."""
        path = path_of(params.text_document.uri)
        if path is not None:
            self._hint({path})

    def _enter(self, document: Document) -> None:
        """Finds out where a document belongs, and puts it there."""
        places = tuple(self._places_for(document))
        self._homes[document.uri] = places
        for place in places:
            # A file that is open twice, under two URIs, is what was opened last.
            place.live.open(place.path, document)

    def _leave(self, uri: str) -> None:
        for live, path in ((one.live, one.path) for one in self._homes.pop(uri)):
            opened = live.documents.get(path)
            if opened is not None and opened.document.uri == uri:
                live.close(path)
            if live.root not in self._kept() and not live.documents:
                live.stop()
                self._wikis.pop(live.root, None)
                self._watch()
        self.publishing.soon()

    def _places_for(self, document: Document) -> Iterator[Place]:
        """The wikis that a document is an article of, the one that judges it first."""
        path = path_of(document.uri)
        is_named = document.language == LANGUAGE or document.uri.endswith(SUFFIX)
        if path is None:
            if is_named:
                name = document.uri.rpartition("/")[2].rpartition(":")[2] or "untitled"
                yield Place(LiveWiki("", self._worker, self), name)
            return
        around = self._around(path)
        nearest = around[0].live.root if around else None
        root = self._root_of(path) if is_named else nearest
        if root is None:
            if is_named:
                yield Place(LiveWiki("", self._worker, self), Path(path).name)
            return
        live = self._keep(root)
        if (inside := live.inside(path)) is None:
            return
        if is_named or live.holds(inside):
            yield Place(live, inside)
        for other in around:
            if other.live is not live and other.live.holds(other.path):
                yield other

    def _around(self, path: str) -> list[Place]:
        """The wikis whose folders a file is in, the nearest first."""
        found = [
            Place(live, inside)
            for live in self._wikis.values()
            if (inside := live.inside(path)) is not None
        ]
        return sorted(found, key=lambda place: -len(place.live.root))

    # -- wikis

    def _root_of(self, path: str) -> str | None:
        """The root of the wiki that a file or folder belongs to; None where it may have none."""
        folders = [path_of(uri) for uri in self._folders]
        around = [one for one in folders if one and Path(path).is_relative_to(one)]
        workspace = max(around, key=len, default=None)
        try:
            found = find_root(Path(path), workspace=Path(workspace) if workspace else None)
        except UsageError as error:
            self._tell_once(str(error))
            return None
        return str(found.path)

    def _keep(self, root: str) -> LiveWiki:
        """The wiki at a root, which is read from now on."""
        live = self._wikis.get(root)
        if live is None:
            live = self._wikis[root] = LiveWiki(
                root, self._worker, self, self._settings.of(self._scope_of(root))
            )
            if self._is_running:
                self._watch()
                live.start()
        return live

    def _kept(self) -> set[str | None]:
        """The roots of the wikis of workspace folders, and of those inside of them."""
        paths = (path_of(uri) for uri in self._folders)
        kept = {self._root_of(path) for path in paths if path}
        outer = list(kept)
        while outer:
            live = self._wikis.get(outer.pop() or "")
            inner = set(live.wikis) - kept if live is not None else set()
            kept |= inner
            outer += inner
        return kept

    def _add_folder(self, folder: Folder) -> None:
        path = path_of(folder.uri)
        self._folders[folder.uri] = folder
        if path is not None and (root := self._root_of(path)) is not None:
            self._keep(root)

    def did_change_workspace_folders(self, params: types.DidChangeWorkspaceFoldersParams) -> None:
        """Takes over that folders came or went, with the wikis in them."""
        for gone in params.event.removed:
            self._folders.pop(gone.uri, None)
        for added in params.event.added:
            self._add_folder(Folder(added.uri, added.name))
        self._ask_for_settings()
        self._rehome()

    def _rehome(self) -> None:
        """Finds out anew which wikis there are, and where each document belongs."""
        kept = self._kept()
        for root in kept:
            if root is not None:
                self._keep(root)
        for document in list(self._documents.values()):
            before = self._homes[document.uri]
            after = tuple(self._places_for(document))
            if [(one.live.root, one.path) for one in before] != [
                (one.live.root, one.path) for one in after
            ]:
                self._leave(document.uri)
                self._enter(document)
        for root, live in list(self._wikis.items()):
            if root not in kept and not live.documents:
                live.stop()
                del self._wikis[root]
        self._watch()
        self.publishing.soon()

    def _watch(self) -> None:
        if self._is_running and not self._is_closed:
            self._watching.watch(self._wikis.keys())

    # -- the disk

    def did_change_watched_files(self, params: types.DidChangeWatchedFilesParams) -> None:
        """Events are hints: what is true is looked up on disk."""
        self._hint_uris(event.uri for event in params.changes)

    def did_create_files(self, params: types.CreateFilesParams) -> None:
        """The same, of files that the client has made."""
        self._hint_uris(one.uri for one in params.files)

    def did_rename_files(self, params: types.RenameFilesParams) -> None:
        """The same, of files that it has renamed."""
        self._hint_uris(uri for one in params.files for uri in (one.old_uri, one.new_uri))

    def did_delete_files(self, params: types.DeleteFilesParams) -> None:
        """The same, of files that it has deleted."""
        self._hint_uris(one.uri for one in params.files)

    def _hint_uris(self, uris: Iterable[str]) -> None:
        self._hint({path for uri in uris if (path := path_of(uri)) is not None})

    def _hint(self, paths: Collection[str]) -> None:
        if self._is_closed:
            return
        for live in list(self._wikis.values()):
            live.hint(paths)
        settings = f"{os.sep}{CONFIGURATION_FILE}"
        if any(path.endswith(settings) and self._moves_root(path) for path in paths):
            self._rehome()

    def _moves_root(self, path: str) -> bool:
        """Whether a configuration file that came or went makes a root, or one less."""
        return (str(Path(path).parent) in self._wikis) != Path(path).is_file()

    # -- settings

    def did_change_configuration(self, params: types.DidChangeConfigurationParams) -> None:
        """Takes over the client's settings; where it has told none it is asked for them."""
        settings = params.settings
        if isinstance(settings, Mapping) and settings and not are_of_others(settings):
            self._report_settings(self._settings.take("", dict(settings)))
            self._configure()
        if self.client.configuration:
            self._ask_for_settings()

    def _ask_for_settings(self) -> None:
        if not self.client.configuration:
            return
        scopes = ["", *self._folders]
        items = [types.ConfigurationItem(scope or None, SECTION) for scope in scopes]
        future = self.send.request(types.WORKSPACE_CONFIGURATION, types.ConfigurationParams(items))
        future.add_done_callback(lambda answer: self._take_settings(scopes, answer))

    def _take_settings(self, scopes: list[str], answer: asyncio.Future[Any]) -> None:
        if self._is_closed or answer.cancelled() or answer.exception() is not None:
            return
        values = answer.result()
        if isinstance(values, list | tuple) and len(values) == len(scopes):
            for scope, value in zip(scopes, values, strict=True):
                if isinstance(value, Mapping):
                    self._report_settings(self._settings.take(scope, dict(value)))
            self._configure()

    def _configure(self) -> None:
        for root, live in self._wikis.items():
            live.configure(self._settings.of(self._scope_of(root)))

    def _scope_of(self, root: str) -> str:
        """The URI of the workspace folder whose settings count for a wiki."""
        for uri in self._folders:
            path = path_of(uri)
            if path and (Path(root).is_relative_to(path) or Path(path).is_relative_to(root)):
                return uri
        return ""

    def _report_settings(self, problems: list[str]) -> None:
        for problem in problems:
            self._tell_once(f"Slugline's settings in the editor: {problem}")

    def _tell_once(self, message: str) -> None:
        if message not in self._told:
            self._told.add(message)
            self.send.show(message)

    # -- questions

    @property
    def wikis(self) -> list[LiveWiki]:
        """The wikis that are kept, in the order of their roots."""
        return [self._wikis[root] for root in sorted(self._wikis)]

    @property
    def all_wikis(self) -> list[LiveWiki]:
        """These, and what documents outside of any wiki are kept in."""
        alone = [
            place.live for places in self._homes.values() for place in places if place.live.is_alone
        ]
        return [*self.wikis, *alone]

    def is_home(self, uri: str, live: LiveWiki) -> bool:
        """Whether an open document's findings are those that a wiki has of it."""
        return any(place.live is live for place in self._homes.get(uri, ())[:1])

    def document(self, uri: str) -> Document | None:
        """An open document, also where the client writes its URI in another way."""
        found = self._documents.get(uri)
        if found is None and (path := path_of(uri)) is not None:
            found = next(
                (one for one in self._documents.values() if path_of(one.uri) == path), None
            )
        return found

    @property
    def documents(self) -> Mapping[str, Document]:
        """The open documents by URI."""
        return self._documents

    def place_at(self, uri: str) -> Place | None:
        """The wiki and path of a file: of an open document, or of one in a wiki's folder."""
        document = self.document(uri)
        if document is not None and (homes := self._homes[document.uri]):
            return homes[0]
        path = path_of(uri)
        return next(iter(self._around(path)), None) if path is not None else None

    def wiki_at(self, uri: str) -> LiveWiki | None:
        """The wiki that a file or document belongs to, with all changes of the editor in it."""
        place = self.place_at(uri)
        if place is None:
            return None
        place.live.settle()
        return place.live

    def view(self, uri: str, place: types.Position | types.Range | None = None) -> View | None:
        """What features are asked about, with the cursor or selection at a place.

        None where the document is no article, or is one on disk that can't be read.
        """
        home = self.place_at(uri)
        if home is None:
            return None
        home.live.settle()
        if home.path not in home.live.wiki.articles:
            return None
        try:
            article = home.live.read(home.path)
        except ReadError:
            return None
        span = Span(0, 0)
        if place is not None:
            span = self.text_at(home, article).span_of(place)
        return View(home.live.wiki, home.path, article, home.live.read, span, home.live.holds)

    def text_at(self, home: Place, article: Article) -> Document:
        """The lines of an article: of the open document, or of one on disk."""
        opened = home.live.documents.get(home.path)
        if opened is not None:
            return opened.document
        return Document("", LANGUAGE, 0, article.source, self.client.encoding)

    def uri(self, live: LiveWiki, path: str) -> str:
        """The URI of a file of a wiki."""
        return self.conversion.uri(live, path)

    def range_of(self, live: LiveWiki, path: str, span: Span) -> types.Range:
        """The range of a span of an article of a wiki."""
        return self.conversion.range_of(live, path, span)

    def location(self, live: LiveWiki, path: str, span: Span) -> types.Location:
        """The location of a span of an article of a wiki."""
        return self.conversion.location(live, path, span)

    def locations(
        self, live: LiveWiki, places: Iterable[Location]
    ) -> Generator[None, None, Encoded]:
        """Many locations as JSON; `return (yield from session.locations(...))` in a handler."""
        return self.conversion.locations(live, places)

    def version(self, live: LiveWiki, path: str) -> int | None:
        """The version of an open article, for edits of it; None where it is not open."""
        opened = live.documents.get(path)
        return None if opened is None else opened.document.version

    def indexed(self, params: object) -> asyncio.Future[None] | None:
        """None where the wikis that a request is about are wholly known, else what to wait for."""
        uri = _uri_in(params)
        if uri is not None:
            place = self.place_at(uri)
            return None if place is None else place.live.indexed()
        waits = [wait for live in self._wikis.values() if (wait := live.indexed()) is not None]
        if not waits:
            return None
        return asyncio.ensure_future(_all(waits))

    # -- what wikis tell

    def changed(self, live: LiveWiki) -> None:
        """Findings may be others now."""
        if not self._is_closed:
            if live.wikis and not self._kept() <= {*self._wikis, None}:
                self._rehome()
            self.publishing.refresh()

    def reading(self, live: LiveWiki, total: int) -> None:
        """A wiki is about to be read."""
        if not self._is_closed:
            self._shown.begin(live, total)

    def progressed(self, live: LiveWiki, done: int) -> None:
        """So many of its articles are read."""
        self._shown.report(live, done)

    def read(self, live: LiveWiki) -> None:
        """It is read."""
        self._shown.end(live)

    def log(self, message: str) -> None:
        """Writes a line into the client's log."""
        if not self._is_closed:
            self.send.log(message)


async def _all(waits: list[asyncio.Future[None]]) -> None:
    await asyncio.gather(*waits)


def _uri_in(params: object) -> str | None:
    """The URI of the document or item that a request is about; None where it is about all."""
    for name in ("text_document", "item"):
        uri = getattr(getattr(params, name, None), "uri", None)
        if isinstance(uri, str):
            return uri
    return None
