"""The join: the facts of all articles, and what the rules say of each in its wiki.

The order of the result is path, position, code: it depends on nothing but the wiki.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache, partial

import msgspec

from slugline.check.levels import Levels
from slugline.errors import ReadError
from slugline.rules import BY_CODE, CONFIGURATION_RULES, LINK_RULES, WIKI_RULES
from slugline.rules.rule import (
    Finding,
    LinkRule,
    LinkSubject,
    LinkVerdict,
    Related,
    Subject,
)
from slugline.syntax import Article, LinkText
from slugline.text import Place, Span, place_at
from slugline.wiki import Severity, Wiki


class Diagnostic(msgspec.Struct, frozen=True, gc=False):
    """A finding as it is reported: in which file, how grave, and where.

    `start` and `end` are 0-based lines and columns (code points), `span` the same as offsets.
    """

    path: str
    start: Place
    end: Place
    code: str
    severity: Severity
    message: str
    span: Span
    related: tuple[Related, ...] = ()

    def finding(self) -> Finding:
        """The finding without its place in the wiki."""
        return Finding(self.code, self.span, self.message, self.related)


class Verdict(msgspec.Struct, frozen=True):
    """All diagnostics in order, and the files that could not be read again while judging."""

    diagnostics: tuple[Diagnostic, ...]
    unread: tuple[ReadError, ...] = ()


_TREES_KEPT = 16

Read = Callable[[str], Article]
"""Gives the syntax tree of the article at a path; raises ReadError."""


Suspects = Mapping[str, frozenset[str]]
"""The articles in which rules that look at the whole wiki may find something, by code."""


def suspects_of(wiki: Wiki, levels: Levels) -> Suspects:
    """The suspects of all rules that run."""
    return {
        rule.code: frozenset(rule.suspects(wiki)) for rule in WIKI_RULES if levels.runs(rule.code)
    }


def judge(
    wiki: Wiki,
    findings: Mapping[str, Iterable[Finding]],
    levels: Levels,
    read: Read,
    only: Collection[str] | None = None,
    suspects: Suspects | None = None,
) -> Verdict:
    """Judges the articles of a wiki, or `only` those at some paths, against the whole wiki.

    `findings` are those of each article taken alone (`examine`). With `suspects` (`suspects_of`
    the same wiki), judging many articles in turn is quicker than without.
    """
    unread: dict[str, ReadError] = {}
    paths = None if only is None else frozenset(only)
    found = [
        *_from_articles(wiki, findings, levels, paths),
        *_from_links(wiki, levels, paths),
        *_from_wiki(wiki, levels, read, paths, unread, suspects or {}),
        *_from_configuration(wiki, levels, paths),
    ]
    found.sort(key=_order)
    return Verdict(tuple(found), tuple(unread.values()))


def parts_of(levels: Levels) -> list[Levels]:
    """Levels that each look for a part of what `levels` look for, and together for all of it.

    Judging by each of them takes about as long as by another.
    """
    alone = {rule.code for rule in WIKI_RULES if levels.runs(rule.code)}
    groups = [frozenset(BY_CODE.keys() - alone), *(frozenset({code}) for code in sorted(alone))]
    return [msgspec.structs.replace(levels, among=group) for group in groups]


def joined(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict that the parts of a wiki's levels give together."""
    found: list[Diagnostic] = []
    unread: dict[str, ReadError] = {}
    for verdict in verdicts:
        found += verdict.diagnostics
        unread.update((error.path, error) for error in verdict.unread)
    found.sort(key=_order)
    return Verdict(tuple(found), tuple(unread.values()))


