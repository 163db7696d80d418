from __future__ import annotations

import pytest

from slugline.model.edits import apply_edits
from slugline.rules.trailing_space import RULE
from slugline.syntax import parse
from tests.little_wiki import check_fix, check_rule, little_wiki
from tests.unseen import with_unseen

CODE = "trailing-space"


def test_finds_blanks_at_the_ends_of_lines() -> None:
    check_rule(
        CODE,
        with_unseen(
            """
//- mill.article
Mill⟨U+0020⟩
    ^ the line ends with a space
A mill.⟨U+0020⟩⟨U+0020⟩
       ^^ the line ends with 2 spaces
Summary⟨U+0009⟩
       ^ the line ends with a tab
It grinds.⟨U+0020⟩⟨U+0009⟩⟨U+0020⟩
          ^^^ the line ends with 3 blanks
⟨U+0020⟩⟨U+0020⟩⟨U+0020⟩
^^^ the line ends with 3 spaces
-⟨U+0020⟩
 ^
"""
        ),
    )


def test_finds_nothing_elsewhere() -> None:
    check_rule(
        CODE,
        with_unseen("//- mill.article\n⟨U+0009⟩Mill\n\n  A  mill.⟨U+00A0⟩\n⟨U+3000⟩\na⟨U+000C⟩\n"),
    )


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_the_line_break_stays(line_break: str) -> None:
    source = line_break.join(("Mill ", "\t", "A mill. ", "", " "))
    article = parse(source)
    subject = little_wiki("//- a.article\nA").subject("a.article")
    edits = [
        edit
        for finding in RULE.check(article)
        for fix in RULE.fixes(finding, subject)
        for edit in fix.edits
    ]
    after = apply_edits(source, edits)
    assert after == line_break.join(("Mill", "", "A mill.", "", ""))
    assert [block.kind for block in parse(after).blocks] == [one.kind for one in article.blocks]


def test_fix_removes_them() -> None:
    check_fix(
        CODE,
        with_unseen("//- mill.article\nMill\nA mill.⟨U+0020⟩⟨U+0009⟩\n       ^^\nSummary"),
        "//- mill.article\nMill\nA mill.\nSummary",
        title="Remove the blanks at the line's end",
        safe=True,
    )


def test_long_runs_of_blanks_take_no_time() -> None:
    assert not list(RULE.check(parse("Mill\n" + " " * 1_000_000 + "x")))
