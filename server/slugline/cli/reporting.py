"""Judges wikis, writes what was found, and gives the exit code of a check."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click
import msgspec

from slugline.check import Diagnostic, Levels, Verdict, at_least
from slugline.cli.exits import FOUND, WRONG_USE
from slugline.cli.opening import OpenWiki
from slugline.cli.sources import OpenSources
from slugline.cli.targets import Target
from slugline.cli.terminal import terminal_width, write_out
from slugline.disk.pool import CAN_FORK, available_processors, map_in_processes
from slugline.errors import ReadError
from slugline.report import Each, Report, counted, in_turn, renderer
from slugline.wiki import SEVERITIES, Severity

_MANY = 10_000
"""Findings from which on several processes write a report: of those some 0.3 seconds of work."""


class Part(msgspec.Struct):
    """A wiki, and the paths of it that are to be judged: all where `only` is None.

    `verdict` is what is found in them, where that is known already.
    """

    opened: OpenWiki
    only: set[str] | None
    verdict: Verdict | None = None

    @property
    def articles(self) -> int:
        """The number of articles that are judged."""
        articles = self.opened.wiki.articles
        return len(articles) if self.only is None else len(self.only & articles.keys())


class Choices(msgspec.Struct, frozen=True):
    """What the options of a check ask for.

    `show` is the lowest severity that is shown, `fail_on` the lowest that gives exit code 1 (None:
    none does).
    """

    targets: tuple[Target, ...]
    select: frozenset[str] | None
    ignore: frozenset[str]
    show: Severity
    fail_on: Severity | None
    statistics: bool

    def levels(self, opened: OpenWiki) -> Levels:
        """The levels of the rules in a wiki."""
        lowest = max(self.show, self.fail_on or self.show, key=SEVERITIES.index)
        return Levels(opened.configuration, self.select, self.ignore, lowest)


def report(parts: Sequence[Part], choices: Choices) -> int:
    """Writes what was found and gives the exit code."""
    found: list[Diagnostic] = []
    origins: dict[str, tuple[OpenWiki, str]] = {}
    unread: list[tuple[OpenWiki, tuple[ReadError, ...]]] = []
    for part in parts:
        opened = part.opened
        verdict = part.verdict or opened.judge(choices.levels(opened), part.only)
        unread.append((opened, verdict.unread))
        for one in verdict.diagnostics:
            shown = _as_shown(opened, one)
            origins[shown.path] = (opened, one.path)
            found.append(shown)
    found.sort(key=_order)
    for target in choices.targets:
        written = Report(
            [one for one in found if at_least(one.severity, choices.show)],
            sum(part.articles for part in parts),
            OpenSources([(part.opened, part.only) for part in parts], origins),
            _unread(unread),
            choices.fail_on,
            terminal_width() if target.format == "full" else 80,
            target.color,
            choices.statistics,
            _each(len(found), [part.opened.jobs for part in parts]),
        )
        write_out(renderer(target.format)(written), target.output)
    complaints = [opened.complain(errors) for opened, errors in unread]
    if any(complaints):
        return WRONG_USE
    least = choices.fail_on
    failing = [one for one in found if least is not None and at_least(one.severity, least)]
    if failing and not any(at_least(one.severity, choices.show) for one in failing):
        click.echo(
            f"{counted(len(failing), 'finding')} below --show {choices.show} "
            f"{'gives' if len(failing) == 1 else 'give'} exit code 1 (--fail-on {least})",
            err=True,
        )
    return FOUND if failing else 0


def _each(number: int, jobs: Iterable[int | None]) -> Each:
    """How a report of so many findings is written: in several processes where that is quicker."""
    processes = min([available_processors() if one is None else one for one in jobs], default=1)
    if number < _MANY or processes == 1 or not CAN_FORK:
        return in_turn
    return lambda work, state, items: map_in_processes(work, state, items, processes)


def _unread(parts: Iterable[tuple[OpenWiki, Iterable[ReadError]]]) -> list[ReadError]:
    """Every file that could not be read, once, by its shown path."""
    errors = {
        opened.shown(one.path): one.reason
        for opened, more in parts
        for one in (*opened.problems, *more)
    }
    return [ReadError(path, errors[path]) for path in sorted(errors)]


def _order(one: Diagnostic) -> tuple[str, int, int, str, str]:
    return (one.path, one.span.start, one.span.end, one.code, one.message)


def _as_shown(opened: OpenWiki, one: Diagnostic) -> Diagnostic:
    """A diagnostic with its paths as the user is to see them."""
    related = tuple(
        msgspec.structs.replace(other, path=opened.shown(other.path)) for other in one.related
    )
    return msgspec.structs.replace(one, path=opened.shown(one.path), related=related)
