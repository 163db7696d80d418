"""The configuration of a wiki as a value, with its defaults (grammar/spec.md, "Configuration")."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Literal

import msgspec

from slugline.syntax import DEFAULT_SCHEMA, Schema

Severity = Literal["error", "warning", "info", "hint"]
Level = Literal["error", "warning", "info", "hint", "off"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info", "hint")
"""From the gravest to the lightest."""

DEFAULT_INCLUDE = ("**/*.article", "**/*.txt")
MEGABYTE = 1_000_000


class Override(msgspec.Struct, frozen=True):
    """Levels of rules for the files that match `files`; the last one that matches counts."""

    files: tuple[str, ...]
    rules: tuple[tuple[str, Level], ...]


class Redirect(msgspec.Struct, frozen=True):
    """One more name for an article: `old` leads to `new`; `line` is where, counted from 0."""

    old: str
    new: str
    line: int = 0


class Configuration(msgspec.Struct, frozen=True, dict=True):
    """All settings of a wiki.

    `path` names the file they come from relative to the wiki's root, empty where there is none.
    `max_size` is the size in bytes above which a file is refused as an article.
    `inventory` maps the slugs of all inventories to titles. `baseline` is the name of the file
    with the findings that are known, seen from the root, empty where there is none.
    """

    path: str = ""
    include: tuple[str, ...] = DEFAULT_INCLUDE
    exclude: tuple[str, ...] = ()
    max_size: int = MEGABYTE
    schema: Schema = DEFAULT_SCHEMA
    rules: tuple[tuple[str, Level], ...] = ()
    overrides: tuple[Override, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    inventories: tuple[str, ...] = ()
    inventory: dict[str, str] = msgspec.field(default_factory=dict)
    baseline: str = ""

    @cached_property
    def redirect_targets(self) -> dict[str, str]:
        """Old slug to new slug, one step."""
        return {redirect.old: redirect.new for redirect in self.redirects}

    @cached_property
    def redirect_sources(self) -> dict[str, list[str]]:
        """New slug to the old slugs that lead to it in one step."""
        sources: dict[str, list[str]] = {}
        for old, new in self.redirect_targets.items():
            sources.setdefault(new, []).append(old)
        return sources

    def leading_to(self, slugs: Iterable[str]) -> list[str]:
        """Some slugs, and all that redirects lead to one of them from, in any number of steps.

        What articles there are does not count here: an article comes before a redirect.
        """
        found = list(dict.fromkeys(slugs))
        known = set(found)
        for slug in found:
            for old in self.redirect_sources.get(slug, ()):
                if old not in known:
                    known.add(old)
                    found.append(old)
        return found

    def led_to(self, slugs: Iterable[str]) -> list[str]:
        """Some slugs, and all that redirects lead to from one of them, in the same sense."""
        found = list(dict.fromkeys(slugs))
        known = set(found)
        for slug in found:
            new = self.redirect_targets.get(slug)
            if new is not None and new not in known:
                known.add(new)
                found.append(new)
        return found
