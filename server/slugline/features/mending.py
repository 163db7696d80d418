"""The fixes of the rules as changes: one of a finding, or one of each finding of a code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from slugline.errors import RefusedError
from slugline.features.commands import refuse_taken
from slugline.features.difference import edits_between
from slugline.features.view import View
from slugline.features.wiki_edit import Change, WikiEdit, text_change
from slugline.model.edits import Disjoint, Edit, apply_edits
from slugline.rules import BY_CODE
from slugline.rules.rule import ArticleRule, Finding, Fix, Subject
from slugline.syntax import Article, parse

MISSING_SECTION = "missing-section"

TOGETHER = frozenset(
    {
        *(code for code, rule in BY_CODE.items() if rule.fixes_safely),
        *("entity-spelling", "label-drift", "malformed-entity", MISSING_SECTION),
        *("repeated-link", "section-body", "self-link", "unknown-section", "unlinked-mention"),
    }
)
"""Codes whose findings are all mended alike; the fixes of others are a choice for each."""


def subject_of(view: View) -> Subject:
    """The article as rules see it."""
    facts = view.wiki.articles[view.path]
    return Subject(view.path, facts, view.wiki, lambda: view.article, view.holds)


def fixes_of(view: View, finding: Finding) -> list[Fix]:
    """All fixes of a finding, the best first."""
    return list(BY_CODE[finding.code].fixes(finding, subject_of(view)))


def fix_edit(view: View, fix: Fix) -> WikiEdit:
    """A fix as a change of the wiki. Raises RefusedError where its file is there already."""
    changes: list[Change] = [*text_change(view.path, fix.edits)]
    if fix.create is not None:
        refuse_taken(view.wiki, fix.create)
        changes.append(fix.create)
    return WikiEdit(tuple(changes))


def chosen_fix(view: View, finding: Finding, title: str) -> WikiEdit:
    """The fix of a finding that has a title; raises RefusedError where there is none any more."""
    for fix in fixes_of(view, finding):
        if fix.title == title:
            return fix_edit(view, fix)
    raise RefusedError("there is nothing to fix here any more")


def fixes_together(view: View, code: str, findings: Iterable[Finding]) -> list[Edit]:
    """The edits of the first fix of each finding of a code, as far as they can be made at once.

    Missing sections are inserted one after the other, so that they come in order.
    """
    if code == MISSING_SECTION:
        return _sections_inserted(view)
    edits = Disjoint()
    for finding in findings:
        if finding.code == code:
            fix = next((one for one in fixes_of(view, finding) if one.edits), None)
            if fix is not None:
                edits.add(fix.edits)
    return list(edits)


def _sections_inserted(view: View) -> list[Edit]:
    """The edits after which no required section is missing, where fixes can give them all."""
    article = view.article
    for _ in article.schema.sections:
        fix = next(_missing_sections(view, article), None)
        if fix is None:
            break
        article = parse(apply_edits(article.source, fix.edits), article.schema)
    return edits_between(view.article.source, article.source)


def _missing_sections(view: View, article: Article) -> Iterator[Fix]:
    rule = BY_CODE[MISSING_SECTION]
    assert isinstance(rule, ArticleRule)
    subject = Subject(view.path, view.wiki.articles[view.path], view.wiki, lambda: article)
    for finding in rule.check(article):
        yield from rule.fixes(finding, subject)
