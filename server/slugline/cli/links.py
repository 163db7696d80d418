"""`slugline links`: the links from and to an article."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from slugline.cli.codes import SLUG
from slugline.cli.help import Command
from slugline.cli.opening import OpenWiki, open_here
from slugline.cli.terminal import complain, folded, json_option, root_option, write_out
from slugline.errors import UsageError
from slugline.text import unbroken
from slugline.wiki import PlacedLink


class Row(msgspec.Struct, frozen=True):
    """One link: where it is (1-based, columns in code points), and what it says."""

    direction: str
    path: str
    line: int
    column: int
    slug: str
    section: str | None
    label: str | None


@click.command(
    "links",
    cls=Command,
    examples=[
        ("slugline links eel-weir --in", "who links to it"),
        ("slugline links eel-weir -f json", "both ways, for a program"),
    ],
)
@click.argument("slug", type=SLUG)
@click.option("--in", "incoming", is_flag=True, help="Only links to the article.")
@click.option("--out", "outgoing", is_flag=True, help="Only links from the article.")
@json_option
@root_option
def command(slug: str, incoming: bool, outgoing: bool, form: str, root: Path | None) -> int:
    """Show the links from and to the article with the slug SLUG.

    A redirect counts as the article that it leads to; a slug that is only linked, but not
    written, has incoming links.
    """
    opened = open_here(root)
    wiki = opened.wiki
    resolution = wiki.resolve(slug)
    inward = wiki.backlinks(resolution.slug)
    if resolution.kind == "missing" and not inward:
        near = wiki.nearest(slug)
        hint = f"; near: {', '.join(f'`{other}`' for other in near)}" if near else ""
        raise UsageError(f"no article has the slug `{unbroken(slug)}`, and no link names it{hint}")
    both = incoming == outgoing
    rows: list[Row] = []
    if outgoing or both:
        outward = (link for path in resolution.paths for link in wiki.links_of(path))
        rows += (_row(opened, "out", link) for link in outward)
    if incoming or both:
        rows += (_row(opened, "in", link) for link in inward)
    if form == "json":
        write_out([msgspec.json.encode(rows).decode(), "\n"], None)
    else:
        write_out(folded(_lines(rows)), None)
        if not rows:
            complain("there is nothing to list")
    return opened.complain()


def _row(opened: OpenWiki, direction: str, link: PlacedLink) -> Row:
    place = opened.wiki.articles[link.path].place_at(link.span.start)
    text = link.text
    return Row(
        direction,
        opened.shown(link.path),
        place.line + 1,
        place.column + 1,
        text.slug,
        text.section,
        text.label,
    )


def _lines(rows: list[Row]) -> Iterator[tuple[str, str]]:
    for row in rows:
        target = row.slug + (f"#{row.section}" if row.section is not None else "")
        label = f"  {unbroken(row.label)}" if row.label is not None else ""
        place = f"{unbroken(row.path)}:{row.line}:{row.column}"
        yield f"{row.direction:3}  ", f"{place}  {unbroken(target)}{label}"
