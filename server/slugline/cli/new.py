"""`slugline new`: an article from a title."""

from __future__ import annotations

from collections import Counter
from pathlib import Path, PurePosixPath

import click

from slugline.cli.opening import OpenWiki, open_wiki
from slugline.cli.paths import root_of, working_folder
from slugline.cli.terminal import root_option
from slugline.disk.discovery import is_article
from slugline.disk.names import is_text, shown
from slugline.disk.reading import reason_of
from slugline.disk.writing import create
from slugline.errors import RefusedError, UsageError, WriteError
from slugline.features.rename_slug import check_free
from slugline.model.slugs import slug_of
from slugline.rules.skeleton import skeleton
from slugline.syntax import parse
from slugline.text import unbroken

_SUFFIX = ".article"


@click.command("new")
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
    names = [
        (way / f"{slug}{suffix}").as_posix()
        for suffix in dict.fromkeys((_suffix(opened), _SUFFIX, ".txt"))
    ]
    try:
        for name in names:
            if is_article(opened.root, name, opened.configuration):
                return name
    except OSError as error:
        raise WriteError(opened.shown(names[0]), reason_of(error)) from None
    raise UsageError(
        f"{opened.shown(names[0])} would be no article of this wiki: "
        "`include`, `exclude` or an ignore file leaves it out"
    )


def _suffix(opened: OpenWiki) -> str:
    """The suffix that most articles of the wiki have."""
    suffixes = Counter(PurePosixPath(path).suffix for path in opened.wiki.articles)
    return max(suffixes, key=lambda one: (suffixes[one], one), default=_SUFFIX) or _SUFFIX
