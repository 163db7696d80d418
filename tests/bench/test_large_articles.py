"""How the time of judging and mending one article grows with its length: ratios of long ones."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

import pytest

from slugline.check import Levels, examine, fix, judge
from slugline.syntax import parse
from slugline.wiki import Configuration, Wiki

SIZES = (1_000, 12_000)
LINEAR = 2
"""How much more than twelve times as long twelve times the lines may take: quadratic work, 12."""

LONG: dict[str, Callable[[int], str]] = {
    "one heading again and again": lambda size: "T\nL\n" + "## S\n" * size,
    "other headings": lambda size: "T\nL\n" + "".join(f"## S{one}\n" for one in range(size)),
    "items": lambda size: "T\nL\nSummary\n" + "- a\n" * size,
    "blanks at line ends": lambda size: "T\nL\nSummary\n" + "a \n" * size,
    "links on one line": lambda size: "T X\nL\nSummary\n" + "[[T X]] " * size + "\n",
    "broken links": lambda size: "T X\nL\nSummary\n" + "[[gone]] **x**\n" * size,
    "open marks": lambda size: "T\nL\nSummary\n" + "[[a **b " * size + "\n",
}


def checked(source: str) -> float:
    """Seconds of processor time for all findings of an article and their safe fixes."""
    configuration = Configuration()
    wiki = Wiki(configuration)
    levels = Levels(configuration, lowest="hint")
    start = time.process_time()
    examined = examine(source.encode(), "t", configuration.schema)
    wiki.put("t.article", examined.facts)
    judge(wiki, {"t.article": examined.findings}, levels, lambda _: parse(source))
    fix(wiki, "t.article", source, levels)
    return time.process_time() - start


@pytest.mark.parametrize("kind", LONG)
def test_a_long_article_takes_linear_time(kind: str) -> None:
    gc.disable()
    try:
        small, large = (min(checked(LONG[kind](size)) for _ in range(2)) for size in SIZES)
    finally:
        gc.enable()
    assert large <= LINEAR * small * SIZES[1] / SIZES[0], (small, large)
