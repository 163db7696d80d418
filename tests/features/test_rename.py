from __future__ import annotations

import re

import pytest

from slugline.errors import ReadError, RefusedError
from slugline.features.rename import prepare_rename, rename
from slugline.features.view import View
from slugline.syntax import Article
from tests.features.applying import changed
from tests.little_wiki import LittleWiki, little_wiki

WIKI = """
//- slugline.toml
[redirects]
old-mill = "mill"  # its name until 1990
other = "weir"
//- a/home.article
Home
See [[mill|The Mill]], [[old-mill]] and [[mill#history|its \\| past]]. [[mill-race]] **Water wheel**
//- a/mill.article
The Mill
A [[mill]] and a [[weir|Weir]], **water wheel** and **water-wheel**. `[[mill`
## History
- [[#history|above]] [[old-mill#history]] [[mill#gone]] [[#notes]] \\[[mill]]
## Notes
[[wanted]] text
//- weir.article
Weir
[[mill|The  Mill]] [[mill|The Mill]] [[wanted|x]] [[#history]] [[no slug]]
Summary
[[#summary]]
"""


def with_cursor(before: str, after: str, text: str = WIKI) -> LittleWiki:
    assert text.count(before + after) == 1
    return little_wiki(text.replace(before + after, f"{before}$0{after}"))


def configuration(wiki: LittleWiki) -> str | None:
    return wiki.files.get("slugline.toml")


def renamed(wiki: LittleWiki, name: str) -> dict[str, str]:
    """The files that are others after a rename, in lines that are others or new."""
    after = changed(wiki, rename(wiki.view(), name, configuration(wiki)))
    lines = {line for text in wiki.files.values() for line in text.split("\n")}
    return {
        path: "\n".join(line for line in text.split("\n") if line not in lines)
        for path, text in after.items()
    }


def prepared(wiki: LittleWiki) -> tuple[str, str] | None:
    found = prepare_rename(wiki.view())
    assert wiki.cursor is not None
    return (found.span.of(wiki.files[wiki.cursor[0]]), found.name) if found else None


def refusal(wiki: LittleWiki, name: str) -> str:
    with pytest.raises(RefusedError) as caught:
        rename(wiki.view(), name, configuration(wiki))
    return str(caught.value)


SLUG_RENAMED = {
    "slugline.toml": 'old-mill = "tide-mill"  # its name until 1990',
    "a/home.article": (
        "See [[tide-mill|The Mill]], [[old-mill]] and [[tide-mill#history|its \\| past]]. "
        "[[mill-race]] **Water wheel**"
    ),
    "a/tide-mill.article": (
        "A [[tide-mill]] and a [[weir|Weir]], **water wheel** and **water-wheel**. `[[mill`\n"
        "- [[#history|above]] [[old-mill#history]] [[tide-mill#gone]] [[#notes]] \\[[mill]]"
    ),
    "weir.article": (
        "[[tide-mill|The  Mill]] [[tide-mill|The Mill]] [[wanted|x]] [[#history]] [[no slug]]"
    ),
}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("See [[mi", "ll|The Mill]]"),
        ("See [[mill|The Mi", "ll]]"),
        ("[[mill", "#history|its"),
        ("[[mill#history|it", "s \\| past"),
    ],
)
def test_a_slug_from_a_link(before: str, after: str) -> None:
    wiki = with_cursor(before, after)
    assert prepared(wiki) == ("mill", "mill")
    assert renamed(wiki, "tide-mill") == SLUG_RENAMED


def test_a_slug_from_the_title_line() -> None:
    wiki = with_cursor("The ", "Mill\nA [[mill")
    assert prepared(wiki) == ("The Mill", "The Mill")
    assert renamed(wiki, "tide-mill") == SLUG_RENAMED


def test_a_title_with_the_labels_that_equal_it() -> None:
    wiki = with_cursor("The ", "Mill\nA [[mill")
    assert renamed(wiki, "Tide | Mill") == {
        "a/home.article": (
            "See [[mill|Tide | Mill]], [[old-mill]] and [[mill#history|its \\| past]]. "
            "[[mill-race]] **Water wheel**"
        ),
        "a/mill.article": "Tide | Mill",
        "weir.article": (
            "[[mill|The  Mill]] [[mill|Tide | Mill]] [[wanted|x]] [[#history]] [[no slug]]"
        ),
    }


