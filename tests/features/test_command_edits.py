from __future__ import annotations

from fnmatch import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slugline.errors import RefusedError
from slugline.features.commands import fix_all, new_article
from slugline.features.difference import edits_between
from slugline.features.wiki_edit import TextChange
from slugline.model.edits import Edit, apply_edits
from slugline.text import Span
from tests.little_wiki import little_wiki

WIKI = little_wiki(
    """
//- slugline.toml
inventories = ["p.tsv"]
[redirects]
race = "weir"
//- p.tsv
coracle	Coracle
//- river/weir.txt
Weir
//- river/Eel-Trap.txt
Snare
"""
).wiki


def test_a_new_article_lies_beside_another() -> None:
    assert new_article(WIKI, " The  Öld Mill ", "river/weir.txt").path == "river/the-old-mill.txt"
    file = new_article(WIKI, "The Mill")
    assert file.path == "the-mill.txt"
    assert file.text.startswith("The Mill\nSummary\nKey Takeaways\n")


def test_a_new_article_lies_where_it_is_one() -> None:
    def place(include: str, beside: str, held: str) -> str:
        files = f'//- slugline.toml\ninclude = ["{include}"]\n//- drafts/x.md\nX'
        return new_article(
            little_wiki(files).wiki, "Tide Mill", beside, holds=lambda path: fnmatch(path, held)
        ).path

    assert place("**/*.txt", "", "*.txt") == "tide-mill.txt"
    assert place("**/*.txt", "drafts/x.md", "*.txt") == "drafts/tide-mill.txt"
    for beside in ("", "drafts/x.md"):
        assert place("content/**/*.txt", beside, "content/*.txt") == "content/tide-mill.txt"
        assert place("/a/b/*.text", beside, "a/b/*.text") == "a/b/tide-mill.text"
        assert place("notes/", beside, "notes/*") == "notes/tide-mill.md"
        assert place("*/x/*.md", beside, "drafts/*.md") == "drafts/tide-mill.md"
        with pytest.raises(RefusedError, match="would be no article of this wiki"):
            place("*/x/*.md", beside, "none")


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("***", "no letter or digit"),
        ("- a", "can't be a title"),
        ("## a", "can't be a title"),
        ("a \u202e b", "can't be a title"),
        ("a [[b]]", "can't be a title"),
        ("Weir!", "taken by river/weir.txt"),
        ("Race", "taken by river/weir.txt"),
        ("Coracle", "taken by a redirect or an inventory"),
        ("Eel trap", "there is a file river/Eel-Trap.txt already"),
        ("m" * 300, "too long"),
    ],
)
def test_refused_titles(title: str, reason: str) -> None:
    with pytest.raises(RefusedError, match=reason):
        new_article(WIKI, title, "river/weir.txt")


def test_fix_all_edits_only_the_lines_that_are_others() -> None:
    edit = fix_all("a.txt", "a\r\nb \r\nc\r\n", "a\r\nb\r\nc\r\n")
    assert edit.changes == (TextChange("a.txt", (Edit(Span(3, 7), "b\r\n"),)),)
    assert not fix_all("a.txt", "a", "a")


lines = st.lists(st.sampled_from(["a\n", "b\r\n", "c\r", "d\n", "", "e"]), max_size=12).map("".join)


@given(lines, lines)
def test_the_edits_between_two_texts_make_one_of_the_other(before: str, after: str) -> None:
    assert apply_edits(before, edits_between(before, after)) == after
