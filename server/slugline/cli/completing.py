"""What a shell may complete: slugs of the wiki, and codes of rules."""

from __future__ import annotations

import os
from contextlib import redirect_stderr
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from slugline.disk.names import JOURNAL
from slugline.errors import SluglineError


def slugs(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The slugs of articles that begin with what is there, with titles; none where that fails."""
    from slugline.cli.opening import open_wiki
    from slugline.cli.paths import root_of, working_folder

    named: Path | None = ctx.params.get("root")
    try:
        # Nothing is said, and nothing written, in the middle of a line that somebody types.
        with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere):
            root = root_of(working_folder(), named)
            if os.path.lexists(root / JOURNAL):
                return []
            articles = open_wiki(root).wiki.articles
    except (SluglineError, OSError):
        return []
    found = {
        slug: articles.title_of(path)
        for slug, path in articles.slugs()
        if slug and slug.startswith(incomplete)
    }
    return [CompletionItem(slug, help=_plain(found[slug])) for slug in sorted(found)]


def codes(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The codes of rules that begin with what is there, behind the last comma."""
    from slugline.rules import RULES

    before, comma, begun = incomplete.rpartition(",")
    given = before.split(",")
    return [
        CompletionItem(f"{before}{comma}{rule.code}", help=_plain(rule.explanation.finds))
        for rule in RULES
        if rule.code.startswith(begun) and rule.code not in given
    ]


def _plain(text: str) -> str:
    """A text as every shell takes it: on one line, and without what separates a word from it."""
    return "".join(char for char in text if char.isprintable()).replace(":", " ")
