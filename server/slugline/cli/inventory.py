"""`slugline inventory`: slugs and titles for other wikis to read."""

from __future__ import annotations

from pathlib import Path

import click

from slugline.cli.help import Command
from slugline.cli.opening import open_here
from slugline.cli.terminal import output_option, root_option, write_out


@click.command(
    "inventory",
    cls=Command,
    examples=[
        ("slugline inventory -o mills.tsv", "for the wikis that link to this one"),
    ],
)
@output_option
@root_option
def command(output: Path | None, root: Path | None) -> int:
    """Write `slug<TAB>title` for every article of the wiki, sorted by slug.

    Another wiki that names the file in `inventories` can link to these slugs. An article without
    a title has its slug in place of one.
    """
    opened = open_here(root)
    if output is not None:
        opened.refuse_outputs([output])
    articles = opened.wiki.articles
    lines = {
        f"{slug}\t{' '.join(articles.title_of(path).split()) or slug}\n"
        for slug, path in articles.slugs()
        if slug
    }
    write_out(sorted(lines), output)
    return opened.complain()
