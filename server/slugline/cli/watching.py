"""`slugline check --watch`: checks, waits for changes, and checks again what they affect."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import NoReturn

import click

from slugline.check import Diagnostic, Verdict
from slugline.cli.paths import Chosen
from slugline.cli.reporting import Choices, Part, report
from slugline.cli.targets import files_of
from slugline.cli.terminal import complain
from slugline.disk.load import load
from slugline.disk.opening import job_of
from slugline.disk.refresh import Refreshed, Refresher
from slugline.disk.watching import Watch
from slugline.errors import ConfigurationError, ReadError, SluglineError
from slugline.report import counted

_CLEAR = "\x1b[2J\x1b[3J\x1b[H"
"""Clears a terminal and what was scrolled out of it, and goes to its first place."""

Open = Callable[[Chosen], Part]
"""Reads a wiki, or what is chosen of it; raises ConfigurationError."""


New = Callable[[Sequence[Part]], Sequence[Part]]
"""Gives what of the judged parts is to be reported."""


def watch(
    chosen: Sequence[Chosen], opener: Open, choices: Choices, new_of: New, baseline: Path | None
) -> NoReturn:
    """Checks wikis at every change; only Ctrl-C ends it, or what is wrong at the first check.

    `baseline` counts in place of those of the configurations.
    """
    written = [str(output.resolve()) for output in files_of(choices.targets)]
    with Watch([one.root for one in chosen]) as watching:
        start = time.perf_counter()
        wikis = [_Live(one, opener, choices) for one in chosen]
        _show(wikis, choices, start, new_of, is_first=True)
        gc.freeze()  # what is there now stays; what comes is little, and is collected
        gc.enable()
        for burst in watching.bursts():
            start = time.perf_counter()
            # What this writes itself is no change: it would go on for ever.
            hints = burst.difference(written)
            followed = [wiki.follow(hints) for wiki in wikis]
            baselines = {baseline, *(wiki.part.opened.baseline for wiki in wikis if wiki.part)}
            if any(followed) or any(file and str(file.resolve()) in hints for file in baselines):
                _show(wikis, choices, start, new_of)
    raise KeyboardInterrupt


def _show(
    wikis: Iterable[_Live], choices: Choices, start: float, new_of: New, *, is_first: bool = False
) -> None:
    """Writes the findings, and says when that was; a terminal is cleared before."""
    to_stdout = any(one.output is None for one in choices.targets)
    at_terminal = to_stdout and sys.stdout.isatty()
    if at_terminal:
        sys.stdout.write(_CLEAR)
        sys.stdout.flush()
    parts: list[Part] = []
    for wiki in wikis:
        if wiki.part is None:
            _complain_of(wiki.error)
        else:
            parts.append(wiki.part)
    if parts:
        try:
            report(new_of(parts), choices)
        except SluglineError as error:
            if is_first:
                raise
            _complain_of(error)
    number = sum(part.articles for part in parts)
    took = time.perf_counter() - start
    click.echo(
        f"Checked {counted(number, 'article')} at {time.strftime('%H:%M:%S')} "
        f"in {took:.2f} s; watching for changes (Ctrl-C ends)",
        err=True,
    )


def _complain_of(error: SluglineError | None) -> None:
    for line in str(error).split("\n"):
        complain(line)


class _Live:
    """A wiki that is kept in memory as it is on disk, with what is found in it.

    While its configuration is broken, or its folder gone, `part` is None and `error` says why.
    """

    def __init__(self, chosen: Chosen, opener: Open, choices: Choices) -> None:
        self._chosen = chosen
        self._opener = opener
        self._choices = choices
        self.error: SluglineError | None = None
        self.part: Part | None = None
        self._open()

    def _open(self) -> None:
        """Reads and judges everything anew."""
        self.part = self.error = None
        try:
            part = self._opener(self._chosen)
        except (ConfigurationError, ReadError) as error:
            self.error = error
            return
        opened = part.opened
        self._levels = self._choices.levels(opened)
        self._job = job_of(opened.root, opened.configuration)
        self._refresher = Refresher(opened.root, opened.configuration, self._chosen.articles)
        self._refresher.remember(opened.wiki.articles, opened.stamps)
        self.part = part
        self._judge_all(part)

    def _judge_all(self, part: Part) -> None:
        verdict = part.opened.judge(self._levels, part.only)
        found = groupby(verdict.diagnostics, key=_path_of)
        self._found = {path: tuple(some) for path, some in found}
        self._unread = {error.path: error for error in verdict.unread}
        part.verdict = verdict

    def follow(self, hints: Collection[str]) -> bool:
        """Takes over what is on disk after a burst; says whether that asks for a new report."""
        base = str(self._chosen.root)
        if not any(hint == base or hint.startswith(f"{base.rstrip('/')}/") for hint in hints):
            return False
        part = self.part
        if part is None:
            before = str(self.error)
            self._open()
            return self.part is not None or str(self.error) != before
        opened = part.opened
        broken = {problem.path for problem in opened.problems}
        refreshed = self._refresher.refresh(hints, opened.wiki.articles.keys(), broken)
        if refreshed.everything:
            self._open()
        elif refreshed:
            self._take(part, refreshed)
        return bool(refreshed)

    def _take(self, part: Part, refreshed: Refreshed) -> None:
        """Reads what has changed, and judges what that affects."""
        opened = part.opened
        loaded = load(self._job, refreshed.read, jobs=opened.jobs)
        affected = opened.take(refreshed, loaded, self._chosen.articles)
        part.only = self._chosen.of(opened.wiki.articles)
        if 2 * len(affected) > len(opened.wiki.articles):
            self._judge_all(part)
            return
        again = affected if part.only is None else affected & part.only
        verdict = opened.judge(self._levels, again)
        for path in affected:
            self._found.pop(path, None)
            self._unread.pop(path, None)
        for path, some in groupby(verdict.diagnostics, key=_path_of):
            self._found[path] = tuple(some)
        self._unread.update((error.path, error) for error in verdict.unread)
        found = [one for path in sorted(self._found) for one in self._found[path]]
        part.verdict = Verdict(tuple(found), tuple(self._unread.values()))


def _path_of(diagnostic: Diagnostic) -> str:
    return diagnostic.path
