"""Completion, in little wikis: what is offered, in which order, and what comes of taking it."""

from __future__ import annotations

import pytest

from slugline.features.completion import completion, documentation
from slugline.features.completion_item import LIMIT, Completion, Item
from slugline.features.prose import as_plain
from slugline.features.view import View
from slugline.model.edits import Edit, apply_edits
from slugline.syntax import parse
from slugline.text import Span
from tests.little_wiki import LittleWiki, little_wiki

MILLS = """
//- water-mill.article
Water Mill
A mill that a river drives.
Summary
**River Carrow** and **Carrow** turn it. See [[windmill]] and [[eel-weir]].
## The Old Wheel
Source
//- windmill.article
Windmill
A mill that the wind drives.
**Carrow**
//- mill.article
A Mill | [of] any * kind
//- trade.article
Trade
[[windmill]] [[water-mill]] **Fulling Mill** **carrow**
//- untitled.article
"""


def view_of(line: str, more: str = MILLS, before: str = "Home\nLead.\n") -> tuple[LittleWiki, View]:
    wiki = little_wiki(f"//- home.article\n{before}{line}{more}")
    return wiki, wiki.view()


def complete(line: str, more: str = MILLS, before: str = "Home\nLead.\n") -> Completion:
    _, view = view_of(line, more, before)
    return completion(view)


def labels(line: str, **others: str) -> list[str]:
    return [item.label for item in complete(line, **others).items]


def taken(line: str, label: str, *, insert: bool = False, more: str = MILLS) -> str:
    """The line after an item is taken; what follows the cursor is kept if `insert`."""
    wiki, view = view_of(line, more)
    item = next(one for one in completion(view).items if one.label == label)
    span = item.insert if insert else item.replace
    assert span.start <= view.offset <= span.end
    text = apply_edits(wiki.files["home.article"], [Edit(span, item.text)])
    return text.split("\n")[2]


# -- slugs


def test_nothing_typed_offers_what_is_linked_most() -> None:
    found = complete("See [[$0")
    assert [(item.kind, item.label, item.detail) for item in found.items] == [
        ("article", "Windmill", "windmill"),
        ("unwritten", "eel-weir", "not written yet"),
        ("article", "Water Mill", "water-mill"),
        ("article", "A Mill | [of] any * kind", "mill"),
        ("article", "Trade", "trade"),
        ("article", "untitled", "untitled"),
    ]
    assert found.is_incomplete  # what is typed next may begin any word of a name


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("[[mill$0", ["A Mill | [of] any * kind", "Water Mill"]),
        ("[[wa$0", ["Water Mill"]),
        ("[[Water Mi$0]]", ["Water Mill"]),
        ("[[windmlil$0", ["Windmill"]),
        ("[[eel$0", ["eel-weir"]),
        ("[[home$0", []),
        ("[[zzzz$0", []),
        ("- an item [[trade$0", ["Trade"]),
        ("[[windmill]] and [[trade$0", ["Trade"]),
        ("[[wind [[trade$0", ["Trade"]),
        (r"\\[[trade$0", ["Trade"]),
        ("**a** [[trade$0 ", ["Trade"]),
    ],
)
def test_finds_by_slug_title_words_and_roughly(line: str, expected: list[str]) -> None:
    assert labels(line) == expected


@pytest.mark.parametrize(
    "line", [r"\[[trade$0", "[$0[trade", "[[trade]]$0", "trade$0", "x [[a]] trade$0", "$0[[trade"]
)
def test_offers_no_slug_outside_of_a_link(line: str) -> None:
    assert "Trade" not in labels(line)


@pytest.mark.parametrize("before", ["[[tr$0", "# [[tr$0", "Home\n## [[tr$0", "Home\nSummary$0"])
def test_offers_nothing_in_titles_and_headings(before: str) -> None:
    assert complete("", before=before).items == ()


