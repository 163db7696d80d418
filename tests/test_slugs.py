"""Slugs and folded spellings; the examples of grammar/spec.md are in test_spec.py."""

from __future__ import annotations

import string
import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slugline.model.slugs import folded, is_slug, slug_of

ODD = (
    "'\u2019\u00b4`\u02bc- _\u1e9e\u00df\u0130\u0131\u017fK\u00c5\u03a3\u03c3\u03c2\u0345"
    "\u0301\u0323\u05b0\ufb01\u00bd\u2163\u216b\u2460\uff71\uff9e\ud55c\u1112\u1161\u01c5"
    "\u03d2\u03d3\u1fbd\u0384\u02b9\u1ffd\u1fef\u0374\u212b\u0387"
)
"""Characters whose case, normal forms and meaning in slugs are not the simple kind."""

texts = st.text() | st.text(ODD + "abAB1") | st.text(st.characters(codec="ascii"))


@given(texts)
def test_slug_of_gives_a_slug_or_nothing(text: str) -> None:
    slug = slug_of(text)
    assert slug == "" or is_slug(slug)


@given(texts)
def test_slug_of_a_slug_of_a_title_is_itself(text: str) -> None:
    slug = slug_of(text)
    assert slug_of(slug) == slug


@given(texts, st.sampled_from(("NFC", "NFD")))
def test_slug_of_does_not_depend_on_the_normal_form(text: str, form: Literal["NFC", "NFD"]) -> None:
    assert slug_of(unicodedata.normalize(form, text)) == slug_of(text)


@given(texts)
def test_a_text_without_letters_and_digits_has_no_slug(text: str) -> None:
    compatible = unicodedata.normalize("NFKC", text)
    has_any = any(unicodedata.category(char)[0] in "LN" for char in compatible)
    assert has_any or slug_of(text) == ""


@given(st.text(string.ascii_letters + string.digits + "- '_.\n"))
def test_is_slug_is_the_same_by_the_plain_and_by_the_general_way(text: str) -> None:
    # A letter that is not ASCII sends a text the general way.
    assert is_slug(text + "e") == is_slug(text + "é")
    assert is_slug("e" + text) == is_slug("é" + text)


@given(st.text(st.characters(codec="ascii")))
def test_slug_of_is_the_same_by_the_plain_and_by_the_general_way(text: str) -> None:
    assert slug_of(f"{text} é") == slug_of(f"{text} e")


@given(st.text(string.ascii_lowercase + "éжа1-", min_size=1))
def test_slugs_are_what_the_definition_says(text: str) -> None:
    assert is_slug(text) == ("" not in text.split("-"))


@pytest.mark.parametrize(
    "text",
    [
        "mill",
        "a",
        "1",
        "old-mill-2",
        "war-and-peace",
        "война-и-мир",
        "été",
        "हिन्दी",
        "水-車",
        "a\u0345b",
    ],
)
def test_slugs(text: str) -> None:
    assert is_slug(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "a-",
        "-a",
        "a--b",
        "A",
        "a b",
        "a_b",
        "a\n",
        "../a",
        "É",
        "e\u0301",
        "\u0301",
        "½",
        "🎉",
    ],
)
def test_no_slugs(text: str) -> None:
    assert not is_slug(text)


def test_a_title_gives_its_slug() -> None:
    assert slug_of("Ketamine & Suicidal Thoughts: The Doctor’s View") == (
        "ketamine-suicidal-thoughts-the-doctors-view"
    )
    assert slug_of("Straße nach Łódź – 2. Teil") == "strasse-nach-lodz-2-teil"
    assert slug_of("  ") == ""


@pytest.mark.parametrize(
    "spelling",
    [
        "fulling mill",
        "Fulling Mill",
        "FULLING-MILL",
        "fulling\u2010mill",
        "fulling\u00a0 mill",
        "fulling_mill",
        "fullingmill",
        "fullíng mill",
        "fulli\u0301ng mill",
        "ｆｕｌｌｉｎｇ mill",
    ],
)
def test_spellings_of_one_thing_are_equal_when_folded(spelling: str) -> None:
    assert folded(spelling) == folded("fulling mill")


@pytest.mark.parametrize("other", ["fulling mills", "fuling mill", "fulling.mill", "mill", "C++"])
def test_spellings_of_other_things_are_not(other: str) -> None:
    assert folded(other) != folded("fulling mill")
    assert folded("C++") != folded("C")


@given(texts)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(texts, st.sampled_from(("NFC", "NFD", "NFKC", "NFKD")))
def test_folding_does_not_depend_on_the_normal_form(
    text: str, form: Literal["NFC", "NFD", "NFKC", "NFKD"]
) -> None:
    assert folded(unicodedata.normalize(form, text)) == folded(text)


@given(st.text(st.characters(codec="ascii")))
def test_folding_is_the_same_by_the_plain_and_by_the_general_way(text: str) -> None:
    assert folded(f"{text}é") == folded(f"{text}e")
    assert folded(text.upper()) == folded(text)
