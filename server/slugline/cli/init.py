"""`slugline init`: a commented slugline.toml."""

from __future__ import annotations

from pathlib import Path

import click

from slugline.cli.terminal import PATH
from slugline.disk.configuration import CONFIGURATION_FILE
from slugline.disk.names import shown
from slugline.disk.template import template
from slugline.disk.writing import create
from slugline.errors import UsageError, WriteError


@click.command("init")
@click.argument("folder", type=PATH, default=Path())
def command(folder: Path) -> None:
    """Write a commented slugline.toml into FOLDER (by default the working folder)."""
    if not folder.is_dir():
        raise UsageError(f"{shown(str(folder))} is not a folder")
    path = folder / CONFIGURATION_FILE
    try:
        create(CONFIGURATION_FILE, template().encode(), root=folder)
    except WriteError as error:
        raise WriteError(shown(str(path)), error.reason) from None
    click.echo(f"Wrote {shown(str(path))}")
