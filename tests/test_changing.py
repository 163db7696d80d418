"""What a change affects: enough that nothing is missed, and no more than a few articles."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slugline.check import Diagnostic, change, examine
from slugline.model.facts import Facts, stem_of
from slugline.wiki import Configuration, Redirect
from tests.test_wiki_properties import (
    PATHS,
    SLUGS,
    History,
    configurations,
    configured,
    paths,
    texts,
)

Burst = dict[str, str | None]

more_paths = st.one_of(paths, st.sampled_from([f"{slug}.article" for slug in SLUGS]))
bursts: st.SearchStrategy[Burst] = st.dictionaries(
    more_paths, st.one_of(texts, st.none()), min_size=1, max_size=3
)
renames = st.tuples(more_paths, more_paths)
Step = tuple[Literal["burst", "rename"], Any]
steps: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.just("burst"), bursts),
    st.tuples(st.just("burst"), bursts),
    st.tuples(st.just("rename"), renames),
)
wikis = st.builds(configured, configurations, st.dictionaries(more_paths, texts, max_size=8))


def apply(history: History, burst: Burst) -> frozenset[str]:
    """Changes a wiki by a burst; gives what that affects."""
    facts: dict[str, Facts | None] = {}
    for path, text in burst.items():
        if text is None:
            history.texts.pop(path, None)
            history.examined.pop(path, None)
            facts[path] = None
        else:
            history.texts[path] = text
            found = examine(text.encode(), stem_of(path), history.configuration.schema)
            history.examined[path] = found
            facts[path] = found.facts
    return change(history.wiki, facts)


def by_path(found: list[Diagnostic]) -> dict[str, list[Diagnostic]]:
    gathered: dict[str, list[Diagnostic]] = defaultdict(list)
    for one in found:
        gathered[one.path].append(one)
    return dict(gathered)


@given(wikis, st.lists(steps, min_size=1, max_size=8))
@settings(max_examples=250, deadline=None)
def test_judging_what_is_affected_is_enough(history: History, changes: list[Step]) -> None:
    kept = by_path(history.judged(history.wiki))
    for kind, what in changes:
        burst: Burst = what if kind == "burst" else {}
        if kind == "rename" and what[0] in history.texts and what[0] != what[1]:
            burst = {what[0]: None, what[1]: history.texts[what[0]]}
        affected = apply(history, burst)
        assert affected >= burst.keys()
        for path in affected:
            kept.pop(path, None)
        kept |= by_path(history.judged(history.wiki, set(affected)))
        assert kept == by_path(history.judged(history.afresh()))


def hub(count: int) -> History:
    """A wiki with a hub to which all link, near slugs, broken links and common entities."""
    articles = {
        f"leaf-{number:04}.article": (
            f"Leaf {number:04}\nIt hangs from the [[hub|Hub]].\nSummary\n"
            f"The **Stem** holds [[leef-{number:04}]] and **leaf {number:04}**.\n"
        )
        for number in range(count)
    }
    return configured(Configuration(), {"hub.article": "Hub\nAll hang here.\n", **articles})


@pytest.fixture(scope="module")
def wide() -> History:
    return hub(1500)


def edited(history: History, path: str, old: str, new: str) -> frozenset[str]:
    text = history.texts[path]
    assert old in text
    affected = apply(history, {path: text.replace(old, new)})
    apply(history, {path: text})
    return affected


LEAF = "leaf-0700.article"


@pytest.mark.parametrize(
    ("old", "new", "others"),
    [
        ("It hangs", "It dangles\nand hangs", 0),
        ("It hangs", "[[hub|Hub]] It hangs", 0),
        ("It hangs", "[[leaf-0001|Leaf 0001]] It hangs", 1),
        ("It hangs", "**leaf 0001** hangs", 0),
        ("Summary", "Key Takeaways", 0),
        ("**Stem**", "**stem**", 0),
        ("Leaf 0700", "Leaf 070", 0),
        ("Leaf 0700", "Leaf 0701", 1),
    ],
)
def test_an_edit_of_a_leaf_affects_few(wide: History, old: str, new: str, others: int) -> None:
    affected = edited(wide, LEAF, old, new)
    assert LEAF in affected
    assert len(affected) == 1 + others


def test_a_new_slug_affects_those_whose_suggestions_change(wide: History) -> None:
    affected = apply(wide, {"leeff-0700.article": "Leeff 0700\nIt is new.\n"})
    apply(wide, {"leeff-0700.article": None})
    assert LEAF in affected
    assert len(affected) < 50


def test_a_link_target_that_is_renamed_affects_all_that_link_to_it(wide: History) -> None:
    assert len(edited(wide, "hub.article", "Hub\n", "Centre\n")) == 1 + 1500


def test_nothing_new_is_said(wide: History) -> None:
    assert apply(wide, {LEAF: wide.texts[LEAF]}) == {LEAF}
    assert apply(wide, {"never.article": None}) == {"never.article"}
    assert "never.article" not in PATHS


def step(
    files: dict[str, str], burst: Burst, redirects: tuple[Redirect, ...] = ()
) -> frozenset[str]:
    """What a burst affects, after asserting that it is enough."""
    history = configured(Configuration(redirects=redirects), files)
    kept = by_path(history.judged(history.wiki))
    affected = apply(history, burst)
    now = by_path(history.judged(history.afresh()))
    assert {path for path in {*kept, *now} if kept.get(path) != now.get(path)} <= affected
    return affected


def test_what_a_link_means_that_is_no_slug() -> None:
    files = {"home.article": "Home\nSee [[Tide Mill]].\n", "mill.article": "Mill\n"}
    assert "home.article" in step(files, {"tide-mill.article": "Tide Mill\nIt is.\n"})


def test_a_label_that_is_a_redirect_until_an_article_takes_its_name() -> None:
    files = {"home.article": "Home\nSee [[mill|race]].\n", "mill.article": "Mill\n"}
    redirects = (Redirect("race", "mill"),)
    assert "home.article" in step(files, {"race.article": "Race\nIt is.\n"}, redirects)


def test_a_label_that_is_an_entity_of_its_target() -> None:
    files = {
        "home.article": "Home\nSee [[mill|wheel house]].\n",
        "mill.article": "Mill\nThe **Wheel House**.\n",
    }
    assert "home.article" in step(files, {"mill.article": "Mill\nThe house.\n"})
