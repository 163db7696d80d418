"""`slugline check --baseline FILE`: only what is new; `--update-baseline`: all this is known."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import msgspec

from slugline.check import Diagnostic, Verdict, at_least
from slugline.check.baseline import Article, Known, compare, updated
from slugline.cli.reporting import Choices, Part
from slugline.cli.terminal import complain
from slugline.disk.baseline import read_baseline, write_baseline
from slugline.disk.names import shown
from slugline.errors import MissingError, ReadError, UsageError, WriteError
from slugline.report import counted
from slugline.rules import BY_CODE


def with_new_only(
    parts: Sequence[Part], choices: Choices, named: Path | None, *, update: bool
) -> list[Part]:
    """The parts, judged, without the findings that the baseline knows.

    The baseline is the one that is `named`, else the one of each wiki's configuration. With
    `update` it is written first, so that it knows all that is found. Raises UsageError where it
    is not there, ConfigurationError where it is none.
    """
    by_file: dict[Path | None, list[Part]] = {}
    for part in parts:
        by_file.setdefault(named or part.opened.baseline, []).append(part)
    written = {os.path.realpath(target.output) for target in choices.targets if target.output}
    done: list[Part] = []
    for file, some in by_file.items():
        if file is not None:
            if os.path.realpath(file) in written:
                raise UsageError(f"a report would overwrite the baseline {shown(str(file))}")
            done += _Beside(file, some, choices).without_known(update=update)
        elif update:
            raise UsageError(
                "--update-baseline: which file? Say --baseline FILE, or set `baseline` in "
                "slugline.toml"
            )
        else:
            done += some
    return done


class _Beside:
    """Judged parts of wikis, beside a baseline."""

    def __init__(self, file: Path, parts: Sequence[Part], choices: Choices) -> None:
        self._file = file
        self._choices = choices
        self._shown = shown(os.path.relpath(file))
        self._folder = str(file.absolute().parent.resolve())
        self._parts = [_judged(part, choices) for part in parts]
        self._levels = {one.opened.root: choices.levels(one.opened) for one in parts}
        self._roots = [self._seen(part.opened.root) for part in parts]

    def _seen(self, absolute: str) -> str:
        """A folder as it is seen from the baseline, with a `/` at its end; its own is empty."""
        way = os.path.relpath(absolute, self._folder).replace(os.sep, "/")
        return "" if way == "." else f"{way}/"

    def _read(self, *, update: bool) -> list[Known]:
        try:
            return read_baseline(self._file, self._shown)
        except MissingError:
            if update:
                return []
            raise UsageError(
                f"there is no baseline {self._shown}; with --update-baseline it is written"
            ) from None
        except ReadError as error:
            raise ReadError(self._shown, error.reason) from None

    def without_known(self, *, update: bool) -> list[Part]:
        found = list(self._found())
        known = self._read(update=update)
        compared = compare(known, found, self._is_gone)
        if update:
            now = updated(compared.left, found, self._was_checked)
            self._write(now, known)
            is_new = [False] * len(found)
        else:
            is_new = compared.is_new
            self._say(found, is_new, sum(map(self._was_checked, compared.left)))
        flags = iter(is_new)
        for part in self._parts:
            assert part.verdict is not None
            new = tuple(one for one in part.verdict.diagnostics if next(flags))
            part.verdict = Verdict(new, part.verdict.unread)
        return self._parts

    def _found(self) -> Iterator[tuple[Article, Diagnostic]]:
        for part, root in zip(self._parts, self._roots, strict=True):
            assert part.verdict is not None
            articles = part.opened.wiki.articles
            article = Article("", "")
            before = ""
            for one in part.verdict.diagnostics:
                if one.path != before:
                    title = articles.title_of(one.path) if one.path in articles else ""
                    before, article = one.path, Article(f"{root}{one.path}", title)
                yield article, one

    def _place(self, path: str) -> tuple[Part, str] | None:
        """The wiki that a path of the baseline lies in, and its path there: None where in none."""
        wikis = zip(self._roots, self._parts, strict=True)
        for root, part in sorted(wikis, key=lambda one: -len(one[0])):
            if path.startswith(root) and not path.startswith("../", len(root)):
                return part, path[len(root) :]
        return None

    def _is_gone(self, path: str) -> bool:
        place = self._place(path)
        if place is None:
            return False
        return place[1] not in place[0].opened.wiki.articles and not self._exists(path)

    def _exists(self, path: str) -> bool:
        """Whether a file is there: one that is no article may be of a wiki inside of this one."""
        return os.path.lexists(f"{self._folder}/{path}")

    def _was_checked(self, one: Known) -> bool:
        place = self._place(one.path)
        if place is None:
            return False
        part, path = place
        if part.only is not None and path not in part.only:
            return False
        opened = part.opened
        is_one = path in opened.wiki.articles or path == opened.configuration.path
        if not is_one and self._exists(one.path):
            return False
        levels = self._levels[opened.root]
        return one.code in BY_CODE and levels.of(one.code, path) is not None

    def _say(self, found: Sequence[tuple[Article, Diagnostic]], new: list[bool], left: int) -> None:
        least = self._choices.show
        hidden = sum(
            not is_new and at_least(one.severity, least)
            for (_, one), is_new in zip(found, new, strict=True)
        )
        said: list[str] = []
        if hidden:
            said.append(f"{counted(hidden, 'known finding')} not shown")
        if left:
            are = "is" if left == 1 else "are"
            said.append(f"{left:,} {are} no longer there: --update-baseline takes them out")
        if said:
            click.echo(f"{self._shown}: {'; '.join(said)}", err=True)

    def _write(self, now: list[Known], before: list[Known]) -> None:
        unread = [
            error
            for part in self._parts
            for error in (*part.opened.problems, *(part.verdict.unread if part.verdict else ()))
        ]
        if unread:
            complain(f"{self._shown} is not updated, because not everything could be read")
            return
        if now != before or not self._file.exists():
            try:
                write_baseline(self._file, now)
            except WriteError as error:
                raise WriteError(self._shown, error.reason) from None
        number = sum(one.count for one in now)
        change = number - sum(one.count for one in before)
        more = f" ({change:+,})" if before and change else ""
        click.echo(f"{self._shown}: {counted(number, 'known finding')}{more}", err=True)


def _judged(part: Part, choices: Choices) -> Part:
    verdict = part.verdict or part.opened.judge(choices.levels(part.opened), part.only)
    return msgspec.structs.replace(part, verdict=verdict)
