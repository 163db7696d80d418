"""Texts in lines of so many cells."""

from __future__ import annotations

from textwrap import wrap

from hypothesis import given
from hypothesis import strategies as st

from slugline.report.cells import cells, wrapped


@given(
    st.text("ab -", min_size=1, max_size=60).filter(str.strip),
    st.integers(6, 20),
    st.sampled_from(["", " ", "    "]),
    st.sampled_from(["", "  ", "    "]),
)
def test_ascii_is_broken_as_textwrap_does(text: str, width: int, first: str, rest: str) -> None:
    lines = wrapped(text, width, first, rest)
    if len(first) + len(text) <= width:
        assert lines == [first + text]
    elif max(map(len, text.split())) <= width - max(len(first), len(rest)):
        assert lines == wrap(
            text,
            width,
            initial_indent=first,
            subsequent_indent=rest,
            break_on_hyphens=False,
        )


@given(
    st.text("ab -水車é", min_size=1, max_size=60).filter(str.strip),
    st.integers(8, 20),
    st.sampled_from(["", " ", "    "]),
    st.sampled_from(["", "  ", "    "]),
)
def test_no_line_is_wider_than_it_may_be(text: str, width: int, first: str, rest: str) -> None:
    lines = wrapped(text, width, first, rest)
    assert max(map(cells, lines)) <= width
    said = "".join(lines).replace(" ", "")
    assert said == text.replace(" ", "")
