"""The facts of many articles in columns: each text once, numbers in place of objects.

A wiki of 100,000 articles would be some five million objects; as columns it is a few dozen, which
are packed, sent between processes, kept on disk and searched as a whole.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import accumulate, compress, count, islice
from typing import Generic, TypeVar

import msgspec

from slugline.model.facts import Facts

Text = TypeVar("Text", str, tuple[str, ...])

NUMBER = "I"
"""The type code of all numbers: unsigned, 32 bit."""


class Ragged:
    """A column with several numbers an article: row `n` is `values[ends[n]:ends[n + 1]]`."""

    __slots__ = ("ends", "values")

    def __init__(self, values: array[int] | None = None, ends: array[int] | None = None) -> None:
        self.values = array(NUMBER) if values is None else values
        self.ends = array(NUMBER, (0,)) if ends is None else ends

    def row(self, number: int) -> array[int]:
        """The numbers of one article."""
        return self.values[self.ends[number] : self.ends[number + 1]]

    def add(self, values: Iterable[int], counts: Iterable[int]) -> None:
        """Adds rows: all their numbers, and how many each of them has."""
        self.values.extend(values)
        self.ends.extend(islice(accumulate(counts, initial=self.ends[-1]), 1, None))

    def counts(self) -> array[int]:
        """How many numbers each row has."""
        ends = self.ends
        return array(NUMBER, map(int.__sub__, islice(ends, 1, None), ends))

    def add_rows(self, other: Ragged, start: int, stop: int) -> None:
        """Adds the rows from `start` up to, not including, `stop` of another column."""
        first = other.ends[start]
        shift = self.ends[-1] - first
        self.values.extend(other.values[first : other.ends[stop]])
        self.ends.extend(map(shift.__add__, other.ends[start + 1 : stop + 1]))

    def places_of(self, wanted: Collection[int]) -> Iterator[tuple[int, list[int]]]:
        """The rows that have one of some numbers, each with their places in `values`.

        It looks at all values, some 20 nanoseconds each.
        """
        if not wanted:
            return
        flags = bytearray(max(max(self.values, default=0), *wanted) + 1)
        for number in wanted:
            flags[number] = 1
        ends = self.ends
        row = end = 0
        found: list[int] = []
        for place in compress(count(), map(flags.__getitem__, self.values)):
            if place >= end:
                if found:
                    yield row, found
                row = bisect_right(ends, place, row) - 1
                end = ends[row + 1]
                found = []
            found.append(place)
        if found:
            yield row, found


class Columns:
    """Facts of articles by number, in the order of `paths`.

    `headings`, `links` and `entities` hold numbers in their tables; `offsets` are those of
    `Facts`. A table may hold texts that no article has.
    """

    __slots__ = (
        "entities",
        "entity_table",
        "heading_table",
        "headings",
        "link_table",
        "links",
        "offsets",
        "paths",
        "slugs",
        "title_starts",
        "titles",
        "widest",
    )

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.slugs: list[str] = []
        self.titles: list[str] = []
        self.title_starts = array(NUMBER)
        self.headings = array(NUMBER)
        self.heading_table: list[tuple[str, ...]] = []
        self.links = Ragged()
        self.link_table: list[str] = []
        self.entities = Ragged()
        self.entity_table: list[str] = []
        self.offsets = Ragged()
        self.widest = bytearray()

    def __len__(self) -> int:
        return len(self.paths)

    def facts(self, number: int) -> Facts:
        """The facts of an article."""
        return Facts(
            self.slugs[number],
            self.titles[number],
            self.title_starts[number],
            self.heading_table[self.headings[number]],
            tuple(map(self.link_table.__getitem__, self.links.row(number))),
            tuple(map(self.entity_table.__getitem__, self.entities.row(number))),
            self.offsets.row(number).tobytes(),
            self.widest[number],
        )

    def merged(self, mine: Iterable[int], other: Columns) -> Columns:
        """Some of these articles, and all others of other columns, in the order of paths.

        Both are in that order, and have no path in common.
        """
        both = Columns()
        both.heading_table = self.heading_table
        headings = {text: number for number, text in enumerate(self.heading_table)}
        links = _renumbered(self.link_table, other.link_table)
        entities = _renumbered(self.entity_table, other.entity_table)
        both.link_table, both.entity_table = links.table, entities.table
        renumbered = Columns()
        renumbered.paths, renumbered.slugs = other.paths, other.slugs
        renumbered.titles, renumbered.title_starts = other.titles, other.title_starts
        renumbered.offsets, renumbered.widest = other.offsets, other.widest
        renumbered.headings = array(
            NUMBER,
            [
                headings.setdefault(other.heading_table[number], len(headings))
                for number in other.headings
            ],
        )
        both.heading_table = list(headings)
        renumbered.links = links.renumber(other.links)
        renumbered.entities = entities.renumber(other.entities)
        for source, start, stop in _runs(self, mine, renumbered):
            both._take(source, start, stop)
        return both

    def _take(self, other: Columns, start: int, stop: int) -> None:
        """Adds articles of other columns with the same tables."""
        self.paths += other.paths[start:stop]
        self.slugs += other.slugs[start:stop]
        self.titles += other.titles[start:stop]
        self.title_starts += other.title_starts[start:stop]
        self.headings += other.headings[start:stop]
        self.links.add_rows(other.links, start, stop)
        self.entities.add_rows(other.entities, start, stop)
        self.offsets.add_rows(other.offsets, start, stop)
        self.widest += other.widest[start:stop]


class _Renumbered(msgspec.Struct, frozen=True):
    """The table of two together, and the number in it of each text of the second one."""

    table: list[str]
    numbers: list[int]

    def renumber(self, column: Ragged) -> Ragged:
        values = array(NUMBER, map(self.numbers.__getitem__, column.values))
        return Ragged(values, column.ends)


def _renumbered(first: list[str], second: list[str]) -> _Renumbered:
    numbers = dict(zip(first, range(len(first)), strict=True))
    return _Renumbered(
        [*first, *(text for text in second if text not in numbers)],
        [numbers.setdefault(text, len(numbers)) for text in second],
    )


def _runs(
    first: Columns, mine: Iterable[int], second: Columns
) -> Iterator[tuple[Columns, int, int]]:
    """The articles of both in the order of paths, as runs of neighbours in one of them."""
    paths = second.paths
    start = stop = taken = 0
    for number in mine:
        before = taken
        while taken < len(paths) and paths[taken] < first.paths[number]:
            taken += 1
        if taken > before or number != stop:
            if stop > start:
                yield first, start, stop
            if taken > before:
                yield second, before, taken
            start = number
        stop = number + 1
    if stop > start:
        yield first, start, stop
    if taken < len(paths):
        yield second, taken, len(paths)


class Packed(msgspec.Struct, array_like=True):
    """The facts of a few articles, as one process sends them to another.

    `source` tells apart the tables that the numbers are of; a table's new texts are those that
    this process has not sent before.
    """

    source: int
    slugs: list[str]
    titles: list[str]
    title_starts: list[int]
    headings: bytes
    new_headings: list[tuple[str, ...]]
    links: bytes
    link_counts: bytes
    new_links: list[str]
    entities: bytes
    entity_counts: bytes
    new_entities: list[str]
    offsets: bytes
    offset_counts: bytes
    widest: bytes


class _Numbers(dict[Text, int], Generic[Text]):
    """A number for each text, given when it is first asked for; then it is added to a table."""

    __slots__ = ("table",)
    table: list[Text]

    def __init__(self, table: list[Text]) -> None:
        self.table = table

    def __missing__(self, text: Text) -> int:
        number = self[text] = len(self)
        self.table.append(text)
        return number

    def taken(self) -> list[Text]:
        """The texts that have come since this was last asked."""
        new, self.table = self.table, []
        return new


class Packer:
    """Packs facts, one batch after the other; what was sent once is sent as a number."""

    def __init__(self, source: int = 0) -> None:
        self._source = source
        self._headings: _Numbers[tuple[str, ...]] = _Numbers([])
        self._links: _Numbers[str] = _Numbers([])
        self._entities: _Numbers[str] = _Numbers([])

    def pack(self, facts: Sequence[Facts]) -> Packed:
        """Packs the facts of a batch."""
        links, entities = array(NUMBER), array(NUMBER)
        for one in facts:
            links.extend(map(self._links.__getitem__, one.links))
            entities.extend(map(self._entities.__getitem__, one.entities))
        return Packed(
            self._source,
            [one.slug for one in facts],
            [one.title for one in facts],
            [one.title_start for one in facts],
            array(NUMBER, [self._headings[one.headings] for one in facts]).tobytes(),
            self._headings.taken(),
            links.tobytes(),
            array(NUMBER, [len(one.links) for one in facts]).tobytes(),
            self._links.taken(),
            entities.tobytes(),
            array(NUMBER, [len(one.entities) for one in facts]).tobytes(),
            self._entities.taken(),
            b"".join([one.offsets for one in facts]),
            array(NUMBER, [len(one.offsets) // 4 for one in facts]).tobytes(),
            bytes([one.widest for one in facts]),
        )


class Unpacker:
    """Makes `columns` of what packers sent, each in the order in which it packed."""

    def __init__(self) -> None:
        self.columns = Columns()
        self._headings: _Numbers[tuple[str, ...]] = _Numbers(self.columns.heading_table)
        self._links = _Numbers(self.columns.link_table)
        self._entities = _Numbers(self.columns.entity_table)
        self._sources: dict[int, tuple[list[int], list[int], list[int]]] = {}

    def add(self, paths: Iterable[str], packed: Packed) -> None:
        """Adds a batch: `paths` are those of its articles."""
        headings, links, entities = self._sources.setdefault(packed.source, ([], [], []))
        headings += map(self._headings.__getitem__, packed.new_headings)
        links += map(self._links.__getitem__, packed.new_links)
        entities += map(self._entities.__getitem__, packed.new_entities)
        columns = self.columns
        columns.paths += paths
        columns.slugs += packed.slugs
        columns.titles += packed.titles
        columns.title_starts.extend(packed.title_starts)
        columns.headings.extend(map(headings.__getitem__, _numbers(packed.headings)))
        columns.links.add(
            map(links.__getitem__, _numbers(packed.links)), _numbers(packed.link_counts)
        )
        columns.entities.add(
            map(entities.__getitem__, _numbers(packed.entities)), _numbers(packed.entity_counts)
        )
        columns.offsets.add(_numbers(packed.offsets), _numbers(packed.offset_counts))
        columns.widest += packed.widest


def _numbers(packed: bytes) -> array[int]:
    return array(NUMBER, packed)


def columns_of(articles: Iterable[tuple[str, Facts]]) -> Columns:
    """The columns of some articles, in the order in which they are given."""
    pairs = list(articles)
    unpacker = Unpacker()
    unpacker.add([path for path, _ in pairs], Packer().pack([facts for _, facts in pairs]))
    return unpacker.columns
