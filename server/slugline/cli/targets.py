"""Which reports a check writes, and where: `--format` and `--output`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click
import msgspec

from slugline.cli.terminal import OUTPUT, is_colored
from slugline.errors import UsageError
from slugline.report import COUNTING, FORMATS
from slugline.text import unbroken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Target(msgspec.Struct, frozen=True):
    """A report in a format: to a file, or to standard output where there is none."""

    format: str
    output: Path | None = None
    color: bool = False


class TargetType(click.ParamType[Target]):
    """`FORMAT`, or `FORMAT=FILE`."""

    name = "format"

    def convert(
        self,
        value: str | Target,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Target:
        """The target; fails on an unknown format, and names the nearest."""
        if isinstance(value, Target):
            return value
        name, has_file, file = value.partition("=")
        if name not in FORMATS:
            from difflib import get_close_matches

            near = get_close_matches(name.lower()[:20], FORMATS, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(FORMATS)}"
            self.fail(f"there is no format `{unbroken(name)}`; {hint}", param, ctx)
        if not has_file:
            return Target(name)
        return Target(name, Path(os.fsdecode(OUTPUT.convert(file, param, ctx))))

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The formats that begin with what is there."""
        from click.shell_completion import CompletionItem

        return [
            CompletionItem(name, help=what)
            for name, what in FORMATS.items()
            if name.startswith(incomplete)
        ]


def targets_of(
    given: Sequence[Target], output: Path | None, color: str, *, statistics: bool
) -> tuple[Target, ...]:
    """What is to be written, files first; `output` is where the one without a file goes.

    Raises UsageError where two reports would go to one place, or have nothing to say.
    """
    at_terminal = output is None and sys.stdout.isatty()
    targets = list(given) or [Target("full" if at_terminal else "text")]
    open_ones = [one for one in targets if one.output is None]
    if output is not None and not open_ones:
        raise UsageError("--output goes with a --format that has no file of its own")
    if len(open_ones) > 1:
        first, second = open_ones[0].format, open_ones[1].format
        place = "one file" if output else "standard output"
        raise UsageError(
            f"both `{first}` and `{second}` would go to {place}; give one of them its own, "
            f"as in `--format {second}=FILE`"
        )
    placed = [
        Target(
            one.format,
            one.output or output,
            is_colored(color, at_terminal and one.output is None),
        )
        for one in targets
    ]
    files = [os.path.realpath(one.output) for one in placed if one.output]
    for file in files:
        if files.count(file) > 1 and not _is_device(file):
            raise UsageError(f"two reports would go to {unbroken(os.path.relpath(file))}")
    if statistics:
        for one in placed:
            if one.format not in COUNTING:
                raise UsageError(
                    f"`{one.format}` can't give --statistics; {', '.join(COUNTING)} can"
                )
    return tuple(sorted(placed, key=lambda one: one.output is None))


def files_of(targets: Iterable[Target]) -> list[Path]:
    """The files that are written."""
    return [one.output for one in targets if one.output is not None]


def _is_device(file: str) -> bool:
    return Path(file).exists() and not Path(file).is_file()
