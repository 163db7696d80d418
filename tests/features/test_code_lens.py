from __future__ import annotations

from hypothesis import given, settings

from slugline.features.code_lens import code_lenses, number_of, unlinked_mentions
from slugline.features.view import View
from tests.features.any_view import view_of, views
from tests.little_wiki import LittleWiki, little_wiki

WIKI = r"""
//- slugline.toml
[redirects]
old-mill = "water-mill"
//- water-mill.article
$0# Water Mill
See [[water-mill]] and **water mill**.
Summary
The **old mill**, [[dam|its dam]] and [[sluice]]: 3.5 m.
Key Takeaways
- It's well-known \* 🐦 — _so_
- 水車が回る
## Notes
//- a.article
Mill A
See [[old-mill]] and **Water Mill**, [[water-mill]].
//- b.article
Mill B
See [[water-mill#summary|it]].
//- c.article
Mill C
The **WATER MILL** turns.
//- d.article
Mill D
The **water-mill** and the **mill** are spelled otherwise.
//- e.article
Mill E
The **Water Mill** again.
//- f.article
Mill F
The **Water Mill**, and [[other-mill]].
//- other-mill.article
Water mill
The **water mill** of the same title.
"""


def numbers(view: View) -> list[tuple[str, str, int]]:
    """What each lens stands above, what it counts, and how many there are."""
    return [
        (view.article.text_of(lens.span), lens.kind, number_of(view, lens))
        for lens in code_lenses(view)
    ]


def test_what_is_counted() -> None:
    view = little_wiki(WIKI).view()
    assert numbers(view) == [
        ("# Water Mill", "backlinks", 2),
        ("# Water Mill", "mentions", 2),
        ("Summary", "words", 9),
        ("Key Takeaways", "words", 8),
        ("## Notes", "words", 0),
    ]


def test_mentions_are_those_that_the_rule_finds() -> None:
    wiki = little_wiki(WIKI)
    found = [one.path for one in wiki.diagnostics("unlinked-mention")]
    assert unlinked_mentions(wiki.view()) == found == ["c.article", "e.article"]


def test_without_title() -> None:
    assert numbers(view_of("")) == []
    assert numbers(view_of("## Notes\r\na b")) == [("## Notes", "words", 2)]


def test_a_lens_whose_section_is_gone() -> None:
    before = view_of("Home\nSummary\nText.")
    after = view_of("Home")
    assert number_of(after, code_lenses(before)[-1]) == 0


def test_an_article_without_slug() -> None:
    view = LittleWiki({"—.article": "—\nText.", "a.article": "A\n[[#x]]"}, ("—.article", 0)).view()
    assert [number for *_, number in numbers(view)] == [0, 0]


@settings(max_examples=80, deadline=None)
@given(views())
def test_lenses_of_any_text(view: View) -> None:
    for lens in code_lenses(view):
        assert view.article.blocks[view.article.place_at(lens.span.start).line].span == lens.span
        assert number_of(view, lens) >= 0
