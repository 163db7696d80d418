"""`slugline cache`: what is kept between runs, and how to be rid of it."""

from __future__ import annotations

import click

from slugline.disk.cache_files import FOLDER_VARIABLE, cache_files, cache_folder, clear_cache
from slugline.disk.names import shown
from slugline.errors import UsageError
from slugline.text import unbroken


@click.command("cache")
@click.option("--stats", is_flag=True, help="List what is in the cache, with sizes. [default]")
@click.option("--path", "place", is_flag=True, help="Only say where the cache is.")
@click.option("--clear", is_flag=True, help="Remove everything from the cache.")
def command(stats: bool, place: bool, clear: bool) -> None:
    """Show or empty the cache.

    It keeps what single articles say, so that a check reads only those that have changed. It is
    in the folder that SLUGLINE_CACHE_DIR names, else in the user's cache folder. Removing it
    costs nothing but time.
    """
    if stats + place + clear > 1:
        raise UsageError("--stats, --path and --clear exclude each other")
    folder = cache_folder()
    if folder is None:
        raise UsageError(f"there is no place for a cache: name a folder in {FOLDER_VARIABLE}")
    if place:
        click.echo(shown(str(folder)))
    elif clear:
        click.echo(f"Removed {_megabytes(clear_cache())} from {shown(str(folder))}")
    else:
        _show_files()


def _show_files() -> None:
    size = 0
    for file in cache_files():
        size += file.size
        what = "nothing that counts"
        if file.label is not None:
            what = f"{unbroken(file.label.root)}: {file.label.articles} articles"
        click.echo(f"{_megabytes(file.size):>10}  {what}")
    click.echo(f"{_megabytes(size):>10}  in all, in {shown(str(cache_folder()))}")


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
