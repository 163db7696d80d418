"""Which rules run for which files, and how grave their findings are."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cached_property

import msgspec

from slugline.rules import RULES
from slugline.wiki import SEVERITIES, Configuration, Level, Severity

_SELECTED: Severity = "warning"
"""The severity of a rule that is off and was asked for by name."""


class Levels(msgspec.Struct, frozen=True, dict=True):
    """The level of each rule for each file.

    From weakest to strongest: the rule's own level, `[rules]`, `[[overrides]]` that match the
    file, `select` (no other rule runs; one that is off becomes a warning) and `ignore`.
    Findings below `lowest` are not looked for, nor those of rules that are not `among` some.
    """

    configuration: Configuration
    select: frozenset[str] | None = None
    ignore: frozenset[str] = frozenset()
    lowest: Severity = "info"
    among: frozenset[str] | None = None

    @cached_property
    def _base(self) -> dict[str, Level]:
        levels: dict[str, Level] = {rule.code: rule.level for rule in RULES}
        levels.update(self.configuration.rules)
        return {code: self._chosen(code, level) for code, level in levels.items()}

    def _chosen(self, code: str, level: Level) -> Level:
        chosen = self.select is None or code in self.select
        if code in self.ignore or not chosen or not (self.among is None or code in self.among):
            return "off"
        if level == "off":
            return _SELECTED if self.select is not None else "off"
        return level

    @cached_property
    def _overrides(self) -> list[tuple[Callable[[str], bool], dict[str, Level]]]:
        if not self.configuration.overrides:
            return []
        from pathspec import GitIgnoreSpec

        return [
            (
                GitIgnoreSpec.from_lines(override.files).match_file,
                {code: self._chosen(code, level) for code, level in override.rules},
            )
            for override in self.configuration.overrides
        ]

    def of(self, code: str, path: str) -> Severity | None:
        """The severity of a rule's findings in a file; None where it does not run."""
        level = self._base[code]
        for matches, rules in self._overrides:
            if code in rules and matches(path):
                level = rules[code]
        if level == "off" or SEVERITIES.index(level) > SEVERITIES.index(self.lowest):
            return None
        return level

    def runs(self, code: str) -> bool:
        """Whether a rule runs for any file at all."""
        levels = [self._base[code], *(rules.get(code, "off") for _, rules in self._overrides)]
        lowest = SEVERITIES.index(self.lowest)
        return any(level != "off" and SEVERITIES.index(level) <= lowest for level in levels)


def at_least(severity: Severity, lowest: Severity) -> bool:
    """Whether a severity is as grave as another, or graver."""
    return SEVERITIES.index(severity) <= SEVERITIES.index(lowest)


def unknown_codes(codes: Collection[str]) -> list[str]:
    """Those of the codes that no rule has, sorted."""
    return sorted(set(codes) - {rule.code for rule in RULES})
