"""Fingerprints: a finding stays the same one while lines move, files are renamed, others come."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slugline.check import Diagnostic, fingerprints, subject_of
from slugline.rules import RULES
from slugline.text import Place, Span
from slugline.wiki import Wiki
from tests.little_wiki import LittleWiki, little_wiki

PLANTED = Path(__file__).parent / "example" / "planted"
CODES = [rule.code for rule in RULES]
OF_SEVERAL = {"duplicate-slug", "duplicate-title"}
"""What is no more where one of the articles gets another slug or title."""
OF_THE_SLUG = {"self-link", "unlinked-mention", "repeated-link", "redirected-link"}
"""What an article's own slug is a part of: a link to itself is none when that has another name."""


def planted() -> LittleWiki:
    files = {
        path.relative_to(PLANTED).as_posix(): path.read_bytes().decode("utf-8", "surrogateescape")
        for path in PLANTED.rglob("*")
        if path.is_file()
    }
    wiki = LittleWiki(files)
    for path, text in list(files.items()):
        if any("\udc80" <= char <= "\udcff" for char in text):
            wiki.raw[path] = wiki.files.pop(path).encode("utf-8", "surrogateescape")
    return wiki


def of(wiki: LittleWiki) -> dict[str, Diagnostic]:
    found = wiki.diagnostics(*CODES)
    return dict(zip(fingerprints(found, title_of(wiki.wiki)), found, strict=True))


def title_of(wiki: Wiki) -> Callable[[str], str]:
    return lambda path: wiki.articles.title_of(path) if path in wiki.articles else ""


def test_every_finding_has_one_of_its_own() -> None:
    wiki = planted()
    found = wiki.diagnostics(*CODES)
    assert {one.code for one in found} == set(CODES)
    made = fingerprints(found, title_of(wiki.wiki))
    assert len(set(made)) == len(found)
    assert all(len(one) == 32 and set(one) <= set("0123456789abcdef") for one in made)


def test_moved_lines_change_nothing() -> None:
    before = planted()
    after = LittleWiki(
        {
            path: text if path.endswith((".toml", ".tsv")) else text.replace("\n", "\n\n")
            for path, text in before.files.items()
        },
        raw={path: data.replace(b"\n", b"\n\n") for path, data in before.raw.items()},
    )
    assert of(before).keys() == of(after).keys()


def test_a_renamed_file_keeps_its_findings() -> None:
    before = planted()
    known = of(before)
    for path in before.decoded:
        if path in before.raw or not before.wiki.articles.title_of(path):
            continue  # without a title the file's name is all that it has
        new = f"moved/{path.rpartition('/')[2].partition('.')[0]}-mill.article"
        files = {new if one == path else one: text for one, text in before.files.items()}
        after = of(LittleWiki(files, raw=before.raw))
        codes = {one.code for one in after.values() if one.path == new}
        own = {one for one, what in known.items() if what.path == path and what.code in codes}
        renamed = {one for one, what in after.items() if what.path == new}
        new_ones = {after[one].code for one in renamed - own}
        gone = {known[one].code for one in own - renamed}
        # Nothing links to the new slug, and what linked to itself leads nowhere now.
        may_come = OF_THE_SLUG | OF_SEVERAL | {"orphan-article"}
        if any(one.code == "self-link" for one in known.values() if one.path == path):
            may_come |= {"broken-link"}
        assert new_ones <= may_come, (path, new_ones)
        assert gone <= OF_THE_SLUG | OF_SEVERAL, (path, gone)


SAME = {
    "a link by what comes near it": (
        "//- a.article\nA\n[[tide-mil]] here.",
        "//- a.article\nA\n[[tide-mil]] here.\n//- tide-mill.article\nTide Mill\nLead.",
    ),
    "a section by what comes near it": (
        "//- a.article\nA\nSee [[b#sumary]].\n//- b.article\nB\nLead.",
        "//- a.article\nA\nSee [[b#sumary]].\n//- b.article\nB\nLead.\n## Summary\nText.",
    ),
    "a label by its target's title": (
        "//- a.article\nA\nSee [[b|Kettles]].\n//- b.article\nOld Town\nLead.",
        "//- a.article\nA\nSee [[b|Kettles]].\n//- b.article\nNew Town\nLead.",
    ),
    "a long lead by how long it is": (
        f"//- a.article\nA\n{'word ' * 40}end.",
        f"//- a.article\nA\n{'word ' * 50}end.",
    ),
}


@pytest.mark.parametrize("case", SAME)
def test_suggestions_titles_and_numbers_do_not_count(case: str) -> None:
    known = []
    for text in SAME[case]:
        wiki = little_wiki(text)
        kept = [
            one
            for one in wiki.diagnostics(
                "broken-link", "broken-section", "label-drift", "lead-length"
            )
            if one.path == "a.article"
        ]
        assert len(kept) == 1
        known.append((fingerprints(kept, title_of(wiki.wiki)), kept[0].message))
    (one, said), (other, said_then) = known
    assert one == other
    assert said != said_then


def test_what_a_finding_is_about() -> None:
    wiki = little_wiki(
        "//- a.article\nA\n[[x]], [[x]], [[y]], [[b#one]], [[b#two]], **open\n"
        "//- b.article\nB\nTo [[a]]."
    )
    about = Counter(
        (one.code, subject_of(one))
        for one in wiki.diagnostics("broken-link", "broken-section", "orphan-article")
    )
    assert about == {
        ("broken-link", "x"): 2,
        ("broken-link", "y"): 1,
        ("broken-section", "one"): 1,
        ("broken-section", "two"): 1,
    }


@given(st.lists(st.sampled_from(["[[x]]", "[[y]]", "[[z|Z]]", "[[the-mill#nowhere]]"]), max_size=8))
def test_one_more_finding_leaves_those_of_the_others(links: list[str]) -> None:
    """Fingerprints depend on how many equal findings there are, never on the order of others."""

    def made(links: list[str]) -> set[str]:
        wiki = little_wiki(
            f"//- a.article\nA\n{' '.join(links)}\n//- the-mill.article\nThe Mill\nLead."
        )
        found = wiki.diagnostics("broken-link", "broken-section")
        return set(fingerprints(found, title_of(wiki.wiki)))

    shuffled = random.Random(1).sample(links, len(links))
    assert made(links) == made(shuffled)
    assert made(links) < made([*links, "[[x]]"])
    assert len(made(links)) == len(links)


def test_thirty_thousand_take_little_time() -> None:
    found = [
        Diagnostic(
            f"article-{number % 7000}.article",
            Place(4, number),
            Place(4, number + 1),
            "broken-link",
            "error",
            f"no article has the slug `slug-{number}`; near: `slug`",
            Span(number, number + 1),
        )
        for number in range(30_000)
    ]
    start = time.process_time()
    assert len(set(fingerprints(found, lambda path: path))) == len(found)
    assert time.process_time() - start < 1.5
