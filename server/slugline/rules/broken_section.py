"""broken-section: a link to a section that its target has not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from slugline.model.edits import Edit
from slugline.model.slugs import slug_of
from slugline.rules.link_edits import link_at, text_only
from slugline.rules.quoting import quoted
from slugline.rules.rule import (
    Explanation,
    Finding,
    Fix,
    LinkRule,
    LinkSubject,
    LinkVerdict,
    Subject,
)
from slugline.text import Span
from slugline.wiki import Resolution, Wiki

CODE = "broken-section"

_HAS_NOT = " has no section "

_CUTOFF = 0.5
"""How alike two sections must be, from 0 to 1: an article has few, so this is low."""

_MOST = 100
"""So many sections are compared; articles have a handful."""


def _check(subject: LinkSubject) -> LinkVerdict | None:
    link = subject.link
    if link.section is None:
        return None
    target = subject.wiki.target_of(link, subject.source)
    if target.kind != "article":
        return None
    if any(link.section in subject.wiki.articles[path].headings for path in target.paths):
        return None
    sections = _sections(subject.wiki, target)
    name = quoted(target.slug) if link.slug else "this article"
    message = f"{name}{_HAS_NOT}{quoted(link.section)}"
    near = _nearest(link.section, sections)
    if near:
        message += f"; near: {quoted(near)}"
    elif not sections:
        message += ": it has no sections at all"
    return LinkVerdict("section", message)


def _sections(wiki: Wiki, target: Resolution) -> Sequence[str]:
    """The slugs of the first sections; of all articles where several claim the slug."""
    headings = (heading for path in target.paths for heading in wiki.articles[path].headings)
    return tuple(dict.fromkeys(islice(filter(None, headings), _MOST)))


def _nearest(section: str, sections: Sequence[str]) -> str:
    """The section that was probably meant, empty where none is near."""
    slug = slug_of(section)
    if slug in sections:
        return slug
    from rapidfuzz.distance import DamerauLevenshtein
    from rapidfuzz.process import extractOne

    found = extractOne(
        slug,
        sections,
        scorer=DamerauLevenshtein.normalized_similarity,
        score_cutoff=_CUTOFF,
    )
    return found[0] if found else ""


def _fixes(finding: Finding, subject: Subject) -> Iterator[Fix]:
    link = link_at(subject.article, finding.span)
    if link is None or link.section is None or link.section_span is None:
        return
    if link.slug:
        target = subject.wiki.resolve(link.slug)
    else:
        target = Resolution("article", subject.facts.slug, (subject.path,))
    near = _nearest(link.section, _sections(subject.wiki, target))
    if near:
        yield Fix(f"Link to the section `{near}`", (Edit(link.section_span, near),))
    if link.slug:
        whole = Span(link.section_span.start - 1, link.section_span.end)
        yield Fix("Link to the whole article", (Edit(whole, ""),))
    else:
        yield from text_only(subject.article, link)


RULE = LinkRule(
    code=CODE,
    level="error",
    check=_check,
    fixes=_fixes,
    subject_after=_HAS_NOT,
    explanation=Explanation(
        finds="a link to a section whose article has no heading of that name",
        why=(
            "Readers come to the top of the article and have to look for what was meant. "
            "Mostly the heading was renamed or the section has moved."
        ),
        bad="""\
//- home.article
Home
See [[mill#sumary|how it began]].
//- mill.article
The Mill
A mill by the river.
Summary
It was built in 1287.
""",
        good="""\
//- home.article
Home
See [[mill#summary|how it began]].
//- mill.article
The Mill
A mill by the river.
Summary
It was built in 1287.
""",
    ),
)
