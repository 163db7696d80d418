"""What holds for every structure rule and every text."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from slugline.check import Levels, fix
from slugline.model.edits import overlap
from slugline.model.reading import as_read
from slugline.rules import ARTICLE_RULES
from slugline.text import line_starts
from tests.little_wiki import LittleWiki

CODES = {rule.code: rule for rule in ARTICLE_RULES if rule.aspect in ("structure", "lead")}
OWN = """\
attribution = "Da {publisher}, con grazie."
[lead]
max-length = 24
[[sections]]
key = "facts"
name = "Fatti"
aliases = ["Fatto", "Storia"]
body = "any"
required = true
[[sections]]
key = "list"
name = "Elenco"
body = "list"
[[sections]]
key = "source"
name = "Fonte"
body = "attribution"
required = true
"""

_LINES = st.one_of(
    st.sampled_from(
        (
            *("Summary", "Key Takeaways", "Critical View", "Source", "## Source", "## X", "##  Y "),
            *("SUMMARY", "Key takeaway:", "### Source", "sources", "Fatti", "Fonte", "Elenchi"),
            *(
                "",
                " \t",
                "- a",
                "  - - b",
                "- Source",
                "- ## c",
                "A mill. It grinds, and",
                "A mill",
            ),
            *(
                "**A",
                "The [[mill|Mi",
                "Originally reported by X",
                "reported by X",
                "Da X",
                "mill " * 40,
            ),
            *(
                "Da X, con grazie.",
                "Dr. X of St. Y told us",
                "水車は回り、粉を挽く。石臼は古い",
                "\ufffd",
            ),
        )
    ),
    st.text("aA .,…*[]|#\\-\u0301水🌊\ufeff", max_size=12),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(_LINES, max_size=12), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
@example(["Mill", "", "Source"], "\r\n", True)
def test_findings_and_fixes_of_any_text(lines: list[str], line_break: str, own: bool) -> None:
    source = line_break.join(lines)
    files = {"a/old-mill.article": source}
    if own:
        files["slugline.toml"] = OWN
    wiki = LittleWiki(files)
    found = wiki.diagnostics(*CODES)
    for one in found:
        assert 0 <= one.span.start <= one.span.end <= len(source)
        assert one.message.isprintable()
        for mend in wiki.fixes(one):
            assert mend.edits
            assert not overlap(mend.edits)
            assert mend.title.isprintable()
            after = wiki.with_fix(one, mend)
            text = after.files["a/old-mill.article"]
            assert text != source
            assert text.count("\ufffd") == source.count("\ufffd")
            assert len(after.diagnostics(one.code)) < len(wiki.diagnostics(one.code))
            if len(line_starts(source)) > 1:
                left = text.replace(line_break, "")
                assert "\n" not in left
                assert "\r" not in left


@settings(max_examples=200, deadline=None)
@given(st.lists(_LINES, max_size=12))
def test_safe_fixes_end_and_leave_nothing_to_mend_safely(lines: list[str]) -> None:
    source = "\n".join(("Mill", *lines))
    wiki = LittleWiki({"mill.article": source})
    levels = Levels(wiki.configuration, frozenset(CODES), frozenset(), "hint")
    done = fix(wiki.wiki, "mill.article", source, levels)
    after = LittleWiki({"mill.article": done.source})
    assert not any(mend.safe for one in after.diagnostics(*CODES) for mend in after.fixes(one))
    assert done.source.split("\n")[0] == "Mill"
    article = after.read("mill.article")
    if article.lead is not None and "lead-cut" in done.counts:
        assert len(as_read(article, article.lead.span)) <= 160
