"""One wiki, as it is in the editor and on disk.

An article that is open is what the editor says; all others are what is on disk. Changes in the
editor are taken over at the next question (`settle`), so that of many keystrokes in a row each
costs next to nothing. What is on disk is read and followed by `following.py`.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from copy import copy

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
from slugline.disk.load import Loaded
from slugline.disk.opening import Contents
from slugline.disk.reading import read_bytes
from slugline.disk.refresh import Refreshed
from slugline.disk.selection import Selection
from slugline.errors import ReadError
from slugline.lsp.documents import Document
from slugline.lsp.following import Following, Watcher
from slugline.lsp.revisions import Revisions
from slugline.lsp.snapshot import AsOf, OpenArticle
from slugline.lsp.worker import Worker
from slugline.model.facts import Facts, stem_of
from slugline.rules import ARTICLE_RULES
from slugline.syntax import Article, parse
from slugline.text import decode
from slugline.wiki import Configuration, Wiki
from slugline.wiki.articles import Articles

_OWN = frozenset(rule.code for rule in ARTICLE_RULES)
"""What can be said of an article before the others are known."""


class LiveWiki:
    """A wiki with the articles that are open in it.

    `root` is its absolute path, empty for a single document outside of any wiki; `is_only_shown`
    says that this one is of another time or place, and nothing is found in it. `is_whole` says
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
        *,
        only_shown: bool = False,
    ) -> None:
        self.root = root
        self.is_only_shown = only_shown
        self.base = root.rstrip(os.sep) + os.sep
        self.configuration = Configuration()
        self.documents: dict[str, OpenArticle] = {}
        self.is_configured = not root
        self.is_whole = False
        self.stale: set[str] = set()
        self.clean: set[str] = set()
        self.has_swayed = False
        self._contents = Contents(Wiki(self.configuration), {}, [])
        self._touched: set[str] = set()
        self._troubles: dict[str, tuple[Diagnostic, ...]] = {}
        self._judged: dict[str, tuple[Diagnostic, ...]] = {}
        self._revisions = Revisions()
        self._levels = self._levels_now()
        self.following = Following(self, worker, watcher, settings or {})

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
        return not self.is_alone and self.selection().holds(path)

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
        self._revisions.note(affected)
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
        is_judged = self.is_configured and not self.is_only_shown
        known = self._judged.get(path) if is_judged else ()
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
    def wikis(self) -> set[str]:
        """The roots of the wikis that begin inside of this one, as far as it was read."""
        return {self.base + path.rstrip("/") for path in self._contents.wikis}

    @property
    def configuration_files(self) -> list[str]:
        """The files of the configuration of which something may be found, sorted."""
        own = {self.configuration.path} if self.configuration.path else set()
        return sorted({*self._troubles, *own})

    def revision(self, path: str) -> str:
        """Stands for the findings at a path: while it is the same, so are they."""
        return self._revisions.of(path)

    @property
    def now(self) -> tuple[int, int]:
        """Stands for all findings, for `has_changed`."""
        return self._revisions.now

    def is_as_of(self, since: tuple[int, int]) -> bool:
        """Whether nothing at all has changed since a time (`now`)."""
        return not self._touched and self.now == since

    def has_changed(self, path: str, since: tuple[int, int]) -> bool:
        """Whether the findings at a path may be others than they were at a time (`now`)."""
        return self._revisions.has_changed(path, since)

    # -- the disk

    @property
    def unreadable(self) -> set[str]:
        """The files that could not be read when they were last looked at."""
        return {problem.path for problem in self._contents.problems}

    def begin(self, configuration: Configuration) -> None:
        """The configuration is known for the first time: open articles can be judged alone."""
        self.is_configured = True
        self._contents = Contents(Wiki(configuration), {}, [])
        self._touched.update(self.documents)
        self._begin_generation(configuration)

    def take_troubles(self, troubles: dict[str, tuple[Diagnostic, ...]]) -> None:
        """Takes over what is wrong with the configuration, by its files."""
        told = {*self._troubles, *troubles}
        self._troubles = troubles
        self.stale |= told
        self._revisions.note(told)

    def take_configuration(self, configuration: Configuration) -> None:
        """Takes over a configuration in which the same articles are read in the same way."""
        self.wiki.configure(configuration)
        self._begin_generation(configuration)

    def opened(self) -> Mapping[str, Facts]:
        """The facts, as of the last `settle`, of the open articles that are not as first read.

        Another thread may ask: all is copied in one step.
        """
        changed = dict(self.articles.changed)
        return {path: changed[path] for path in tuple(self.documents) if path in changed}

    def take_contents(
        self, configuration: Configuration, contents: Contents, opened: Collection[str] = ()
    ) -> None:
        """Takes over all articles as they are on disk; open ones stay as they are.

        `contents` have those that were open when it was read (`opened`) as they were then.
        """
        self._contents = contents
        self.is_whole = True
        self._begin_generation(configuration)
        self._touched.update(self.documents)
        self.settle()
        self._put({path: self._on_disk(path) for path in opened if path not in self.documents})

    def take_indexed(self, indexed: Wiki) -> None:
        """Puts a wiki of the same articles, as they were read, in the place of this one.

        It has all its indexes, so that no question waits for them.
        """
        articles = self.articles
        if len(articles.numbers) < len(articles.columns):
            for path in articles.columns.paths:
                if path not in articles.numbers:
                    indexed.remove(path)
        for path, facts in articles.changed.items():
            indexed.put(path, facts)
        self._contents.wiki = indexed

    def take(self, refreshed: Refreshed, loaded: Loaded) -> None:
        """Takes over articles that were read again."""
        self._note(self._contents.take(refreshed, loaded))

    def _begin_generation(self, configuration: Configuration) -> None:
        """All findings may be others."""
        self.stale.update({self.configuration.path, configuration.path} - {""})
        self.stale.update(self.documents)
        self.configuration = configuration
        self._levels = self._levels_now()
        self._revisions.begin()
        self.clean.clear()
        self._judged.clear()
