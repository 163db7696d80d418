"""Prose of articles as Markdown: it shows as it reads, and does nothing."""

from __future__ import annotations

import pytest

from slugline.features.prose import as_markdown, as_plain, code, counted, listed, paragraph, strong


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain text, with a full stop.", "plain text, with a full stop."),
        ("*a* _b_ `c` ~d~", r"\*a\* \_b\_ \`c\` \~d\~"),
        ("[x](y) ![z](w)", r"\[x\](y) \!\[z\](w)"),
        ("<script>&amp;</script>", r"\<script\>\&amp;\</script\>"),
        ("see http://a.b and www.c.d", r"see http\://a.b and www\.c.d"),
        ("mail a@b.c, $x$, a|b, \\", r"mail a\@b.c, \$x\$, a\|b, \\"),
        ("- no item", r"\- no item"),
        ("+ no item", r"\+ no item"),
        ("1. no item", r"1\. no item"),
        ("23) no item", r"23\) no item"),
        ("1,200 mills", "1,200 mills"),
        ("# no heading", r"\# no heading"),
        ("=== no rule", r"\=== no rule"),
        ("    no code", "no code"),
        ("a\u2028b\x07c\u00a0d", "a b\ufffdc d"),
    ],
)
def test_nothing_in_a_text_is_a_mark(text: str, expected: str) -> None:
    assert as_markdown((paragraph(text),)) == expected


def test_styles_and_paragraphs() -> None:
    prose = (
        paragraph(strong("A *B*"), " ", code("a-b")),
        paragraph("See ", *listed([code("c`d"), code("`e")]), "."),
    )
    assert as_markdown(prose) == "**A \\*B\\*** `a-b`\n\nSee ``c`d``, `` `e ``."
    assert as_plain(prose) == "A *B* a-b\nSee c`d, `e."


def test_long_texts_are_cut() -> None:
    assert len(as_plain((paragraph("x" * 100_000),))) == 1000
    assert len(as_markdown((paragraph("*" * 100_000),))) <= 2000


def test_counts() -> None:
    assert counted(1, "article", "articles") == "1 article"
    assert counted(11796, "article", "articles") == "11,796 articles"
