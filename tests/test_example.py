"""The example wikis, through the real command line: a clean one, and one with a finding a rule.

`planted` is `clean` with mistakes as writers make them, and four articles more. And the case that
Slugline was made for: one article whose links lead nowhere and whose lead was cut off.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from slugline.rules import RULES
from slugline.rules.skeleton import skeleton
from slugline.syntax import DEFAULT_SCHEMA, parse

EXAMPLE = Path(__file__).parent / "example"
CLEAN = EXAMPLE / "clean"
PLANTED = EXAMPLE / "planted"

OWN = EXAMPLE / "alone" / "dimmed-street-lamps-bring-few-moths-back-in-three-year-trial.txt"
REFERENCE = (
    Path(__file__).parents[2]
    / "shared"
    / "articles"
    / "ketamine-infusions-disappoint-in-new-depression-trial.txt"
)

EXPECTED: dict[str, list[tuple[str, int, int]]] = {
    "broken-link": [("dendrochronology-dates-thornby-wheel-pit-to-1287.article", 12, 386)],
    "broken-section": [("pellam-tide-mill-weighs-gates-against-salt-marsh.article", 15, 386)],
    "malformed-link": [("flash-locks-and-the-quarrel-over-water.article", 11, 399)],
    "invalid-slug": [("ship-mills-of-the-lower-stevna.article", 14, 316)],
    # Two files share a slug, and each of them says so: two findings are the fewest.
    "duplicate-slug": [("archive/tide-mill.article", 1, 1), ("tide-mill.article", 1, 1)],
    "redirected-link": [("sawmills-on-the-upper-derrow.article", 15, 99)],
    # A circle of two redirects would be found in each of them; this one leads to itself.
    "redirect-loop": [("slugline.toml", 13, 1)],
    "self-link": [("millwright.article", 5, 44)],
    "repeated-link": [("ashwater-paper-mill.article", 5, 127)],
    "label-drift": [("breastshot-wheel.article", 14, 376)],
    "malformed-entity": [("водяная-мельница-на-сольве.article", 7, 38)],
    "entity-spelling": [("hollin-forge-and-the-tilt-hammer.article", 8, 45)],
    "unlinked-mention": [("moinin-mill-restores-its-horizontal-wheel.article", 4, 329)],
    "missing-title": [("mill-apprentices-letters-found-at-wexcombe.article", 1, 1)],
    "title-is-section": [("source-of-the-derrow.article", 1, 1)],
    "missing-lead": [("gear-cutting-in-applewood.article", 1, 1)],
    "lead-length": [("eel-weir.article", 2, 161)],
    "lead-cut": [("fish-passes-at-old-mill-weirs-show-mixed-results.article", 2, 158)],
    "text-outside-section": [("puddling-clay-for-leats-and-dams.article", 3, 1)],
    # One mistake, `Key takeaway` for `Key Takeaways`: a heading that is none, so none is there.
    "missing-section": [("withy-beds-and-the-basket-maker.article", 1, 1)],
    "unknown-section": [("withy-beds-and-the-basket-maker.article", 5, 1)],
    "duplicate-section": [("stone-dressing.article", 16, 1)],
    "section-order": [("fulling-by-water.article", 16, 1)],
    "empty-section": [("millponds-as-habitat-a-ten-year-survey.article", 13, 1)],
    "section-body": [("small-turbines-at-old-mills.article", 10, 1)],
    "invalid-utf8": [("burr-stones-and-where-they-came-from.article", 4, 93)],
    "control-character": [("sluice-keepers-log-two-centuries-of-floods.article", 4, 368)],
    "trailing-space": [("teasels-and-the-cloth-finishers.article", 8, 65)],
    "orphan-article": [("mill-cats.article", 1, 1)],
    "dead-end": [("the-millers-toll.article", 1, 1)],
    # As with slugs: each of the two files says so.
    "duplicate-title": [("mill-race.article", 1, 1), ("millrace.article", 1, 1)],
}
"""What `slugline check --show hint` finds in `planted`: code to files, lines and columns."""

SAFE = {
    "control-character",
    "invalid-slug",
    "lead-cut",
    "redirected-link",
    "section-order",
    "trailing-space",
}
"""The codes of the findings in `planted` that `slugline check --fix` mends."""

NEW = {
    "archive/tide-mill.article",
    "mill-cats.article",
    "mill-race.article",
    "source-of-the-derrow.article",
}
"""The articles of `planted` that `clean` has not."""

Places = dict[str, list[tuple[str, int, int]]]


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs `slugline` in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "slugline", *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def check(folder: Path, *arguments: str, exit_code: int, errors: str = "") -> dict[str, Any]:
    """All that `slugline check` finds in a folder, hints too, as its JSON says it."""
    ran = run(folder, "check", "--format", "json", "--show", "hint", *arguments)
    assert ran.stderr == errors
    assert ran.returncode == exit_code
    report: dict[str, Any] = json.loads(ran.stdout)
    return report


def places(report: dict[str, Any]) -> Places:
    """Where each code was found."""
    found: Places = {}
    for one in report["findings"]:
        found.setdefault(one["code"], []).append((one["path"], one["line"], one["column"]))
    return found


def contents(folder: Path) -> dict[str, bytes]:
    """All files of a folder by their paths."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_clean_has_no_findings_of_rules_that_are_on() -> None:
    report = check(CLEAN, exit_code=0)
    assert report["summary"]["articles"] == 28
    assert report["findings"] == []


