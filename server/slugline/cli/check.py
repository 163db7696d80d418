"""`slugline check`: the findings of a wiki, of some folders or of some files."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from slugline.check import Diagnostic, Levels, at_least, examine_decoded, unknown_codes
from slugline.cli.opening import OpenWiki, open_wiki
from slugline.cli.paths import Chosen, choose, root_of
from slugline.cli.terminal import (
    color_option,
    complain,
    is_colored,
    root_option,
    terminal_width,
    write_out,
)
from slugline.disk.reading import read_bytes
from slugline.errors import ReadError, UsageError
from slugline.model.facts import stem_of
from slugline.report import FORMATS, Report, renderer
from slugline.rules import BY_CODE
from slugline.text import decode
from slugline.wiki import SEVERITIES, Severity


class _Codes(click.ParamType[frozenset[str]]):
    """Codes of rules, several separated by commas."""

    name = "code"

    def convert(
        self,
        value: str | frozenset[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> frozenset[str]:
        """The codes; fails on one that no rule has, and names the nearest."""
        if isinstance(value, frozenset):
            return value
        codes = [code.strip() for code in value.split(",") if code.strip()]
        for code in unknown_codes(codes):
            from rapidfuzz.process import extractOne

            near = extractOne(code, list(BY_CODE), score_cutoff=60)
            hint = f"; did you mean `{near[0]}`?" if near else "; `slugline rules` lists them"
            self.fail(f"there is no rule `{code}`{hint}", param, ctx)
        return frozenset(codes)


class Part(msgspec.Struct):
    """A wiki, and the paths of it that are to be judged: all where `only` is None."""

    opened: OpenWiki
    only: set[str] | None


class Choices(msgspec.Struct, frozen=True):
    """What the options of a check ask for."""

    format: str
    output: Path | None
    select: frozenset[str] | None
    ignore: frozenset[str]
    show: Severity
    fail_on: str
    statistics: bool
    color: bool

    def levels(self, opened: OpenWiki) -> Levels:
        """The levels of the rules in a wiki."""
        return Levels(opened.configuration, self.select, self.ignore, self.show)


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(FORMATS),
    help="How findings are written.  [default: full at a terminal, else text]",
)
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write the report to a file.")
@click.option("--select", multiple=True, type=_Codes(), help="Only these rules: codes, by commas.")
@click.option("--ignore", multiple=True, type=_Codes(), help="Not these rules: codes, by commas.")
@click.option(
    "--show",
    type=click.Choice(SEVERITIES),
    default="info",
    show_default=True,
    help="The lowest severity that is shown.",
)
@click.option(
    "--fail-on",
    type=click.Choice([*SEVERITIES, "never"]),
    default="error",
    show_default=True,
    help="The lowest severity that gives exit code 1.",
)
@click.option("--fix", is_flag=True, help="Apply safe fixes.")
@click.option("--diff", is_flag=True, help="With --fix: show a patch, write nothing.")
@click.option("--statistics", is_flag=True, help="Only count the findings of each rule.")
@click.option("--stdin-filename", metavar="NAME", help="Check standard input as this file.")
@click.option("--jobs", "-j", type=click.IntRange(1, 256), help="Processes that read articles.")
@root_option
@color_option
def command(
    paths: tuple[Path, ...],
    form: str | None,
    output: Path | None,
    select: tuple[frozenset[str], ...],
    ignore: tuple[frozenset[str], ...],
    show: Severity,
    fail_on: str,
    fix: bool,
    diff: bool,
    statistics: bool,
    stdin_filename: str | None,
    jobs: int | None,
    root: Path | None,
    color: str,
) -> int:
    """Find what is wrong in a wiki, in some folders or in some files.

    Every article is judged against the whole wiki that it belongs to.
    """
    at_terminal = output is None and sys.stdout.isatty()
    choices = Choices(
        form or ("full" if at_terminal else "text"),
        output,
        frozenset().union(*select) if select else None,
        frozenset().union(*ignore),
        show,
        fail_on,
        statistics,
        is_colored(color, at_terminal),
    )
    if diff and not fix:
        raise UsageError("--diff goes with --fix: it shows what --fix would write")
    if stdin_filename is not None:
        if paths or fix:
            raise UsageError("--stdin-filename checks standard input: give no PATH and no --fix")
        part, source = _standard_input(Path(stdin_filename), root, jobs)
        return _report(
            [part], choices, {part.opened.shown(path): source for path in part.only or ()}
        )
    parts = [_open(chosen, jobs) for chosen in choose(paths or (Path(),), root)]
    if fix:
        from slugline.cli.fixes import apply_safe_fixes

        for part in parts:
            apply_safe_fixes(part.opened, part.only, choices.levels(part.opened), diff=diff)
        if diff:
            return 2 if _complain(parts, []) else 0
    return _report(parts, choices, {})


def _open(chosen: Chosen, jobs: int | None) -> Part:
    opened = open_wiki(chosen.root, chosen.files, jobs)
    if not opened.wiki.articles and not opened.problems:
        include = ", ".join(opened.configuration.include)
        complain(f"no articles in {opened.shown('') or './'} (include: {include})")
    return Part(opened, chosen.of(opened.wiki.articles))


def _standard_input(name: Path, root: Path | None, jobs: int | None) -> tuple[Part, str]:
    """The wiki that a file of this name would belong to, with standard input as its text."""
    absolute = Path.cwd() / name
    folder = absolute.parent
    if not folder.is_dir():
        raise UsageError(f"{name}: its folder does not exist, so it belongs to no wiki")
    absolute = folder.resolve() / absolute.name
    wiki_root = root_of(absolute, root)
    if not absolute.is_relative_to(wiki_root):
        raise UsageError(f"{name} is not inside the wiki at {wiki_root}")
    path = absolute.relative_to(wiki_root).as_posix()
    decoded = decode(sys.stdin.buffer.read())
    opened = open_wiki(wiki_root, (), jobs)
    examined = examine_decoded(decoded, stem_of(path), opened.configuration.schema)
    opened.put(path, examined, decoded)
    return Part(opened, {path}), decoded.source


def _report(parts: Sequence[Part], choices: Choices, sources: dict[str, str]) -> int:
    """Writes what was found and gives the exit code."""
    found: list[Diagnostic] = []
    unread: list[tuple[OpenWiki, ReadError]] = []
    articles = 0
    for part in parts:
        opened = part.opened
        verdict = opened.judge(choices.levels(opened), part.only)
        found += (_as_shown(opened, one) for one in verdict.diagnostics)
        unread += ((opened, error) for error in verdict.unread)
        articles += len(opened.wiki.articles) if part.only is None else len(part.only)

    def source_of(path: str) -> str | None:
        if path in sources:
            return sources[path]
        try:
            return decode(read_bytes(path, sys.maxsize)).source
        except ReadError:
            return None

    report = Report(found, articles, source_of, terminal_width(), choices.color)
    if choices.statistics and choices.format != "json":
        from slugline.report.full import statistics

        write_out(statistics(report), choices.output)
    else:
        write_out(renderer(choices.format)(report), choices.output)
    if _complain(parts, unread):
        return 2
    if choices.fail_on == "never":
        return 0
    gravest: Severity = choices.fail_on  # type: ignore[assignment]
    return int(any(at_least(one.severity, gravest) for one in found))


def _as_shown(opened: OpenWiki, one: Diagnostic) -> Diagnostic:
    """A diagnostic with its paths as the user is to see them."""
    related = tuple(
        msgspec.structs.replace(other, path=opened.shown(other.path)) for other in one.related
    )
    return msgspec.structs.replace(one, path=opened.shown(one.path), related=related)


def _complain(parts: Sequence[Part], unread: Sequence[tuple[OpenWiki, ReadError]]) -> bool:
    """Says which files could not be read; whether there were any."""
    errors = [(part.opened, error) for part in parts for error in part.opened.problems]
    for opened, error in dict.fromkeys([*errors, *unread]):
        complain(f"{opened.shown(error.path)}: {error.reason}")
    return bool(errors or unread)
