"""`slugline init`: a commented slugline.toml."""

from __future__ import annotations

from pathlib import Path

import click

from slugline.disk.template import template
from slugline.disk.writing import create
from slugline.errors import UsageError


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
def command(folder: Path) -> None:
    """Write a commented slugline.toml into FOLDER (by default the working folder)."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder")
    path = folder / "slugline.toml"
    create("slugline.toml", template().encode(), root=folder)
    click.echo(f"Wrote {path}")
