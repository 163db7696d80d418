"""The wiki: resolution, backlinks, duplicates, near slugs and entities, by example."""

from __future__ import annotations

import random
import string
import time

import pytest

from slugline.wiki import Configuration, Redirect, Resolution, Wiki
from tests.little_wiki import little_wiki

RIVER = little_wiki(
    """
//- slugline.toml
inventories = ["published.tsv"]
[redirects]
old-mill = "older-mill"
older-mill = "mill"
weir = "mill"
round = "about"
about = "round"
into-round = "round"
lost = "nowhere"
far = "published-mill"
twice = "mill-race"
//- published.tsv
published-mill\tThe Published Mill
mill\tAnother Mill
old-mill\tThe Old Mill
//- mill.article
The Mill
See [[#summary]], [[mill]], [[old-mill|it]] and [[weir]].
//- weir.article
The Weir
See [[mill#use|the mill]], [[round]], [[lost]], [[mill]], [[mill]] and [[far]].
//- a/mill-race.article
Race
See [[older-mill]] and [[#use]].
//- b/mill-race.article
RACE
See [[mill-race]] and [[twice]].
//- ....article
***
See [[mill-race|race]] and [[#use]].
"""
).wiki


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("mill", Resolution("article", "mill", ("mill.article",))),
        ("weir", Resolution("article", "weir", ("weir.article",))),
        ("older-mill", Resolution("article", "mill", ("mill.article",), redirected=True)),
        ("old-mill", Resolution("article", "mill", ("mill.article",), redirected=True)),
        (
            "mill-race",
            Resolution("article", "mill-race", ("a/mill-race.article", "b/mill-race.article")),
        ),
        ("published-mill", Resolution("inventory", "published-mill")),
        ("far", Resolution("inventory", "published-mill", redirected=True)),
        ("nowhere", Resolution("missing", "nowhere")),
        ("lost", Resolution("missing", "nowhere", redirected=True)),
        ("round", Resolution("loop", "round", redirected=True)),
        ("into-round", Resolution("loop", "into-round", redirected=True)),
        ("Mill", Resolution("missing", "Mill")),
        ("", Resolution("missing", "")),
    ],
)
def test_resolve(slug: str, expected: Resolution) -> None:
    assert RIVER.resolve(slug) == expected


def test_a_redirect_to_itself_is_a_loop() -> None:
    wiki = Wiki(Configuration(redirects=(Redirect("a", "a"),)))
    assert wiki.resolve("a").kind == "loop"


def test_long_chains_of_redirects_are_followed() -> None:
    chain = [Redirect(f"r{number}", f"r{number + 1}") for number in range(5000)]
    wiki = Wiki(Configuration(redirects=tuple(chain)))
    assert wiki.resolve("r0") == Resolution("missing", "r5000", redirected=True)
    assert len(wiki.names_of("r5000")) == 5001


def test_title_of() -> None:
    assert RIVER.title_of(RIVER.resolve("old-mill")) == "The Mill"
    assert RIVER.title_of(RIVER.resolve("far")) == "The Published Mill"
    assert RIVER.title_of(RIVER.resolve("lost")) == ""


def test_target_of_a_link_to_a_section_of_the_same_article() -> None:
    (first, *_) = RIVER.links_of("mill.article")
    assert RIVER.target_of(first.text, "mill.article") == Resolution(
        "article", "mill", ("mill.article",)
    )


def test_links_of() -> None:
    assert [
        (link.span.start, link.span.end, link.text.slug, link.text.label)
        for link in RIVER.links_of("mill.article")
    ] == [
        (13, 25, "", None),
        (27, 35, "mill", None),
        (37, 52, "old-mill", "it"),
        (57, 65, "weir", None),
    ]


def test_names_of() -> None:
    assert RIVER.names_of("mill") == ["mill", "old-mill", "older-mill"]
    assert RIVER.names_of("mill-race") == ["mill-race", "twice"]
    assert RIVER.names_of("nowhere") == ["lost", "nowhere"]
    assert RIVER.names_of("published-mill") == ["far", "published-mill"]


@pytest.mark.parametrize("slug", ["old-mill", "round", "into-round", "unknown"])
def test_a_name_to_which_nothing_leads_has_only_itself(slug: str) -> None:
    assert RIVER.names_of(slug) == [slug]


def backlinks(slug: str) -> list[tuple[str, str]]:
    return [(link.path, link.written) for link in RIVER.backlinks(slug)]


def test_backlinks_in_order_of_path_and_place() -> None:
    assert backlinks("mill") == [
        ("a/mill-race.article", "older-mill"),
        ("mill.article", "mill"),
        ("mill.article", "old-mill|it"),
        ("weir.article", "mill#use|the mill"),
        ("weir.article", "mill"),
        ("weir.article", "mill"),
    ]
    assert backlinks("weir") == [("mill.article", "weir")]
    assert backlinks("nowhere") == [("weir.article", "lost")]
    assert backlinks("published-mill") == [("weir.article", "far")]
    assert backlinks("unknown") == []


