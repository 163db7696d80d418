from __future__ import annotations

import pytest

from slugline.model.reading import as_read
from tests.line_ends import crlf, fixed
from tests.little_wiki import LittleWiki, check_fix, check_rule

CODE = "lead-length"
SHORT = "//- slugline.toml\nlead.max-length = 24\n//- mill.article\n"


def test_finds_a_lead_that_is_longer_as_read() -> None:
    check_rule(
        CODE,
        SHORT
        + """\
The Mill
The **mill** at the weir grinds corn.
                            ^^^^^^^^^ the lead is 33 characters long as readers see it; at most 24
""",
    )


def test_marks_do_not_count() -> None:
    check_rule(CODE, SHORT + "The Mill\nThe **mill** at [[old-weir|the weir]] it")
    check_rule(CODE, SHORT + "The Mill\n\\[\\[\\[\\[ mill \\*\\*\\*\\* at weir")
    check_rule(CODE, SHORT + "The Mill\n  The mill at the big weir  \nSummary\n")
    check_rule(CODE, SHORT + "The Mill\nThe mill at the big weirs\n                        ^")


def test_the_range_begins_with_the_mark_that_goes_beyond() -> None:
    check_rule(
        CODE,
        SHORT
        + """\
The Mill
The mill stands at [[weir|the old weir]].
                   ^^^^^^^^^^^^^^^^^^^^^^
""",
    )


def test_what_is_no_mark_counts_and_code_points_count_once() -> None:
    check_rule(CODE, SHORT + "Mill\nThe [[mill|at ** the weir\n                        ^")
    check_rule(CODE, SHORT + "Mill\n" + "🌊" * 24)
    check_rule(CODE, SHORT + "Mill\n" + "🌊" * 25 + "\n" + " " * 24 + "^")


def test_the_default_is_160() -> None:
    for length in (160, 161):
        wiki = LittleWiki({"mill.article": f"Mill\n{'m' * length}"})
        assert len(wiki.diagnostics(CODE)) == (length == 161)


def test_finds_nothing_without_a_lead() -> None:
    check_rule(
        CODE, SHORT + "A title that is much longer than a lead may be\n- An item, too, which is"
    )


def test_fix_keeps_whole_sentences() -> None:
    check_fix(
        CODE,
        SHORT
        + """\
The Mill
The [[mill]] is **old**. It grinds corn.
                                ^^^^^^^^
Summary
Other words.
""",
        SHORT
        + """\
The Mill
The [[mill]] is **old**.
Summary
Other words.
""",
        title="Cut the lead where it still fits",
        safe=False,
    )


def test_fix_keeps_whole_words_with_crlf() -> None:
    check_fix(
        CODE,
        crlf("//- mill.article\nMill\n\n " + "mill, " * 29 + "mill," + "\n" + " " * 161 + "^" * 19),
        crlf("//- mill.article\nMill\n\n " + "mill, " * 25 + "mill…"),
    )


@pytest.mark.parametrize(
    "lead",
    [
        "A **mill**, " * 30,
        "A mill. " * 30,
        "A [[mill|mill of stone and wood]] " * 12,
        "A ** mill [[ of ]] stone *** " * 12,
        "水車は川の水で回り粉を挽く" * 20,
        "**" + "mill " * 60 + "**, " + "x" * 300,
        "St. Ann, e.g. Dr. Foster " * 20,
        "a " * 150 + "**b",
    ],
)
def test_what_a_fix_leaves_is_a_sound_lead(lead: str) -> None:
    after = fixed(CODE, f"Mill\r{lead}\rSummary\r{lead}")
    if after is None:
        assert lead.startswith("**")
        return
    article = LittleWiki({"mill.article": after}).read("mill.article")
    assert article.lead
    read = as_read(article, article.lead.span)
    assert len(read) <= 160
    assert read.endswith(("…", ".")), read
    assert after.count("\r") == 3
    assert not LittleWiki({"mill.article": after}).diagnostics("lead-cut", CODE)


def test_no_fix_where_no_word_fits_or_a_heading_would_be_left() -> None:
    assert fixed(CODE, "Mill\n" + "m" * 161) is None
    assert fixed(CODE, "Mill\n" + "\ufffd " * 161) is None
    wiki = LittleWiki(
        {
            "slugline.toml": "[[sections]]\nkey='a'\nname='Mill.'\n[lead]\nmax-length=8\n",
            "mill.article": "Mill\nMill. A mill.",
        }
    )
    (found,) = wiki.diagnostics(CODE)
    assert wiki.fixes(found) == []
