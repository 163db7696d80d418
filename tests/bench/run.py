"""Measures `slugline check` beside other programs, on wikis made by `generate.py`.

    python -m tests.bench.run [--sizes 1000,10000,100000] [--runs 5] [--json FILE]

ripgrep reads every file and finds the beginnings of links: the least that any tool has to do that
reads. `find` asks for the times of every file: the least where nothing has changed. rumdl checks
the links of the same wiki written as Markdown, and so does lychee. A tool that is not installed is
left out. Ratios are of medians of runs that were taken in turn.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from slugline.disk.stamps import GRANULARITY
from tests.bench.generate import generate
from tests.bench.measure import Figure, as_installed, measure
from tests.bench.peers import beside_or_on_path
from tests.bench.report import Case, Results, grid, growth, shown
from tests.cli.running import PLAIN

ALONE = "slugline check, one article"
COLD = "slugline check --no-cache"
ONE_JOB = f"{COLD} --jobs 1"
HINTS = f"{COLD} --show hint"
WARM = "slugline check, nothing changed"
CHANGED = "slugline check, 1 % changed"
RIPGREP = "ripgrep"
RIPGREP_AGAIN = "ripgrep, 1 % changed"
FIND = "find, with times"
RUMDL = "rumdl, link rules"
RUMDL_WARM = "rumdl, link rules, its cache warm"
LYCHEE = "lychee, offline"


_LARGE = 100_000
"""Articles of the wiki that the ratios are meant for: in small ones the start is all there is."""


@dataclass(frozen=True)
class Goal:
    """A target: what a command may take at most, in seconds or times what another takes."""

    name: str
    most: float
    beside: str = ""

    def row(self, size: int, figures: Mapping[str, Figure]) -> list[str] | None:
        """What is wanted, what is, and whether it is met; None where it was not measured."""
        if self.name not in figures or (self.beside and self.beside not in figures):
            return None
        took = figures[self.name].median
        if not self.beside:
            met = "yes" if took <= self.most else "NO"
            return [self.name, f"≤ {shown(self.most)}", shown(took), met]
        ratio = took / figures[self.beside].median
        wanted = f"≤ {self.most:.2f} × {self.beside}"
        met = "yes" if ratio <= self.most else "NO" if size >= _LARGE else ""
        return [self.name, wanted, shown(ratio, "×"), met]


GOALS = (
    Goal(ALONE, 0.15),
    Goal(COLD, 3, RIPGREP),
    Goal(COLD, 1 / 4, RUMDL),
    Goal(COLD, 1 / 4, LYCHEE),
    Goal(WARM, 1, RIPGREP),
    Goal(WARM, 1 / 10, RUMDL_WARM),
    Goal(CHANGED, 1.3, RIPGREP_AGAIN),
)

_GROWTHS = tuple(Case(name, "linear") for name in (COLD, ONE_JOB, HINTS, WARM, CHANGED, RIPGREP))


def slugline() -> str:
    """The command `slugline` beside the running Python, else the one on PATH."""
    return beside_or_on_path("slugline") or "slugline"


def commands_for(wiki: Path, markdown: Path, cache: Path) -> dict[str, list[str]]:
    """The commands to measure on a wiki in which nothing changes."""
    check = _check(wiki)
    cold = [*check, "--no-cache"]
    commands = {
        COLD: [*cold, "--jobs", "2"],
        ONE_JOB: [*cold, "--jobs", "1"],
        HINTS: [*cold, "--jobs", "2", "--show", "hint"],
        WARM: [*check, "--jobs", "2"],
        **_ripgrep(RIPGREP, wiki),
    }
    if find := shutil.which("find"):
        commands[FIND] = [find, str(wiki), "-type", "f", "-printf", "%p %s %T@ %i\\n"]
    if rumdl := beside_or_on_path("rumdl"):
        links = ["--enable", "MD051,MD057", str(markdown)]
        commands[RUMDL] = [rumdl, "check", "--no-cache", *links]
        commands[RUMDL_WARM] = [rumdl, "check", "--cache-dir", str(cache / "rumdl"), *links]
    if lychee := shutil.which("lychee"):
        options = ["--offline", "--no-progress", "--include-fragments"]
        commands[LYCHEE] = [lychee, *options, f"{markdown}/**/*.md"]
    return commands


def commands_after_edits(wiki: Path) -> dict[str, list[str]]:
    """The commands to measure on a wiki of which 1 % is edited before each run."""
    return {CHANGED: [*_check(wiki), "--jobs", "2"], **_ripgrep(RIPGREP_AGAIN, wiki)}


def _check(wiki: Path) -> list[str]:
    return [slugline(), "check", str(wiki), "--fail-on", "never"]


def _ripgrep(name: str, wiki: Path) -> dict[str, list[str]]:
    ripgrep = shutil.which("rg")
    return {name: [ripgrep, "-o", r"\[\[[^\]|]+", str(wiki)]} if ripgrep else {}


def edit_some(wiki: Path) -> None:
    """Changes one of a hundred articles: a word is added to the last line, or taken away.

    The cache is not written for so few. They are read again at each check, whether their old bytes
    are back or not: the times of the files are others.
    """
    for number, path in enumerate(sorted(wiki.rglob("*.article"))):
        if number % 100 == 0:
            text = path.read_bytes()
            path.write_bytes(
                text.removesuffix(b" News") if text.endswith(b" News") else text + b" News"
            )


def measure_wiki(wiki: Path, markdown: Path, cache: Path, runs: int) -> dict[str, Figure]:
    """All cases of one wiki: first what leaves it as it is, then what edits it.

    They are apart since after an edit nothing is unchanged any more.
    """
    commands = commands_for(wiki, markdown, cache)
    # What was written a moment ago is not cached: it could change and keep its times.
    time.sleep(GRANULARITY / 1e9)
    for name in (WARM, RUMDL_WARM):
        if name in commands:
            subprocess.run(commands[name], capture_output=True, check=False)
    figures = measure(commands, runs)
    edits = {CHANGED: partial(edit_some, wiki)}
    return figures | measure(commands_after_edits(wiki), runs, edits)


def table(size: int, figures: dict[str, Figure]) -> str:
    """The figures of one size."""
    yardstick = figures.get(RIPGREP)
    rows = []
    for name, figure in figures.items():
        ratio = f"{figure.median / yardstick.median:.2f}" if yardstick else "–"
        memory = shown(figure.memory, "B")
        rows.append([name, shown(figure.median), shown(figure.best), ratio, memory])
    return grid([f"{size:,} articles", "median", "best", "× ripgrep", "peak memory"], rows)


def goals(size: int, figures: Mapping[str, Figure]) -> str:
    """The targets that were measured."""
    rows = [row for goal in GOALS if (row := goal.row(size, figures)) is not None]
    return grid([f"{size:,} articles", "target", "measured", "met"], rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the measurements that the arguments ask for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--keep", type=Path, help="keep the wikis in this folder")
    options = parser.parse_args(arguments)
    as_installed()
    by_size: dict[int, dict[str, Figure]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        cache = Path(scratch, "cache")
        os.environ["SLUGLINE_CACHE_DIR"] = str(cache)
        folder = options.keep or Path(scratch)
        one = Path(scratch, "one")
        one.mkdir()
        (one / "mill.article").write_text(PLAIN)
        by_size[1] = measure({ALONE: _check(one)}, max(options.runs, 5))
        _print(1, by_size[1])
        for size in map(int, options.sizes.split(",")):
            wiki, markdown = folder / f"wiki-{size}", folder / f"markdown-{size}"
            for target, as_markdown in ((wiki, False), (markdown, True)):
                if not target.exists():
                    generate(target, size, markdown=as_markdown)
            by_size[size] = measure_wiki(wiki, markdown, cache, options.runs)
            _print(size, by_size[size])
    if len(by_size) > 2:
        times = {size: _seconds(one) for size, one in by_size.items() if size > 1}
        print(f"\n{growth(_GROWTHS, times)}")
    if options.json:
        plain = {size: _plain(figures) for size, figures in by_size.items()}
        options.json.write_text(json.dumps(plain, indent=2) + "\n")
    return 0


def _print(size: int, figures: dict[str, Figure]) -> None:
    print(f"\n{table(size, figures)}\n\n{goals(size, figures)}", flush=True)


def _seconds(figures: Mapping[str, Figure]) -> Results:
    return {name: figure.seconds for name, figure in figures.items()}


def _plain(figures: dict[str, Figure]) -> dict[str, object]:
    return {
        name: {"seconds": figure.seconds, "median": figure.median, "memory": figure.memory}
        for name, figure in figures.items()
    }


if __name__ == "__main__":
    sys.exit(main())