@pytest.mark.parametrize(
    ("title", "name", "slug"),
    [
        ("The Mill", "tide-mill", True),
        ("The Mill", "watermill", True),
        ("The Mill", "Watermill", False),
        ("The Mill", "water mill", False),
        ("The Mill", "1921", False),
        ("The Mill", "水車", False),
        ("mill", "watermill", False),
        ("水車", "水車小屋", False),
    ],
)
def test_a_name_that_can_only_be_a_slug_renames_the_slug(title: str, name: str, slug: bool) -> None:
    wiki = little_wiki(f"//- x.article\n{title}$0\n[[x]]")
    expected = {f"{name}.article": f"{title}\n[[{name}]]"}
    if not slug:
        expected = {"x.article": f"{name}\n[[x]]"}
    assert changed(wiki, rename(wiki.view(), name)) == expected


def test_a_title_that_gives_the_slug_takes_the_links_with_it() -> None:
    wiki = little_wiki(
        """
//- slugline.toml
redirects = { "altes" = 'the-mill', b = "the-mill" }
//- Mill Notes.txt
# The Mill$0
[[the-mill|The Mill]] [[altes|The Mill]]
//- b.article
Weir
[[the-mill#x]]"""
    )
    assert changed(wiki, rename(wiki.view(), "Old Works", wiki.files["slugline.toml"])) == {
        "slugline.toml": 'redirects = { "altes" = \'old-works\', b = "old-works" }',
        "Mill Notes.txt": "# Old Works\n[[old-works|Old Works]] [[altes|Old Works]]",
        "b.article": "Weir\n[[old-works#x]]",
    }
    assert "taken by b.article" in refusal(wiki, "B!")
    assert "a title has no links" in refusal(wiki, "An [[x]]")
    # The slug is renamed by giving the file its name.
    files = changed(wiki, rename(wiki.view(), "old-works", wiki.files["slugline.toml"]))
    assert files["old-works.txt"] == "# The Mill\n[[old-works|The Mill]] [[altes|The Mill]]"


def test_a_rename_in_case_only() -> None:
    wiki = little_wiki("//- Mill.article\nThe Mill\n[[the-$0mill]]")
    assert changed(wiki, rename(wiki.view(), "mill")) == {"mill.article": "The Mill\n[[mill]]"}


def test_a_slug_that_no_article_has() -> None:
    wiki = with_cursor("[[wan", "ted]]")
    assert prepared(wiki) == ("wanted", "wanted")
    expected = {
        "a/mill.article": "[[weir]] text",
        "weir.article": (
            "[[mill|The  Mill]] [[mill|The Mill]] [[weir|x]] [[#history]] [[no slug]]"
        ),
    }
    assert renamed(wiki, "weir") == expected
    assert renamed(with_cursor("[[no ", "slug]]"), "weir")["weir.article"].endswith("[[weir]]")


def test_a_rename_back_takes_the_redirect_out() -> None:
    wiki = little_wiki(
        """
//- slugline.toml
# Kept.
[redirects]
mill = "tide-mill"
race = "tide-mill"
//- tide-mill.article
Mill
[[mill]] [[race]] [[tide-$0mill]]"""
    )
    assert changed(wiki, rename(wiki.view(), "mill", wiki.files["slugline.toml"])) == {
        "slugline.toml": '# Kept.\n[redirects]\nrace = "mill"',
        "mill.article": "Mill\n[[mill]] [[race]] [[mill]]",
    }


def test_the_old_name_changes_nothing() -> None:
    for before, after, name in (
        ("See [[mi", "ll|The Mill]]", "mill"),
        ("The ", "Mill\nA", "The Mill"),
        ("## His", "tory", "History"),
    ):
        wiki = with_cursor(before, after)
        assert changed(wiki, rename(wiki.view(), name, configuration(wiki))) == {}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("weir", "the slug `weir` is taken by weir.article"),
        ("other", "the slug `other` is taken by a redirect to `weir`"),
        ("Tide Mill", "`Tide Mill` is not a slug; `tide-mill` would be one"),
        ("../mill", "`../mill` is not a slug; `mill` would be one"),
        ("***", "`***` is not a slug"),
        ("  ", "the new name is empty"),
        ("a\nb", "a line break"),
        ("m" * 300, "too long"),
    ],
)
def test_refused_slugs(name: str, reason: str) -> None:
    assert reason in refusal(with_cursor("See [[mi", "ll|The Mill]]"), name)


