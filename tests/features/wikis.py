"""Random little wikis for properties of features, with a cursor anywhere in one of them."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.little_wiki import LittleWiki
from tests.test_wiki_properties import LINES, PATHS, REDIRECTS, TITLES

TEXTS = (
    *LINES,
    *(r"[[mill|a \| b]] \[[mill]] **a \* b** \\", "[[tide-mill#facts|Tide]] [[old-mill#facts]]"),
    *("[[weir#key-takeaways]]", "🎉 [[weir|𝔸]] **𝔸**", "See the mill and Weir, or old mill."),
    *("## Facts", "## Key Takeaways", "- **Weir** and [[lade|Weir]]", "\ufeff"),
    "x [[mill|\ufffd]]",
)


@st.composite
def wikis(draw: st.DrawFn) -> LittleWiki:
    """A wiki of a few articles, with a selection (mostly an empty one: a cursor)."""
    files: dict[str, str] = {}
    for path in draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=5, unique=True)):
        line_break = draw(st.sampled_from(("\n", "\n", "\r\n", "\r")))
        lines = draw(st.lists(st.sampled_from(TEXTS), max_size=6))
        mark = draw(st.sampled_from(("", "", "\ufeff")))
        title = draw(st.sampled_from(TITLES))
        files[path] = mark + line_break.join((title, *lines))
    path = draw(st.sampled_from(sorted(files)))
    start = draw(st.integers(0, len(files[path])))
    end = draw(st.one_of(st.just(start), st.integers(start, len(files[path]))))
    redirects = dict(draw(st.lists(st.sampled_from(REDIRECTS), max_size=4)))
    if redirects:
        lines = [f'{old} = "{new}"' for old, new in redirects.items()]
        files["slugline.toml"] = "\n".join(("[redirects]", *lines, ""))
    return LittleWiki(files, (path, start), selected=end)
