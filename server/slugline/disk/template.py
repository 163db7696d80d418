"""The `slugline.toml` that `slugline init` writes: every key, with its default, commented out."""

from __future__ import annotations

import json
from collections.abc import Iterable

from slugline.rules import RULES
from slugline.syntax import DEFAULT_SCHEMA, SectionKind
from slugline.wiki import Configuration


def template() -> str:
    """A commented `slugline.toml`, which as it stands changes nothing.

    Explanations start with `# `, settings with `#` alone: take it away to use them.
    """
    default = Configuration()
    return f"""\
# Settings of this wiki for Slugline. Everything has a default, which is what stands here:
# take the `#` at the start of a line away to change it.

# Which files are articles: globs as in .gitignore files, seen from this folder. Files that
# .gitignore excludes are none, nor are those in hidden folders.
#include = {_list(default.include)}
#exclude = {_list(default.exclude)}

# Files with slugs and titles of articles that exist elsewhere, one `slug<TAB>title` a line (as
# `slugline inventory` writes them). Links to them are not broken.
#inventories = {_list(default.inventories)}

# Findings that are known, so that `slugline check` reports only new ones: a file that
# `slugline check --update-baseline` writes.
#baseline = "known-findings.jsonl"

# Larger files are refused: a number of bytes, or a text with B, KB, MB or GB.
#max-size = "{default.max_size // 1_000_000} MB"

# The wording of a section whose body is an attribution.
#attribution = {json.dumps(DEFAULT_SCHEMA.attribution)}

#[lead]
# The longest lead, in characters as readers see them.
#max-length = {DEFAULT_SCHEMA.lead_length}

# How grave the findings of each rule are: error, warning, info, hint or off.
# `slugline rules CODE` explains a rule.
#[rules]
{_lines(f'#{rule.code} = "{rule.level}"' for rule in RULES)}

# Other levels for some files. This may be given several times; the last that matches counts.
#[[overrides]]
#files = ["legacy/**"]
#rules = {{ missing-lead = "off", broken-link = "warning" }}

# More names for articles: the old slug, and the one to use now.
#[redirects]
#an-old-slug = "the-slug-to-use-now"

# The sections of an article in their order. Those given replace all of these; `sections = []`,
# above the first `[table]`, leaves the choice to each article.
# body: prose, list, attribution or any
{_lines(map(_section, DEFAULT_SCHEMA.sections))}"""


def _list(items: Iterable[str]) -> str:
    return json.dumps(list(items))


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines)


def _section(kind: SectionKind) -> str:
    return f"""\
#[[sections]]
#key = "{kind.key}"
#name = {json.dumps(kind.name)}
#aliases = {_list(kind.aliases)}
#body = "{kind.body}"
#required = {json.dumps(kind.required)}
"""
