"""Opens the wiki that paths on the command line belong to."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

import msgspec

from slugline.check import Examined, Verdict, judge
from slugline.check.levels import Levels
from slugline.cli.exits import WRONG_USE
from slugline.cli.paths import root_of
from slugline.cli.progress import progress_of
from slugline.cli.terminal import complain
from slugline.disk.configuration import load_configuration
from slugline.disk.discovery import discover
from slugline.disk.load import Job, load
from slugline.disk.reading import read_bytes
from slugline.errors import ReadError
from slugline.rules.rule import Finding
from slugline.syntax import Article, parse
from slugline.text import Decoded, decode
from slugline.wiki import Configuration, Wiki


class OpenWiki(msgspec.Struct, dict=True):
    """A wiki read from a folder, with what was found in each article taken alone.

    `root` is absolute; `problems` are the files that could not be read, `texts` those articles
    that are not what is on disk.
    """

    root: str
    configuration: Configuration
    wiki: Wiki
    findings: dict[str, tuple[Finding, ...]]
    problems: list[ReadError]
    texts: dict[str, Decoded] = msgspec.field(default_factory=dict)

    @cached_property
    def _prefix(self) -> str:
        prefix = os.path.relpath(self.root).replace(os.sep, "/")
        return "" if prefix == "." else f"{prefix}/"

    def shown(self, path: str) -> str:
        """A path of the wiki as the user is to see it: relative to the working folder."""
        return self._prefix + path

    def complain(self) -> int:
        """Says which files could not be read; gives the exit code: 0 where there were none."""
        for problem in self.problems:
            complain(f"{self.shown(problem.path)}: {problem.reason}")
        return WRONG_USE if self.problems else 0

    def put(self, path: str, examined: Examined, decoded: Decoded) -> None:
        """Takes a text that is not on disk as the article at a path."""
        self.wiki.put(path, examined.facts)
        self.findings[path] = examined.findings
        self.texts[path] = decoded

    def decoded(self, path: str) -> Decoded:
        """The text of an article, read from disk now if it is there. Raises ReadError."""
        if path in self.texts:
            return self.texts[path]
        return decode(read_bytes(f"{self.root}/{path}", self.configuration.max_size))

    def read(self, path: str) -> Article:
        """The syntax tree of an article, read from disk now. Raises ReadError."""
        decoded = self.decoded(path)
        return parse(decoded.source, self.configuration.schema, decoded.invalid)

    def judge(self, levels: Levels, only: Iterable[str] | None = None) -> Verdict:
        """Judges the whole wiki, or only the articles at some paths."""
        return judge(
            self.wiki, self.findings, levels, self.read, None if only is None else set(only)
        )


def open_wiki(root: Path, extra: Iterable[str] = (), jobs: int | None = None) -> OpenWiki:
    """Reads the wiki at a root.

    `extra` are paths of files that are articles whatever their names. Raises ConfigurationError.
    """
    configuration = load_configuration(root)
    discovery = discover(root, configuration)
    paths = sorted({*discovery.paths, *extra})
    job = Job(str(root), configuration.schema, configuration.max_size)
    with progress_of(len(paths)) as progress:
        loaded = load(job, paths, jobs=jobs, progress=progress)
    return OpenWiki(
        str(root),
        configuration,
        Wiki(configuration, loaded.facts.items()),
        loaded.findings,
        [*discovery.problems, *loaded.problems],
    )


def open_here(root: Path | None) -> OpenWiki:
    """The wiki of the working folder, or at a root that the user has named."""
    return open_wiki(root_of(Path.cwd(), root))
