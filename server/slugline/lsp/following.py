"""Reads a wiki from disk, and takes over what changes there and in its configuration.

All reading is done in another thread; what it gives is taken over on the event loop, whole where it
is quick and else in parts.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from posixpath import normpath
from typing import TYPE_CHECKING

from slugline.disk.configuration import CONFIGURATION_FILE, load_configuration
from slugline.disk.load import WORTH_CACHING, Loaded, load
from slugline.disk.opening import Contents, job_of
from slugline.disk.refresh import Refreshed, Refresher
from slugline.errors import ConfigurationError, ConfigurationProblem, ReadError, SluglineError
from slugline.lsp.indexing import (
    give_memory_back,
    indexed_wiki,
    read_wiki,
    reads_alike,
    refresher_of,
)
from slugline.lsp.troubles import configuration_diagnostics
from slugline.lsp.waiting import Waiting
from slugline.lsp.worker import Worker
from slugline.wiki import Configuration, Wiki

if TYPE_CHECKING:
    from slugline.lsp.live import LiveWiki

_logger = logging.getLogger(__name__)

_CHUNK = 250
"""Changed articles that are taken over at once: some 20 milliseconds of work."""


class IndexingCancelledError(SluglineError):
    """The user has stopped the reading of a wiki that a question is about."""

    def __init__(self) -> None:
        super().__init__("reading the wiki was cancelled; ask again to start it anew")


class IndexingFailedError(SluglineError):
    """A wiki that a question is about could not be read, by a mistake of the server."""

    def __init__(self) -> None:
        super().__init__("reading the wiki has failed, see the server's log; ask again to retry")


class Watcher:
    """What a live wiki tells whoever keeps it; everything is called on the event loop."""

    def changed(self, live: LiveWiki) -> None:
        """What is on disk or the configuration has changed; `live.stale` says what to tell."""

    def reading(self, live: LiveWiki, total: int) -> None:
        """A wiki of so many articles is about to be read."""

    def progressed(self, live: LiveWiki, done: int) -> None:
        """So many of them are read."""

    def read(self, live: LiveWiki) -> None:
        """Reading has ended."""

    def log(self, message: str) -> None:
        """Something that is worth a line in the log."""


class _CancelledError(Exception):
    """Ends reading in the other thread."""


class Following:
    """Keeps a live wiki as it is on disk, from `start` to `stop`.

    A wiki without a root, of a single document, has nothing on disk: nothing is ever waited for.
    """

    def __init__(
        self, live: LiveWiki, worker: Worker, watcher: Watcher, settings: Mapping[str, object]
    ) -> None:
        self._live = live
        self._worker = worker
        self._watcher = watcher
        self._settings = settings
        self._wanted_inventories: frozenset[str] = frozenset()
        self._refresher: Refresher | None = None
        self._hints: set[str] = set()
        self._is_to_read = bool(live.root)
        self._is_to_configure = False
        self._is_to_look_at_all = False
        self._is_cancelled = False
        self._is_indexed = False
        self._is_refreshing = False
        self._is_stopped = False
        self._configured = Waiting()
        self._whole = Waiting()
        self._indexed = Waiting()
        self._idle = asyncio.Event()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    # -- what it is told

    def start(self) -> None:
        """Begins to read the wiki, and to follow it; on a running loop."""
        if self._live.root and self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._follow())

    def stop(self) -> None:
        """Ends that; nothing is waited for any more."""
        self._is_cancelled = self._is_stopped = True
        if self._task is not None:
            self._task.cancel()
        self._give_up(IndexingCancelledError())
        self._idle.set()

    def hint(self, paths: Collection[str]) -> None:
        """Absolute paths at which something may have changed on disk; others are passed over."""
        root, base = self._live.root, self._live.base
        mine = {path for path in paths if path == root or path.startswith(base)}
        if mine:
            self._hints |= mine
            self._wake_up()

    def configure(self, settings: Mapping[str, object]) -> None:
        """Takes over settings of the client that count for more than `slugline.toml`."""
        if settings != self._settings:
            self._settings = settings
            self._is_to_configure = True
            self._wake_up()

    def read_again(self) -> None:
        """Reads everything anew, as at the start."""
        if self._live.root:
            self._is_to_read = True
            self._wake_up()

    def cancel_reading(self) -> None:
        """Stops reading, as the user wants; it starts again at the next question that needs it."""
        if not self._live.is_whole:
            self._is_cancelled = True

    # -- what it is asked

    def configured(self) -> asyncio.Future[None] | None:
        """None where the configuration is known, else what is done when it is."""
        return None if self._live.is_configured else self._wait_for(self._configured)

    def whole(self) -> asyncio.Future[None] | None:
        """None where all articles are known, else what is done when they are."""
        return None if self._live.is_whole else self._wait_for(self._whole)

    def indexed(self) -> asyncio.Future[None] | None:
        """None where every question about the wiki is quick to answer, else when it will be."""
        return None if self._is_indexed else self._wait_for(self._indexed)

    def _wait_for(self, waiting: Waiting) -> asyncio.Future[None] | None:
        if not self._live.root:
            return None
        future = waiting.join()
        if self._is_stopped:
            waiting.tell(IndexingCancelledError())
        elif self._is_cancelled:
            self._is_cancelled = False
            self._is_to_read = True
            self._wake_up()
        return future

    async def settled(self) -> None:
        """Waits until all that was told of the disk and the settings is taken over."""
        if self._live.root:
            await self._idle.wait()

    def is_as_on_disk(self, path: str) -> bool:
        """Whether what is known of an article is what is on disk; if not, it is read again soon."""
        if self._refresher is None:
            return True
        if not self._refresher.is_as_remembered(path):
            self.hint([self._live.base + path])
            return False
        # Files that are being read again are remembered before they are known.
        return not self._is_refreshing

    # -- the work

    def _wake_up(self) -> None:
        self._idle.clear()
        self._wake.set()

    async def _follow(self) -> None:
        while True:
            self._wake.clear()
            if not self._has_work:
                self._idle.set()
                await self._wake.wait()
                continue
            try:
                await self._work()
            except Exception as error:
                # A mistake of ours: nobody is to wait for ever because of it.
                _logger.exception("following %s failed", self._live.root)
                self._watcher.log(f"following {self._live.root} failed: {error!r}")
                self._fail()

    @property
    def _has_work(self) -> bool:
        if self._is_to_read or self._is_to_configure:
            return True
        return self._live.is_whole and (bool(self._hints) or self._is_to_look_at_all)

    async def _work(self) -> None:
        if self._is_to_read or self._is_to_configure:
            anew = self._is_to_read
            self._is_to_read = self._is_to_configure = False
            await self._configure(anew)
        else:
            hints, self._hints = self._hints, set()
            self._is_refreshing = True
            try:
                await self._refresh(hints)
            finally:
                self._is_refreshing = False

    def _fail(self) -> None:
        """What is known stays as it is; what is not is read again at the next question."""
        if not (self._live.is_whole and self._is_indexed):
            self._is_cancelled = True
            self._give_up(IndexingFailedError())
            self._watcher.read(self._live)

    async def _configure(self, anew: bool) -> None:
        """Reads the configuration, and the articles where they are to be read in another way.

        Where the configuration is broken the last good one stays in force.
        """
        live, settings = self._live, self._settings
        root = Path(live.root)
        configuration = live.configuration
        troubles: tuple[ConfigurationProblem, ...] = ()
        inventories: tuple[str, ...] = ()
        try:
            configuration = await self._worker.run(lambda: load_configuration(root, settings))
        except ConfigurationError as error:
            troubles, inventories = error.problems, error.inventories
        # Those of the good one are followed anyway.
        self._wanted_inventories = frozenset(map(normpath, inventories))
        live.take_troubles(configuration_diagnostics(troubles))
        if not live.is_configured:
            live.begin(configuration)
            self._configured.tell()
            self._watcher.changed(live)
        if anew or not live.is_whole or not reads_alike(configuration, live.configuration):
            await self._read_all(configuration)
        elif configuration != live.configuration:
            articles = live.articles
            self._refresher = await self._worker.run(
                lambda: refresher_of(live.root, configuration, set(articles))
            )
            live.take_configuration(configuration)
        self._watcher.changed(live)

    async def _read_all(self, configuration: Configuration) -> None:
        live, watcher = self._live, self._watcher
        root = live.root
        loop = asyncio.get_running_loop()

        def progress_of(total: int) -> Callable[[int], None]:
            loop.call_soon_threadsafe(watcher.reading, live, total)
            return progress

        def progress(done: int) -> None:
            if self._is_cancelled:
                raise _CancelledError
            loop.call_soon_threadsafe(watcher.progressed, live, done)

        try:
            contents, refresher, opened = await self._worker.run(
                lambda: read_wiki(root, configuration, progress_of, live.opened)
            )
            columns = contents.wiki.articles.columns
        except _CancelledError:
            self._give_up(IndexingCancelledError())
        except ReadError as error:  # the folder is not there, or no longer
            watcher.log(str(error))
            empty = Contents(Wiki(configuration), {}, [])
            self._take_contents(configuration, empty, Refresher(root, configuration))
            self._take_indexed()
        else:
            self._take_contents(configuration, contents, refresher, opened)
            watcher.changed(live)
            live.take_indexed(await self._worker.run(lambda: indexed_wiki(configuration, columns)))
            if len(columns) >= WORTH_CACHING:
                await self._worker.run(give_memory_back)
            self._take_indexed()
        watcher.read(live)

    def _take_contents(
        self,
        configuration: Configuration,
        contents: Contents,
        refresher: Refresher,
        opened: Collection[str] = (),
    ) -> None:
        self._refresher = refresher
        self._is_indexed = False
        self._live.take_contents(configuration, contents, opened)
        for line in [contents.warning, *map(str, contents.problems)]:
            if line:
                self._watcher.log(line)
        self._whole.tell()

    def _take_indexed(self) -> None:
        self._is_indexed = True
        self._indexed.tell()

    def _give_up(self, error: Exception) -> None:
        """The wiki won't be known: whoever waits for it is told why."""
        self._is_indexed = False
        self._configured.tell(error)
        self._whole.tell(error)
        self._indexed.tell(error)

    async def _refresh(self, hints: set[str]) -> None:
        """Takes over what is on disk after a burst of hints; without one, whatever has changed."""
        live, refresher = self._live, self._refresher
        assert refresher is not None
        articles = live.articles
        broken = live.unreadable
        job = job_of(live.root, live.configuration)
        wanted = self._wanted_inventories

        def look() -> tuple[Refreshed, Loaded]:
            # Copied in one step: the loop may put articles meanwhile.
            known = set(articles)
            if hints:
                refreshed = refresher.refresh(hints, known, broken, wanted, named_first=True)
            else:
                refreshed = refresher.look_at_all(known, broken)
            return refreshed, load(job, () if refreshed.everything else refreshed.read)

        refreshed, loaded = await self._worker.run(look)
        self._is_to_look_at_all = refreshed.is_partial or (self._is_to_look_at_all and bool(hints))
        if refreshed.everything:
            inventories = map(normpath, live.configuration.inventories)
            settings = {CONFIGURATION_FILE, *inventories, *wanted}
            if all(live.inside(hint) in settings for hint in hints):
                self._is_to_configure = True
            else:
                self._is_to_read = True
        elif refreshed:
            await self._take(refreshed, loaded)

    async def _take(self, refreshed: Refreshed, loaded: Loaded) -> None:
        """Takes over articles that were read again, some at a time; open ones stay as they are."""
        live = self._live
        paths = [*refreshed.read, *sorted(refreshed.gone)]
        problems, wikis = refreshed.problems, refreshed.wikis
        for start in range(0, max(len(paths), 1), _CHUNK):
            if start:
                await asyncio.sleep(0)
            part = [path for path in paths[start : start + _CHUNK] if path not in live.documents]
            live.take(Refreshed(part, problems=problems, wikis=wikis), loaded)
            problems = None
        self._watcher.changed(live)
