"""Search in all names of a wiki: slugs and titles, entities, headings.

Each kind of name is gathered at the first question about it, and kept up to date from then on from
the difference between an article's old and new facts.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

from slugline.model.facts import Facts
from slugline.model.slugs import is_slug
from slugline.syntax import slug_in
from slugline.wiki.articles import Articles
from slugline.wiki.configuration import Configuration
from slugline.wiki.entities import EntityIndex
from slugline.wiki.links import LinkIndex
from slugline.wiki.names import Names, key_of


class Search:
    """The names of a wiki's articles, entities and headings, to be found while they are typed.

    `claims` are the paths by slug (one, or several); `links` and `entities` give the wiki's
    indexes. All are the wiki's own and change with it.
    """

    def __init__(
        self,
        articles: Articles,
        claims: Mapping[str, str | tuple[str, ...]],
        configuration: Configuration,
        links: Callable[[], LinkIndex],
        entities: Callable[[], EntityIndex],
    ) -> None:
        self._articles = articles
        self._claims = claims
        self._configuration = configuration
        self._link_index = links
        self._entity_index = entities
        self._slugs: Names | None = None
        self._entities: Names | None = None
        self._headings: Names | None = None
        self._paths_by_heading: dict[str, list[str]] = {}

    def prepare(self) -> None:
        """Gathers all names, so that no question waits for it."""
        _ = self.slugs, self.entities, self.headings

    @property
    def slugs(self) -> Names:
        """Every slug that can be linked, found by itself and by its titles.

        Those of articles, inventories and redirects, and those that are only linked so far. The
        weight is how often the slug is linked by this name.
        """
        if self._slugs is None:
            named = self._link_index().uses()
            others = {
                *named,
                *self._configuration.inventory,
                *self._configuration.redirect_targets,
            }
            others.difference_update(self._claims)
            slugs = chain(self._claims, sorted(filter(is_slug, others)))
            self._slugs = Names(((slug, named[slug]) for slug in slugs), self._title_keys, str)
        return self._slugs

    def _title_keys(self, slug: str) -> Iterator[str]:
        """The keys of a slug's titles, but for those that only repeat the slug."""
        claims = self._claims.get(slug)
        paths = (claims,) if isinstance(claims, str) else claims
        if paths is None:
            titles = [self._configuration.inventory.get(slug, "")]
        else:
            titles = list(map(self._articles.title_of, paths))
        for title in titles:
            if title.lower().replace(" ", "-") != slug:
                yield key_of(title)

    @property
    def entities(self) -> Names:
        """Every spelling of every entity; the weight is the number of articles that mark it."""
        if self._entities is None:
            self._entities = Names(self._entity_index().counts.items())
        return self._entities

    @property
    def headings(self) -> Names:
        """The slugs of all headings; the weight is the number of articles that have it."""
        if self._headings is None:
            paths_by_heading: dict[str, list[str]] = {}
            for path, headings in sorted(self._articles.headings()):
                for heading in {*filter(None, headings)}:
                    paths_by_heading.setdefault(heading, []).append(path)
            self._paths_by_heading = paths_by_heading
            self._headings = Names(
                ((heading, len(paths)) for heading, paths in paths_by_heading.items()), own_key=str
            )
        return self._headings

    def with_heading(self, heading: str) -> Sequence[str]:
        """The paths of the articles that have a heading of `headings`, sorted."""
        return self._paths_by_heading.get(heading, ())

    def replace(self, path: str, old: Facts | None, new: Facts | None) -> None:
        """Takes over that the facts of `path` have changed; the wiki holds the new ones."""
        if self._slugs is not None:
            self._replace_slugs(self._slugs, old, new)
        if self._entities is not None:
            counts = self._entity_index().counts
            for spelling in _entities(old) ^ _entities(new):
                _keep(self._entities, spelling, counts.get(spelling, 0))
        if self._headings is not None:
            self._replace_headings(self._headings, path, old, new)

    def _replace_slugs(self, names: Names, old: Facts | None, new: Facts | None) -> None:
        changes: Counter[str] = Counter()
        for text, number in _new_uses(old, new):
            changes[slug_in(text)] += number
        touched = {slug for slug, change in changes.items() if change}
        if (old and (old.slug, old.title)) != (new and (new.slug, new.title)):
            touched.update(one.slug for one in (old, new) if one is not None)
        for slug in filter(is_slug, touched):
            weight = names.weight(slug) + changes[slug]
            if weight or slug in self._claims or self._is_configured(slug):
                names.put(slug, weight, self._title_keys(slug))
            else:
                names.remove(slug)

    def _is_configured(self, slug: str) -> bool:
        configuration = self._configuration
        return slug in configuration.inventory or slug in configuration.redirect_targets

    def _replace_headings(
        self, names: Names, path: str, old: Facts | None, new: Facts | None
    ) -> None:
        before, after = _headings(old), _headings(new)
        for heading in before - after:
            paths = self._paths_by_heading[heading]
            del paths[bisect_left(paths, path)]
            if not paths:
                del self._paths_by_heading[heading]
        for heading in after - before:
            insort(self._paths_by_heading.setdefault(heading, []), path)
        for heading in before ^ after:
            _keep(names, heading, len(self._paths_by_heading.get(heading, ())))


def _keep(names: Names, name: str, weight: int) -> None:
    """Takes over the weight of a name that is there as long as it has any."""
    if weight:
        names.put(name, weight)
    else:
        names.remove(name)


def _new_uses(old: Facts | None, new: Facts | None) -> Iterator[tuple[str, int]]:
    """The link texts that are there more or less often than before, and by how much."""
    before, after = old.links if old else (), new.links if new else ()
    if before != after:
        uses = Counter(after)
        for text in before:
            uses[text] -= 1
        yield from (one for one in uses.items() if one[1])


def _entities(facts: Facts | None) -> set[str]:
    return set(facts.entities) if facts else set()


def _headings(facts: Facts | None) -> set[str]:
    return set(filter(None, facts.headings)) if facts else set()
