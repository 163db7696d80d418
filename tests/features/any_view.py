"""Views of any text at all, in a small wiki, with any selection."""

from __future__ import annotations

from hypothesis import strategies as st

from slugline.features.view import View
from tests.any_text import BREAKS, MARKS, STARTS, joined
from tests.little_wiki import LittleWiki, little_wiki

PATH = "here.article"

_OTHERS = little_wiki(
    r"""
//- slugline.toml
inventories = ["far.tsv"]
[redirects]
old = "mill"
round = "about"
about = "round"
//- far.tsv
far	Far | *Away*
//- mill.article
The Mill
See [[here]], [[here#summary]] and **Title**.
Summary
A **mill**.
//- sub/mill.article
The Other Mill
"""
).files

_LINKS = ("[[mill]]", "[[mill|a]]", "[[old#summary|x]]", "[[nowhere#x]]", "[[round]]", "[[far#x]]")
_OWN = ("[[#summary]]", "[[here]]", r"[[mi\[ll|a \| b]]", r"**a \* b**", "**mill**", "**mill**")
_TEXT = (". ", "It turns. ", "Title", "- ", "\n- ", " ", "\ufeff", "🐦", "हि", "鮎", "\u2028", "_")

TEXTS = joined(*_LINKS, *_OWN, *_TEXT, *MARKS, *STARTS, *BREAKS, *BREAKS, "Summary\n", most=40)


def view_of(source: str, start: int = 0, end: int = 0) -> View:
    wiki = LittleWiki({**_OTHERS, PATH: source}, (PATH, start), selected=end)
    return wiki.view()


@st.composite
def views(draw: st.DrawFn, texts: st.SearchStrategy[str] = TEXTS) -> View:
    source = draw(texts)
    start = draw(st.integers(0, len(source)))
    return view_of(source, start, draw(st.integers(start, len(source))))
