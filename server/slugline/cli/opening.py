"""Opens the wiki that paths on the command line belong to."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path

import msgspec

from slugline.check import Examined, Verdict, judge
from slugline.check.levels import Levels
from slugline.cli.exits import WRONG_USE
from slugline.cli.paths import Chosen, View, root_of, working_folder
from slugline.cli.progress import progress_of
from slugline.cli.terminal import complain
from slugline.disk.configuration import CONFIGURATION_FILE, load_configuration
from slugline.disk.discovery import is_article
from slugline.disk.judging import judge_whole
from slugline.disk.names import JOURNAL, shown
from slugline.disk.opening import Contents, read_contents
from slugline.disk.reading import read_bytes
from slugline.disk.selection import Selection
from slugline.disk.stamps import mark_of
from slugline.errors import ConfigurationError, ReadError, UsageError, WriteError
from slugline.syntax import Article, parse
from slugline.text import Decoded, decode
from slugline.wiki import Configuration

_NAMED = 5
"""So many wikis inside of an empty one are named."""


class OpenWiki(Contents, kw_only=True, dict=True):
    """A wiki read from a folder, which is to be shown.

    `root` is absolute; `texts` are those articles that are not what is on disk.
    """

    root: str
    configuration: Configuration
    jobs: int | None = None
    texts: dict[str, Decoded] = msgspec.field(default_factory=dict)

    @cached_property
    def _view(self) -> View:
        return View(self.root)

    @property
    def baseline(self) -> Path | None:
        """The baseline that the configuration names."""
        name = self.configuration.baseline
        return Path(self.root, name) if name else None

    def shown(self, path: str) -> str:
        """A path of the wiki as the user is to see it: relative to the working folder."""
        return self._view.of(path)

    def complain(self, more: Iterable[ReadError] = ()) -> int:
        """Says which files could not be read, each once and in the order of their paths.

        Gives the exit code: 0 where there were none.
        """
        lines = {f"{self.shown(one.path)}: {one.reason}" for one in (*self.problems, *more)}
        for line in sorted(lines):
            complain(line)
        return WRONG_USE if lines else 0

    def complain_if_empty(self) -> None:
        """Says so where the wiki has no articles, and what would be one."""
        if not self.wiki.articles and not self.problems:
            include = ", ".join(self.configuration.include)
            line = f"no articles in {self._view.root} (include: {include})"
            if self.wikis:
                named = [self.shown(path) for path in self.wikis[:_NAMED]]
                more = ", …" if len(self.wikis) > _NAMED else ""
                line += f"; wikis of their own are in {', '.join(named)}{more}: name them"
            complain(line)

    def refuse_outputs(self, outputs: Iterable[Path]) -> None:
        """Raises UsageError where a report would overwrite what is the wiki's, or be an article.

        A baseline belongs to the wiki, too, where the configuration names it.
        """
        configuration = self.configuration
        names = [CONFIGURATION_FILE, *configuration.inventories, configuration.baseline]
        own = {os.path.realpath(f"{self.root}/{name}") for name in names if name}
        for output in outputs:
            real = os.path.realpath(output)
            path = os.path.relpath(real, self.root).replace(os.sep, "/")
            named = shown(str(output))
            if path in self.wiki.articles:
                raise UsageError(f"{named} is an article of the wiki: no report is written there")
            if real in own:
                raise UsageError(f"{named} belongs to the wiki: no report is written there")
            if path[:3] != "../" and is_article(self.root, path, configuration):
                include = ", ".join(configuration.include)
                raise UsageError(
                    f"{named} would be an article of the wiki (include: {include}): give the "
                    "report another name, or write it elsewhere"
                )

    def put(self, path: str, examined: Examined, decoded: Decoded) -> None:
        """Takes a text that is not on disk as the article at a path."""
        self.wiki.put(path, examined.facts)
        self.findings[path] = examined.findings
        self.texts[path] = decoded
        self.problems = [one for one in self.problems if one.path != path]

    def is_as_read(self, path: str) -> bool:
        """Whether the file of an article is certainly the one that was read."""
        stamp = self.stamps.get(path)
        try:
            return stamp is not None and mark_of(Path(self.root, path).stat()) == stamp
        except (OSError, ValueError):
            return False

    def decoded(self, path: str) -> Decoded:
        """The text of an article, read from disk now if it is there. Raises ReadError."""
        if path in self.texts:
            return self.texts[path]
        try:
            return decode(read_bytes(f"{self.root}/{path}", self.configuration.max_size))
        except ReadError as error:
            raise type(error)(path, error.reason) from None

    def read(self, path: str) -> Article:
        """The syntax tree of an article, read from disk now. Raises ReadError."""
        decoded = self.decoded(path)
        return parse(decoded.source, self.configuration.schema, decoded.invalid)

    def judge(self, levels: Levels, only: Iterable[str] | None = None) -> Verdict:
        """Judges the whole wiki, or only the articles at some paths."""
        if only is None:
            return judge_whole(self.wiki, self.findings, levels, self.read, jobs=self.jobs)
        return judge(self.wiki, self.findings, levels, self.read, set(only))


def configuration_of(root: Path) -> Configuration:
    """The configuration of the wiki at a root.

    Raises ConfigurationError with paths as the user is to see them.
    """
    try:
        return load_configuration(root)
    except ConfigurationError as error:
        view = View(root)
        raise ConfigurationError(
            *(msgspec.structs.replace(one, path=view.of(one.path)) for one in error.problems)
        ) from None


def without_excluded(chosen: Iterable[Chosen]) -> list[Chosen]:
    """What is chosen without the files that are no articles of their wiki, as a hook wants it.

    A wiki is left out where nothing of it remains. Raises ConfigurationError.
    """
    kept = (_without_excluded(one) if one.files else one for one in chosen)
    return [one for one in kept if one.whole or one.folders or one.files]


def _without_excluded(chosen: Chosen) -> Chosen:
    selection = Selection(chosen.root, configuration_of(chosen.root))
    kept = (path for path in chosen.files if path == CONFIGURATION_FILE or selection.holds(path))
    return msgspec.structs.replace(chosen, files=list(kept))


def end_change(root: Path) -> None:
    """Ends a change of several files that was stopped half-way, as a rename that was killed.

    Raises WriteError.
    """
    if not os.path.lexists(root / JOURNAL):
        return
    from slugline.disk.journal import recover

    try:
        done = recover(root)
    except WriteError as error:
        raise WriteError(View(root).of(error.path), error.reason) from None
    if done:
        complain(f"a change that had been stopped half-way is {done} now")


def open_wiki(
    root: Path, extra: Iterable[str] = (), jobs: int | None = None, *, cached: bool = True
) -> OpenWiki:
    """Reads the wiki at a root, by way of the cache where it is `cached`.

    `extra` are paths of files that are articles whatever their names. A change that was not ended
    is ended first. Raises ConfigurationError, and WriteError where that can't be done.
    """
    end_change(root)
    configuration = configuration_of(root)
    with ExitStack() as stack:
        contents = read_contents(
            str(root),
            configuration,
            extra,
            jobs,
            cached=cached,
            progress_of=lambda total: stack.enter_context(progress_of(total)),
        )
    if contents.warning:
        complain(contents.warning)
    return OpenWiki(
        **msgspec.structs.asdict(contents),
        root=str(root),
        configuration=configuration,
        jobs=jobs,
    )


def open_here(root: Path | None) -> OpenWiki:
    """The wiki of the working folder, or at a root that the user has named, to be looked at."""
    opened = open_wiki(root_of(working_folder(), root))
    opened.complain_if_empty()
    return opened