def test_clean_has_no_findings_of_any_rule() -> None:
    """Every rule is selected: those too that are off by default."""
    codes = ",".join(rule.code for rule in RULES)
    assert check(CLEAN, "--select", codes, exit_code=0)["findings"] == []


def test_clean_is_formatted() -> None:
    ran = run(CLEAN, "format", "--check")
    assert (ran.returncode, ran.stdout) == (0, "")
    assert ran.stderr == "0 files would be formatted\n"


def test_the_table_names_every_rule() -> None:
    assert set(EXPECTED) == {rule.code for rule in RULES}
    pairs = {code for code, found in EXPECTED.items() if len(found) > 1}
    assert pairs == {"duplicate-slug", "duplicate-title"}


def test_planted_has_one_finding_of_each_rule() -> None:
    report = check(PLANTED, exit_code=1)
    assert places(report) == EXPECTED
    assert report["summary"] == {
        "articles": 32,
        "findings": 33,
        "error": 10,
        "warning": 14,
        "info": 6,
        "hint": 3,
    }


def test_planted_is_clean_but_for_what_was_planted() -> None:
    """An article that is changed in `clean` has to be changed in `planted` too."""
    clean, planted = contents(CLEAN), contents(PLANTED)
    assert planted.keys() - clean.keys() == NEW
    assert clean.keys() <= planted.keys()
    changed = {path for path in clean if planted[path] != clean[path]}
    found = {path for all_found in EXPECTED.values() for path, _, _ in all_found}
    by_another_file = {"tide-mill.article", "millrace.article"}
    assert changed == found - NEW - by_another_file


def test_fix_mends_what_is_safe_in_planted_and_nothing_else(tmp_path: Path) -> None:
    wiki = tmp_path / "wiki"
    shutil.copytree(PLANTED, wiki)
    said = (
        "Fixed 6 findings in 6 files: 1 lead-cut, 1 section-order, 1 redirected-link, "
        "1 invalid-slug, 1 control-character, 1 trailing-space\n"
    )
    report = check(wiki, "--fix", exit_code=1, errors=said)
    left = {code: found for code, found in EXPECTED.items() if code not in SAFE}
    assert places(report) == left
    assert places(check(wiki, exit_code=1)) == left
    # What was mended is as it was before the mistake, to the byte, and no other file is touched.
    mended = {path for code in SAFE for path, _, _ in EXPECTED[code]}
    assert contents(wiki) == contents(PLANTED) | {
        path: (CLEAN / path).read_bytes() for path in mended
    }


@pytest.mark.parametrize("article", [OWN, REFERENCE], ids=["own", "reference"])
def test_an_article_alone_and_with_all_that_it_links_to(article: Path, tmp_path: Path) -> None:
    """Ten broken links and a cut lead, then the cut lead alone, then nothing."""
    if article is REFERENCE and not article.exists():
        pytest.skip("the reference article is not here")
    copy = tmp_path / article.name
    copy.write_bytes(article.read_bytes())

    report = check(tmp_path, exit_code=1)
    assert counts(report) == {"broken-link": 10, "lead-cut": 1}

    for slug, title in targets(article).items():
        (tmp_path / f"{slug}.article").write_text(minimal_article(title), encoding="utf-8")
    report = check(tmp_path, exit_code=0)
    assert report["summary"]["articles"] == 11
    assert counts(report) == {"lead-cut": 1}

    fixed = "Fixed 1 finding in 1 file: 1 lead-cut\n"
    assert check(tmp_path, "--fix", exit_code=0, errors=fixed)["findings"] == []
    assert check(tmp_path, exit_code=0)["findings"] == []
    before = article.read_text(encoding="utf-8").split("\n")
    after = copy.read_text(encoding="utf-8").split("\n")
    assert after[0:1] + after[2:] == before[0:1] + before[2:]
    assert after[1].endswith("…")
    assert before[3].startswith(after[1].removesuffix("…"))


def test_the_own_article_has_the_shape_of_the_reference() -> None:
    if not REFERENCE.exists():
        pytest.skip("the reference article is not here")
    assert shape(OWN) == shape(REFERENCE)


def counts(report: dict[str, Any]) -> dict[str, int]:
    return {code: len(found) for code, found in places(report).items()}


def shape(path: Path) -> tuple[list[str], list[int], int, bool]:
    """The kinds of an article's lines, the links in each, the lead's length, and how it ends."""
    source = path.read_text(encoding="utf-8")
    article = parse(source, DEFAULT_SCHEMA)
    lines = Counter(article.place_at(link.span.start).line for link in article.links)
    assert article.lead is not None
    return (
        [block.kind for block in article.blocks],
        [lines[block.line] for block in article.blocks],
        len(article.lead.span),
        source.endswith("\n"),
    )


def targets(path: Path) -> dict[str, str]:
    """The slugs that an article links to, with the label of each."""
    article = parse(path.read_text(encoding="utf-8"), DEFAULT_SCHEMA)
    found = {link.slug: link.label or "" for link in article.links}
    assert len(found) == 10
    assert all(found.values())
    return found


def minimal_article(title: str) -> str:
    """What `slugline new` writes, filled in."""
    bodies = {
        "prose": f"What there is to say of {title} stands here.",
        "list": f"- There is more to {title} than this",
        "attribution": "Originally reported by The Evening Post",
    }
    names = {kind.name: bodies[kind.body] for kind in DEFAULT_SCHEMA.sections}
    first, *headings = skeleton(title, DEFAULT_SCHEMA).splitlines()
    lines = [first, f"An article on {title}, as short as one can be."]
    for heading in headings:
        lines += [heading, names[heading]]
    return "\n".join(lines) + "\n"