@pytest.mark.parametrize(
    ("line", "label", "after"),
    [
        ("[[tra$0", "Trade", "[[trade|Trade]]"),
        ("[[tra$0]]", "Trade", "[[trade|Trade]]"),
        ("[[tra$0]", "Trade", "[[trade|Trade]]"),
        ("[[$0]] and [[mill]]", "Trade", "[[trade|Trade]] and [[mill]]"),
        ("[[$0 and [[mill]]", "Trade", "[[trade|Trade]] and [[mill]]"),
        ("[[t$0mill]]", "Trade", "[[trade|Trade]]"),
        ("[[t$0mill|the trade]]", "Trade", "[[trade|the trade]]"),
        ("[[t$0mill#x|y]] z", "Trade", "[[trade#x|y]] z"),
        ("[[t$0mill#x]]", "Trade", "[[trade#x]]"),
        ("[[Tra$0| ]]", "Trade", "[[trade|Trade]]"),
        ("[[Tra$0#x| ]]", "Trade", "[[trade#x| ]]"),
        ("[[eel$0", "eel-weir", "[[eel-weir]]"),
        ("[[unti$0", "untitled", "[[untitled]]"),
        ("𝔸 [[mill$0 b", "A Mill | [of] any * kind", "𝔸 [[mill|A Mill | [of] any * kind]] b"),
    ],
)
def test_what_a_link_becomes(line: str, label: str, after: str) -> None:
    assert taken(line, label) == after
    assert taken(line, label, insert=True) == after


def test_a_title_that_can_be_no_label_is_left_out() -> None:
    wiki = little_wiki("//- home.article\nHome\n[[od$0")
    wiki.raw["odd.article"] = b"Odd \xff Mill"
    (item,) = completion(wiki.view()).items
    assert item.text == "odd]]"


def test_the_link_that_is_being_written_is_not_offered_for_itself() -> None:
    assert labels("[[eel-w$0]]") == ["eel-weir"]
    assert labels("[[new-mil$0]]") == []
    assert labels("[[new-mil$0]] [[new-mil]]") == ["new-mil"]


def test_redirects_and_inventories() -> None:
    more = """
//- slugline.toml
inventories = ["published.tsv"]
[redirects]
hammer-mill = "water-mill"
lost = "nowhere"
left = "right"
right = "left"
//- published.tsv
coracle	Coracle
//- water-mill.article
Water Mill
"""
    items = {item.slug: item for item in complete("[[$0", more).items}
    assert {slug: (item.kind, item.label, item.detail) for slug, item in items.items()} == {
        "water-mill": ("article", "Water Mill", "water-mill"),
        "hammer-mill": ("redirect", "Water Mill", "hammer-mill → water-mill"),
        "coracle": ("elsewhere", "Coracle", "coracle (published elsewhere)"),
    }
    assert items["hammer-mill"].text == "water-mill|Water Mill]]"


def test_at_most_a_hundred_and_says_that_there_are_more() -> None:
    more = "".join(f"\n//- mill-{number}.article\nMill {number}" for number in range(150))
    found = complete("[[mi$0", more)
    assert len(found.items) == LIMIT
    assert found.is_incomplete
    assert all(item.sought.startswith("mi") for item in found.items)
    found = complete("[[trade$0")
    assert not found.is_incomplete
    assert [item.sought for item in found.items] == ["trade Trade"]


@pytest.mark.parametrize(
    ("line", "sought", "is_incomplete"),
    [
        ("[[tm$0", "tm Tide Mill", False),
        ("[[Tide$0", "Tide Mill tm", True),
        ("[[tide m$0", "tide mill tm", False),
        ("[[Mi$0", "Mill", True),
        ("[[tm#Par$0", "Parts of it parts-of-it", True),
        ("[[tm#par$0", "parts-of-it Parts of it", False),
        ("[[tm#of$0", "of-it", True),
        ("[[tm#zzz$0", "parts-of-it Parts of it", False),
        ("**Great$0", "Great wheel", False),
        ("**great$0", "great wheel", True),
        ("**wheel$0", "wheel", True),
    ],
)
def test_what_is_sought_begins_with_what_was_typed(
    line: str, sought: str, is_incomplete: bool
) -> None:
    more = "\n//- tm.article\nTide Mill\n**Great wheel**\n## Parts of it\n- x"
    found = complete(line, more)
    by_label = {item.label: item.sought for item in found.items}
    labels = by_label.keys() & {"Tide Mill", "Parts of it", "Great wheel"}
    assert [by_label[label] for label in labels] == [sought]
    assert found.is_incomplete or not is_incomplete


