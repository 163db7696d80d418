"""What to report of a wiki that was another one at some time in the past."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from slugline.model.facts import Facts
from slugline.wiki import Wiki


def linking_to_changed(
    wiki: Wiki, old: Mapping[str, Facts], changed: Iterable[str]
) -> frozenset[str]:
    """The articles that link to something whose slug, title or sections are other than before.

    `changed` are the paths of all articles that came, went or changed, `old` the facts that they
    had. An article that only has another path now is not another one.
    """
    new = {path: wiki.articles[path] for path in changed if path in wiki.articles}
    before, after = _told(old.values()), _told(new.values())
    slugs = {slug for slug in {*before, *after} if before.get(slug) != after.get(slug)}
    return frozenset(path for slug in slugs for path in wiki.linked_from(slug))


def _told(articles: Iterable[Facts]) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Titles and sections of articles by slug."""
    told: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for facts in articles:
        if facts.slug:
            told.setdefault(facts.slug, []).append((facts.title, facts.headings))
    return {slug: sorted(some) for slug, some in told.items()}
