"""`slugline format`: even spacing, written to disk."""

from __future__ import annotations

import os
from pathlib import Path

import click

from slugline.cli.exits import FOUND, WRONG_USE
from slugline.cli.paths import choose
from slugline.cli.terminal import complain, root_option, show_patch
from slugline.disk.configuration import load_configuration
from slugline.disk.discovery import discover
from slugline.disk.reading import read_bytes
from slugline.disk.writing import write_atomically
from slugline.errors import ReadError
from slugline.features.formatting import formatting_edits
from slugline.model.edits import apply_edits
from slugline.report import counted
from slugline.syntax import parse
from slugline.text import decode, unbroken
from slugline.wiki import Configuration


@click.command("format")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Write nothing; exit 1 where a file would change.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change as a patch.")
@root_option
def command(paths: tuple[Path, ...], check: bool, diff: bool, root: Path | None) -> int:
    """Tidy the spacing of articles; what they say never changes.

    Takes away spaces around lines and needless blank lines, and leaves one space behind each
    marker of a title, heading or item.
    """
    changed: list[str] = []
    problems = 0
    for chosen in choose(paths or (Path(),), root):
        configuration = load_configuration(chosen.root)
        discovery = discover(chosen.root, configuration)
        only = chosen.of(discovery.paths)
        for path in sorted(discovery.paths if only is None else only):
            shown = os.path.relpath(chosen.root / path).replace(os.sep, "/")
            try:
                patch = _tidied(chosen.root, path, configuration)
            except ReadError as error:
                complain(f"{shown}: {error.reason}")
                problems += 1
                continue
            if patch is None:
                continue
            changed.append(shown)
            before, after = patch
            if diff:
                show_patch(shown, before, after)
            elif check:
                click.echo(f"Would format {unbroken(shown)}")
            else:
                write_atomically(chosen.root / path, after.encode(), root=chosen.root)
    done = "would be formatted" if check or diff else "formatted"
    click.echo(f"{counted(len(changed), 'file')} {done}", err=True)
    if problems:
        return WRONG_USE
    return FOUND if changed and (check or diff) else 0


def _tidied(root: Path, path: str, configuration: Configuration) -> tuple[str, str] | None:
    """An article's text before and after; None where it stays as it is. Raises ReadError."""
    decoded = decode(read_bytes(f"{root}/{path}", configuration.max_size))
    if decoded.invalid:
        raise ReadError(path, "not formatted: it has bytes that are not UTF-8")
    edits = formatting_edits(parse(decoded.source, configuration.schema))
    after = apply_edits(decoded.source, edits)
    return None if after == decoded.source else (decoded.source, after)
