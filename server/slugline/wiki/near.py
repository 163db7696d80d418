"""The slugs that are written nearly like a given one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

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

    def nearest(self, slug: str, limit: int = 3) -> tuple[str, ...]:
        """Up to `limit` slugs, the nearest first; equally near ones in alphabetical order."""
        near = _around(self._forward, slug)
        near |= {other[::-1] for other in _around(self._backward, slug[::-1])}
        near.discard(slug)
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