def _order(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    span = diagnostic.span
    return (diagnostic.path, span.start, span.end, diagnostic.code, diagnostic.message)


def _placed(path: str, wiki: Wiki, finding: Finding, severity: Severity) -> Diagnostic:
    starts = wiki.articles.line_starts(path)
    span = finding.span
    return Diagnostic(
        path,
        # The first line starts behind a byte-order mark.
        place_at(starts, max(span.start, starts[0])),
        place_at(starts, max(span.end, starts[0])),
        finding.code,
        severity,
        finding.message,
        span,
        finding.related,
    )


def _from_articles(
    wiki: Wiki,
    findings: Mapping[str, Iterable[Finding]],
    levels: Levels,
    only: frozenset[str] | None,
) -> Iterator[Diagnostic]:
    for path in findings if only is None else only & findings.keys():
        for finding in findings[path]:
            severity = levels.of(finding.code, path)
            if severity is not None:
                yield _placed(path, wiki, finding, severity)


def _from_links(wiki: Wiki, levels: Levels, only: frozenset[str] | None) -> Iterator[Diagnostic]:
    """Asks each link text once; only articles that hold one with a verdict are looked at."""
    rules = [rule for rule in LINK_RULES if levels.runs(rule.code)]
    if not rules:
        return
    articles = wiki.articles
    if only is None:
        texts = wiki.remarkable_texts()
    else:
        texts_held = {text for path in only if path in articles for text in articles[path].links}
        texts = {text for text in texts_held if not wiki.is_unremarkable(text)}
    verdicts: dict[str, list[tuple[LinkRule, LinkVerdict]]] = {}
    for text in texts:
        link = wiki.links.read(text)
        if not link.slug:
            verdicts[text] = []
        elif said := _ask(rules, link, "", wiki):
            verdicts[text] = said
    if not verdicts:
        return
    remarkable = verdicts.keys()
    held = (
        wiki.links.placed_in_all(remarkable)
        if only is None
        else ((path, articles[path].links_among(remarkable)) for path in only if path in articles)
    )
    for path, links in held:
        own: dict[str, list[tuple[LinkRule, LinkVerdict]]] = {}
        for written, start in links:
            link = wiki.links.read(written)
            if not link.slug and written not in own:
                own[written] = _ask(rules, link, path, wiki)
            for rule, verdict in (verdicts if link.slug else own).get(written, ()):
                severity = levels.of(rule.code, path)
                if severity is not None:
                    span = _part(link, start, len(written) + 4, verdict)
                    finding = Finding(rule.code, span, verdict.message, verdict.related)
                    yield _placed(path, wiki, finding, severity)


def _ask(
    rules: list[LinkRule], link: LinkText, source: str, wiki: Wiki
) -> list[tuple[LinkRule, LinkVerdict]]:
    subject = LinkSubject(link, source, wiki)
    said = ((rule, rule.check(subject)) for rule in rules)
    return [(rule, verdict) for rule, verdict in said if verdict is not None]


def _part(link: LinkText, start: int, length: int, verdict: LinkVerdict) -> Span:
    """The span of the part of a link at `start` that a verdict speaks of."""
    part: Span | None = None
    match verdict.part:
        case "slug":
            part = link.slug_span
        case "section":
            part = link.section_span
        case "label":
            part = link.label_span
    if part is None:
        return Span(start, start + length)
    return Span(start + 2 + part.start, start + 2 + part.end)


def _from_wiki(
    wiki: Wiki,
    levels: Levels,
    read: Read,
    only: frozenset[str] | None,
    unread: dict[str, ReadError],
    suspects: Suspects,
) -> Iterator[Diagnostic]:
    # Several rules may read one article; all that are read would take hundreds of megabytes.
    article_at = lru_cache(maxsize=_TREES_KEPT)(read)
    for rule in WIKI_RULES:
        if not levels.runs(rule.code):
            continue
        if only is None:
            looked_at: Iterable[str] = rule.suspects(wiki)
        else:
            looked_at = only & suspects.get(rule.code, only)
        for path in looked_at:
            severity = levels.of(rule.code, path)
            facts = wiki.articles.get(path)
            if severity is None or facts is None:
                continue
            subject = Subject(path, facts, wiki, partial(article_at, path))
            try:
                for finding in rule.check(subject):
                    yield _placed(path, wiki, finding, severity)
            except ReadError as error:
                unread[path] = error


def _from_configuration(
    wiki: Wiki, levels: Levels, only: frozenset[str] | None
) -> Iterator[Diagnostic]:
    path = wiki.configuration.path
    if only is not None and path not in only:
        return
    for rule in CONFIGURATION_RULES:
        severity = levels.of(rule.code, path)
        if severity is None:
            continue
        for finding in rule.check(wiki.configuration, wiki):
            line, end = finding.span.start, finding.span.end
            yield Diagnostic(
                path,
                Place(line, 0),
                Place(end, 0),
                rule.code,
                severity,
                finding.message,
                finding.span,
                finding.related,
            )
