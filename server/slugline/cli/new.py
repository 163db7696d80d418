"""`slugline new`: an article from a title."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import click

from slugline.cli.help import Command
from slugline.cli.opening import OpenWiki, open_wiki
from slugline.cli.paths import root_of, working_folder
from slugline.cli.terminal import root_option
from slugline.disk.names import is_text, shown
from slugline.disk.reading import reason_of
from slugline.disk.selection import Selection
from slugline.disk.writing import create
from slugline.errors import RefusedError, UsageError, WriteError
from slugline.features.rename_slug import check_free
from slugline.model.slugs import slug_of
from slugline.rules.new_path import new_path, no_place
from slugline.rules.skeleton import skeleton
from slugline.syntax import parse
from slugline.text import unbroken


@click.command(
    "new",
    cls=Command,
    examples=[
        ('slugline new "Fish Ladders" --folder archive', "archive/fish-ladders.article"),
    ],
)
@click.argument("title")
@click.option("--folder", metavar="FOLDER", default="", help="A folder of the wiki, from its root.")
@root_option
def command(title: str, folder: str, root: Path | None) -> int:
    """Create an article with the title TITLE and the headings that it must have.

    Its file is named by its slug. No file is overwritten, and no slug is taken twice.
    """
    title = " ".join(title.split())
    slug = slug_of(title)
    if not slug or not is_text(title):
        raise UsageError(f"the title `{unbroken(title)}` has no letter or digit to make a slug of")
    opened = open_wiki(root_of(working_folder(), root))
    text = skeleton(title, opened.configuration.schema)
    if not title.isprintable() or parse(text, opened.configuration.schema).title_text != title:
        raise UsageError(
            f"`{unbroken(title)}` can't be a title: it would be read as something else"
        )
    resolution = opened.wiki.resolve(slug)
    if resolution.paths:
        taken = opened.shown(resolution.paths[0])
        raise UsageError(f"the slug `{slug}` is taken by {taken}; choose another title")
    try:
        check_free(opened.wiki, slug, "")
    except RefusedError as error:
        raise UsageError(f"{error}; choose another title") from None
    path = _path(opened, folder, slug)
    try:
        create(path, text.encode(), root=opened.root)
    except WriteError as error:
        raise WriteError(opened.shown(path), error.reason) from None
    click.echo(unbroken(opened.shown(path)))
    return opened.complain()


def _path(opened: OpenWiki, folder: str, slug: str) -> str:
    """The path of a new article; UsageError where it would be outside the wiki, or no article."""
    way = PurePosixPath(Path(folder).as_posix())
    if way.is_absolute() or ".." in way.parts:
        raise UsageError(
            f"--folder {shown(folder)}: name a folder of the wiki, as seen from its root"
        )
    inside = "/".join(way.parts) if folder else None
    holds = Selection(opened.root, opened.configuration).holds
    try:
        path, is_held = new_path(opened.wiki, slug, folder=inside, holds=holds)
    except OSError as error:
        raise WriteError(opened.shown(slug), reason_of(error)) from None
    if not is_held:
        raise UsageError(no_place(opened.shown(path)))
    return path
