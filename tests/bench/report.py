"""What was measured, as a table: each case with its target, and beside it what others took."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from tests.bench.measure import slow

Unit = Literal["s", "B", "×"]
Growth = Literal["flat", "linear", ""]
"""How a case may grow with the wiki; empty where that is no question."""

Results = Mapping[str, tuple[float, ...] | str]
"""By case what was measured, in its unit, or why nothing was."""


@dataclass(frozen=True)
class Case:
    """What is measured, and its targets in its unit: of the median, and of the slowest runs."""

    name: str
    growth: Growth = ""
    median: float | None = None
    slow: float | None = None
    unit: Unit = "s"

    @property
    def target(self) -> str:
        """The targets, to be read."""
        parts = [f"≤ {shown(self.median, self.unit)}" if self.median is not None else ""]
        parts += [f"p95 ≤ {shown(self.slow, self.unit)}" if self.slow is not None else ""]
        return ", ".join(filter(None, parts))

    def met(self, values: Sequence[float]) -> str:
        """Whether the targets are met; empty where there are none."""
        if self.median is None and self.slow is None:
            return ""
        is_met = (self.median is None or median(values) <= self.median) and (
            self.slow is None or slow(values) <= self.slow
        )
        return "yes" if is_met else "NO"


def shown(value: float, unit: Unit = "s") -> str:
    """A value with its unit."""
    if unit == "×":
        return f"{value:.2f} ×"
    if unit == "B":
        return f"{value / 1e6:.0f} MB"
    return f"{value:.2f} s" if value >= 1 else f"{value * 1e3:.{1 if value < 0.1 else 0}f} ms"


def grid(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def comparison(title: str, cases: Sequence[Case], results: Mapping[str, Results]) -> str:
    """The cases of several tools, the first with its targets, others with their ratios to it.

    "5.0 ×" means that the other takes five times as much.
    """
    first, *others = results
    header = [title, "growth", "target", first, "p95", "met"]
    rows = []
    for case in cases:
        values = results[first].get(case.name, "")
        cells = [case.name, case.growth, case.target]
        if isinstance(values, str):
            cells += [f"– {values}".strip(), "", ""]
        else:
            high = shown(slow(values), case.unit) if len(values) > 1 else ""
            cells += [shown(median(values), case.unit), high, case.met(values)]
        cells += [_beside(case, values, results[other].get(case.name, "")) for other in others]
        rows.append(cells)
    return grid([*header, *others], rows)


def _beside(case: Case, ours: tuple[float, ...] | str, theirs: tuple[float, ...] | str) -> str:
    if isinstance(theirs, str):
        return f"– {theirs}".strip()
    value = median(theirs)
    if isinstance(ours, str) or case.unit == "×" or median(ours) <= 0 or value <= 0:
        return shown(value, case.unit)
    return f"{shown(value, case.unit)} ({value / median(ours):.1f} ×)"


def growth(cases: Sequence[Case], by_size: Mapping[int, Results]) -> str:
    """How much longer each case takes in the larger wikis than in the smallest."""
    smallest, *larger = sorted(by_size)
    rows = []
    for case in cases:
        base = by_size[smallest].get(case.name, "")
        if case.growth and not isinstance(base, str):
            values = [by_size[size].get(case.name, "") for size in larger]
            ratios = ["–" if isinstance(one, str) else _ratio(one, base) for one in values]
            rows.append([case.name, case.growth, *ratios])
    header = ["case", "growth", *(f"{size:,} ÷ {smallest:,}" for size in larger)]
    return grid(header, rows)


def _ratio(values: tuple[float, ...], base: tuple[float, ...]) -> str:
    return f"{median(values) / median(base):.2f}" if median(base) else "–"
