"""Measures `slugline check` beside ripgrep and rumdl, on wikis made by `generate.py`.

    python -m tests.bench.run [--sizes 1000,10000,100000] [--runs 5] [--json FILE]

ripgrep reads every file and finds the beginnings of links: the least that any tool has to do.
rumdl checks the links of the same wiki written as Markdown. A tool that is not installed is left
out. Ratios are of medians of runs that were taken in turn.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tests.bench.generate import generate
from tests.bench.measure import Figure, measure

COLD = "slugline check --no-cache"
WARM = "slugline check, nothing changed"
CHANGED = "slugline check, 1 % changed"

_ONE = """The Mill
It turns whenever the river does.
Summary
Water drives the **wheel** of the mill, and the wheel drives the stones.
Key Takeaways
- The **wheel** is old
Balanced Perspective
It works, and it is slow to mend.
Optimistic View
It may turn for another century.
Critical View
It may also rot away in a wet year.
Source
Originally reported by The River Paper
"""


def slugline() -> list[str]:
    """The command `slugline` beside the running Python, else the one on PATH."""
    beside = Path(sys.executable).with_name("slugline")
    return [str(beside) if beside.exists() else "slugline"]


def commands_for(wiki: Path, markdown: Path) -> dict[str, list[str]]:
    """The commands to measure on a wiki."""
    check = [*slugline(), "check", str(wiki), "--fail-on", "never"]
    cold = [*check, "--no-cache"]
    commands = {
        COLD: [*cold, "--jobs", "2"],
        f"{COLD} --jobs 1": [*cold, "--jobs", "1"],
        f"{COLD} --show hint": [*cold, "--jobs", "2", "--show", "hint"],
        WARM: [*check, "--jobs", "2"],
        CHANGED: [*check, "--jobs", "2"],
    }
    if ripgrep := shutil.which("rg"):
        commands["ripgrep"] = [ripgrep, "-o", r"\[\[[^\]|]+", str(wiki)]
    beside = Path(sys.executable).with_name("rumdl")
    if rumdl := (str(beside) if beside.exists() else shutil.which("rumdl")):
        options = ["--no-cache", "--enable", "MD051,MD057"]
        commands["rumdl, link rules"] = [rumdl, "check", *options, str(markdown)]
    return commands


def edit_some(wiki: Path) -> None:
    """Changes one of a hundred articles: a word is added to the last line, or taken away."""
    for number, path in enumerate(sorted(wiki.rglob("*.article"))):
        if number % 100 == 0:
            text = path.read_bytes()
            path.write_bytes(
                text.removesuffix(b" News") if text.endswith(b" News") else text + b" News"
            )


def table(size: int, figures: dict[str, Figure]) -> str:
    """The figures of one size as a Markdown table."""
    yardstick = figures.get("ripgrep")
    rows = [
        f"| {size:,} articles | median s | best s | × ripgrep | peak MB |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, figure in figures.items():
        ratio = f"{figure.median / yardstick.median:.2f}" if yardstick else "–"
        rows.append(
            f"| {name} | {figure.median:.3f} | {figure.best:.3f} | {ratio} "
            f"| {figure.memory / 1e6:.0f} |"
        )
    return "\n".join(rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the measurements that the arguments ask for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--keep", type=Path, help="keep the wikis in this folder")
    options = parser.parse_args(arguments)
    results: dict[str, dict[str, object]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["SLUGLINE_CACHE_DIR"] = str(Path(scratch, "cache"))
        folder = options.keep or Path(scratch)
        one = Path(scratch, "one")
        one.mkdir()
        (one / "mill.article").write_text(_ONE)
        alone = {"slugline check, one article": [*slugline(), "check", str(one)]}
        measured = measure(alone, max(options.runs, 5))
        print(table(1, measured))
        results["1"] = _plain(measured)
        for size in map(int, options.sizes.split(",")):
            wiki, markdown = folder / f"wiki-{size}", folder / f"markdown-{size}"
            for target, as_markdown in ((wiki, False), (markdown, True)):
                if not target.exists():
                    generate(target, size, markdown=as_markdown)
            before = {CHANGED: partial(edit_some, wiki)}
            measured = measure(commands_for(wiki, markdown), options.runs, before)
            print()
            print(table(size, measured), flush=True)
            results[str(size)] = _plain(measured)
    if options.json:
        options.json.write_text(json.dumps(results, indent=2) + "\n")
    return 0


def _plain(figures: dict[str, Figure]) -> dict[str, object]:
    return {
        name: {"seconds": figure.seconds, "median": figure.median, "memory": figure.memory}
        for name, figure in figures.items()
    }


if __name__ == "__main__":
    sys.exit(main())