def test_a_file_of_the_new_name_is_never_overwritten() -> None:
    wiki = little_wiki("//- a.article\nA\n[[$0a]]\n//- B.article\nAnother\n//- sub/c.article\nC")
    assert refusal(wiki, "b") == "there is a file B.article already"
    assert changed(wiki, rename(wiki.view(), "d")) == {"d.article": "A\n[[d]]"}


def test_what_has_no_one_article_is_refused_at_once() -> None:
    wiki = with_cursor("[[old-", "mill]] and")
    with pytest.raises(RefusedError, match="`old-mill` is a redirect to `mill`"):
        prepare_rename(wiki.view())
    wiki = little_wiki("//- a/x.article\nX\n[[$0x]]\n//- b/x.article\nX")
    with pytest.raises(RefusedError, match="2 articles have the slug `x`"):
        prepare_rename(wiki.view())
    wiki = little_wiki(
        '//- slugline.toml\ninventories = ["p.tsv"]\n//- p.tsv\nx\tX\n//- a.article\nA\n[[$0x]]'
    )
    with pytest.raises(RefusedError, match="from an inventory"):
        prepare_rename(wiki.view())
    assert "nothing to rename" in refusal(with_cursor("Se", "e [[mill|"), "x")
    assert prepare_rename(with_cursor("Se", "e [[mill|").view()) is None


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ('# New.\n\n[redirects]\nold-mill = "mill"\n', '# New.\n\n[redirects]\nold-mill = "{}"\n'),
        (
            '# old-mill = "mill"\nx.old-mill = "mill"\n[redirects]\nold-mill = "mill"\n',
            '# old-mill = "mill"\nx.old-mill = "mill"\n[redirects]\nold-mill = "{}"\n',
        ),
        (
            '[redirects]\nnew-one = "mill"\nother = "weir"\nold-mill = "mill"',
            '[redirects]\nnew-one = "{}"\nother = "weir"\nold-mill = "{}"',
        ),
    ],
)
def test_redirects_are_changed_where_the_text_has_them(text: str, after: str) -> None:
    wiki = with_cursor("See [[mi", "ll|The Mill]]")
    view = wiki.view()
    wiki.files["slugline.toml"] = text  # not saved: the view knows the lines of what is on disk
    edit = rename(view, "tide-mill", text)
    assert changed(wiki, edit)["slugline.toml"] == after.replace("{}", "tide-mill")
    found = rename(view, "old-mill", text)
    assert 'old-mill = "mill"\n' not in changed(wiki, found)["slugline.toml"].split("redirects]")[1]


def test_redirects_that_can_not_be_changed_refuse_the_rename() -> None:
    wiki = with_cursor("See [[mi", "ll|The Mill]]")
    for text in (None, "", '[redirects]\nold-mill = "weir"\n', "not = toml = at all\n" * 9):
        with pytest.raises(RefusedError, match="has a redirect to `mill`"):
            rename(wiki.view(), "tide-mill", text)


def test_a_section_with_the_links_to_it() -> None:
    expected = {
        "a/home.article": (
            "See [[mill|The Mill]], [[old-mill]] and [[mill#the-past|its \\| past]]. "
            "[[mill-race]] **Water wheel**"
        ),
        "a/mill.article": (
            "## The Past\n"
            "- [[#the-past|above]] [[old-mill#the-past]] [[mill#gone]] [[#notes]] \\[[mill]]"
        ),
    }
    wiki = with_cursor("## His", "tory")
    assert prepared(wiki) == ("History", "History")
    assert renamed(wiki, " The Past ") == expected
    wiki = with_cursor("[[mill#his", "tory|its")
    assert prepared(wiki) == ("history", "History")
    assert renamed(wiki, "The Past") == expected