def test_backlinks_say_where_they_are() -> None:
    (link,) = RIVER.backlinks("weir")
    assert (link.span.start, link.span.end) == (57, 65)
    assert link == list(RIVER.links_of("mill.article"))[-1]


def test_links_to_a_section_of_the_same_article_are_no_backlinks() -> None:
    assert ("mill.article", "#summary") not in backlinks("mill")
    assert backlinks("") == []
    assert RIVER.linked_from("") == []
    assert "" not in RIVER.links.slugs()


def test_linked_from_names_other_articles() -> None:
    assert RIVER.linked_from("mill") == ["a/mill-race.article", "weir.article"]
    assert RIVER.linked_from("mill-race") == ["....article"]
    assert RIVER.linked_from("lost") == ["weir.article"]


def test_duplicates() -> None:
    both = ("a/mill-race.article", "b/mill-race.article")
    assert list(RIVER.duplicate_slugs()) == [("mill-race", both)]
    assert RIVER.duplicate_titles() == [both]
    assert RIVER.paths_of("mill-race") == both
    assert RIVER.titled("race") == both
    assert RIVER.titled("the mill") == ("mill.article",)
    assert RIVER.titled("") == RIVER.titled("Mill") == ()


def test_paths_that_are_one_on_other_disks() -> None:
    wiki = little_wiki(
        "//- a/Mill.article\nA\n//- A/mill.article\nB\n//- mill.article\nC\n"
        "//- caf\u00e9.article\nD\n//- cafe\u0301.article\nE\n//- CAF\u00c9.article\nF\n"
    ).wiki
    assert wiki.colliding_paths() == [
        ("A/mill.article", "a/Mill.article"),
        ("CAF\u00c9.article", "cafe\u0301.article", "caf\u00e9.article"),
    ]
    wiki.remove("a/Mill.article")
    assert len(wiki.colliding_paths()) == 1


def test_one_slug_claimed_by_many_takes_no_time() -> None:
    (facts,) = little_wiki("//- A B.article\nSummary").wiki.articles.values()
    wiki = Wiki(Configuration(), ((f"A {number}.article", facts) for number in range(50_000)))
    assert len(wiki.paths_of("summary")) == len(wiki.titled("Summary")) == 50_000


# -- near slugs

SOME = (
    "ketamine-and-suicidal-thoughts",
    "ketamine-risks",
    "water-mill",
    "weir",
    "the-mill-by-the-weir",
    "the-mill-by-the-bridge",
)
NEAR = Wiki(Configuration(inventory=dict.fromkeys(SOME, "")))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("etamine-risks", "ketamine-risks"),
        ("kketamine-risks", "ketamine-risks"),
        ("jetamine-risks", "ketamine-risks"),
        ("ketamne-risks", "ketamine-risks"),
        ("ketaminee-risks", "ketamine-risks"),
        ("ketamine-rusks", "ketamine-risks"),
        ("ketamine-risk", "ketamine-risks"),
        ("ketamine-riskss", "ketamine-risks"),
        ("ketamine-risky", "ketamine-risks"),
        ("ektamine-risks", "ketamine-risks"),
        ("ketamien-risks", "ketamine-risks"),
        ("ketamine-risk-s", "ketamine-risks"),
        ("watermill", "water-mill"),
        ("wier", "weir"),
        ("wei", "weir"),
        ("ketamin-and-suicidal-thougths", "ketamine-and-suicidal-thoughts"),
    ],
)
def test_nearest(written: str, meant: str) -> None:
    assert NEAR.nearest(written)[0] == meant


@pytest.mark.parametrize("written", ["", "x", "bridge", "lithium", "mill-water", "risks-ketamine"])
def test_unrelated_slugs_are_not_near(written: str) -> None:
    assert NEAR.nearest(written) == ()


def test_the_nearest_come_first_and_equally_near_ones_in_alphabetical_order() -> None:
    assert NEAR.nearest("the-mill-by-the-wridge") == (
        "the-mill-by-the-bridge",
        "the-mill-by-the-weir",
    )
    wiki = Wiki(Configuration(inventory=dict.fromkeys(("mile", "mill", "milk", "milt"), "")))
    assert wiki.nearest("milx") == ("mile", "milk", "mill")
    assert wiki.nearest("milx", 1) == ("mile",)
    assert wiki.nearest("mill") == ("mile", "milk", "milt")


