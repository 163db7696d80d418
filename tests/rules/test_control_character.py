from __future__ import annotations

import unicodedata

import pytest

from slugline.model.shortcut import scan
from slugline.rules.control_character import RULE
from slugline.syntax import DEFAULT_SCHEMA, parse
from tests.little_wiki import check_fix, check_rule, little_wiki
from tests.unseen import with_unseen

CODE = "control-character"

CONTROLS = {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))} - set("\t\n\r")
OVERRIDES = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
MARKS = set("\u061c\u200e\u200f")


def messages(text: str) -> list[str]:
    return [finding.message for finding in RULE.check(parse(text))]


def test_finds_each_character_and_no_other() -> None:
    codes = (*range(0xD800), *range(0xE000, 0x10000), *range(0xE0000, 0xE0200))
    every = "\n".join(map(chr, codes))
    article = parse(every)
    found = {every[one.span.start : one.span.end] for one in RULE.check(article)}
    assert found == CONTROLS | OVERRIDES | MARKS


@pytest.mark.parametrize("char", sorted(CONTROLS | OVERRIDES | MARKS), ids=ascii)
def test_names_it(char: str) -> None:
    (message,) = messages(f"a{char}b")
    place, _, name = message.removeprefix("the text holds the control character ").partition(" ")
    assert place == f"U+{ord(char):04X}"
    assert unicodedata.lookup(name) == char


@pytest.mark.parametrize("char", sorted(CONTROLS | OVERRIDES | MARKS), ids=ascii)
def test_no_article_with_one_takes_the_shortcut(char: str) -> None:
    def taken(word: str) -> bool:
        source = f"Mill\nThe {word} turns.\nSummary\nIt turns."
        return scan(source.encode(), source, DEFAULT_SCHEMA, "mill") is not None

    assert taken("whéel")
    assert not taken(f"wh{char}eel")


def test_finds_each_run() -> None:
    check_rule(
        CODE,
        with_unseen(
            """
//- mill.article
Mill⟨U+0007⟩
    ^ the control character U+0007 ALERT
It ⟨U+202E⟩⟨U+202E⟩nroc⟨U+202C⟩ grinds ⟨U+0000⟩⟨U+0001⟩⟨U+0002⟩⟨U+0003⟩⟨U+0000⟩.
   ^^ 2 control characters: U+202E RIGHT-TO-LEFT OVERRIDE
         ^ U+202C POP DIRECTIONAL FORMATTING
                  ^^^^^ 5 control characters: U+0000 NULL, U+0001 START OF HEADING, U+0002 START OF
a⟨U+0085⟩b⟨U+000C⟩
 ^ U+0085 NEXT LINE
   ^ U+000C FORM FEED
"""
        ),
    )


def test_finds_nothing_in_ordinary_text() -> None:
    separators = "a⟨U+2028⟩b⟨U+2029⟩c⟨U+200B⟩d⟨U+00AD⟩e⟨U+200D⟩f⟨U+FEFF⟩g⟨U+00A0⟩h"
    check_rule(
        CODE, with_unseen(f"//- mill.article\n⟨U+FEFF⟩Mill⟨U+000D⟩\na⟨U+0009⟩b\n{separators}\n")
    )


def test_direction_marks_are_ordinary_beside_right_to_left_letters() -> None:
    check_rule(
        CODE,
        with_unseen(
            """
//- mill.article
Mill
טחנה (⟨U+200E⟩C++⟨U+200E⟩) ⟨U+200F⟩של מים
مطحنة ⟨U+061C⟩- ⟨U+200E⟩⟨U+202E⟩⟨U+200E⟩1
          ^ U+202E
Water⟨U+200E⟩ mill⟨U+200F⟩
     ^ U+200E LEFT-TO-RIGHT MARK
           ^ U+200F RIGHT-TO-LEFT MARK
"""
        ),
    )


def test_long_lines_of_direction_marks_take_no_time() -> None:
    assert len(messages("Mill\n" + "a\u200e" * 50_000)) == 50_000


def test_fix_removes_the_run() -> None:
    check_fix(
        CODE,
        with_unseen(
            """
//- mill.article
Mill
A wa⟨U+0007⟩⟨U+202E⟩ter mill.
    ^^
"""
        ),
        """
//- mill.article
Mill
A water mill.
""",
        title="Remove the control characters",
        safe=True,
    )


def test_fix_leaves_everything_else() -> None:
    wiki = little_wiki("//- mill.article\nMill\na\x00\r\nb\u2028\x85c\r")
    while found := wiki.diagnostics(CODE):
        (fix,) = wiki.fixes(found[0])
        wiki = wiki.with_fix(found[0], fix)
    assert wiki.files == {"mill.article": "Mill\na\r\nb\u2028c\r"}
