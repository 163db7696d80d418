"""Safe fixes, applied until nothing changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from slugline.check.examine import ALL_ASPECTS, find
from slugline.check.judge import Diagnostic, judge
from slugline.check.levels import Levels
from slugline.model.edits import Disjoint, Edit, apply_edits
from slugline.model.facts import facts_of, stem_of
from slugline.rules import BY_CODE
from slugline.rules.rule import Finding, Fix, Subject
from slugline.syntax import parse
from slugline.wiki import Wiki

_ROUNDS = 100
"""Fixes that make others possible end long before."""


class Fixed(msgspec.Struct, frozen=True):
    """An article's text after its safe fixes, and how many of each rule were made.

    `findings` are those of the article taken alone, `left` all that are still there.
    """

    source: str
    counts: Mapping[str, int]
    findings: tuple[Finding, ...]
    left: tuple[Diagnostic, ...]


def may_be_mended(diagnostic: Diagnostic) -> bool:
    """Whether there can be a safe fix; only its rule, asked for it, knows if there is one."""
    return BY_CODE[diagnostic.code].fixes_safely


def safe_fixes(diagnostic: Diagnostic, subject: Subject) -> Iterator[Fix]:
    """The safe fixes of a finding in its article; the first is to be preferred."""
    fixes = BY_CODE[diagnostic.code].fixes(diagnostic.finding(), subject)
    return (one for one in fixes if one.safe and one.edits)


def fix(wiki: Wiki, path: str, source: str, levels: Levels) -> Fixed:
    """Applies the safe fixes of one article; the wiki is kept up to date with the new text.

    Fixes that touch the same characters are made one after the other. A fix that would bring
    back an earlier text is not made.
    """
    counts: Counter[str] = Counter()
    seen = {source}
    while True:
        now = _look(wiki, path, source, levels)
        after = apply_edits(source, now.edits)
        if after in seen or len(seen) == _ROUNDS:
            return Fixed(source, counts, now.findings, now.found)
        seen.add(after)
        source = after
        counts.update(now.codes)


class _Look(msgspec.Struct, frozen=True):
    """What is found in an article, and the edits that mend some of it, with their codes."""

    findings: tuple[Finding, ...]
    found: tuple[Diagnostic, ...]
    edits: list[Edit]
    codes: list[str]


def _look(wiki: Wiki, path: str, source: str, levels: Levels) -> _Look:
    article = parse(source, wiki.configuration.schema)
    facts = facts_of(article, stem_of(path))
    wiki.put(path, facts)
    findings = find(article, ALL_ASPECTS)
    found = judge(wiki, {path: findings}, levels, lambda _: article, {path}).diagnostics
    edits, codes = _safe_edits(found, Subject(path, facts, wiki, lambda: article))
    return _Look(findings, found, edits, codes)


def _safe_edits(found: Iterable[Diagnostic], subject: Subject) -> tuple[list[Edit], list[str]]:
    """The edits of as many safe fixes as can be made at once, the first finding first.

    With them the codes of the findings that they mend.
    """
    chosen = Disjoint()
    codes: list[str] = []
    for diagnostic in found:
        if not may_be_mended(diagnostic):
            continue
        for one in safe_fixes(diagnostic, subject):
            if chosen.add(one.edits):
                codes.append(diagnostic.code)
                break
    return list(chosen), codes
