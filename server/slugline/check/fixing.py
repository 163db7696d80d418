"""Safe fixes, applied until nothing changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import msgspec

from slugline.check.examine import examine_decoded
from slugline.check.judge import judge
from slugline.check.levels import Levels
from slugline.model.edits import Edit, apply_edits, overlap
from slugline.model.facts import stem_of
from slugline.rules import BY_CODE
from slugline.rules.rule import Finding, Subject
from slugline.syntax import Article, parse
from slugline.text import Decoded
from slugline.wiki import Wiki

_ROUNDS = 20
"""A fix that undoes another one must not keep us for ever."""


class Fixed(msgspec.Struct, frozen=True):
    """An article's text after its safe fixes, and how many of each rule were made."""

    source: str
    counts: Mapping[str, int]


def fix(wiki: Wiki, path: str, source: str, levels: Levels) -> Fixed:
    """Applies the safe fixes of one article; the wiki is kept up to date with the new text.

    Fixes that touch the same characters are made one after the other.
    """
    schema = wiki.configuration.schema
    counts: Counter[str] = Counter()
    for _ in range(_ROUNDS):
        examined = examine_decoded(Decoded(source), stem_of(path), schema)
        wiki.put(path, examined.facts)
        article = parse(source, schema)
        edits = _safe_edits(wiki, path, article, examined.findings, levels, counts)
        if not edits:
            break
        source = apply_edits(source, edits)
    return Fixed(source, counts)


def _safe_edits(
    wiki: Wiki,
    path: str,
    article: Article,
    findings: tuple[Finding, ...],
    levels: Levels,
    counts: Counter[str],
) -> list[Edit]:
    """The edits of as many safe fixes as can be made at once, the first finding first."""
    chosen: list[Edit] = []
    subject = Subject(path, wiki.articles[path], wiki, lambda: article)
    for diagnostic in judge(wiki, {path: findings}, levels, lambda _: article, {path}).diagnostics:
        for one in BY_CODE[diagnostic.code].fixes(diagnostic.finding(), subject):
            if one.safe and one.edits and not overlap([*chosen, *one.edits]):
                chosen += one.edits
                counts[diagnostic.code] += 1
                break
    return chosen
