"""`slugline graph`: which article links to which, for other programs and to look at."""

from __future__ import annotations

from pathlib import Path

import click

from slugline.cli.help import Command
from slugline.cli.opening import open_here
from slugline.cli.terminal import output_option, root_option, write_out
from slugline.graph import FORMATS, graph_of, renderer


@click.command(
    "graph",
    cls=Command,
    examples=[
        ("slugline graph -f html -o graph.html", "a page to look at"),
        ("slugline graph -f graphml -o graph.graphml", "for Gephi"),
    ],
)
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(list(FORMATS)),
    default="dot",
    show_default=True,
    help="; ".join(f"{name}: {what}" for name, what in FORMATS.items()) + ".",
)
@output_option
@root_option
def command(form: str, output: Path | None, root: Path | None) -> int:
    """Write the graph of the wiki: its articles, and which of them links to which.

    A link counts once for each pair of articles. Links that lead to no article are in it, too.
    """
    opened = open_here(root)
    if output is not None:
        opened.refuse_outputs([output])
    write_out(renderer(form)(graph_of(opened.wiki)), output)
    return opened.complain()
