from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.little_wiki import LittleWiki, check_rule, little_wiki

CODE = "malformed-link"

MILL = """
//- water-mill.article
Water Mill
A mill that a river drives.
//- ….article
…
"""


def wiki_of(line: str) -> LittleWiki:
    return little_wiki(f"//- home.article\nHome\n{line}{MILL}")


def ways(line: str) -> dict[str, str]:
    """The text of a line after each fix of its first finding, by the fix's title."""
    wiki = wiki_of(line)
    before = wiki.diagnostics(CODE)
    after = {}
    for fix in wiki.fixes(before[0]):
        assert not fix.safe
        fixed = wiki.with_fix(before[0], fix)
        assert len(fixed.diagnostics(CODE)) < len(before)
        after[fix.title] = fixed.files["home.article"].removeprefix("Home\n")
    return after


def test_each_kind_of_malformed_link() -> None:
    check_rule(
        CODE,
        """
//- home.article
Home
An [[open link and [[another [[water-mill]] ]] here.
   ^^ `[[open` has no closing `]]`
                   ^^ `[[another` has no closing `]]`
                                            ^^ `]]` has no opening `[[`
[[]] [[|it]] [[mill#]] [[#]] [[mill|]] [[#top|]]
^^^^ the link `[[]]` names no article
     ^^^^^^^ the link `[[|it]]` names no article
             ^^^^^^^^^ the link `[[mill#]]` names no section after its `#`
                       ^^^^^ the link `[[#]]` names no section after its `#`
                             ^^^^^^^^^ the link `[[mill|]]` has no label after its `|`
                                       ^^^^^^^^^ the link `[[#top|]]` has no label after its `|`
- **a [[mill]] b** and [[the old
  ^^^^^^^^^^^^^^^^ the link `[[mill]]` stands inside an entity
                       ^^ the link `[[the old` is closed only on the next line
- mill]] and mill]]
                 ^^ `mill]]` has no opening `[[`
""",
    )


def test_silent_for_sound_links_and_single_brackets() -> None:
    check_rule(
        CODE,
        r"""
//- home.article
Home [[ ]]
[[mill]] [[mill#top]] [[#top|up]] [[No Slug|x]] [a] [b](c) | \[[ \]\] **bold** ***
[[a|**b**]]
## Heading [[
""",
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("See [[mill by the river.", "See [[mill]] by the river."),
        ("See [[mill.", "See [[mill]]."),
        ("See [[mill", "See [[mill]]"),
        ("See ([[mill).", "See ([[mill]])."),
        ("See [[mill#top now", "See [[mill#top]] now"),
        ("See [[#top, now", "See [[#top]], now"),
        ("See [[mill] by", "See [[mill]] by"),
        ("See [[mill|the old mill] by", "See [[mill|the old mill]] by"),
        ("See [[Old Mill] by", "See [[Old Mill]] by"),
        ("See [[Water Mill by", "See [[Water Mill]] by"),
        ("See [[water-mill|water mill by", "See [[water-mill|water mill]] by"),
        ("See [[mill|the old mill", "See [[mill|the]] old mill"),
        ("See [[mill [[weir]]", "See [[mill]] [[weir]]"),
        ("Ψ🎉 [[водяная-мельница и", "Ψ🎉 [[водяная-мельница]] и"),
        ("- [[हिन्दी x", "- [[हिन्दी]] x"),
    ],
)
def test_close_an_unclosed_link(before: str, after: str) -> None:
    assert ways(before)["Close the link"] == after


