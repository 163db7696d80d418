"""The entities of a wiki: their spellings, how common each is, and where they are marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Set
from itertools import chain

from slugline.model.facts import Facts
from slugline.model.slugs import folded


class EntityIndex:
    """Spellings with the number of articles that use them, kept up to date from differences."""

    def __init__(self, facts: Mapping[str, Facts]) -> None:
        self._facts = facts
        self._counts = Counter(chain.from_iterable(one.entities for one in facts.values()))
        self._groups: dict[str, set[str]] = {}
        self._usual: dict[str, str | None] = {}
        self._unusual: set[str] | None = None
        for spelling in self._counts:
            self._groups.setdefault(folded(spelling), set()).add(spelling)

    def replace(self, old: Facts | None, new: Facts | None) -> None:
        """Takes over that one article's facts have changed."""
        before = set(old.entities) if old else set()
        after = set(new.entities) if new else set()
        if before != after:
            self._unusual = None
        for spelling in before ^ after:
            for other in self._groups.get(folded(spelling), ()):
                self._usual.pop(other, None)
        for spelling in before - after:
            self._counts[spelling] -= 1
            if not self._counts[spelling]:
                del self._counts[spelling]
                group = self._groups[folded(spelling)]
                group.discard(spelling)
                if not group:
                    del self._groups[folded(spelling)]
        for spelling in after - before:
            self._counts[spelling] += 1
            self._groups.setdefault(folded(spelling), set()).add(spelling)

    @property
    def counts(self) -> Mapping[str, int]:
        """Spelling to the number of articles that mark it."""
        return self._counts

    def holders(self, spellings: Collection[str]) -> list[str]:
        """The paths of the articles that mark one of the spellings, sorted."""
        wanted = frozenset(spellings)
        return sorted(
            path for path, one in self._facts.items() if not wanted.isdisjoint(one.entities)
        )

    def spellings(self, entity: str) -> list[str]:
        """All spellings of an entity, the most common first, then in alphabetical order."""
        group = self._groups.get(folded(entity), set())
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
            for group in self._groups.values():
                if len(group) > 1:
                    usual = self.usual(next(iter(group)))
                    if usual is not None:
                        self._unusual |= group - {usual}
        return self._unusual

    def groups(self) -> list[list[str]]:
        """The spellings of each entity, the most common first; entities in alphabetical order."""
        return sorted(self.spellings(next(iter(group))) for group in self._groups.values())