def test_what_is_found_roughly_is_asked_for_again() -> None:
    found = complete("[[windmlil$0")
    assert found.is_incomplete
    assert [item.sought for item in found.items] == ["windmlil"]


def test_carriage_returns_and_a_byte_order_mark() -> None:
    wiki, _ = view_of("[[tra$0")
    source = "\ufeffHome\r\nLead.\r\n[[tra\r\nMore."
    article = parse(source)
    for offset in (source.index("[[") + 5, source.index("[[") + 6):
        view = View(wiki.wiki, "home.article", article, wiki.read, Span(offset, offset))
        (item,) = completion(view).items
        assert item.replace.of(source) == "tra"


# -- sections and labels


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("[[water-mill#$0", ["Summary", "The Old Wheel", "Source"]),
        ("[[water-mill#o$0|x]]", ["Summary", "The Old Wheel", "Source"]),
        ("[[#$0\n## Here\n## Here", ["Here"]),
        ("[[home#$0\n## Here", ["Here"]),
        ("[[nowhere#$0", []),
        ("[[windmill#$0", []),
    ],
)
def test_the_sections_of_the_target(line: str, expected: list[str]) -> None:
    assert labels(line) == expected


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("[[water-mill#o$0", "[[water-mill#the-old-wheel]]"),
        ("[[water-mill#o$0ld]]", "[[water-mill#the-old-wheel]]"),
        ("[[water-mill#$0|x]]", "[[water-mill#the-old-wheel|x]]"),
        ("[[water-mill#$0]", "[[water-mill#the-old-wheel]]"),
    ],
)
def test_what_a_section_becomes(line: str, after: str) -> None:
    assert taken(line, "The Old Wheel") == after


def test_labels_are_the_title_the_usual_spelling_and_the_section() -> None:
    more = """
//- slugline.toml
[redirects]
old-mill = "water-mill"
//- water-mill.article
Water mill
Lead.
## Wheel
//- b.article
B
**Water Mill**
"""
    assert labels("**water-mill** [[water-mill|$0]]", more=more) == ["Water mill", "water-mill"]
    assert labels("[[water-mill|$0]]", more=more) == ["Water mill", "Water Mill"]
    assert labels("[[water-mill#wheel|$0", more=more)[0] == "Wheel"
    assert labels("[[old-mill|$0", more=more) == ["Water mill", "Water Mill", "old mill"]
    assert labels("[[eel-weir|$0", more=more) == ["eel weir"]
    after = taken("[[water-mill|wa$0ter]] x", "Water Mill", more=more)
    assert after == "[[water-mill|Water Mill]] x"
    assert taken("[[water-mill|$0", "Water mill", more=more) == "[[water-mill|Water mill]]"


# -- entities


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("**$0", ["Carrow", "Fulling Mill", "River Carrow"]),
        ("**ca$0", ["Carrow", "River Carrow"]),
        ("**mill$0", ["Fulling Mill"]),
        ("**Fulilng$0", ["Fulling Mill"]),
        ("**Carrow** and **ful$0", ["Fulling Mill"]),
        ("**Carrow** ful$0", []),
        (r"\**ful$0", []),
        ("***ful$0", []),
        ("**Fulling Mi$0**", ["Fulling Mill"]),
        ("**New Mi$0**", []),
    ],
)
def test_the_entities_of_the_wiki(line: str, expected: list[str]) -> None:
    assert labels(line) == expected


