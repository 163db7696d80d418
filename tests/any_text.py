"""Texts for tests with random articles: full of marks, line breaks and odd characters."""

from __future__ import annotations

import re

from hypothesis import strategies as st

MARKS = ("[[", "]]", "[", "]", "**", "*", "***", "|", "#", "\\", "\\\\", "\\]", "\\*", "\\|")
STARTS = ("# ", "## ", "- ", "Summary", "Key Takeaways", "Source", "Originally reported by ")
BREAKS = ("\n", "\r", "\r\n")
NO_BREAKS = ("\u2028", "\u2029", "\x85", "\f", "\v", "\x1c", "\0", "\ufeff", "\ufffd")
BLANKS = (" ", "\t", "\u00a0", "\u3000")
LETTERS = (
    "a",
    "mill",
    "A",
    "é",
    "e\u0301",
    "\u0301",
    "ж",
    "鮎",
    "हि",
    "🐦",
    "👩\u200d🌾",
    "-",
    "1",
)


def joined(*fragments: str, most: int = 30) -> st.SearchStrategy[str]:
    """Texts of these fragments, biased to them, with any other text now and then."""
    one = st.sampled_from(fragments) | st.sampled_from(fragments) | st.text(max_size=2)
    return st.lists(one, max_size=most).map("".join)


TEXTS = joined(*MARKS, *STARTS, *BREAKS, *BREAKS, *NO_BREAKS, *BLANKS, *LETTERS, most=60)
LINES = joined(*MARKS, *NO_BREAKS, *BLANKS, *LETTERS).map(lambda text: re.sub(r"[\r\n]", "", text))