@pytest.mark.parametrize(
    ("before", "titles"),
    [
        ("a [[", ["Remove the `[[`", "Keep the `[[` as text"]),
        ("a [[ mill", ["Remove the `[[`", "Keep the `[[` as text"]),
        ("a [[| mill", ["Remove the `[[`", "Keep the `[[` as text"]),
        ("a [[mill| x", ["Remove the `[[`", "Keep the `[[` as text"]),
        ("**a [[mill b**", ["Remove the `[[`", "Keep the `[[` as text"]),
        ("a **[[**", ["Keep the `[[` as text"]),
        ("[[- mill", ["Close the link", "Keep the `[[` as text"]),
        ("[[Summary", ["Close the link", "Keep the `[[` as text"]),
        ("Summary]]", ["Open the link", "Keep the `]]` as text"]),
    ],
)
def test_only_what_mends_is_offered(before: str, titles: list[str]) -> None:
    assert list(ways(before)) == titles


@pytest.mark.parametrize(
    ("before", "removed", "kept"),
    [
        ("a [[mill b", "a mill b", r"a \[\[mill b"),
        ("x[[1", "x1", r"x\[\[1"),
        ("a [[ [[mill]]", "a  [[mill]]", r"a \[\[ [[mill]]"),
    ],
)
def test_remove_or_keep_opening_brackets(before: str, removed: str, kept: str) -> None:
    fixed = ways(before)
    assert fixed["Remove the `[[`"] == removed
    assert fixed["Keep the `[[` as text"] == kept


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("See mill]] by the river.", "See [[mill]] by the river."),
        ("mill]]", "[[mill]]"),
        ("- mill]]", "- [[mill]]"),
        ("See (mill]]).", "See ([[mill]])."),
        ("See mill#top]] now", "See [[mill#top]] now"),
        ("See [mill]] now", "See [[mill]] now"),
        ("See [mill|the old mill]] now", "See [[mill|the old mill]] now"),
        ("See mill|the old mill]] now", "See [[mill|the old mill]] now"),
        ("See the water mill]] now", "See the [[water mill]] now"),
        ("[[weir]] mill]] now", "[[weir]] [[mill]] now"),
        ("Ψ🎉 водяная-мельница]]", "Ψ🎉 [[водяная-мельница]]"),
    ],
)
def test_open_a_stray_close(before: str, after: str) -> None:
    assert ways(before)["Open the link"] == after


def test_remove_or_keep_closing_brackets() -> None:
    assert ways("a[b[1]]") == {
        "Open the link": "a[b[[1]]",
        "Remove the `]]`": "a[b[1",
        "Keep the `]]` as text": r"a[b[1\]\]",
    }
    assert ways(" ]] x")["Remove the `]]`"] == "  x"


