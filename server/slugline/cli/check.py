"""`slugline check`: the findings of a wiki, of some folders or of some files."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import click

from slugline.check import examine_decoded
from slugline.cli.codes import CodesType
from slugline.cli.help import Command
from slugline.cli.opening import open_wiki, without_excluded
from slugline.cli.paths import Chosen, choose, inside_of, root_of, working_folder
from slugline.cli.reporting import Choices, Part, report
from slugline.cli.targets import Target, TargetType, files_of, targets_of
from slugline.cli.terminal import (
    PATH,
    Number,
    color_option,
    complain,
    force_exclude_option,
    output_option,
    root_option,
)
from slugline.disk.names import shown
from slugline.disk.reading import check_bytes
from slugline.errors import ReadError, UsageError
from slugline.model.facts import stem_of
from slugline.report import FORMATS
from slugline.text import decode
from slugline.wiki import SEVERITIES, Severity


@click.command(
    "check",
    cls=Command,
    groups={
        "What is checked": ("select", "ignore", "since", "stdin_filename", "force_exclude", "root"),
        "What is reported": ("forms", "output", "show", "statistics", "fail_on", "color"),
        "What is known already": ("baseline", "update_baseline", "no_baseline"),
        "What is mended": ("fix", "diff"),
        "How it runs": ("watch", "jobs", "no_cache"),
    },
    examples=[
        ("slugline check . --show error", "only errors"),
        ("slugline check --fix --diff", "the safe fixes, as a patch"),
        ("slugline check --since HEAD", "what the next commit changes"),
        ("slugline check -f html=findings.html -f text", "a page beside the lines"),
        ("slugline check --baseline known.jsonl --update-baseline", "from now on only what is new"),
    ],
)
@click.argument("paths", nargs=-1, type=PATH, metavar="[PATH]...")
@click.option(
    "--format",
    "-f",
    "forms",
    metavar="FORMAT[=FILE]",
    multiple=True,
    type=TargetType(),
    help=f"{', '.join(FORMATS)}; again, with a file, for each report more.  "
    "[default: full at a terminal, else text]",
)
@output_option
@click.option(
    "--select",
    metavar="CODE,...",
    multiple=True,
    type=CodesType(),
    help="Only these rules, also those that are off.",
)
@click.option(
    "--ignore", metavar="CODE,...", multiple=True, type=CodesType(), help="Not these rules."
)
@click.option(
    "--show",
    type=click.Choice(SEVERITIES),
    metavar="SEVERITY",
    help=f"The lowest that is shown: {', '.join(SEVERITIES)}.  [default: info]",
)
@click.option(
    "--fail-on",
    type=click.Choice([*SEVERITIES, "never"]),
    default="error",
    show_default=True,
    metavar="SEVERITY",
    help="The lowest that gives exit code 1, or never.",
)
@click.option("--fix", is_flag=True, help="Apply safe fixes.")
@click.option(
    "--diff",
    is_flag=True,
    help="With --fix: write nothing; show a patch, exit with 1 if any.",
)
@click.option("--statistics", is_flag=True, help="Only count the findings of each rule.")
@click.option(
    "--since",
    metavar="REF",
    help="Only what differs from a revision, and links to it.",
)
@click.option(
    "--baseline",
    metavar="FILE",
    type=PATH,
    help="Only what this file does not know.",
)
@click.option(
    "--update-baseline",
    is_flag=True,
    help="Keep what is found now: it is known from now on.",
)
@click.option("--no-baseline", is_flag=True, help="Everything, also what is known.")
@click.option("--watch", is_flag=True, help="Check at every change on disk, until Ctrl-C.")
@click.option("--stdin-filename", metavar="NAME", help="Check standard input as this file.")
@click.option(
    "--jobs",
    "-j",
    metavar="N",
    type=Number(1, 256),
    help="Processes that read.  [default: one a processor]",
)
@click.option("--no-cache", is_flag=True, help="Read every article; leave the cache alone.")
@force_exclude_option
@root_option
@color_option
def command(
    paths: tuple[Path, ...],
    forms: tuple[Target, ...],
    output: Path | None,
    select: tuple[frozenset[str], ...],
    ignore: tuple[frozenset[str], ...],
    show: Severity | None,
    fail_on: Severity | Literal["never"],
    fix: bool,
    diff: bool,
    statistics: bool,
    since: str | None,
    baseline: Path | None,
    update_baseline: bool,
    no_baseline: bool,
    watch: bool,
    stdin_filename: str | None,
    jobs: int | None,
    no_cache: bool,
    force_exclude: bool,
    root: Path | None,
    color: str,
) -> int:
    """Find what is wrong in a wiki, in some folders or in some files.

    Articles are judged against the whole wiki that they belong to; without PATH, all of the wiki
    of the working folder. Exit code: 0 where nothing is found at or above --fail-on, 1 where
    something is, 2 where a file or the configuration can't be read, or for wrong use.
    """
    if diff and not fix:
        raise UsageError("--diff goes with --fix: it shows what --fix would write")
    if diff and forms:
        raise UsageError("--diff writes a patch and no report: leave --format out")
    least = None if fail_on == "never" else fail_on
    choices = Choices(
        targets_of(forms, output, color, statistics=statistics),
        frozenset().union(*select) if select else None,
        frozenset().union(*ignore),
        show or _lowest_shown(least, by_name=bool(select)),
        least,
        statistics,
    )
    if no_baseline and (baseline is not None or update_baseline):
        raise UsageError("--no-baseline reports everything: it goes with no other --…baseline")
    if since is not None and not since.strip():
        raise UsageError("--since: which revision? Name a commit, a branch or a tag")
    if update_baseline and (diff or watch or stdin_filename is not None):
        raise UsageError(
            "--update-baseline keeps what is found on disk: no --diff, --watch or --stdin-filename"
        )

    def new_of(parts: Sequence[Part]) -> Sequence[Part]:
        if no_baseline or not (
            baseline or update_baseline or any(one.opened.configuration.baseline for one in parts)
        ):
            return parts
        from slugline.cli.baseline import with_new_only

        return with_new_only(parts, choices, baseline, update=update_baseline)

    files = files_of(choices.targets)

    def opener(chosen: Chosen) -> Part:
        part = _open(chosen, jobs, not no_cache)
        part.opened.refuse_outputs(files)
        return part

    if stdin_filename is not None:
        if paths or fix or watch or since is not None:
            raise UsageError(
                "--stdin-filename checks standard input: give no PATH and no --fix, --since "
                "or --watch"
            )
        part = _standard_input(stdin_filename, root, jobs, not no_cache)
        part.opened.refuse_outputs(files)
        return report(new_of([part]), choices)
    named = choose(paths or (Path(),), root)
    if force_exclude:
        named = without_excluded(named)
    if watch:
        if fix or since is not None:
            raise UsageError("--watch checks all articles and writes none: no --fix, no --since")
        from slugline.cli.watching import watch as keep_checking

        keep_checking(named, opener, choices, new_of, baseline)
    parts = [opener(chosen) for chosen in named]
    if since is not None:
        from slugline.cli.since import narrow

        for part in parts:
            narrow(part, since)
    if fix:
        from slugline.cli.fixes import apply_safe_fixes, show_safe_fixes

        if diff:
            return show_safe_fixes(parts, choices, output)
        apply_safe_fixes(parts, choices)
    return report(new_of(parts), choices)


def _lowest_shown(fail_on: Severity | None, *, by_name: bool) -> Severity:
    """What is shown where nobody has said so: enough to explain the exit code."""
    if by_name:
        return "hint"
    return max("info", fail_on or "info", key=SEVERITIES.index)


def _open(chosen: Chosen, jobs: int | None, cached: bool) -> Part:
    opened = open_wiki(chosen.root, chosen.articles, jobs, cached=cached)
    only = chosen.of(opened.wiki.articles)
    opened.complain_if_empty()
    if only is not None and opened.wiki.articles:
        for folder in chosen.folders:
            if not any(path.startswith(f"{folder}/") for path in only):
                complain(f"no articles in {opened.shown(folder)}/")
    return Part(opened, only)


def _standard_input(name: str, root: Path | None, jobs: int | None, cached: bool) -> Part:
    """The wiki that a file of this name would belong to, with standard input as its text."""
    if sys.stdin is None:
        raise UsageError("--stdin-filename: standard input is closed")
    absolute = working_folder() / name
    if not name or not absolute.name or absolute.is_dir():
        raise UsageError(f"--stdin-filename: `{shown(name)}` is not the name of a file")
    folder = absolute.parent
    if not folder.is_dir():
        raise UsageError(f"{shown(name)}: its folder does not exist, so it belongs to no wiki")
    absolute = folder.resolve() / absolute.name
    wiki_root = root_of(absolute, root)
    path = inside_of(wiki_root, absolute, Path(name))
    data = sys.stdin.buffer.read()
    opened = open_wiki(wiki_root, (), jobs, cached=cached)
    try:
        check_bytes(data, path, opened.configuration.max_size)
    except ReadError as error:
        raise ReadError(opened.shown(path), error.reason) from None
    decoded = decode(data)
    examined = examine_decoded(decoded, stem_of(path), opened.configuration.schema)
    opened.put(path, examined, decoded)
    return Part(opened, {path})
