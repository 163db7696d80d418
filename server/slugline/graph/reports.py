"""Reports on the link graph of a wiki, as values."""

from __future__ import annotations

from collections import Counter

import msgspec

from slugline.model.slugs import is_slug
from slugline.wiki import Wiki


class Wanted(msgspec.Struct, frozen=True):
    """A slug that is linked and that no article has: in how many articles it is linked."""

    slug: str
    articles: int


class Listed(msgspec.Struct, frozen=True):
    """An article in a report; `links` is the number of articles that link to it."""

    path: str
    slug: str
    title: str
    links: int


class MarkedEntity(msgspec.Struct, frozen=True):
    """An entity by its most common spelling; how many articles mark it, in all its spellings."""

    entity: str
    articles: int
    spellings: tuple[str, ...]


def wanted(wiki: Wiki) -> list[Wanted]:
    """The slugs that are linked but not written yet, the most wanted first."""
    missing = (
        slug
        for slug in wiki.links.slugs()
        if is_slug(slug) and wiki.resolve(slug).kind == "missing"
    )
    found = [Wanted(slug, len(wiki.links.holders(wiki.links.naming(slug)))) for slug in missing]
    return sorted(found, key=lambda one: (-one.articles, one.slug))


def orphans(wiki: Wiki) -> list[Listed]:
    """The articles that no other article links to, by path."""
    counts = _incoming(wiki)
    return [_listed(wiki, path, 0) for path in sorted(wiki.articles) if not counts[path]]


def hubs(wiki: Wiki) -> list[Listed]:
    """The articles that others link to, those with the most links first."""
    counts = _incoming(wiki)
    found = [_listed(wiki, path, number) for path, number in counts.items() if number]
    return sorted(found, key=lambda one: (-one.links, one.path))


def dead_ends(wiki: Wiki) -> list[Listed]:
    """The articles that link to no other article, by path."""
    counts = _incoming(wiki)
    return [
        _listed(wiki, path, counts[path])
        for path, slugs in sorted(wiki.links.slugs_by_article())
        if {*slugs} <= {"", wiki.articles.slug_of(path)}
    ]


def entities(wiki: Wiki) -> list[MarkedEntity]:
    """The entities, those that the most articles mark first."""
    counts = wiki.entities.counts
    found = [
        MarkedEntity(group[0], sum(counts[spelling] for spelling in group), tuple(group))
        for group in wiki.entities.groups()
    ]
    return sorted(found, key=lambda one: (-one.articles, one.entity))


def _incoming(wiki: Wiki) -> Counter[str]:
    """For each article the number of other articles that link to it, also by redirects."""
    leads_to: dict[str, tuple[str, ...]] = {
        slug: wiki.resolve(slug).paths for slug in wiki.links.slugs()
    }
    counts: Counter[str] = Counter(dict.fromkeys(wiki.articles, 0))
    for path, slugs in wiki.links.slugs_by_article():
        targets = {target for slug in {*slugs} - {""} for target in leads_to[slug]}
        counts.update(targets - {path})
    return counts


def _listed(wiki: Wiki, path: str, links: int) -> Listed:
    facts = wiki.articles[path]
    return Listed(path, facts.slug, facts.title, links)
