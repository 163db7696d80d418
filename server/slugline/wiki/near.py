"""The slugs that are written nearly like a given one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable

_NEIGHBOURS = 30
"""How many slugs on either side of a slug's place in an order are looked at."""

_NEAR_NEIGHBOURS = 200
"""The same for those that share the first half of the slug."""

LAST_CHARACTER = "\U0010ffff"

_CUTOFF = 0.75
"""How alike two slugs must be, from 0 to 1."""


class NearSlugs:
    """Answers which slugs are nearest to one that is not there.

    A slug with one or two typing errors keeps its beginning or its end, so its place among the
    slugs in alphabetical order, or in the order of the slugs read backwards, is next to the one
    that was meant. Only these neighbours are compared: the time of an answer does not grow with
    the wiki.
    """

    def __init__(self, slugs: Iterable[str]) -> None:
        self._forward = _Order(slugs, _as_written)
        self._backward = _Order(self._forward.slugs, _backwards)

    def keep(self, slug: str, *, present: bool) -> None:
        """Takes over that a slug is there, or is not."""
        self._forward.keep(slug, present=present)
        self._backward.keep(slug, present=present)

    def reached(self, slugs: Collection[str], coming_or_going: Iterable[str]) -> set[str]:
        """Those of some slugs whose nearest ones may be others when certain slugs come or go.

        These are all that would have one of those among the neighbours that are compared: one
        that comes may also push the last neighbour out, however little it is alike.
        """
        changed = list(coming_or_going)
        found = self._forward.within_reach(slugs, changed)
        return found | self._backward.within_reach(slugs, changed)

    def nearest(self, slug: str, limit: int = 3) -> tuple[str, ...]:
        """Up to `limit` slugs, the nearest first; equally near ones in alphabetical order."""
        near = self._forward.around(slug, slug[: len(slug) // 2])
        near |= self._backward.around(slug, slug[(len(slug) + 1) // 2 :])
        near.discard(slug)
        # A slug that is much shorter or longer can't be alike enough.
        least, most = len(slug) * _CUTOFF, len(slug) / _CUTOFF
        near = {other for other in near if least <= len(other) <= most}
        if not near:
            return ()
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        scored = extract(
            slug,
            list(near),
            scorer=OSA.normalized_similarity,
            score_cutoff=_CUTOFF,
            limit=None,
        )
        scored.sort(key=lambda match: (-match[1], match[0]))
        return tuple(match[0] for match in scored[:limit])


def _as_written(slug: str) -> str:
    return slug


def _backwards(slug: str) -> str:
    return slug[::-1]


class _Order:
    """Slugs in the order of what `key` makes of each. No key is kept: a question makes a few."""

    def __init__(self, slugs: Iterable[str], key: Callable[[str], str]) -> None:
        self.slugs = sorted(slugs, key=key)
        self._key = key

    def keep(self, slug: str, *, present: bool) -> None:
        """Takes over that a slug is there, or is not."""
        place = self._place(self._key(slug))
        is_there = self.slugs[place : place + 1] == [slug]
        if present and not is_there:
            self.slugs.insert(place, slug)
        elif is_there and not present:
            del self.slugs[place]

    def around(self, slug: str, half: str) -> set[str]:
        """The slugs next to the place of a slug, and some more that share this half of it."""
        place = self._place(self._key(slug))
        shared = self._key(half)
        first = self._place(shared, max(0, place - _NEAR_NEIGHBOURS), place)
        most = min(len(self.slugs), place + _NEAR_NEIGHBOURS)
        last = self._place(shared + LAST_CHARACTER, place, most)
        start = min(first, max(0, place - _NEIGHBOURS))
        return set(self.slugs[start : max(last, place + _NEIGHBOURS)])

    def within_reach(self, slugs: Iterable[str], changed: Iterable[str]) -> set[str]:
        """Those of some slugs that have one of `changed` among their neighbours."""
        ordered = sorted(slugs, key=self._key)
        found: set[str] = set()
        for slug in changed:
            place = self._place(self._key(slug))
            first = place - _NEAR_NEIGHBOURS - 1
            last = place + _NEAR_NEIGHBOURS + 1
            start, end = 0, len(ordered)
            if first >= 0:
                start = bisect_left(ordered, self._key(self.slugs[first]), key=self._key)
            if last < len(self.slugs):
                end = bisect_right(ordered, self._key(self.slugs[last]), key=self._key)
            found.update(ordered[start:end])
        return found

    def _place(self, key: str, start: int = 0, end: int | None = None) -> int:
        return bisect_left(self.slugs, key, start, end, key=self._key)
