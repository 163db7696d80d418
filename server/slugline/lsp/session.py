"""What the server knows of one client: its documents, its wikis, and what it was told of them.

Everything here runs on the event loop. Notifications change the state, questions read it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Generator, Iterable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

import msgspec
from lsprotocol import types

from slugline.errors import ReadError
from slugline.features.view import Location, View
from slugline.lsp.client import Folder, read_client
from slugline.lsp.conversion import Conversion
from slugline.lsp.documents import Document
from slugline.lsp.following import Watcher
from slugline.lsp.live import LiveWiki
from slugline.lsp.outgoing import Outgoing
from slugline.lsp.own_operations import OwnOperations
from slugline.lsp.publishing import Publishing
from slugline.lsp.reading import ReadingShown
from slugline.lsp.settings import SECTION, Settings, are_of_others
from slugline.lsp.table import Encoded
from slugline.lsp.uris import path_of
from slugline.lsp.workspace import LANGUAGE, Place, Workspace
from slugline.syntax import Article
from slugline.text import Span


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
        self._shown = ReadingShown(send)
        self._settings = Settings()
        self._workspace = Workspace(
            self.client, send, self._settings, self, hint=self._hint, refused=self._tell_once
        )
        self._told: set[str] = set()
        self._is_closed = False
        self._report_settings(self._settings.begin(dict(self.client.options)))

    # -- the life of it

    def initialized(self, params: types.InitializedParams) -> None:
        """Begins to read and to watch the wikis of the workspace folders."""
        for folder in self.client.folders:
            self._workspace.add(folder)
        self._workspace.keep_all()
        self._workspace.start()
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
        self.publishing.close()
        self._workspace.close()

    async def settled(self) -> None:
        """Waits until all that was told of the disk and the settings is taken over."""
        await self._workspace.settled()

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
        places = tuple(self._workspace.places_for(document))
        self._homes[document.uri] = places
        for place in places:
            # A file that is open twice, under two URIs, is what was opened last.
            place.live.open(place.path, document)

    def _leave(self, uri: str) -> None:
        for live, path in ((one.live, one.path) for one in self._homes.pop(uri)):
            opened = live.documents.get(path)
            if opened is not None and opened.document.uri == uri:
                live.close(path)
        self._workspace.drop_unused()
        self.publishing.soon()

    # -- wikis

    def did_change_workspace_folders(self, params: types.DidChangeWorkspaceFoldersParams) -> None:
        """Takes over that folders came or went, with the wikis in them."""
        for gone in params.event.removed:
            self._workspace.remove(gone.uri)
        for added in params.event.added:
            self._workspace.add(Folder(added.uri, added.name))
        self._ask_for_settings()
        self._rehome()

    def _rehome(self) -> None:
        """Finds out anew which wikis there are, and where each document belongs."""
        self._workspace.keep_all()
        for document in list(self._documents.values()):
            before = self._homes[document.uri]
            after = tuple(self._workspace.places_for(document))
            if [(one.live.root, one.path) for one in before] != [
                (one.live.root, one.path) for one in after
            ]:
                self._leave(document.uri)
                self._enter(document)
        self._workspace.drop_unused()
        self.publishing.soon()

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
        if not self._is_closed and self._workspace.hint(paths):
            self._rehome()

    # -- settings

    def did_change_configuration(self, params: types.DidChangeConfigurationParams) -> None:
        """Takes over the client's settings; where it has told none it is asked for them."""
        settings = params.settings
        if isinstance(settings, Mapping) and settings and not are_of_others(settings):
            self._report_settings(self._settings.take("", dict(settings)))
            self._workspace.configure()
        if self.client.configuration:
            self._ask_for_settings()

    def _ask_for_settings(self) -> None:
        if not self.client.configuration:
            return
        scopes = ["", *self._workspace.folders]
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
            self._workspace.configure()

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
        return self._workspace.wikis

    @property
    def all_wikis(self) -> list[LiveWiki]:
        """These, and what documents outside of any wiki are kept in, if they are written here."""
        alone = [
            place.live
            for places in self._homes.values()
            for place in places
            if place.live.is_alone and not place.live.is_only_shown
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
        return next(iter(self._workspace.around(path)), None) if path is not None else None

    def read_by(self, uri: str) -> LiveWiki | None:
        """The wiki whose articles a document may name.

        Of a document without a file, which is in no wiki, this is the one that is open beside it;
        None where that is not clear.
        """
        place = self.place_at(uri)
        if place is None or not place.live.is_alone or path_of(uri) is not None:
            return None if place is None else place.live
        wikis = self.wikis
        return wikis[0] if len(wikis) == 1 else None

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
            live = self.read_by(uri)
            return None if live is None else live.following.indexed()
        waits = [wait for live in self.wikis if (wait := live.following.indexed()) is not None]
        if not waits:
            return None
        return asyncio.ensure_future(_all(waits))

    # -- what wikis tell

    def changed(self, live: LiveWiki) -> None:
        """Findings may be others now."""
        if not self._is_closed:
            if live.wikis and not self._workspace.is_complete:
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
