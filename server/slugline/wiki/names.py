"""Names that are looked for while they are typed: exactly, by beginning, by words, and roughly."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Collection, Iterable, Iterator
from heapq import nlargest
from typing import Literal

import msgspec

from slugline.model.slugs import slug_of
from slugline.wiki.near import LAST_CHARACTER

Rank = Literal["exact", "prefix", "words", "typing error", "subsequence"]
"""How a name matches, the best first."""

_LEADING = 400
"""So many of the weightiest names are known at any time."""

_ALIKE = 0.7
"""How alike a word that is not there and one that is must be, from 0 to 1."""
_SHORTEST_ERROR = 5
"""Shorter words with a typing error could be any word."""
_ALIKE_WORDS = 8
"""How many words a word with a typing error may stand for."""
_SUBSEQUENCE = range(3, 13)
"""The lengths of a word that is looked for letter by letter: less is in every name."""
_LONGEST = 200
"""In code points: more of what was typed is not looked at."""


class Match(msgspec.Struct, frozen=True, gc=False):
    """A name that was found, how, and its weight (how often it is used)."""

    name: str
    rank: Rank
    weight: int


class Found(msgspec.Struct, frozen=True):
    """The best matches, the best first, and whether there are more."""

    matches: tuple[Match, ...]
    more: bool


def key_of(name: str) -> str:
    """The form in which names are compared: a slug, where letters or digits give one."""
    return slug_of(name) or name.strip(" -").casefold()


class Names:
    """Names with weights, kept up to date one by one.

    A name is found by its own key and by other keys that it may have (an article's slug, by the
    article's title); `own_key` gives the own one. Changes take time that grows with the logarithm
    of the number of names, apart from moving a part of an array.
    """

    def __init__(
        self,
        weights: Iterable[tuple[str, int]],
        others: Callable[[str], Iterable[str]] = lambda _: (),
        own_key: Callable[[str], str] = key_of,
    ) -> None:
        self._own_key = own_key
        self._names: list[str] = []
        self._weights: list[int] = []
        self._free: list[int] = []
        self._others: dict[int, tuple[str, ...]] = {}
        keys: list[str] = []
        numbers: list[int] = []
        for number, (name, weight) in enumerate(weights):
            self._names.append(name)
            self._weights.append(weight)
            key = own_key(name)
            keys.append(key)
            numbers.append(number)
            if more := _without(key, others(name)):
                self._others[number] = more
                keys += more
                numbers += [number] * len(more)
        self._holders: dict[str, array[int]] = {}
        holders = self._holders
        for key, number in zip(keys, numbers, strict=True):
            for word in _words(key):
                if word in holders:
                    holders[word].append(number)
                else:
                    holders[word] = array("I", (number,))
        self._words = sorted(holders)
        places = sorted(range(len(keys)), key=lambda place: self._names[numbers[place]])
        places.sort(key=keys.__getitem__)
        self._keys = [keys[place] for place in places]
        self._numbers = array("I", [numbers[place] for place in places])
        self._leading: set[int] | None = None
        self._floor = 0

    def __len__(self) -> int:
        return len(self._names) - len(self._free)

    # -- change

    def weight(self, name: str) -> int:
        """The weight of a name, 0 where it is not there."""
        number = self._number_of(name)
        return 0 if number is None else self._weights[number]

    def put(self, name: str, weight: int, others: Iterable[str] = ()) -> None:
        """Adds a name, or takes over its new weight and other keys."""
        key = self._own_key(name)
        more = _without(key, others)
        number = self._number_of(name)
        if number is None:
            number = self._new_number(name)
            self._add_key(key, number)
        before = self._others.get(number, ())
        if before != more:
            for other in before:
                self._drop_key(other, number)
            for other in more:
                self._add_key(other, number)
            self._others[number] = more
            if not more:
                del self._others[number]
        self._weigh(number, weight)

    def remove(self, name: str) -> None:
        """Takes a name out; nothing happens where it is not there."""
        number = self._number_of(name)
        if number is None:
            return
        for key in (self._own_key(name), *self._others.pop(number, ())):
            self._drop_key(key, number)
        self._weigh(number, 0)
        if self._leading is not None:
            self._leading.discard(number)
        self._names[number] = ""
        self._free.append(number)

    def _new_number(self, name: str) -> int:
        if self._free:
            number = self._free.pop()
            self._names[number] = name
            return number
        self._names.append(name)
        self._weights.append(0)
        return len(self._names) - 1

    def _number_of(self, name: str) -> int | None:
        place = self._place(self._own_key(name), name)
        if place < len(self._keys):
            number = self._numbers[place]
            if self._names[number] == name:
                return number
        return None

    def _place(self, key: str, name: str) -> int:
        """The place of a name among the keys; names with one key are in alphabetical order."""
        first = bisect_left(self._keys, key)
        last = bisect_right(self._keys, key, first)
        return bisect_left(self._numbers, name, first, last, key=self._names.__getitem__)

    def _add_key(self, key: str, number: int) -> None:
        place = self._place(key, self._names[number])
        self._keys.insert(place, key)
        self._numbers.insert(place, number)
        for word in _words(key):
            if word not in self._holders:
                self._holders[word] = array("I")
                insort(self._words, word)
            insort(self._holders[word], number)

    def _drop_key(self, key: str, number: int) -> None:
        place = self._place(key, self._names[number])
        del self._keys[place]
        del self._numbers[place]
        for word in _words(key):
            holders = self._holders[word]
            del holders[bisect_left(holders, number)]
            if not holders:
                del self._holders[word]
                del self._words[bisect_left(self._words, word)]

    def _weigh(self, number: int, weight: int) -> None:
        self._weights[number] = weight
        if self._leading is not None:
            if weight > self._floor:
                self._leading.add(number)
            else:
                self._leading.discard(number)

    # -- questions

    def find(self, text: str, limit: int) -> Found:
        """At most `limit` names that match what was typed.

        Better ranks come first, within one the weightier names, then in alphabetical order.
        Without any text they are the weightiest names, then in the order of their keys, all with
        the rank `prefix`.
        """
        query = key_of(text[:_LONGEST])
        if not query:
            return self._found([("prefix", self._weightiest(limit))], more=len(self) > limit)
        room = limit
        known: set[int] = set()
        ranked: list[tuple[Rank, list[int]]] = []
        for rank, numbers in self._by_rank(query):
            fresh = [number for number in numbers if number not in known] if known else numbers
            best = self._best(fresh, room + 1)
            ranked.append((rank, best[:room]))
            if len(best) > room:
                return self._found(ranked, more=True)
            room -= len(best)
            known.update(best)
        return self._found(ranked, more=False)

    def _found(self, ranked: list[tuple[Rank, list[int]]], *, more: bool) -> Found:
        return Found(
            tuple(
                Match(self._names[number], rank, self._weights[number])
                for rank, numbers in ranked
                for number in numbers
            ),
            more,
        )

    def _by_rank(self, query: str) -> Iterator[tuple[Rank, Collection[int]]]:
        """The numbers of what matches, by rank; a later one may repeat those of an earlier one."""
        first = bisect_left(self._keys, query)
        behind = bisect_right(self._keys, query, first)
        yield "exact", set(self._numbers[first:behind])
        behind = bisect_left(self._keys, query + LAST_CHARACTER, first)
        yield "prefix", set(self._numbers[first:behind])
        words = _words(query)
        beginning = [self._beginning_with(word) for word in words]
        if all(beginning):
            yield "words", self._holding_all(beginning)
        else:
            meant = [
                found or self._alike(word) for word, found in zip(words, beginning, strict=True)
            ]
            if meant and all(meant):
                yield "typing error", self._holding_all(meant)
        yield "subsequence", set(self._subsequences(query))

    def _beginning_with(self, word: str) -> list[str]:
        first = bisect_left(self._words, word)
        return self._words[first : bisect_left(self._words, word + LAST_CHARACTER, first)]

    def _holding_all(self, alternatives: list[list[str]]) -> set[int]:
        """The numbers of the names that have one word of each list; the shortest list first."""
        groups = [[self._holders[word] for word in words] for words in alternatives]
        groups.sort(key=lambda holders: sum(map(len, holders)))
        found: set[int] = set()
        for position, holders in enumerate(groups):
            if position == 0:
                found = set().union(*holders)
            else:
                found = set().union(*map(found.intersection, holders))
            if not found:
                break
        return found

    def _alike(self, word: str) -> list[str]:
        """The words that were probably meant by one that begins none, the likeliest first.

        They are alike as a whole, or begin with the same letter and then alike.
        """
        if len(word) < _SHORTEST_ERROR:
            return []
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        by_beginning: dict[str, list[str]] = {}
        for other in self._beginning_with(word[0]):
            by_beginning.setdefault(other[: len(word)], []).append(other)
        scored = [
            (score, other)
            for choices in (self._words, list(by_beginning))
            for other, score, _ in extract(
                word,
                choices,
                scorer=OSA.normalized_similarity,
                score_cutoff=_ALIKE,
                limit=_ALIKE_WORDS,
            )
        ]
        scored.sort(key=lambda one: (-one[0], one[1]))
        found: dict[str, None] = {}
        for _, other in scored:
            found |= dict.fromkeys(by_beginning.get(other, (other,)))
        return list(found)[:_ALIKE_WORDS]

    def _subsequences(self, letters: str) -> Iterator[int]:
        """Names with these letters in order, that begin with the first of them.

        Each further letter is in the same word as the one before it, or begins a later word.
        """
        if len(letters) not in _SUBSEQUENCE or "-" in letters:
            return
        first = bisect_left(self._keys, letters[0])
        last = bisect_left(self._keys, letters[0] + LAST_CHARACTER, first)
        # One search in many keys at once is several times quicker than one in each.
        for key in _subsequence(letters).findall("\n".join(self._keys[first:last])):
            place = bisect_left(self._keys, key, first, last)
            while place < last and self._keys[place] == key:
                yield self._numbers[place]
                place += 1

    def _best(self, numbers: Collection[int], limit: int) -> list[int]:
        """Up to `limit` of some names: the weightiest, equally weighty ones in order of name."""
        weight = self._weights.__getitem__
        name = self._names.__getitem__
        if len(numbers) > limit:
            least = nlargest(limit, map(weight, numbers))[-1] if limit else 0
            above = [number for number in numbers if weight(number) > least]
            level = [number for number in numbers if weight(number) == least]
            level.sort(key=name)
            numbers = above + level[: limit - len(above)]
        return sorted(sorted(numbers, key=name), key=weight, reverse=True)

    def _weightiest(self, limit: int) -> list[int]:
        wanted = min(limit, len(self))
        found = self._leaders(wanted)
        if len(found) < wanted:
            # Too many of those that led have become lighter: the floor is to be set anew.
            self._leading = None
            found = self._leaders(wanted)
        return found

    def _leaders(self, wanted: int) -> list[int]:
        """The weightiest names, as far as they have no less than the floor.

        All above the floor are known; those on it are looked up in alphabetical order.
        """
        if self._leading is None:
            top = nlargest(max(_LEADING, wanted), self._weights)
            self._floor = top[-1] if top else 0
            self._leading = {
                number for number, weight in enumerate(self._weights) if weight > self._floor
            }
        found = sorted(self._leading, key=self._by_weight)[:wanted]
        if len(found) < wanted:
            for place, number in enumerate(self._numbers):
                if self._weights[number] == self._floor and self._is_own(place):
                    found.append(number)
                    if len(found) == wanted:
                        break
        return found

    def _by_weight(self, number: int) -> tuple[int, str, str]:
        name = self._names[number]
        return -self._weights[number], self._own_key(name), name

    def _is_own(self, place: int) -> bool:
        """Whether the key at a place is its name's own one."""
        number = self._numbers[place]
        return self._keys[place] not in self._others.get(number, ())


def _words(key: str) -> list[str]:
    return list(dict.fromkeys(filter(None, key.split("-"))))


def _without(key: str, others: Iterable[str]) -> tuple[str, ...]:
    found = {other for other in others if other and other != key}
    return tuple(sorted(found)) if found else ()


def _subsequence(letters: str) -> re.Pattern[str]:
    """A pattern that takes the first way to go on at each letter, and so no time to go back."""
    first, *rest = map(re.escape, letters)
    steps = (rf"(?>[^{letter}\-\n]*+{letter}|.*?-{letter})" for letter in rest)
    return re.compile(f"^{first}{''.join(steps)}.*", re.MULTILINE)
