"""Pages of `--help`: options in groups, and examples."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import click

Example = tuple[str, str]
"""A command line, and what it does."""


def write_examples(formatter: click.HelpFormatter, examples: Iterable[Example]) -> None:
    """Writes examples: what each does stands behind it."""
    with formatter.section("Examples"):
        formatter.write_dl(list(examples), col_max=44)


class Command(click.Command):
    """A command whose help has `examples`, and its options in `groups` where there are many.

    `groups` has by title the names of the options of a group; all others come last.
    """

    def __init__(
        self,
        *arguments: Any,
        examples: Sequence[Example] = (),
        groups: dict[str, tuple[str, ...]] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(*arguments, **more)
        self.examples = examples
        self._groups = groups or {}

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes each group of options, and the examples."""
        by_title: dict[str, list[tuple[str, str]]] = {title: [] for title in self._groups}
        title_of = {name: title for title, names in self._groups.items() for name in names}
        last = next(reversed(by_title), "Options")
        for one in self.get_params(ctx):
            row = one.get_help_record(ctx) if isinstance(one, click.Option) else None
            if row is not None:
                by_title.setdefault(title_of.get(one.name or "", last), []).append(row)
        for title, rows in by_title.items():
            with formatter.section(title):
                formatter.write_dl(rows)
        if self.examples:
            write_examples(formatter, self.examples)
