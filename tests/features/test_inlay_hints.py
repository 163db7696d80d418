from __future__ import annotations

from hypothesis import given, settings

from slugline.features.inlay_hints import inlay_hints
from slugline.features.view import View
from slugline.model.edits import apply_edits
from slugline.syntax import parse
from tests.features.any_view import views
from tests.little_wiki import little_wiki

OTHERS = """
//- slugline.toml
inventories = ["far.tsv"]
[redirects]
old-mill = "mill"
weirs = "weir"
round = "round"
gone = "nowhere"
//- far.tsv
weir	Eel [1] Weir
//- mill.article
The Mill
"""


def hinted(text: str) -> list[str]:
    """The lines of a text with the hints in them, between `‹` and `›`."""
    view = little_wiki(f"{OTHERS}//- home.article\n{text}").view()
    source = view.article.source
    for hint in reversed(inlay_hints(view)):
        source = f"{source[: hint.offset]}‹{hint.text}›{source[hint.offset :]}"
    return source.split("\n")


def test_titles_and_redirects() -> None:
    text = "$[Home\n[[mill]] [[mill|it]] [[mill#x]] [[old-mill]] [[old-mill|it]] [[weirs]]$]"
    assert hinted(text)[1] == (
        "[[mill]]‹The Mill› [[mill|it]] [[mill#x]]‹The Mill› [[old-mill‹→ mill›]]‹The Mill› "
        "[[old-mill‹→ mill›|it]] [[weirs‹→ weir›]]‹Eel [1] Weir›"
    )


def test_nothing_to_say() -> None:
    text = "$[Home\n[[nowhere]] [[round]] [[gone]] [[#notes]] [[]] **mill** [[No Slug]]$]"
    assert "‹" not in "".join(hinted(text))


def test_only_in_the_range() -> None:
    touched = hinted("Home\n[[mill]]\n- [[m$0ill]]\n[[mill]]\n")
    assert [line.count("‹") for line in touched] == [0, 0, 1, 0, 0]
    selected = hinted("Home\n[[mi$[ll]]\n- [[mill]]\n$][[mill]]\n")
    assert [line.count("‹") for line in selected] == [0, 1, 1, 0, 0]


@settings(max_examples=150, deadline=None)
@given(views())
def test_hints_of_any_text(view: View) -> None:
    hints = inlay_hints(view)
    assert [hint.offset for hint in hints] == sorted(hint.offset for hint in hints)
    for hint in hints:
        assert 0 <= hint.offset <= len(view.article.source)
        assert view.lines.holds(hint.edit.span)
        after = parse(apply_edits(view.article.source, [hint.edit]), view.article.schema)
        assert len(after.links) == len(view.article.links), "written, it is still one link"
