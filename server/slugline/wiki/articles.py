"""The articles of a wiki by path: columns, and facts of those that have changed since."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from operator import add

from slugline.model.columns import Columns, Ragged
from slugline.model.facts import Facts
from slugline.text import Span

_MAX_RECENT = 512
"""So many facts are kept that were made of columns: a part of a burst asks for each three times."""


class Articles(Mapping[str, Facts]):
    """Facts by path (relative to the wiki's root, with `/`), in no particular order.

    Facts are made when they are asked for. Whoever looks at all articles asks for what is
    wanted of them as a whole, by `named` or `having`.
    """

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self._numbers = dict(zip(columns.paths, range(len(columns)), strict=True))
        self._changed: dict[str, Facts] = {}
        self._is_changed_shared = self._are_numbers_shared = False
        self._recent: dict[str, Facts] = {}
        self._last_starts: tuple[str, Sequence[int]] | None = None

    def __getitem__(self, path: str) -> Facts:
        facts = self._changed.get(path) or self._recent.get(path)
        if facts is None:
            facts = self.columns.facts(self._numbers[path])
            if len(self._recent) >= _MAX_RECENT:
                self._recent.clear()
            self._recent[path] = facts
        return facts

    def __contains__(self, path: object) -> bool:
        return path in self._numbers or path in self._changed

    def __iter__(self) -> Iterator[str]:
        yield from self._numbers
        yield from self._changed

    def __len__(self) -> int:
        return len(self._numbers) + len(self._changed)

    def put(self, path: str, facts: Facts) -> None:
        """Adds an article, or gives it other facts."""
        self._forget(path)
        if path in self._numbers:
            del self._own_numbers()[path]
        self._own_changed()[path] = facts

    def remove(self, path: str) -> None:
        """Takes an article out. Raises KeyError where there is none."""
        self._forget(path)
        if path in self._changed:
            del self._own_changed()[path]
        else:
            del self._own_numbers()[path]

    def _forget(self, path: str) -> None:
        self._recent.pop(path, None)
        self._last_starts = None

    def as_now(self) -> Articles:
        """The articles as they are now, whatever is put or removed afterwards.

        All is shared until then, so it takes no time; the first change takes some for a copy.
        """
        self._is_changed_shared = self._are_numbers_shared = True
        now = copy(self)
        now._recent = {}
        return now

    def _own_numbers(self) -> dict[str, int]:
        if self._are_numbers_shared:
            self._numbers = self._numbers.copy()
            self._are_numbers_shared = False
        return self._numbers

    def _own_changed(self) -> dict[str, Facts]:
        if self._is_changed_shared:
            self._changed = self._changed.copy()
            self._is_changed_shared = False
        return self._changed

    @property
    def changed(self) -> Mapping[str, Facts]:
        """The articles whose facts are not, or no longer, in the columns."""
        return self._changed

    @property
    def numbers(self) -> Mapping[str, int]:
        """The articles whose facts are in the columns, with their numbers there."""
        return self._numbers

    @property
    def is_as_read(self) -> bool:
        """Whether the columns are all that there is."""
        return not self._changed and len(self._numbers) == len(self.columns)

    def slug_of(self, path: str) -> str:
        """The slug of an article."""
        number = self._numbers.get(path)
        return self._changed[path].slug if number is None else self.columns.slugs[number]

    def title_of(self, path: str) -> str:
        """The title of an article."""
        number = self._numbers.get(path)
        return self._changed[path].title if number is None else self.columns.titles[number]

    def title_span(self, path: str) -> Span:
        """The title of an article as written; empty at its start where there is none."""
        number = self._numbers.get(path)
        if number is None:
            return self._changed[path].title_span
        start = self.columns.title_starts[number]
        return Span(start, start + len(self.columns.titles[number]))

    def widest_of(self, path: str) -> int:
        """The `Facts.widest` of an article."""
        number = self._numbers.get(path)
        return self._changed[path].widest if number is None else self.columns.widest[number]

    def lines_at(self, path: str, offsets: Iterable[int]) -> list[tuple[int, int, int]]:
        """For offsets in an article the lines that they are in.

        Each is its number, where it starts, and where the next one does; -1 behind the last one.
        """
        number = self._numbers.get(path)
        if number is None:
            starts = self._changed[path].line_starts
            lines = (max(bisect_right(starts, offset) - 1, 0) for offset in offsets)
            return [(line, starts[line], (*starts, -1)[line + 1]) for line in lines]
        columns = self.columns
        links, ends = columns.links.ends, columns.offsets.ends
        first, packed = ends[number], columns.offsets.values
        last = ends[number + 1] - (links[number + 1] - links[number]) - first - 1
        found = []
        for offset in offsets:
            # Each start is packed less its line's number: so it can only be too far, by a little.
            line = bisect_right(packed, offset, first, first + last + 1) - first - 1
            while line > 0 and packed[first + line] + line > offset:
                line -= 1
            line = max(line, 0)
            after = packed[first + line + 1] + line + 1 if line < last else -1
            found.append((line, packed[first + line] + line, after))
        return found

    def links_among(self, path: str, texts: Mapping[int, str]) -> list[tuple[str, int]]:
        """The links of an article in the columns with one of some texts, in order.

        `texts` are by their numbers. Each link is its text and the offset of its `[[`.
        """
        number = self._numbers[path]
        columns = self.columns
        start, end = columns.links.ends[number], columns.links.ends[number + 1]
        offsets = columns.offsets.values
        first = columns.offsets.ends[number + 1] - (end - start)
        return [
            (texts[text], offsets[first + place] + 4 * place)
            for place, text in enumerate(columns.links.values[start:end])
            if text in texts
        ]

    def slugs(self) -> Iterator[tuple[str, str]]:
        """The slug and path of each article."""
        yield from self._named(self.columns.slugs)
        for path, facts in self._changed.items():
            yield facts.slug, path

    def titles(self) -> Iterator[tuple[str, str]]:
        """The title and path of each article."""
        yield from self._named(self.columns.titles)
        for path, facts in self._changed.items():
            yield facts.title, path

    def headings(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The path of each article with the slugs of its headings."""
        columns = self.columns
        for path, number in self._numbers.items():
            yield path, columns.heading_table[columns.headings[number]]
        for path, facts in self._changed.items():
            yield path, facts.headings

    def _named(self, names: list[str]) -> Iterable[tuple[str, str]]:
        if len(self._numbers) == len(self.columns):
            return zip(names, self.columns.paths, strict=True)
        return ((names[number], path) for path, number in self._numbers.items())

    def having(self, column: Ragged, wanted: Collection[int]) -> Iterator[str]:
        """The paths of the articles in the columns that have one of some numbers in a column.

        It looks at all numbers of the column, some 20 nanoseconds each.
        """
        for row, _ in column.places_of(wanted):
            path = self.columns.paths[row]
            if path in self._numbers:
                yield path

    def all_links_among(
        self, wanted: Collection[int]
    ) -> Iterator[tuple[str, list[tuple[int, int]]]]:
        """The articles in the columns with links that have one of some numbers.

        Each with these links in order: the number, and the offset of the `[[`.
        """
        columns = self.columns
        links, offsets = columns.links, columns.offsets
        for row, places in links.places_of(wanted):
            if columns.paths[row] in self._numbers:
                # The offsets of its links are the last ones of an article.
                shift = offsets.ends[row + 1] - links.ends[row + 1]
                first = links.ends[row]
                yield (
                    columns.paths[row],
                    [
                        (links.values[place], offsets.values[place + shift] + 4 * (place - first))
                        for place in places
                    ],
                )

    def line_starts(self, path: str) -> Sequence[int]:
        """`Facts.line_starts` of an article; asked again for the same one it is there already."""
        last = self._last_starts
        if last is not None and last[0] == path:
            return last[1]
        number = self._numbers.get(path)
        starts = self._changed[path].line_starts if number is None else self._starts_in(number)
        self._last_starts = (path, starts)
        return starts

    def _starts_in(self, number: int) -> Sequence[int]:
        """The line starts of an article in the columns."""
        links, offsets = self.columns.links, self.columns.offsets
        end = offsets.ends[number + 1] - links.ends[number + 1] + links.ends[number]
        lines = offsets.values[offsets.ends[number] : end]
        return list(map(add, lines, range(len(lines))))

    def rows(self, column: Ragged) -> Iterator[tuple[str, Collection[int]]]:
        """The paths of the articles in the columns, with their numbers in a column."""
        values, ends = column.values, column.ends
        for path, number in self._numbers.items():
            yield path, values[ends[number] : ends[number + 1]]

    def count(self, column: Ragged) -> Counter[int]:
        """How often articles in the columns have each number in a column."""
        if len(self._numbers) == len(self.columns):
            return Counter(column.values)
        return Counter(number for _, row in self.rows(column) for number in row)

    def held(self, column: Ragged) -> set[int]:
        """All numbers that articles in the columns have in a column."""
        if len(self._numbers) == len(self.columns):
            return set(column.values)
        return {number for _, row in self.rows(column) for number in row}
