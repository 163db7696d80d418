from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slugline.check import Levels, fix
from slugline.model.reading import as_read, ends_sentence
from tests.line_ends import crlf
from tests.little_wiki import LittleWiki, check_fix, check_rule

CODE = "lead-cut"
STRUCTURE = (
    "missing-title",
    "title-is-section",
    "missing-lead",
    "lead-length",
    "lead-cut",
    "text-outside-section",
    "missing-section",
    "duplicate-section",
    "section-order",
    "unknown-section",
    "empty-section",
    "section-body",
)
REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "articles"
NAME = "ketamine-infusions-disappoint-in-new-depression-trial.txt"


def mended(lead: str, summary: str = "", body: str = "") -> tuple[str, bool] | None:
    """What the fix of a lead makes of it, and whether it is safe; None where it has no fix."""
    text = f"Mill\n{lead}\n" + (f"Summary\n{summary}\n" if summary else "") + body
    wiki = LittleWiki({"mill.article": text})
    (found,) = wiki.diagnostics(CODE)
    fixes = wiki.fixes(found)
    if not fixes:
        return None
    after = wiki.with_fix(found, fixes[0])
    assert not after.diagnostics(CODE)
    return after.files["mill.article"].split("\n")[1], fixes[0].safe


def test_finds_half_a_word() -> None:
    check_rule(
        CODE,
        """
//- mill.article
Mill
The **mill** is old, and it gri
                            ^^^ the lead ends inside a word, after `gri`
Summary
The **mill** is old, and it grinds.
""",
    )


def test_finds_half_a_sentence() -> None:
    check_rule(
        CODE,
        """
//- mill.article
Mill
The **old mill**'s owner, and it
                              ^^ the lead ends after `it`, in the middle of a sentence
Summary
The **old mill**'s owner, and it too.
""",
    )
    check_rule(
        CODE,
        """
//- mill.article
Mill
The **old mill**'s
    ^^^^^^^^^^^^^^ the lead ends after `old mill's`, in the middle of a sentence
Summary
The **old mill**'s owner.
""",
    )


def test_finds_half_a_mark_even_without_a_summary() -> None:
    check_rule(
        CODE,
        """
//- mill.article
Mill
The [[mill|Mi
    ^^^^^^^^^ the lead ends inside the mark `[[mill|Mi`
""",
    )
    check_rule(CODE, "//- mill.article\nMill\nThe **mill** of **Ann\n                ^^^^^")
    check_rule(CODE, "//- mill.article\nMill\nThe **mill** of **\n                ^^")
    check_rule(CODE, "//- mill.article\nMill\nThe **mill** of [[\n                ^^")
    check_rule(CODE, "//- mill.article\nMill\nThe [[mill|a **b\n    ^^^^^^^^^^^^")
    check_rule(CODE, "//- mill.article\nMill\nThe **mill\\* of\n    ^^^^^^^^^^^")


def test_finds_half_an_opening_or_closing_mark() -> None:
    check_rule(
        CODE,
        "//- mill.article\nMill\nThe [\n    ^ inside the mark `[`\nSummary\nThe [[mill]] grinds.",
    )
    check_rule(CODE, "//- mill.article\nMill\nThe *\n    ^\nSummary\nThe **mill** grinds.")
    check_rule(CODE, "//- mill.article\nMill\nThe [[mill]\n    ^^^^^^^\nSummary\nThe [[mill]].")
    check_rule(CODE, "//- mill.article\nMill\nThe **mill*\n    ^^^^^^^\nSummary\nThe **mill**.")
    check_rule(CODE, "//- mill.article\nMill\nThe \\\n    ^\nSummary\nThe \\*mill\\*.")


def test_compares_texts_as_they_are_read() -> None:
    check_rule(
        CODE,
        """
//- mill.article
Mill
The old mill at the we
                    ^^
Summary
The **old mill** at [[weir|the weir]] grinds.
""",
    )


def test_a_sentence_is_never_cut() -> None:
    for lead in (
        "The mill.",
        "The mill…",
        "The mill...",
        "The mill!",
        "The **mill.**",
        "The “mill.”",
        "The (mill.)",
        "The mill。",
        "The [[mill|Dr.",
        "The **mill.",
    ):
        check_rule(CODE, f"//- mill.article\nMill\n{lead}\nSummary\n{lead} It grinds.")


