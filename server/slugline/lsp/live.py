"""One wiki, kept as it is in the editor and on disk.

An article that is open is what the editor says; all others are what is on disk. Changes in the
editor are taken over at the next question (`settle`), so that of many keystrokes in a row each
costs next to nothing. What is read from disk is read in another thread and taken over whole.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from copy import copy
from itertools import count
from pathlib import Path
from posixpath import normpath

import msgspec

from slugline.check import (
    Diagnostic,
    Examined,
    Levels,
    Suspects,
    change,
    examine,
    examine_article,
    judge,
    says_otherwise,
)
from slugline.disk.configuration import CONFIGURATION_FILE, load_configuration
from slugline.disk.load import Loaded, load
from slugline.disk.opening import Contents, job_of
from slugline.disk.reading import read_bytes
from slugline.disk.refresh import Refreshed, Refresher
from slugline.disk.selection import Selection
from slugline.errors import ConfigurationError, ConfigurationProblem, ReadError, SluglineError
from slugline.lsp.documents import Document
from slugline.lsp.indexing import indexed_wiki, read_wiki, reads_alike, refresher_of
from slugline.lsp.troubles import configuration_diagnostics
from slugline.lsp.worker import Worker
from slugline.model.facts import Facts, stem_of
from slugline.rules import ARTICLE_RULES
from slugline.syntax import Article, parse
from slugline.text import decode
from slugline.wiki import Configuration, Wiki
from slugline.wiki.articles import Articles

_OWN = frozenset(rule.code for rule in ARTICLE_RULES)
"""What can be said of an article before the others are known."""

_CHUNK = 250
"""Changed articles that are taken over at once: some 20 milliseconds of work."""


_GENERATIONS = count(time.time_ns() // 1_000_000)
"""Never the same number again, also not in the next process: clients keep result ids."""


class IndexingCancelledError(SluglineError):
    """The user has stopped the reading of a wiki that a question is about."""

    def __init__(self) -> None:
        super().__init__("reading the wiki was cancelled; ask again to start it anew")


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


class OpenArticle(msgspec.Struct):
    """An article that is open, parsed as of `version`; -1 where it is not yet."""

    document: Document
    version: int = -1
    article: Article | None = None


class AsOf(msgspec.Struct, frozen=True):
    """The articles of a live wiki at one time, for an answer that is made in steps.

    What the editor or the disk changes afterwards counts for later questions. `documents` are
    copies. The texts of closed articles are on disk, and not kept.
    """

    base: str
    documents: Mapping[str, OpenArticle]
    articles: Articles
    read_from_disk: Callable[[str], Article]

    def read(self, path: str) -> Article:
        """The syntax tree of an article, from the editor where it was open. Raises ReadError."""
        opened = self.documents.get(path)
        if opened is not None and opened.article is not None:
            return opened.article
        return self.read_from_disk(path)


class _CancelledError(Exception):
    """Ends reading in the other thread."""


class LiveWiki:
    """A wiki with the articles that are open in it.

    `root` is its absolute path, empty for a single document outside of any wiki. `is_whole` says
    whether all articles are known; until then `wiki` has those that are open. `is_configured` says
    whether its configuration is known, before which nothing is found. `stale` are the
    open articles and configuration files whose findings may be others than was last told. `clean`
    are articles that are known to have no findings, for whoever has judged them to note.
    `has_swayed` says that a change of one article may have changed what is said of others that are
    open, in findings, lenses or hints.
    """

    def __init__(
        self,
        root: str,
        worker: Worker,
        watcher: Watcher,
        settings: Mapping[str, object] | None = None,
    ) -> None:
        self.root = root
        self.base = root.rstrip(os.sep) + os.sep
        self.configuration = Configuration()
        self.documents: dict[str, OpenArticle] = {}
        self.is_configured = not root
        self.is_whole = False
        self.stale: set[str] = set()
        self.clean: set[str] = set()
        self.has_swayed = False
        self._generation = next(_GENERATIONS)
        self._contents = Contents(Wiki(self.configuration), {}, [])
        self._worker = worker
        self._watcher = watcher
        self._settings: Mapping[str, object] = settings or {}
        self._touched: set[str] = set()
        self._wanted_inventories: frozenset[str] = frozenset()
        self._troubles: dict[str, tuple[Diagnostic, ...]] = {}
        self._judged: dict[str, tuple[Diagnostic, ...]] = {}
        self._clock = 0
        self._revisions: dict[str, int] = {}
        self._levels = self._levels_now()
        self._refresher: Refresher | None = None
        self._hints: set[str] = set()
        self._is_to_read = bool(root)
        self._is_to_configure = False
        self._is_cancelled = False
        self._is_indexed = False
        self._is_refreshing = False
        self._waiting: list[asyncio.Future[None]] = []
        self._waiting_indexed: list[asyncio.Future[None]] = []
        self._waiting_first: list[asyncio.Future[None]] = []
        self._idle = asyncio.Event()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    # -- what it is

    @property
    def is_alone(self) -> bool:
        """Whether this is a single document outside of any wiki."""
        return not self.root

    @property
    def wiki(self) -> Wiki:
        """The wiki as of the last `settle`."""
        return self._contents.wiki

    @property
    def articles(self) -> Articles:
        """Its articles, likewise."""
        return self.wiki.articles

    def as_now(self) -> AsOf:
        """What stays as it is now."""
        self.settle()
        documents = {path: copy(opened) for path, opened in self.documents.items()}
        return AsOf(self.base, documents, self.articles.as_now(), self._read_from_disk)

    @property
    def levels(self) -> Levels:
        """The levels of rules in force: all findings down to hints."""
        return self._levels

    def inside(self, path: str) -> str | None:
        """An absolute path relative to the root, with `/`; None where it is not in the wiki."""
        if self.root and path.startswith(self.base):
            return path[len(self.base) :].replace(os.sep, "/")
        return None

    def holds(self, path: str) -> bool:
        """Whether a file is an article of the wiki by its name and place."""
        return self.selection().holds(path)

    def selection(self) -> Selection:
        """What is an article of the wiki, for more than a few questions about paths."""
        return Selection(self.root, self.configuration)

    def _levels_now(self) -> Levels:
        among = None if self.is_whole else _OWN
        return Levels(self.configuration, lowest="hint", among=among)

    # -- the editor

    def open(self, path: str, document: Document) -> None:
        """Takes the text of the editor as the article at a path, until it is closed."""
        self.documents[path] = OpenArticle(document)
        self.touch(path)

    def touch(self, path: str) -> None:
        """Says that an open article has changed."""
        self._touched.add(path)
        self.stale.add(path)

    def close(self, path: str) -> None:
        """Takes what is on disk as the article again, or nothing where nothing is."""
        del self.documents[path]
        self._touched.discard(path)
        self._judged.pop(path, None)
        examined = self._on_disk(path)
        self._put({path: examined})
        self.stale.discard(path)

    def _on_disk(self, path: str) -> Examined | None:
        if not self.is_whole or not self.holds(path):
            return None
        try:
            data = read_bytes(self.base + path, self.configuration.max_size)
        except ReadError:
            return None
        return examine(data, stem_of(path), self.configuration.schema)

    def settle(self) -> None:
        """Takes over what has changed in the editor since it was last asked."""
        if self._touched:
            touched, self._touched = self._touched, set()
            self._put({path: self._examine_open(path) for path in touched})

    def _examine_open(self, path: str) -> Examined | None:
        """Parses an open article; None where it is too large to be one."""
        opened = self.documents[path]
        text = opened.document.text
        opened.version = opened.document.version
        opened.article = None
        largest = self.configuration.max_size
        if len(text) > largest or (4 * len(text) > largest and len(text.encode()) > largest):
            return None
        opened.article = parse(text, self.configuration.schema)
        return examine_article(opened.article, stem_of(path))

    def _put(self, examined: Mapping[str, Examined | None]) -> None:
        facts: dict[str, Facts | None] = {}
        findings = self._contents.findings
        for path, one in examined.items():
            facts[path] = one.facts if one else None
            if one and one.findings:
                findings[path] = one.findings
            else:
                findings.pop(path, None)
        before = {path: self.articles.get(path) for path in facts}
        affected = change(self.wiki, facts)
        self._note(affected)
        swayed = self.documents.keys() & affected
        says_more = any(says_otherwise(before[path], now) for path, now in facts.items())
        self.has_swayed = (
            self.has_swayed
            or not swayed <= examined.keys()
            or (says_more and not self.documents.keys() <= facts.keys())
        )

    def _note(self, affected: Collection[str]) -> None:
        """Remembers whose findings may be others."""
        self._clock += 1
        self._revisions.update(dict.fromkeys(affected, self._clock))
        self.clean.difference_update(affected)
        for path in self._judged.keys() & affected:
            del self._judged[path]
        self.stale.update(self.documents.keys() & affected)
        own = self.configuration.path
        if own and own in affected:
            self.stale.add(own)

    # -- questions

    def read(self, path: str) -> Article:
        """The syntax tree of an article, from the editor where it is open. Raises ReadError."""
        opened = self.documents.get(path)
        if opened is not None and opened.article is not None:
            return opened.article
        return self._read_from_disk(path)

    def _read_from_disk(self, path: str) -> Article:
        try:
            decoded = decode(read_bytes(self.base + path, self.configuration.max_size))
        except ReadError as error:
            raise type(error)(path, error.reason) from None
        return parse(decoded.source, self.configuration.schema, decoded.invalid)

    def diagnostics(self, path: str) -> tuple[Diagnostic, ...]:
        """The findings of an article or of a configuration file, in order."""
        self.settle()
        known = self._judged.get(path) if self.is_configured else ()
        if known is None:
            known = self.judge({path}).get(path, ())
            if path in self.documents:
                self._judged[path] = known
        return known

    def judge(
        self, paths: Collection[str], suspects: Suspects | None = None
    ) -> dict[str, tuple[Diagnostic, ...]]:
        """The findings of some articles and configuration files; those without any are left out."""
        findings = self._contents.findings
        verdict = judge(self.wiki, findings, self._levels, self.read, paths, suspects)
        found: dict[str, tuple[Diagnostic, ...]] = {
            path: self._troubles[path] for path in self._troubles.keys() & set(paths)
        }
        for one in verdict.diagnostics:
            if one.path in self._troubles:
                continue  # of the last good file, whose lines are no longer there
            found[one.path] = (*found.get(one.path, ()), one)
        return found

    @property
    def wikis(self) -> list[str]:
        """The roots of the wikis that begin inside of this one, as far as it was read."""
        return [self.base + path.rstrip("/") for path in self._contents.wikis]

    @property
    def configuration_files(self) -> list[str]:
        """The files of the configuration of which something may be found, sorted."""
        own = {self.configuration.path} if self.configuration.path else set()
        return sorted({*self._troubles, *own})

    def revision(self, path: str) -> str:
        """Stands for the findings at a path: while it is the same, so are they."""
        return f"{self._generation:x}.{self._revisions.get(path, 0)}"

    @property
    def now(self) -> tuple[int, int]:
        """Stands for all findings, for `has_changed`."""
        return self._generation, self._clock

    def is_as_of(self, since: tuple[int, int]) -> bool:
        """Whether nothing at all has changed since a time (`now`)."""
        return not self._touched and self.now == since

    def is_as_on_disk(self, path: str) -> bool:
        """Whether what is known of an article is what is on disk; if not, it is read again soon."""
        if self._refresher is None:
            return True
        if not self._refresher.is_as_remembered(path):
            self.hint([self.base + path])
            return False
        # Files that are being read again are remembered before they are known.
        return not self._is_refreshing

    def has_changed(self, path: str, since: tuple[int, int]) -> bool:
        """Whether the findings at a path may be others than they were at a time (`now`)."""
        generation, clock = since
        return generation != self._generation or self._revisions.get(path, 0) > clock

    def whole(self) -> asyncio.Future[None] | None:
        """None where all articles are known, else what is done when they are."""
        return None if self.is_whole or self.is_alone else self._wait_in(self._waiting)

    def indexed(self) -> asyncio.Future[None] | None:
        """None where every question about the wiki is quick to answer, else when it will be."""
        return None if self._is_indexed or self.is_alone else self._wait_in(self._waiting_indexed)

    def _wait_in(self, waiting: list[asyncio.Future[None]]) -> asyncio.Future[None]:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiting.append(future)
        if self._is_cancelled:
            self._is_cancelled = False
            self._is_to_read = True
            self._wake_up()
        return future

    def configured(self) -> asyncio.Future[None] | None:
        """None where the configuration is known, else what is done when it is."""
        if self.is_configured:
            return None
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting_first.append(future)
        return future

    # -- the disk

    def start(self) -> None:
        """Begins to read the wiki, and to follow it; on a running loop."""
        if self.root and self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._follow())

    def stop(self) -> None:
        """Ends that."""
        self._is_cancelled = True
        if self._task is not None:
            self._task.cancel()
        self._tell_waiting(IndexingCancelledError())
        _tell(self._waiting_first, IndexingCancelledError())

    def hint(self, paths: Collection[str]) -> None:
        """Absolute paths at which something may have changed on disk; others are passed over."""
        mine = {path for path in paths if path == self.root or path.startswith(self.base)}
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
        if self.root:
            self._is_to_read = True
            self._wake_up()

    def cancel_reading(self) -> None:
        """Stops reading, as the user wants; it starts again at the next question that needs it."""
        if not self.is_whole:
            self._is_cancelled = True

    async def settled(self) -> None:
        """Waits until all that was told of the disk and the settings is taken over."""
        if self.root:
            await self._idle.wait()

    def _wake_up(self) -> None:
        self._idle.clear()
        self._wake.set()

    async def _follow(self) -> None:
        while True:
            self._wake.clear()
            if self._is_to_read or self._is_to_configure:
                anew = self._is_to_read
                self._is_to_read = self._is_to_configure = False
                await self._configure(anew)
            elif self._hints and self.is_whole:
                hints, self._hints = self._hints, set()
                self._is_refreshing = True
                await self._refresh(hints)
                self._is_refreshing = False
            else:
                self._idle.set()
                await self._wake.wait()

    async def _configure(self, anew: bool) -> None:
        """Reads the configuration, and the articles where they are to be read in another way.

        Where the configuration is broken the last good one stays in force.
        """
        root, settings = Path(self.root), self._settings
        configuration = self.configuration
        troubles: tuple[ConfigurationProblem, ...] = ()
        inventories: tuple[str, ...] = ()
        try:
            configuration = await self._worker.run(lambda: load_configuration(root, settings))
        except ConfigurationError as error:
            troubles, inventories = error.problems, error.inventories
        # Those of the good one are followed anyway.
        self._wanted_inventories = frozenset(map(normpath, inventories))
        self._take_troubles(configuration_diagnostics(troubles))
        if not self.is_configured:
            self._begin(configuration)
        if anew or not self.is_whole or not reads_alike(configuration, self.configuration):
            await self._read_all(configuration)
        elif configuration != self.configuration:
            articles = self.wiki.articles
            self._refresher = await self._worker.run(
                lambda: refresher_of(self.root, configuration, set(articles))
            )
            self.wiki.configure(configuration)
            self._begin_generation(configuration)
        self._watcher.changed(self)

    def _begin(self, configuration: Configuration) -> None:
        """The configuration is known for the first time: open articles can be judged alone."""
        self.is_configured = True
        self._contents = Contents(Wiki(configuration), {}, [])
        self._begin_generation(configuration)
        self._touched.update(self.documents)
        waiting, self._waiting_first = self._waiting_first, []
        _tell(waiting, None)
        self._watcher.changed(self)

    def _take_troubles(self, troubles: dict[str, tuple[Diagnostic, ...]]) -> None:
        told = {*self._troubles, *troubles}
        self._troubles = troubles
        self.stale |= told
        self._clock += 1
        self._revisions.update(dict.fromkeys(told, self._clock))

    def _begin_generation(self, configuration: Configuration) -> None:
        """All findings may be others."""
        self.stale.update({self.configuration.path, configuration.path} - {""})
        self.stale.update(self.documents)
        self.configuration = configuration
        self._levels = self._levels_now()
        self._generation = next(_GENERATIONS)
        self.clean.clear()
        self._revisions.clear()
        self._judged.clear()

    async def _read_all(self, configuration: Configuration) -> None:
        loop = asyncio.get_running_loop()
        root = self.root

        def progress_of(total: int) -> Callable[[int], None]:
            loop.call_soon_threadsafe(self._watcher.reading, self, total)
            return progress

        def progress(done: int) -> None:
            if self._is_cancelled:
                raise _CancelledError
            loop.call_soon_threadsafe(self._watcher.progressed, self, done)

        try:
            contents, refresher = await self._worker.run(
                lambda: read_wiki(root, configuration, progress_of)
            )
            columns = contents.wiki.articles.columns
        except _CancelledError:
            self._tell_waiting(IndexingCancelledError())
        except ReadError as error:  # the folder is not there, or no longer
            self._watcher.log(str(error))
            empty = Contents(Wiki(configuration), {}, [])
            self._take_contents(configuration, empty, Refresher(root, configuration))
            self._tell_indexed(None)
        else:
            self._take_contents(configuration, contents, refresher)
            self._watcher.changed(self)
            self._take_indexed(await self._worker.run(lambda: indexed_wiki(configuration, columns)))
        self._watcher.read(self)

    def _take_contents(
        self, configuration: Configuration, contents: Contents, refresher: Refresher
    ) -> None:
        self._contents = contents
        self._refresher = refresher
        self.is_whole = True
        self._is_indexed = False
        self._begin_generation(configuration)
        self._touched.update(self.documents)
        self.settle()
        for line in [contents.warning, *map(str, contents.problems)]:
            if line:
                self._watcher.log(line)
        self._tell_waiting(None)

    def _take_indexed(self, indexed: Wiki) -> None:
        """Puts a wiki of the same articles, as they were read, in the place of this one.

        It has all its indexes, so that no question waits for them.
        """
        articles = self.wiki.articles
        if len(articles.numbers) < len(articles.columns):
            for path in articles.columns.paths:
                if path not in articles.numbers:
                    indexed.remove(path)
        for path, facts in articles.changed.items():
            indexed.put(path, facts)
        self._contents.wiki = indexed
        self._tell_indexed(None)

    def _tell_waiting(self, error: Exception | None) -> None:
        waiting, self._waiting = self._waiting, []
        _tell(waiting, error)
        if error is not None:
            self._tell_indexed(error)

    def _tell_indexed(self, error: Exception | None) -> None:
        self._is_indexed = error is None
        waiting, self._waiting_indexed = self._waiting_indexed, []
        _tell(waiting, error)

    async def _refresh(self, hints: set[str]) -> None:
        """Takes over what is on disk after a burst of hints."""
        refresher = self._refresher
        assert refresher is not None
        articles = self.wiki.articles
        broken = {problem.path for problem in self._contents.problems}
        job = job_of(self.root, self.configuration)
        wanted = self._wanted_inventories

        def look() -> tuple[Refreshed, Loaded]:
            # Copied in one step: the loop may put articles meanwhile.
            refreshed = refresher.refresh(hints, set(articles), broken, wanted)
            return refreshed, load(job, () if refreshed.everything else refreshed.read)

        refreshed, loaded = await self._worker.run(look)
        if refreshed.everything:
            inventories = map(normpath, self.configuration.inventories)
            settings = {CONFIGURATION_FILE, *inventories, *wanted}
            if all(self.inside(hint) in settings for hint in hints):
                self._is_to_configure = True
            else:
                self._is_to_read = True
        elif refreshed:
            await self._take(refreshed, loaded)

    async def _take(self, refreshed: Refreshed, loaded: Loaded) -> None:
        """Takes over articles that were read again, some at a time; open ones stay as they are."""
        paths = [*refreshed.read, *sorted(refreshed.gone)]
        problems, wikis = refreshed.problems, refreshed.wikis
        for start in range(0, max(len(paths), 1), _CHUNK):
            if start:
                await asyncio.sleep(0)
            part = [path for path in paths[start : start + _CHUNK] if path not in self.documents]
            self._note(self._contents.take(Refreshed(part, problems=problems, wikis=wikis), loaded))
            problems = None
        self._watcher.changed(self)


def _tell(waiting: Iterable[asyncio.Future[None]], error: Exception | None) -> None:
    for future in waiting:
        if not future.done():
            if error is None:
                future.set_result(None)
            else:
                future.set_exception(error)
