"""Edits that can be made at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from slugline.model.edits import Disjoint, Edit, overlap
from slugline.text import Span

EDITS = st.lists(
    st.builds(
        lambda start, length, text: Edit(Span(start, start + length), text),
        st.integers(0, 12),
        st.integers(0, 4),
        st.sampled_from(["", "x"]),
    ),
    max_size=3,
)


@given(st.lists(EDITS, max_size=8))
def test_those_are_added_that_overlap_none_before(several: list[list[Edit]]) -> None:
    disjoint = Disjoint()
    expected: list[Edit] = []
    for edits in several:
        fits = not overlap([*expected, *edits])
        assert disjoint.add(edits) == fits
        if fits:
            expected += edits
    assert list(disjoint) == sorted(expected)