def test_other_texts_than_the_summarys_beginning_are_not_cut() -> None:
    for lead in ("The mill grinds", "the", "The **mill** grinds", "grinds", "The  mi", "Mill"):
        check_rule(CODE, f"//- mill.article\nMill\n{lead}\nSummary\nThe mill grinds")
    check_rule(CODE, "//- mill.article\nMill\nThe mi\nSummary\n- The mill grinds.")
    check_rule(CODE, "//- mill.article\nMill\nThe mi\nSource\nThe mill grinds.")
    check_rule(CODE, "//- mill.article\nMill\nThe mi\nSummary\nGrain.\nThe mill grinds.")
    check_rule(CODE, "//- mill.article\nThe mi\nSummary\nThe mill grinds.")
    check_rule(CODE, "//- mill.article\nMill\nThe **mill of the [[weir]] it\nSummary\nOther.")


def test_the_first_section_stands_for_a_summary_that_the_schema_has_not() -> None:
    check_rule(
        CODE,
        """
//- slugline.toml
[[sections]]
key = "facts"
name = "Facts"
//- mill.article
Mill
The mi
    ^^
Facts
The mill grinds.
""",
    )


def test_fix_ends_the_lead_with_its_last_word() -> None:
    check_fix(
        CODE,
        """
//- mill.article
Mill
The **mill** is old, and gri
                         ^^^
Summary
The **mill** is old, and grinds.
""",
        """
//- mill.article
Mill
The **mill** is old, and…
Summary
The **mill** is old, and grinds.
""",
        title="End the lead with its last whole sentence or word",
        safe=True,
    )


def test_fix_ends_the_lead_with_its_last_sentence() -> None:
    check_fix(
        CODE,
        crlf("""
//- mill.article
Mill

 The **mill** is old. It gri\t
                         ^^^
Summary
The **mill** is old. It grinds."""),
        crlf("""
//- mill.article
Mill

 The **mill** is old.\t
Summary
The **mill** is old. It grinds."""),
        safe=True,
    )


COPY = "The **old mill**, by [[weir|the weir]], at St. Ann's (a town) has \\[no\\] roof. It burned."


@pytest.mark.parametrize(
    ("lead", "fixed"),
    [
        ("The **old mill**, by [[weir|the weir]], at St. Ann's (a", "(a…"),
        ("The **old mill**, by [[weir|the weir]], at St. Ann's (", "Ann's…"),
        ("The **old mill**, by [[weir|the weir]], at St. Ann'", "at…"),
        ("The **old mill**, by [[weir|the weir]], at St", "at St…"),
        ("The **old mill**, by [[weir|the weir]], at S", "at…"),
        ("The **old mill**, by [[weir|the weir]],", "[[weir|the weir]]…"),
        ("The **old mill**, by [[weir|the weir]]", "[[weir|the weir]]…"),
        ("The **old mill**, by [[weir|the weir]", ", by…"),
        ("The **old mill**, by [[weir|the we", ", by…"),
        ("The **old mill**, by [[we", ", by…"),
        ("The **old mill**, by [[", ", by…"),
        ("The **old mill**, by [", ", by…"),
        ("The **old mill**, b", "**old mill**…"),
        ("The **old mill**,", "**old mill**…"),
        ("The **old mill**", "**old mill**…"),
        ("The **old mill*", "The…"),
        ("The **old m", "The…"),
        ("The *", "The…"),
        ("The", "The…"),
        (COPY[: COPY.index("no") - 2], "has…"),
        (COPY[: COPY.index("no") - 1], "has…"),
        (COPY[: COPY.index("no")], "has…"),
        (COPY[: COPY.index("no") + 2], "\\[no…"),
        (COPY[: COPY.index("no") + 3], "\\[no…"),
        (COPY[: COPY.index("burned") + 2], "roof."),
    ],
)
def test_fix_of_leads_cut_at_any_place(lead: str, fixed: str) -> None:
    assert COPY.startswith(lead)
    after = mended(lead, COPY)
    assert after
    new, safe = after
    assert new.rstrip(" ").endswith(fixed)
    assert COPY.startswith(new.rstrip(" ").removesuffix("…"))
    assert safe


def test_fix_of_a_mark_without_a_copy_is_safe_only_where_one_word_is_dropped() -> None:
    assert mended("The mill of **An") == ("The mill of…", True)
    assert mended("The mill of [[ann|An") == ("The mill of…", True)
    assert mended("The mill of **Ann is old") == ("The mill of…", False)
    assert mended("The mill, **An") == ("The mill…", False)
    assert mended("It is old. The mill of **An") == ("It is old.", False)
    assert mended("It is old. **An") == ("It is old.", True)
    assert mended("The mill and anti-**An") == ("The mill and…", False)
    assert mended("The mill of **An", "Another **Ann**.") == ("The mill of…", True)
    assert mended("The mill **by the river turns", "The mill by night.") == ("The mill…", False)
    assert mended("The mill **by the ri", "The mill by the river.") == ("The mill…", True)