@pytest.mark.parametrize(
    ("before", "joined", "removed"),
    [
        ("A [[water\nmill]].", "A [[water mill]].", "A water\nmill."),
        ("A [[water\r\n  mill]].\r\nB", "A [[water mill]].\r\nB", "A water\r\n  mill.\r\nB"),
        ("- A [[water  \n- mill]].", "- A [[water mill]].", "- A water  \n- mill."),
        ("A [[water-\nmill]]", "A [[water-mill]]", "A water-\nmill"),
        ("A [[water\n-mill]]", "A [[water-mill]]", "A water\n-mill"),
        ("A [[\nmill]]", "A [[mill]]", "A \nmill"),
        ("A [[mill\n]] 🎉", "A [[mill]] 🎉", "A mill\n 🎉"),
        ("A [[mill|the\nmill]]", "A [[mill|the mill]]", "A mill|the\nmill"),
        ("A [[mill|\nthe mill]]", "A [[mill|the mill]]", "A mill|\nthe mill"),
    ],
)
def test_a_link_across_lines(before: str, joined: str, removed: str) -> None:
    assert ways(before) == {
        "Put the link on one line": joined,
        "Remove the `[[` and the `]]`": removed,
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a [[]] b", {"Remove the marks": "a b"}),
        ("a [[ ]].", {"Remove the marks": "a."}),
        ("a[[]]b", {"Remove the marks": "ab"}),
        ("a [[|]]", {"Remove the marks": "a"}),
        ("- [[]]\nb", {"Remove the marks": "b"}),
        ("a [[|it]] b", {"Keep the text without the marks": "a it b"}),
        (
            "a [[|water mill]] b",
            {
                "Link to `water-mill`": "a [[water-mill|water mill]] b",
                "Keep the text without the marks": "a water mill b",
            },
        ),
        (
            "a [[  |Water Mill]] b",
            {
                "Link to `water-mill`": "a [[water-mill|Water Mill]] b",
                "Keep the text without the marks": "a Water Mill b",
            },
        ),
        ("a [[|…]] b", {"Keep the text without the marks": "a … b"}),
        ("a [[#]] b", {"Remove the marks": "a b"}),
        ("a [[#|it]] b", {"Keep the text without the marks": "a it b"}),
        (
            "a [[old-mill# ]] b",
            {
                "Link to the whole article": "a [[old-mill]] b",
                "Keep the text without the marks": "a old mill b",
            },
        ),
        (
            "a [[mill#|it]] b",
            {
                "Link to the whole article": "a [[mill|it]] b",
                "Keep the text without the marks": "a it b",
            },
        ),
        (
            "a [[mill#|]] b",
            {
                "Link to the whole article": "a [[mill]] b",
                "Keep the text without the marks": "a mill b",
            },
        ),
        (
            "a [[mill| ]] b",
            {
                "Remove the `|`": "a [[mill]] b",
                "Keep the text without the marks": "a mill b",
            },
        ),
        (
            r"𝔸 [[mi\|ll#top|]] b",
            {
                "Remove the `|`": r"𝔸 [[mi\|ll#top]] b",
                "Keep the text without the marks": r"𝔸 mi\|ll b",
            },
        ),
        (
            "a [[#top|]] b",
            {
                "Remove the `|`": "a [[#top]] b",
                "Keep the text without the marks": "a top b",
            },
        ),
    ],
)
def test_a_link_with_an_empty_part(before: str, after: dict[str, str]) -> None:
    assert ways(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "a **the [[old-mill]]** b",
            {
                "Keep the link, not the entity": "a the [[old-mill]] b",
                "Keep the entity, not the link": "a **the old mill** b",
            },
        ),
        (
            "**[[a|b]] [[c|d]]**",
            {
                "Keep the link, not the entity": "[[a|b]] [[c|d]]",
                "Keep the entity, not the link": "**b d**",
            },
        ),
        (
            "**[[a|b]] ** c",
            {"Keep the link, not the entity": "[[a|b]]  c"},
        ),
    ],
)
def test_a_link_inside_an_entity(before: str, after: dict[str, str]) -> None:
    assert ways(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Lead.\n- a [[]]", "Lead.\n- a"),
        ("Lead.\r\n[[]]", "Lead."),
        ("Lead.\r\n- [[]]\r\nMore.", "Lead.\r\nMore."),
        ("Lead.\r[[]]\r", "Lead.\r"),
        ("[[ ]]", "Home"),
    ],
)
def test_a_line_of_nothing_but_a_removed_mark_goes_with_it(before: str, after: str) -> None:
    assert ways(before) == {"Remove the marks": after}


@settings(deadline=None)
@given(st.text("[]|#*\\ab- \n\r…S🎉\u0301", max_size=30))
def test_every_fix_of_any_text_leaves_fewer_findings(text: str) -> None:
    wiki = LittleWiki({"home.article": f"Home\n{text}", "a.article": "A B\nLead."})
    before = wiki.diagnostics(CODE)
    for one in before:
        assert one.message.isprintable()
        for fix in wiki.fixes(one):
            assert len(wiki.with_fix(one, fix).diagnostics(CODE)) < len(before)


@pytest.mark.parametrize("mark", ["[[", "]]", "[[]] ", "[[a#]]", "**[[a]]** ", "[[\n]]", "a "])
def test_long_texts_are_no_trouble(mark: str) -> None:
    wiki = LittleWiki({"home.article": "Home\n" + mark * 500 + "[[" + "x" * 100_000})
    found = wiki.diagnostics(CODE)
    assert found
    assert all(len(one.message) < 200 for one in found)
    wiki.fixes(found[-1])
