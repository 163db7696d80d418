"""The entities of a wiki: their spellings, how common each is, and where they are marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import chain

from slugline.model.facts import Facts
from slugline.model.slugs import folded


class EntityIndex:
    """Spellings with the number of articles that use them, kept up to date from differences."""

    def __init__(self, facts: Mapping[str, Facts]) -> None:
        self._counts = Counter(chain.from_iterable(one.entities for one in facts.values()))
        self._groups: dict[str, set[str]] = {}
        for spelling in self._counts:
            self._groups.setdefault(folded(spelling), set()).add(spelling)

    def replace(self, old: Facts | None, new: Facts | None) -> None:
        """Takes over that one article's facts have changed."""
        before = set(old.entities) if old else set()
        after = set(new.entities) if new else set()
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

    def spellings(self, entity: str) -> list[str]:
        """All spellings of an entity, the most common first, then in alphabetical order."""
        group = self._groups.get(folded(entity), set())
        return sorted(group, key=lambda spelling: (-self._counts[spelling], spelling))

    def usual(self, entity: str) -> str | None:
        """The spelling that more than half of the uses have; None where none has."""
        spellings = self.spellings(entity)
        if not spellings:
            return None
        total = sum(self._counts[spelling] for spelling in spellings)
        return spellings[0] if 2 * self._counts[spellings[0]] > total else None

    def unusual(self) -> set[str]:
        """Every spelling that is not the usual one of its entity, where there is a usual one."""
        odd: set[str] = set()
        for group in self._groups.values():
            if len(group) > 1:
                usual = self.usual(next(iter(group)))
                if usual is not None:
                    odd |= group - {usual}
        return odd

    def groups(self) -> list[list[str]]:
        """The spellings of each entity, the most common first; entities in alphabetical order."""
        return sorted(self.spellings(next(iter(group))) for group in self._groups.values())
