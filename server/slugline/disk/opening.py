"""Reads a whole wiki from its folder, and keeps it as it is on disk after that."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

import msgspec

from slugline.check import change
from slugline.disk.discovery import discover
from slugline.disk.load import WORTH_CACHING, Job, Loaded, load
from slugline.disk.refresh import Refreshed
from slugline.disk.stamps import Stamp
from slugline.errors import MissingError, ReadError
from slugline.rules.rule import Finding
from slugline.wiki import Configuration, Wiki


class Contents(msgspec.Struct):
    """A wiki as it was read, with what was found in each article taken alone.

    `problems` are the files that could not be read; `warning` says what is wrong with the cache.
    `stamps` are those of articles, taken before they were read, as far as they prove anything.
    `wikis` are the folders in it in which other wikis begin.
    """

    wiki: Wiki
    findings: dict[str, tuple[Finding, ...]]
    problems: list[ReadError]
    warning: str = ""
    stamps: Mapping[str, Stamp] = msgspec.field(default_factory=dict)
    wikis: tuple[str, ...] = ()

    def take(
        self, refreshed: Refreshed, loaded: Loaded, named: Collection[str] = ()
    ) -> frozenset[str]:
        """Takes over what a burst of changes on disk asks for; gives the paths that it affects.

        `loaded` has what was read again, and may have more; `named` are files that are articles
        whatever their names.
        """
        looked_at = {*refreshed.read, *refreshed.gone}
        if refreshed.problems is None:
            problems = [one for one in self.problems if one.path not in looked_at]
        else:
            problems = list(refreshed.problems)
        problems += [
            problem
            for problem in loaded.problems
            if problem.path in looked_at
            # What vanishes while it is read is simply gone.
            and (problem.path in named or not isinstance(problem, MissingError))
        ]
        self.problems = problems
        if refreshed.wikis is not None:
            self.wikis = refreshed.wikis
        for path in looked_at:
            self.findings.pop(path, None)
            if path in loaded.findings:
                self.findings[path] = loaded.findings[path]
        return change(self.wiki, {path: loaded.facts.get(path) for path in looked_at})


def job_of(root: str, configuration: Configuration) -> Job:
    """What is the same for all articles of the wiki at an absolute path."""
    return Job(root, configuration.schema, configuration.max_size)


def read_contents(
    root: str,
    configuration: Configuration,
    extra: Iterable[str] = (),
    jobs: int | None = None,
    *,
    cached: bool = True,
    progress_of: Callable[[int], Callable[[int], None]] = lambda _: lambda _: None,
) -> Contents:
    """Reads the wiki at a root, an absolute path, by way of the cache where it is `cached`.

    `extra` are paths of files that are articles whatever their names. `progress_of` is told the
    number of articles, and gives what is called with the number of those read so far. Raises
    ReadError where the root is no folder.
    """
    discovery = discover(root, configuration, stamped=cached)
    paths = sorted({*discovery.paths, *extra})
    job = job_of(root, configuration)
    progress = progress_of(len(paths))
    warning = ""
    if cached and len(paths) >= WORTH_CACHING:
        from slugline.disk.cache import Cache

        cache = Cache(job)
        loaded = cache.load(paths, discovery.stamps, jobs=jobs, progress=progress)
        warning = cache.warning
    else:
        loaded = load(job, paths, jobs=jobs, progress=progress)
    return Contents(
        Wiki(configuration, loaded.columns),
        loaded.findings,
        [*discovery.problems, *loaded.problems],
        warning,
        discovery.stamps,
        discovery.wikis,
    )
