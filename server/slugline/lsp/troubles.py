"""What is wrong with a configuration, as findings in its file."""

from __future__ import annotations

from collections.abc import Collection

from slugline.check import Diagnostic
from slugline.errors import ConfigurationProblem
from slugline.text import Place, Span

CONFIGURATION_CODE = "configuration"
"""The code of what is wrong with a `slugline.toml` or an inventory."""


def configuration_diagnostics(
    problems: Collection[ConfigurationProblem],
) -> dict[str, tuple[Diagnostic, ...]]:
    """A finding for each problem, on its whole line, by file."""
    found: dict[str, tuple[Diagnostic, ...]] = {}
    for problem in problems:
        line = max(problem.line - 1, 0)
        one = Diagnostic(
            problem.path,
            Place(line, 0),
            Place(line + 1, 0),
            CONFIGURATION_CODE,
            "error",
            problem.message,
            Span(line, line + 1),
        )
        found[problem.path] = (*found.get(problem.path, ()), one)
    return found
