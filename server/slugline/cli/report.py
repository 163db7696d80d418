"""`slugline report`: the wiki as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import click
import msgspec

from slugline.cli.help import Command
from slugline.cli.opening import open_here
from slugline.cli.terminal import Number, complain, folded, json_option, root_option, write_out
from slugline.graph import reports
from slugline.graph.reports import Listed, MarkedEntity, Wanted
from slugline.text import unbroken
from slugline.wiki import Wiki

_Row = Wanted | Listed | MarkedEntity

_REPORTS: dict[str, Callable[[Wiki], Sequence[_Row]]] = {
    "wanted": reports.wanted,
    "orphans": reports.orphans,
    "dead-ends": reports.dead_ends,
    "hubs": reports.hubs,
    "entities": reports.entities,
}


@click.command(
    "report",
    cls=Command,
    examples=[
        ("slugline report wanted", "what is to be written next"),
        ("slugline report hubs -n 10", "the ten most linked articles"),
    ],
)
@click.argument("name", type=click.Choice(list(_REPORTS)))
@click.option("--limit", "-n", metavar="N", type=Number(1, 1_000_000), help="At most so many rows.")
@json_option
@root_option
def command(name: str, limit: int | None, form: str, root: Path | None) -> int:
    """Show what the wiki lacks or turns around.

    wanted: slugs that are linked but not written; orphans: articles that no other links to;
    dead-ends: articles that link to no other; hubs: the most linked articles; entities: the
    entities and their spellings. Numbers count articles.
    """
    opened = open_here(root)
    rows = _REPORTS[name](opened.wiki)[:limit]
    shown = [
        msgspec.structs.replace(row, path=opened.shown(row.path))
        if isinstance(row, Listed)
        else row
        for row in rows
    ]
    if form == "json":
        write_out([msgspec.json.encode(shown).decode(), "\n"], None)
    else:
        write_out(folded(map(_line, shown)), None)
        if not shown and opened.wiki.articles:
            complain("there is nothing to list")
    return opened.complain()


def _line(row: _Row) -> tuple[str, str]:
    match row:
        case Wanted(slug, articles):
            return f"{articles:>7,}  ", unbroken(slug)
        case Listed(path, _, title, links):
            return f"{links:>7,}  ", f"{unbroken(path)}  {unbroken(title)}"
        case MarkedEntity(entity, articles, spellings):
            others = f"  (also {', '.join(map(unbroken, spellings[1:]))})" if spellings[1:] else ""
            return f"{articles:>7,}  ", f"{unbroken(entity)}{others}"
