"""The shortcut and the parser say the same: of facts, and of what can't be wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from slugline.check.examine import ALL_ASPECTS, examine, examine_decoded, find
from slugline.model.facts import facts_of
from slugline.model.shortcut import scan
from slugline.rules.entity_edits import marks_of
from slugline.syntax import DEFAULT_SCHEMA, Schema, SectionKind, parse
from slugline.text import Decoded, decode

PLAIN = """\
A Mill Turns Again
A mill on the **Carrow** turns again, and those who mended it are glad.
Summary
A mill on the **Carrow**, which stood still for forty years, turns again. See [[mills|Mills]].
It is the third mill of the valley, and not the last one.
Key Takeaways
- The mill on the **Carrow** turns, and it will for a while
- It is run by the **Carrow Mill Trust** and its friends
Balanced Perspective
It turns, as [[mills|Mills]] do, and nobody knows for how long.
Optimistic View
It turns, as [[mills#history|Mills]] do, and may well turn for ever.
Critical View
It turns, as [[mills]] do, but it will not turn for ever.
Source
Originally reported by The Valley Gazette"""

SCHEMAS = (
    DEFAULT_SCHEMA,
    Schema(
        (
            SectionKind("a", "In Brief", ("Overview", "Brief"), "any", True),
            SectionKind("b", "Facts", (), "list"),
            SectionKind("summary", "Ďakujeme", ("Brief",), "prose"),
            SectionKind("c", "Sources", ("Fonte",), "attribution", True),
            SectionKind("d", "Thanks", (), "attribution"),
        ),
        "From {publisher}, with thanks.",
        40,
    ),
    Schema((SectionKind("a", "Notes", (), "prose"), SectionKind("b", "Note", (), "list")), "", 8),
    Schema((SectionKind("a", "A very long name of a section with a dot.", (), "any", True),)),
    Schema((SectionKind("a", "Mills", (), "attribution", True),), "{publisher} told us."),
    Schema((SectionKind("a", "- Mills", (), "any"), SectionKind("b", "Weirs")), "x {publisher}"),
    Schema((SectionKind("a", "# Mills"), SectionKind("b", "**Weirs**"))),
    Schema((SectionKind("a", " Mills"), SectionKind("b", "Old\tWeirs"), SectionKind("c", ""))),
    Schema(()),
)

TITLES = ("A Mill Turns Again", "Mill", "Мельница", "Old [[mill]]", "Notes", "# Mill", "- Mill", "")
SENTENCES = (
    "A mill on the **Carrow** turns, see [[mills|Mills]].",
    "It is the third mill of the valley, and not the last one…",
    "**Carrow** has a mill, and a [[weir-of-stone]] that feeds it",
    "Das Mühlrad dreht sich, sagt **Jürgen Müller**。",
    "See [[mills#history|the “old” mills]] of the valley!",
    "It is **old** and **new**, and it is [[wet]][[dry|Dry]] too?",
)
LINES = (
    *("", " ", "Short.", "x", "SUMMARY", "Key Takeaway", "Summary:", "### Summary", "## Notes"),
    *("- Short.", "-", "- ", "  indented line that is longer than names", "\tSummary", "Sauce"),
    *(
        "Originally reported by ",
        "Originally reported by X",
        "Notes",
        "## Summary",
        "Facts",
        "In Brif",
    ),
    *("A very long name of a section with a dot", "* one more item of the list, of a kind"),
)
SNIPPETS = (
    *("[[", "]]", "[", "]", "**", "*", "***", "****", "|", "#", "\\", "\\*", " ", "\t", "\n", "\r"),
    *("\r\n", "\u2028", "\u00a0", "\u3000", "\x07", "\x0c", "\x85", "\u202e", "\ufeff", "\ufffd"),
    *("é", "e\u0301", "🌊", "- ", "## ", ".", "…", ",", "[[a]]", "[[a|b]]", "**c**", "**d****e**"),
    *("[[#a]]", "[[a#]]", "[[a|]]", "[[ a]]", "[[a|b ]]", "** f**", "[[a|**b**]]", "**[[a]]**"),
)


@st.composite
def near_plain(draw: st.DrawFn) -> tuple[Schema, str]:
    """A schema, and an article that is regular by it but for a few changes."""
    schema = draw(st.sampled_from((*SCHEMAS[:5] * 3, *SCHEMAS)))
    sections = [_section(draw, schema, kind) for kind in schema.sections]
    sections = [
        section
        for section, kind in zip(sections, schema.sections, strict=True)
        if kind.required or draw(st.booleans())
    ]
    title = draw(st.sampled_from((*TITLES[:3] * 8, *TITLES)))
    lead = draw(st.sampled_from(SENTENCES))
    if sections and draw(st.integers(0, 3)) == 0:
        lead = sections[0][1][: draw(st.integers(1, 40))]
    changes = draw(st.lists(st.sampled_from(CHANGES), max_size=2))
    for change in changes:
        change(draw, sections)
    lines = [title, lead, *(line for section in sections for line in section)]
    if draw(st.integers(0, 3)) == 0:
        lines.insert(draw(st.integers(0, len(lines))), draw(st.sampled_from(LINES)))
    text = draw(st.sampled_from(("\n",) * 20 + ("\r\n", "\r"))).join(lines)
    text += draw(st.sampled_from(("", "\n", "\n\n")))
    for _ in range(draw(st.sampled_from((0, 0, 0, 0, 1, 2)))):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + draw(st.sampled_from(SNIPPETS)) + text[place:]
    return schema, text


def _section(draw: st.DrawFn, schema: Schema, kind: SectionKind) -> list[str]:
    name = draw(st.sampled_from((kind.name, kind.name, *kind.aliases)))
    if kind.body == "attribution":
        return [name, schema.attribution.replace("{publisher}", "The Valley Gazette")]
    lines = draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=2))
    return [name, *(f"- {line}" if kind.body == "list" else line for line in lines)]


Change = Callable[[st.DrawFn, list[list[str]]], None]


def _drop(draw: st.DrawFn, sections: list[list[str]]) -> None:
    if sections:
        del sections[draw(st.integers(0, len(sections) - 1))]


def _double(draw: st.DrawFn, sections: list[list[str]]) -> None:
    if sections:
        place = draw(st.integers(0, len(sections) - 1))
        sections.insert(draw(st.integers(0, len(sections))), [*sections[place]])


def _swap(draw: st.DrawFn, sections: list[list[str]]) -> None:
    if sections:
        sections.insert(0, sections.pop(draw(st.integers(0, len(sections) - 1))))


def _empty(draw: st.DrawFn, sections: list[list[str]]) -> None:
    if sections:
        del sections[draw(st.integers(0, len(sections) - 1))][1:]


def _add_line(draw: st.DrawFn, sections: list[list[str]]) -> None:
    if sections:
        line = draw(st.sampled_from((*SENTENCES, *LINES, "- An item that is longer than names")))
        sections[draw(st.integers(0, len(sections) - 1))].append(line)


CHANGES: tuple[Change, ...] = (_drop, _double, _swap, _empty, _add_line)


def assert_same(schema: Schema, text: str) -> None:
    data = text.encode()
    article = parse(text, schema)
    facts = facts_of(article, "A Mill")
    plain = scan(data, text, schema, "A Mill")
    if plain is not None:
        assert plain.facts == facts
        assert find(article, ALL_ASPECTS - plain.doubts) == ()
    assert examine(data, "A Mill", schema) == examine_decoded(Decoded(text), "A Mill", schema)


@settings(max_examples=500, deadline=None)
@given(near_plain())
@example((DEFAULT_SCHEMA, PLAIN))
@example((DEFAULT_SCHEMA, PLAIN.replace("**Carrow** turns a", "**Carrow****Mill** turns a")))
@example((SCHEMAS[5], "Mill\nIt grinds the corn of the valley.\n- Mills\nIt grinds all day."))
def test_the_shortcut_says_what_the_parser_says(case: tuple[Schema, str]) -> None:
    assert_same(*case)


def test_a_plain_article_takes_the_shortcut() -> None:
    for text in (
        PLAIN,
        PLAIN + "\n",
        PLAIN.replace("\n", "\n\n"),
        PLAIN.replace("valley", "Tälchen"),
    ):
        plain = scan(text.encode(), text, DEFAULT_SCHEMA, "a-mill-turns-again")
        assert plain is not None
        assert plain.doubts == frozenset()
        assert plain.facts.slug == "a-mill-turns-again"
        assert plain.facts.links == ("mills|Mills", "mills|Mills", "mills#history|Mills", "mills")


def test_every_schema_but_the_odd_ones_has_plain_articles() -> None:
    taken = []
    for schema in SCHEMAS:
        lines = ["A Mill Turns Again", "It grinds the corn of all who live in the valley."]
        for kind in schema.sections:
            body = "- Some words that are longer than any of the names of all these schemas"
            line = body if kind.body == "list" else body[2:]
            if kind.body == "attribution":
                line = schema.attribution.replace("{publisher}", "The Valley Gazette of Sundays")
            lines += [kind.name, line]
        text = "\n".join(lines)
        plain = scan(text.encode(), text, schema, "a")
        taken.append(plain is not None and not plain.doubts - {"lead"})
        assert_same(schema, text)
    assert taken == [True, True, True, True, True, False, False, False, True]


@pytest.mark.parametrize(
    ("old", "new", "doubts"),
    [
        (" are glad.", " are gl", {"lead"}),
        (" are glad.", " are glad" + " and merry" * 12 + ".", {"lead"}),
        ("It is the third", "SUMMARY\nIt is the third", {"structure", "lead"}),
        ("Key Takeaways\n", "", {"structure", "lead"}),
        ("Critical View\n", "Critical View\nCritical View\n", {"structure", "lead"}),
        ("- It is run", "It is run", {"structure", "lead"}),
        ("Originally reported", "Reported", {"structure", "lead"}),
        ("by The Valley Gazette", "by ", None),
        ("Gazette", "Gazette ", None),
        ("A Mill Turns Again\n", "", None),
        ("A mill on the **Carrow** turns again", "- A mill turns again", {"structure", "lead"}),
        ("A Mill Turns Again", "Summary", None),
        ("Summary", "## Summary", None),
        ("\n", "\r\n", None),
        ("**Carrow Mill Trust**", "**Carrow Mill Trust** **", None),
        ("[[mills]]", "[[mills]", None),
    ],
)
def test_what_a_shortcut_leaves_to_the_parser(old: str, new: str, doubts: set[str] | None) -> None:
    assert old in PLAIN
    text = PLAIN.replace(old, new)
    plain = scan(text.encode(), text, DEFAULT_SCHEMA, "a-mill")
    assert (None if plain is None else plain.doubts) == doubts
    assert_same(DEFAULT_SCHEMA, text)


@pytest.mark.parametrize("text", ["", "\n", "\ufeff", "Mill", "Mill\n", "\nMill\nIt grinds."])
def test_scanty_articles(text: str) -> None:
    for schema in SCHEMAS:
        assert_same(schema, text)


def test_bytes_that_are_not_utf8_are_left_to_the_parser() -> None:
    data = PLAIN.encode().replace(b"valley", b"v\xe4lley")
    assert examine(data, "a", DEFAULT_SCHEMA) == examine_decoded(decode(data), "a", DEFAULT_SCHEMA)


@settings(max_examples=300, deadline=None)
@given(near_plain(), st.sets(st.sampled_from(("Carrow", "old", "new", "c", "d", "e", "Mill", "b"))))
@example((DEFAULT_SCHEMA, "T **c**\n[[a|**c**]] **c**\n## **c**\n]] [[ **c** ]] [[b **c**"), {"c"})
def test_marks_are_found_without_the_parser(case: tuple[Schema, str], spellings: set[str]) -> None:
    schema, text = case
    found = list(marks_of(parse(text, schema), spellings))
    assert found == [one for one in parse(text, schema).entities if one.text in spellings]


@settings(max_examples=300, deadline=None)
@given(near_plain())
def test_a_block_is_read_alone_as_with_all_others(case: tuple[Schema, str]) -> None:
    schema, text = case
    whole = parse(text, schema)
    for line, block in enumerate(whole.blocks):
        assert parse(text, schema).block_at(line) == block