def test_fix_writes_the_lead_anew_where_nothing_of_it_is_left() -> None:
    assert mended("**Wat", "**Water** turns it.") == ("**Water** turns it.", False)
    assert mended("Wat", "Water turns it.") == ("Water turns it.", False)
    assert mended("**Wat") is None
    assert mended("\ufffd", "\ufffd\ufffd") is None


def test_fix_leaves_no_more_than_fits() -> None:
    summary = "mill, " * 60
    after = mended("mill, " * 40 + "mi", summary)
    assert after == ("mill, " * 25 + "mill…", True)


def test_fix_takes_away_no_bytes_that_are_not_utf8() -> None:
    wiki = LittleWiki({}, raw={"mill.article": b"Mill\nThe mi\xe9\nSummary\nThe mi\xe9ll."})
    (found,) = wiki.diagnostics(CODE)
    assert wiki.fixes(found) == []


_PIECES = st.sampled_from(
    (
        *("The", "mill", "**old mill**", "[[weir|the weir]]", "[[a]]", "ran.", "St.", "(so", "it)"),
        *(",", "“corn”", "—", "3.5", "**a**'s", "\\*x\\*", "水車は", "回る。", "e\u0301te\u0301"),
        *("[[", "**"),
    )
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, min_size=1, max_size=40).map(" ".join), st.data())
def test_a_lead_cut_anywhere_is_mended(summary: str, data: st.DataObject) -> None:
    lead = summary[: data.draw(st.integers(1, len(summary)))].strip(" ")
    wiki = LittleWiki({"mill.article": f"Mill\n{lead}\nSummary\n{summary}\n"})
    article = wiki.read("mill.article")
    if article.lead is None:
        return
    read = as_read(article, article.lead.span)
    found = wiki.diagnostics(CODE)
    if not found:
        assert ends_sentence(read) or lead == summary or "**" in lead or "[[" in lead
        return
    for one in wiki.fixes(found[0]):
        after = wiki.with_fix(found[0], one)
        assert not after.diagnostics(CODE)
        article = after.read("mill.article")
        assert article.lead
        new = as_read(article, article.lead.span)
        assert len(new) <= 160
        assert ends_sentence(new)
        if one.safe:
            assert summary.startswith(article.text_of(article.lead.span).removesuffix("…"))
            rest = as_read(article, article.sections[0].blocks[0].span)
            rest = rest[len(new.removesuffix("…")) :]
            assert not rest[:1].isalnum() or new[-2] >= "\u3041" or rest[0] >= "\u3041", new


def test_the_reference_article_has_one_finding() -> None:
    if not (REFERENCE / NAME).exists():
        pytest.skip("the reference article is not here")
    text = (REFERENCE / NAME).read_text(encoding="utf-8")
    wiki = LittleWiki({NAME: text})
    assert [one.code for one in wiki.diagnostics(*STRUCTURE)] == [CODE]
    fixed = fix(wiki.wiki, NAME, text, Levels(wiki.configuration))
    assert fixed.counts == {CODE: 1}
    lead = fixed.source.split("\n")[1]
    assert lead.endswith("over an active **placebo**…")
    assert not LittleWiki({NAME: fixed.source}).diagnostics(*STRUCTURE)


LIKE_THE_REFERENCE = """\
A Mill Turns Again
A mill on the **Carrow**, which stood still for forty years, is turning again, and those who \
mended it say that the **Carrow Mill Trust** has enough **oa
Summary
A mill on the **Carrow**, which stood still for forty years, is turning again, and those who \
mended it say that the **Carrow Mill Trust** has enough **oak** for ten more.
Key Takeaways
- The mill on the **Carrow** turns, and it will for a while
Balanced Perspective
It turns, as [[mills|Mills]] do, and nobody knows for how long.
Optimistic View
It turns, as [[mills|Mills]] do, and may well turn for ever.
Critical View
It turns, as [[mills|Mills]] do, but it will not turn for ever.
Source
Originally reported by The Valley Gazette"""


def test_an_article_like_the_reference_has_one_finding() -> None:
    wiki = LittleWiki({"mill.article": LIKE_THE_REFERENCE})
    assert [one.code for one in wiki.diagnostics(*STRUCTURE)] == [CODE]
    fixed = fix(wiki.wiki, "mill.article", LIKE_THE_REFERENCE, Levels(wiki.configuration))
    assert fixed.source == LIKE_THE_REFERENCE.replace(" **oa\n", "…\n")
    assert not LittleWiki({"mill.article": fixed.source}).diagnostics(*STRUCTURE)