def test_refused_sections() -> None:
    wiki = with_cursor("## His", "tory")
    assert "has a section `Notes` already" in refusal(wiki, "NOTES")
    assert "no letter or digit" in refusal(wiki, "***")
    wiki = with_cursor("Sum", "mary")
    with pytest.raises(RefusedError, match="the wiki's schema gives the section `Summary`"):
        prepare_rename(wiki.view())
    wiki = with_cursor("[[mill#go", "ne]]")
    with pytest.raises(RefusedError, match="`mill` has no section `gone`"):
        prepare_rename(wiki.view())


def test_a_section_of_the_schema_gets_another_of_its_own_names() -> None:
    wiki = little_wiki(
        """
//- slugline.toml
[[sections]]
key = "summary"
name = "Summary"
aliases = ["Overview"]
[[sections]]
key = "source"
name = "Source"
//- a.article
A
[[#summary]]
Summ$0ary
## Sumary
Source
"""
    )
    assert changed(wiki, rename(wiki.view(), "Overview")) == {
        "a.article": "A\n[[#overview]]\nOverview\n## Sumary\nSource\n"
    }
    assert "no other name for it than `Overview`" in refusal(wiki, "Source")
    assert "no other name for it than `Overview`" in refusal(wiki, "Anything")
    wiki.cursor = ("a.article", wiki.files["a.article"].index("Sumary"))
    assert "has a section `Summary` already" in refusal(wiki, "Overview")
    assert "has a section `Source` already" in refusal(wiki, "Source")


def test_a_heading_that_stands_twice() -> None:
    wiki = little_wiki("//- a.article\nA\n[[#x]]\n## X\n## Y\n## x$0\n")
    assert changed(wiki, rename(wiki.view(), "Z")) == {"a.article": "A\n[[#x]]\n## X\n## Y\n## Z\n"}
    wiki.cursor = ("a.article", wiki.files["a.article"].index("X"))
    assert changed(wiki, rename(wiki.view(), "Z")) == {"a.article": "A\n[[#z]]\n## Z\n## Y\n## x\n"}


def test_an_entity_in_all_its_spellings() -> None:
    wiki = with_cursor("**water ", "wheel**")
    assert prepared(wiki) == ("water wheel", "water wheel")
    after = renamed(wiki, "mill wheel*")
    assert re.findall(r"\*\*.*?\*\*+", "".join(after.values())) == [
        r"**Mill wheel\***",
        r"**mill wheel\***",
        r"**mill wheel\***",
    ]
    after = renamed(wiki, "Water-Wheel")
    assert "".join(after.values()).count("**Water-Wheel**") == 3


def test_refused_entities() -> None:
    wiki = little_wiki("//- a.article\nA\n**x$0** **Y**")
    assert refusal(wiki, "y") == "`Y` is another entity of this wiki already"
    assert "holds no other marks" in refusal(wiki, "a **b**")
    assert "no letter" in refusal(wiki, "--")


def test_an_article_that_can_not_be_read_stops_the_rename() -> None:
    wiki = little_wiki("//- a.article\nA\n**x$0**\n//- b.article\nB\n**x**")
    view = wiki.view()

    def read(path: str) -> Article:
        raise ReadError(path, "no such file")

    view = View(view.wiki, view.path, view.article, read, view.span)
    with pytest.raises(ReadError):
        list(rename(view, "y"))


@pytest.mark.parametrize("line_break", ["\r\n", "\r"])
def test_line_breaks_marks_and_astral_characters_stay(line_break: str) -> None:
    text = "\ufeff𝔸 Mill\n🎉 [[mill|𝔸 Mill]] 🎉\n## 𝔹\n[[#𝔹]] [[#b|x]]\n".replace("\n", line_break)
    wiki = LittleWiki({"mill.article": text}, ("mill.article", 2))
    assert changed(wiki, rename(wiki.view(), "tide-mill")) == {
        "tide-mill.article": text.replace("[[mill", "[[tide-mill")
    }
    assert changed(wiki, rename(wiki.view(), "🎉 Works")) == {
        "mill.article": text.replace("𝔸 Mill", "🎉 Works")
    }
    wiki.cursor = ("mill.article", text.index("𝔹"))
    assert changed(wiki, rename(wiki.view(), "ℂ")) == {
        "mill.article": text.replace("## 𝔹", "## ℂ").replace("[[#b|", "[[#c|")
    }
