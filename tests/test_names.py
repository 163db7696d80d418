"""Searching names: what is found, in which order, and that changing them keeps all of it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slugline.wiki.names import Names
from tests.little_wiki import little_wiki

NAMES = {
    "mill": 1,
    "mill-race": 5,
    "mill-dam": 5,
    "water-mill": 40,
    "windmill": 90,
    "old-water-mill": 2,
    "major-depressive-disorder": 7,
    "depression": 30,
    "weir": 0,
}


def found(text: str, limit: int = 100) -> list[str]:
    return [match.name for match in Names(NAMES.items()).find(text, limit).matches]


def test_exact_then_beginning_then_words_then_the_rest_and_by_weight_in_each() -> None:
    matches = Names(NAMES.items()).find("mill", 100).matches
    assert [(match.name, match.rank) for match in matches] == [
        ("mill", "exact"),
        ("mill-dam", "prefix"),
        ("mill-race", "prefix"),
        ("water-mill", "words"),
        ("old-water-mill", "words"),
    ]
    assert [match.weight for match in matches] == [1, 5, 5, 40, 2]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Water Mill", "water-mill"),
        ("mill wat", "water-mill"),
        ("WÄTER", "water-mill"),
        ("dperession", "depression"),
        ("depresive disordr", "major-depressive-disorder"),
        ("mdd", "major-depressive-disorder"),
        ("mjrdep", "major-depressive-disorder"),
        ("wndm", "windmill"),
    ],
)
def test_words_in_any_order_typing_errors_and_letters_left_out(text: str, first: str) -> None:
    assert found(text)[0] == first


@pytest.mark.parametrize(
    "text", ["x", "zzzzzz", "mx", "illm", "mrd-zzzz", "\x00", "m" * 5000, "-[["]
)
def test_what_is_nothing_like_it_finds_nothing(text: str) -> None:
    assert found(text) == []


def test_nothing_typed_finds_the_weightiest() -> None:
    assert found("", 3) == ["windmill", "water-mill", "depression"]
    assert found(" - ", 2) == ["windmill", "water-mill"]
    assert len(found("")) == len(NAMES)


def test_says_whether_more_match() -> None:
    names = Names(NAMES.items())
    assert [names.find("mill", limit).more for limit in (1, 4, 5, 6)] == [True, True, False, False]
    assert names.find("", 8).more
    assert not names.find("", 9).more
    assert Names(()).find("", 5).matches == ()


def test_names_of_no_letters_and_names_with_one_key() -> None:
    names = Names([("★", 1), ("Mill", 2), ("mill", 2), ("MILL", 3)])
    assert [match.name for match in names.find("★", 5).matches] == ["★"]
    assert [match.name for match in names.find("mill", 5).matches] == ["MILL", "Mill", "mill"]
    names.remove("Mill")
    names.remove("Mill")
    names.put("mill", 9)
    assert [match.name for match in names.find("mill", 5).matches] == ["mill", "MILL"]
    assert (names.weight("mill"), names.weight("Mill")) == (9, 0)


words = st.sampled_from(["mill", "millet", "weir", "race", "wheel", "a", "ab", "Mühle", "★"])
some_names = st.lists(words, min_size=1, max_size=3).map(" ".join)
others = st.lists(some_names.map(str.lower), max_size=2).map(tuple)
changes = st.lists(
    st.tuples(some_names, st.integers(0, 4), others, st.booleans()), min_size=1, max_size=30
)


@given(changes, changes, st.integers(1, 6), st.lists(some_names | st.text(max_size=8), max_size=5))
@settings(max_examples=200, deadline=None)
def test_step_by_step_is_as_afresh(
    beginning: list[tuple[str, int, tuple[str, ...], bool]],
    steps: list[tuple[str, int, tuple[str, ...], bool]],
    limit: int,
    typed: list[str],
) -> None:
    kept: dict[str, tuple[int, tuple[str, ...]]] = {
        name: (weight, more) for name, weight, more, _ in beginning
    }
    names = afresh(kept)
    for name, weight, more, is_there in steps:
        if is_there:
            names.put(name, weight, more)
            kept[name] = (weight, more)
        else:
            names.remove(name)
            kept.pop(name, None)
        other = afresh(kept)
        assert len(names) == len(other) == len(kept)
        for text in ("", "mill", "wheel mi", "mlr", "whele", *typed):
            assert names.find(text, limit) == other.find(text, limit)
            assert not names.find(text, 1000).more
    assert {match.name: match.weight for match in names.find("", 1000).matches} == {
        name: weight for name, (weight, _) in kept.items()
    }


def afresh(kept: dict[str, tuple[int, tuple[str, ...]]]) -> Names:
    weights = [(name, weight) for name, (weight, _) in kept.items()]
    return Names(weights, lambda name: kept[name][1])


def test_the_weightiest_stay_right_when_they_become_light() -> None:
    weights = {f"n{number:04}": number for number in range(1000)}
    names = Names(weights.items())
    assert names.find("", 1).matches[0].name == "n0999"
    for number in range(500, 1000):
        names.put(f"n{number:04}", 1)
        names.put("new", number)
        assert names.find("", 1).matches[0].weight == max(number, 999 * (number < 999))
    assert [match.name for match in names.find("", 3).matches] == ["new", "n0499", "n0498"]


def test_hostile_names_take_no_time() -> None:
    hostile = ["a-" * 2000 + str(number) for number in range(20)] + ["a" * 4000]
    names = Names((name, 1) for name in hostile)
    started = time.perf_counter()
    for text in ("a" * 32, "aaaaaaaaab", "a-" * 100 + "b", "a" * 200, "[[" * 500_000):
        names.find(text, 100)
    assert time.perf_counter() - started < 2


def test_a_wikis_names() -> None:
    wiki = little_wiki(
        """
//- slugline.toml
inventories = ["published.tsv"]
[redirects]
hammer-mill = "water-mill"
//- published.tsv
coracle	The Round Boat
//- home.article
Home
See [[water-mill]], [[water-mill|it]], [[hammer-mill]], [[eel-weir|x]], [[No Slug]] and [[#top]].
**Carrow** **carrow** **Weir Trust**
## History
//- water-mill.article
Old Works
## History
Summary
"""
    ).wiki
    slugs = wiki.search.slugs
    assert [(one.name, one.weight) for one in slugs.find("", 9).matches] == [
        ("water-mill", 2),
        ("eel-weir", 1),
        ("hammer-mill", 1),
        ("coracle", 0),
        ("home", 0),
    ]
    assert [one.name for one in slugs.find("round boat", 9).matches] == ["coracle"]
    assert [one.name for one in slugs.find("Old W", 9).matches] == ["water-mill"]
    assert [one.name for one in slugs.find("mill", 9).matches] == ["water-mill", "hammer-mill"]
    entities = wiki.search.entities
    assert [one.name for one in entities.find("car", 9).matches] == ["Carrow", "carrow"]
    assert [one.name for one in entities.find("trust", 9).matches] == ["Weir Trust"]
    headings = wiki.search.headings
    assert [(one.name, one.weight) for one in headings.find("", 9).matches] == [
        ("history", 2),
        ("summary", 1),
    ]
    assert wiki.search.with_heading("history") == ["home.article", "water-mill.article"]
    assert wiki.search.with_heading("nowhere") == ()
