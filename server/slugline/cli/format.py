"""`slugline format`: even spacing, written to disk."""

from __future__ import annotations

from pathlib import Path

import click

from slugline.cli.exits import FOUND, WRONG_USE
from slugline.cli.help import Command
from slugline.cli.opening import configuration_of, end_change, without_excluded
from slugline.cli.patches import Changed, write_patch
from slugline.cli.paths import View, choose
from slugline.cli.terminal import PATH, complain, force_exclude_option, root_option
from slugline.disk.configuration import CONFIGURATION_FILE
from slugline.disk.discovery import discover
from slugline.disk.reading import read_bytes
from slugline.disk.writing import write_atomically
from slugline.errors import ReadError, WriteError
from slugline.features.formatting import formatting_edits
from slugline.model.edits import apply_edits
from slugline.report import counted
from slugline.syntax import parse
from slugline.text import decode, unbroken
from slugline.wiki import Configuration


@click.command(
    "format",
    cls=Command,
    examples=[
        ("slugline format --diff", "what would change, as a patch"),
        ("slugline format eel-weir.article", "one file"),
    ],
)
@click.argument("paths", nargs=-1, type=PATH, metavar="[PATH]...")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 where a file would change.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change as a patch.")
@force_exclude_option
@root_option
def command(
    paths: tuple[Path, ...], check: bool, diff: bool, force_exclude: bool, root: Path | None
) -> int:
    """Tidy the spacing of articles; what they say never changes.

    Takes away spaces around lines and needless blank lines, and leaves one space behind each
    marker of a title, heading or item. Without PATH it takes the wiki of the working folder.
    """
    problems: dict[str, str] = {}
    changes: dict[str, Changed] = {}
    writes = not (check or diff)
    named = choose(paths or (Path(),), root)
    if force_exclude:
        named = without_excluded(named)
    for chosen in named:
        end_change(chosen.root)
        configuration = configuration_of(chosen.root)
        discovery = discover(chosen.root, configuration)
        only = chosen.of(discovery.paths)
        wanted = set(discovery.paths) if only is None else only - {CONFIGURATION_FILE}
        view = View(chosen.root)
        if only is None:
            problems |= {view.of(one.path): one.reason for one in discovery.problems}
        for path in wanted:
            shown = view.of(path)
            try:
                change = _tidied(chosen.root, path, configuration)
                if change is not None and writes:
                    write_atomically(chosen.root / path, change.after.encode(), root=chosen.root)
            except (ReadError, WriteError) as error:
                problems[shown] = error.reason
            else:
                if change is not None:
                    changes[shown] = change
    if diff:
        write_patch(changes, None)
    elif check:
        for shown in sorted(changes):
            click.echo(f"Would format {unbroken(shown)}")
    for shown in sorted(problems):
        complain(f"{shown}: {problems[shown]}")
    done = "formatted" if writes else "would be formatted"
    click.echo(f"{counted(len(changes), 'file')} {done}", err=True)
    if problems:
        return WRONG_USE
    return FOUND if changes and not writes else 0


def _tidied(root: Path, path: str, configuration: Configuration) -> Changed | None:
    """An article's text before and after; None where it stays as it is. Raises ReadError."""
    decoded = decode(read_bytes(f"{root}/{path}", configuration.max_size))
    if decoded.invalid:
        raise ReadError(path, "not formatted: it has bytes that are not UTF-8")
    edits = formatting_edits(parse(decoded.source, configuration.schema))
    after = apply_edits(decoded.source, edits)
    return None if after == decoded.source else Changed(decoded.source, after)
