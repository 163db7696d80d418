"""What goes to the terminal: colour, width, complaints, and reports to files."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from slugline.text import unbroken

color_option = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour; auto is colour at a terminal, unless NO_COLOR is set.",
)

root_option = click.option(
    "--root", type=click.Path(path_type=Path), help="The folder of the wiki."
)

json_option = click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the answer is written.",
)


def is_colored(color: str, at_terminal: bool) -> bool:
    """Whether to colour what is written: as asked, else at a terminal without NO_COLOR."""
    if color != "auto":
        return color == "always"
    return at_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def terminal_width() -> int:
    """The columns of the terminal, 80 where there is none."""
    return shutil.get_terminal_size().columns


def complain(message: str) -> None:
    """Writes one line to stderr."""
    click.echo(f"slugline: {unbroken(message)}", err=True)


def write_out(parts: Iterable[str], output: Path | None) -> None:
    """Writes a report to stdout, or to a file that is replaced at once when all is written."""
    if output is None:
        sys.stdout.writelines(parts)
        sys.stdout.flush()
        return
    from slugline.disk.writing import write_atomically

    data = "".join(parts).encode("utf-8", "backslashreplace")
    write_atomically(output.absolute(), data, root=output.absolute().parent)


def show_patch(path: str, before: str, after: str) -> None:
    """Writes a patch that `patch -p1` and `git apply` take."""
    from difflib import unified_diff

    name = path.removeprefix("./")
    for line in unified_diff(_lines(before), _lines(after), f"a/{name}", f"b/{name}"):
        click.echo(line, nl=False)
        if not line.endswith("\n"):
            click.echo("\n\\ No newline at end of file")


def _lines(source: str) -> list[str]:
    """Lines as patches count them: they end at LF only."""
    lines = [f"{line}\n" for line in source.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]