@pytest.mark.parametrize(
    ("line", "after", "kept"),
    [
        ("**fu$0", "**Fulling Mill**", "**Fulling Mill**"),
        ("**fu$0*", "**Fulling Mill**", "**Fulling Mill**"),
        ("**fu$0ll** x", "**Fulling Mill** x", "**Fulling Millll** x"),
        (
            "**fu$0 and **Carrow**",
            "**Fulling Mill** and **Carrow**",
            "**Fulling Mill** and **Carrow**",
        ),
    ],
)
def test_what_an_entity_becomes(line: str, after: str, kept: str) -> None:
    assert taken(line, "Fulling Mill") == after
    assert taken(line, "Fulling Mill", insert=True) == kept


def test_an_entity_is_written_with_escapes_where_it_needs_them() -> None:
    more = "\n//- b.article\nB\n" + r"**a\*\*b**"
    assert taken("**a$0", "a**b", more=more) == r"**a\*\*b**"


# -- headings and skeletons


def test_the_missing_headings_in_the_order_of_the_schema() -> None:
    found = complete("$0", before="Home\nLead.\nSummary\nText.\n")
    assert [item.text for item in found.items] == [
        "Key Takeaways",
        "Balanced Perspective",
        "Optimistic View",
        "Critical View",
        "Source",
    ]
    assert labels("vi$0") == ["Optimistic View", "Critical View"]
    assert labels("  key t$0  ") == ["Key Takeaways"]
    for line in ("- $0", "Vi$0 x", "Viewer$0", "- vi$0"):
        assert labels(line) == []


def test_headings_are_marked_as_the_others_are() -> None:
    before = "Home\n## Summary\nText.\n"
    assert [item.text for item in complete("ke$0", before=before).items] == ["## Key Takeaways"]
    found = complete("## ke$0", before=before)
    assert [item.text for item in found.items] == ["Key Takeaways"]
    assert [item.text for item in complete("## ke$0").items] == ["Key Takeaways"]


def test_no_heading_where_the_line_is_the_title() -> None:
    assert labels("", before="S$0") == []
    assert labels("\nHome", before="$0\n") == []


@pytest.mark.parametrize("source", ["", "\n", "  \t", "\ufeff", "\r\n\r\n"])
def test_an_empty_article_gets_its_skeleton(source: str) -> None:
    wiki = little_wiki("//- old-mill.article\n$0")
    wiki.files["old-mill.article"] = source
    (item,) = completion(wiki.view()).items
    text = apply_edits(source, [Edit(item.replace, item.text)])
    article = parse(text)
    assert article.title_text == "Old mill"
    assert [section.name for section in article.sections] == [
        kind.name for kind in article.schema.sections
    ]
    assert item.snippet is not None
    assert item.snippet.splitlines()[:4] == ["${1:Old mill}", "${2:Lead}", "Summary", "${3:Text}"]
    assert "- ${4:Point}" in item.snippet
    assert "Originally reported by ${8:Publisher}" in item.snippet
    assert ("\r\n" in item.snippet) == ("\r" in source)


def test_the_skeleton_of_a_schema_of_the_wikis_own() -> None:
    wiki = little_wiki(
        """
//- slugline.toml
attribution = "From {publisher} $1}"
[[sections]]
key = "s"
name = "Sources $"
body = "attribution"
required = true
//- - x$.article
$0"""
    )
    (item,) = completion(wiki.view()).items
    assert item.text == "x$\nSources $\n"
    assert item.snippet is not None
    assert r"${1:x\$}" in item.snippet
    assert "Sources \\$\nFrom ${3:Publisher} \\$1\\}\n$0" in item.snippet


def test_a_preview_of_an_item() -> None:
    wiki, view = view_of("[[$0")
    shown = as_plain(documentation(wiki.wiki, "water-mill", view.read))
    assert shown == (
        "Water Mill water-mill\nA mill that a river drives.\n"
        "Sections: Summary, The Old Wheel, Source\n1 other article links to it."
    )
    item = completion(view).items[0]
    assert isinstance(item, Item)
    assert as_plain(documentation(wiki.wiki, "eel-weir", view.read)).startswith("No article has")