def test_articles_redirects_and_inventories_are_near() -> None:
    wiki = little_wiki(
        """
//- slugline.toml
inventories = ["published.tsv"]
redirects = { water-mull = "water-mall", water-mxll = "gone" }
//- published.tsv
water-mall\tWater
//- water-mell.article
"""
    ).wiki
    assert wiki.nearest("water-mill") == ("water-mall", "water-mell", "water-mull")


def test_most_slugs_with_one_typing_error_are_found_in_a_large_wiki() -> None:
    rng = random.Random(20)
    syllables = [a + b for a in "bcdfglmnprstv" for b in "aeiou"]
    words = ["".join(rng.choices(syllables, k=rng.randint(1, 4))) for _ in range(600)]
    slugs = sorted({"-".join(rng.choices(words, k=rng.randint(1, 5))) for _ in range(150_000)})
    slugs = rng.sample(slugs, 100_000)
    wiki = Wiki(Configuration(inventory=dict.fromkeys(slugs, "")))
    wiki.nearest("the-first-question-sorts-them")

    meant = rng.sample(slugs, 1000)
    written = [mistyped(rng, slug) for slug in meant]
    known = set(slugs)
    start = time.process_time()
    answers = [wiki.nearest(slug) for slug in written]
    seconds = time.process_time() - start

    asked = [n for n, slug in enumerate(written) if slug not in known]
    found = [n for n in asked if meant[n] in answers[n]]
    assert len(found) >= 0.95 * len(asked)
    assert seconds / len(written) < 0.001


def mistyped(rng: random.Random, slug: str) -> str:
    """A slug with one character left out, put in, replaced, or two exchanged."""
    place = rng.randrange(len(slug))
    letter = rng.choice(string.ascii_lowercase)
    before, here, after = slug[:place], slug[place], slug[place + 1 :]
    return before + rng.choice((after, letter + here + after, letter + after, swapped(here, after)))


def swapped(here: str, after: str) -> str:
    return after[:1] + here + after[1:]


# -- entities

ENTITIES = little_wiki(
    """
//- a.article
A
The **fulling mill**, **Fulling-Mill**, **lade** and **tide mill**.
//- b.article
B
The **fulling mill**, **fulling mill** and **Tide Mill**.
//- c.article
C
The **fulling mill** and **lade**.
//- d.article
D
The **fúlling mill**.
"""
).wiki.entities


def test_entities_are_counted_once_an_article() -> None:
    assert ENTITIES.counts == {
        "fulling mill": 3,
        "lade": 2,
        "Fulling-Mill": 1,
        "fúlling mill": 1,
        "tide mill": 1,
        "Tide Mill": 1,
    }


def test_spellings_of_an_entity() -> None:
    expected = ["fulling mill", "Fulling-Mill", "fúlling mill"]
    assert ENTITIES.spellings("FULLINGMILL") == ENTITIES.spellings("fulling mill") == expected
    assert ENTITIES.spellings("weir") == []


def test_the_usual_spelling_has_more_than_half_of_the_uses() -> None:
    assert ENTITIES.usual("Fulling Mill") == "fulling mill"
    assert ENTITIES.usual("lade") == "lade"
    assert ENTITIES.usual("tide mill") is None
    assert ENTITIES.usual("weir") is None
    assert ENTITIES.unusual() == {"Fulling-Mill", "fúlling mill"}


def test_groups_of_spellings() -> None:
    assert ENTITIES.groups() == [
        ["Tide Mill", "tide mill"],
        ["fulling mill", "Fulling-Mill", "fúlling mill"],
        ["lade"],
    ]


def test_links_among_some_texts_with_their_places() -> None:
    wiki = little_wiki("//- a.article\n\ufeff𝔸\n🎉 [[x]] [[y|Y]]\n[[x]] [[z]]").wiki
    facts = wiki.articles["a.article"]
    every = list(zip(facts.links, facts.link_starts, strict=True))
    assert facts.links_among({"x", "z"}) == [one for one in every if one[0] != "y|Y"]
    assert facts.links_among({"w"}) == []


def test_paths_that_other_disks_take_for_one() -> None:
    wiki = little_wiki("//- a/Mill.article\nA\n//- a/mill.article\nB\n//- m\u00fchle.txt\nC").wiki
    assert wiki.spelled_like(["A/MILL.article", "mu\u0308hle.txt", "weir.txt"]) == {
        "A/MILL.article": ("a/Mill.article", "a/mill.article"),
        "mu\u0308hle.txt": ("m\u00fchle.txt",),
    }
    assert wiki.spelled_like([]) == {}


def test_the_articles_that_mark_an_entity() -> None:
    wiki = little_wiki("//- b.article\nB\n**x**\n//- a.article\nA\n**X** **y**\n//- c.txt\nC").wiki
    assert wiki.entities.holders(["x", "X"]) == ["a.article", "b.article"]
    wiki.remove("b.article")
    assert wiki.entities.holders(["x", "X"]) == ["a.article"]
