"""repeated-link: a target that is linked again in the same section."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from slugline.rules.link_edits import without_link
from slugline.rules.quoting import quoted
from slugline.rules.rule import Explanation, Finding, Subject, WikiRule
from slugline.wiki import Wiki

CODE = "repeated-link"


def _check(subject: Subject) -> Iterator[Finding]:
    wiki = subject.wiki
    placed = list(wiki.links_of(subject.path))
    targets = [(wiki.target_of(link.text, subject.path).slug, link.text.section) for link in placed]
    if len(set(targets)) == len(targets):
        return
    seen: set[tuple[str, str | None, int]] = set()
    starts = [section.span.start for section in subject.article.sections]
    for link, (slug, part) in zip(placed, targets, strict=True):
        key = (slug, part, bisect_right(starts, link.span.start))
        if key in seen:
            name = quoted(slug if part is None else f"{slug}#{part}")
            yield Finding(CODE, link.span, f"{name} is already linked in this section")
        seen.add(key)


def _suspects(wiki: Wiki) -> Iterator[str]:
    ends = {old: wiki.resolve(old).slug for old in wiki.configuration.redirect_targets}
    for path, slugs in wiki.links.slugs_by_article():
        if len(slugs) > 1:
            named = set(slugs)
            if not named.isdisjoint(ends):
                named = {ends.get(slug, slug) for slug in named}
            if len(named) < len(slugs) or ("" in named and wiki.articles.slug_of(path) in named):
                yield path


RULE = WikiRule(
    code=CODE,
    level="hint",
    check=_check,
    suspects=_suspects,
    fixes=without_link,
    subject_after=None,
    explanation=Explanation(
        finds="a link to what an earlier link of the same section leads to",
        why="One link is enough; more of them hide those that lead elsewhere.",
        bad="""\
//- home.article
Home
The [[weir|Weir]] feeds the mill, and the [[weir|Weir]] feeds the pond.
//- weir.article
Weir
A low dam.
""",
        good="""\
//- home.article
Home
The [[weir|Weir]] feeds the mill, and the Weir feeds the pond.
//- weir.article
Weir
A low dam.
""",
    ),
)
