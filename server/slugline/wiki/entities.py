"""The entities of a wiki: their spellings, how common each is, and who marks them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Set

from slugline.model.facts import Facts
from slugline.model.slugs import folded
from slugline.wiki.articles import Articles
from slugline.wiki.holders import Holders

_FEW = 16
"""Below so many spellings the index is quicker than a look at all marks."""


class EntityIndex:
    """Spellings with the articles that use them, kept up to date from differences."""

    def __init__(self, articles: Articles) -> None:
        self._articles = articles
        columns = articles.columns
        table = columns.entity_table
        uses = articles.count(columns.entities)
        self._counts = Counter({table[number]: times for number, times in uses.items()})
        for facts in articles.changed.values():
            self._counts.update(facts.entities)
        self._groups: Holders[str] = Holders()
        self._usual: dict[str, str | None] = {}
        self._unusual: set[str] | None = None
        self._holders: Holders[str] | None = None
        for spelling in self._counts:
            self._groups.add(folded(spelling), spelling)

    def replace(self, path: str, old: Facts | None, new: Facts | None) -> None:
        """Takes over that the facts of `path` have changed; the articles hold the new ones."""
        before = set(old.entities) if old else set()
        after = set(new.entities) if new else set()
        if before != after:
            self._unusual = None
        for spelling in before ^ after:
            for other in self._groups.of(folded(spelling)):
                self._usual.pop(other, None)
        for spelling in before - after:
            self._counts[spelling] -= 1
            if self._holders is not None:
                self._holders.discard(spelling, path)
            if not self._counts[spelling]:
                del self._counts[spelling]
                self._groups.discard(folded(spelling), spelling)
        for spelling in after - before:
            if spelling not in self._counts:
                self._groups.add(folded(spelling), spelling)
            self._counts[spelling] += 1
            if self._holders is not None:
                self._holders.add(spelling, path)

    def prepare(self) -> None:
        """Gathers all that questions need, so that none of them waits for it."""
        self._gathered()
        self.unusual()

    @property
    def counts(self) -> Mapping[str, int]:
        """Spelling to the number of articles that mark it."""
        return self._counts

    def spellings(self, entity: str) -> list[str]:
        """All spellings of an entity, the most common first, then in alphabetical order."""
        group = self._groups.of(folded(entity))
        return sorted(group, key=lambda spelling: (-self._counts[spelling], spelling))

    def usual(self, entity: str) -> str | None:
        """The spelling that more than half of the uses have; None where none has."""
        if entity in self._usual:
            return self._usual[entity]
        spellings = self.spellings(entity)
        total = sum(self._counts[spelling] for spelling in spellings)
        common = next((one for one in spellings if 2 * self._counts[one] > total), None)
        if entity in self._counts:
            self._usual[entity] = common
        return common

    def unusual(self) -> Set[str]:
        """Every spelling that is not the usual one of its entity, where there is a usual one."""
        if self._unusual is None:
            self._unusual = set()
            for name in self._groups:
                group = self._groups.of(name)
                if len(group) > 1:
                    usual = self.usual(next(iter(group)))
                    if usual is not None:
                        self._unusual.update(group)
                        self._unusual.discard(usual)
        return self._unusual

    def is_unusual(self, spelling: str) -> bool:
        """Whether a spelling is not the usual one of its entity, where there is a usual one."""
        if self._unusual is not None:
            return spelling in self._unusual
        return self.usual(spelling) not in (None, spelling)

    def groups(self) -> list[list[str]]:
        """The spellings of each entity, the most common first; entities in alphabetical order."""
        return sorted(self.spellings(next(iter(self._groups.of(name)))) for name in self._groups)

    def holders(self, spellings: Iterable[str]) -> list[str]:
        """The paths of the articles that mark one of some spellings, sorted."""
        holders = self._gathered()
        return sorted({path for spelling in spellings for path in holders.of(spelling)})

    def holding(self, spellings: Collection[str]) -> Iterator[str]:
        """The same unsorted, for many spellings at once: no article is looked at by itself."""
        if self._holders is not None and len(spellings) < _FEW:
            yield from {path for one in spellings for path in self._holders.of(one)}
            return
        table = self._articles.columns.entity_table
        numbers = {number for number, spelling in enumerate(table) if spelling in spellings}
        yield from self._articles.having(self._articles.columns.entities, numbers)
        for path, facts in self._articles.changed.items():
            if any(spelling in spellings for spelling in facts.entities):
                yield path

    def _gathered(self) -> Holders[str]:
        """The paths of the articles that mark each spelling."""
        if self._holders is None:
            table = self._articles.columns.entity_table
            self._holders = Holders()
            for path, row in self._articles.rows(self._articles.columns.entities):
                self._holders.add_all(map(table.__getitem__, row), path)
            for path, facts in self._articles.changed.items():
                self._holders.add_all(facts.entities, path)
            self._holders.compact()
        return self._holders
