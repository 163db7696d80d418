"""The slugs that are written nearly like a given one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Iterable

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
        self._forward = sorted(slugs)
        self._backward = sorted(slug[::-1] for slug in self._forward)

    def keep(self, slug: str, *, present: bool) -> None:
        """Takes over that a slug is there, or is not."""
        for ordered, written in ((self._forward, slug), (self._backward, slug[::-1])):
            place = bisect_left(ordered, written)
            is_there = ordered[place : place + 1] == [written]
            if present and not is_there:
                insort(ordered, written)
            elif is_there and not present:
                del ordered[place]

    def reached(self, slugs: Collection[str], coming_or_going: Iterable[str]) -> set[str]:
        """Those of some slugs whose nearest ones may be others when certain slugs come or go.

        These are all that would have one of those among the neighbours that are compared: one
        that comes may also push the last neighbour out, however little it is alike.
        """
        changed = list(coming_or_going)
        backward = [slug[::-1] for slug in slugs]
        found = _within_reach(self._forward, sorted(slugs), changed)
        reversed_found = _within_reach(
            self._backward, sorted(backward), [slug[::-1] for slug in changed]
        )
        return found | {slug[::-1] for slug in reversed_found}

    def nearest(self, slug: str, limit: int = 3) -> tuple[str, ...]:
        """Up to `limit` slugs, the nearest first; equally near ones in alphabetical order."""
        near = _around(self._forward, slug)
        near |= {other[::-1] for other in _around(self._backward, slug[::-1])}
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


def _around(ordered: list[str], slug: str) -> set[str]:
    """The slugs next to the place of a slug, and some more that share its first half."""
    half = slug[: len(slug) // 2]
    place = bisect_left(ordered, slug)
    first = bisect_left(ordered, half, max(0, place - _NEAR_NEIGHBOURS), place)
    last = bisect_left(
        ordered, half + LAST_CHARACTER, place, min(len(ordered), place + _NEAR_NEIGHBOURS)
    )
    return set(ordered[min(first, max(0, place - _NEIGHBOURS)) : max(last, place + _NEIGHBOURS)])


def _within_reach(ordered: list[str], slugs: list[str], changed: Iterable[str]) -> set[str]:
    """Those of `slugs`, sorted, that have one of `changed` among their neighbours in an order."""
    found: set[str] = set()
    for slug in changed:
        place = bisect_left(ordered, slug)
        first = place - _NEAR_NEIGHBOURS - 1
        last = place + _NEAR_NEIGHBOURS + 1
        start = bisect_left(slugs, ordered[first]) if first >= 0 else 0
        end = bisect_right(slugs, ordered[last]) if last < len(ordered) else len(slugs)
        found.update(slugs[start:end])
    return found
