"""`slugline new`: an article from a title."""

from __future__ import annotations

from collections import Counter
from pathlib import Path, PurePosixPath

import click

from slugline.cli.opening import OpenWiki, open_here
from slugline.cli.terminal import root_option
from slugline.disk.writing import create
from slugline.errors import UsageError
from slugline.model.slugs import slug_of
from slugline.rules.skeleton import skeleton

_SUFFIX = ".article"


@click.command("new")
@click.argument("title")
@click.option("--folder", metavar="FOLDER", default="", help="A folder of the wiki, from its root.")
@root_option
def command(title: str, folder: str, root: Path | None) -> None:
    """Create an article with the title TITLE and the headings that it must have.

    Its file is named by its slug. No file is overwritten, and no slug is taken twice.
    """
    title = " ".join(title.split())
    slug = slug_of(title)
    if not slug:
        raise UsageError(f"the title `{title}` has no letter or digit to make a slug of")
    if not title.isprintable() or title.startswith(("## ", "- ")):
        raise UsageError(f"`{title}` can't be a title: it would be read as something else")
    opened = open_here(root)
    resolution = opened.wiki.resolve(slug)
    if resolution.paths:
        taken = opened.shown(resolution.paths[0])
        raise UsageError(f"the slug `{slug}` is taken by {taken}; choose another title")
    name = (PurePosixPath(folder) / f"{slug}{_suffix(opened)}").as_posix()
    text = skeleton(title, opened.configuration.schema)
    create(Path(opened.root) / name, text.encode(), root=Path(opened.root))
    click.echo(opened.shown(name))


def _suffix(opened: OpenWiki) -> str:
    """The suffix that most articles of the wiki have."""
    suffixes = Counter(PurePosixPath(path).suffix for path in opened.wiki.articles)
    return max(suffixes, key=lambda one: (suffixes[one], one), default=_SUFFIX) or _SUFFIX
