from __future__ import annotations

from tests.line_ends import crlf
from tests.little_wiki import check_rule

CODE = "title-is-section"


def test_finds_a_section_name_in_the_title_line() -> None:
    wiki = check_rule(
        CODE,
        """
//- mill.article

 Key Takeaways
 ^^^^^^^^^^^^^ the title is the section name `Key Takeaways`: the title line may be missing
- It grinds.
""",
    )
    assert wiki.fixes(wiki.diagnostics(CODE)[0]) == []


def test_finds_it_behind_a_marker_and_with_crlf() -> None:
    check_rule(CODE, crlf("//- mill.article\n# Summary\n  ^^^^^^^\nIt grinds.\nSource\n"))


def test_finds_an_alias_of_the_wikis_schema() -> None:
    schema = """
//- slugline.toml
[[sections]]
key = "facts"
name = "Facts"
aliases = ["Overview"]
//- mill.article
"""
    check_rule(CODE, schema + "Overview\n^^^^^^^^\nFacts\n")
    check_rule(CODE, schema + "Summary\nFacts\n")


def test_finds_nothing_in_other_titles() -> None:
    for title in ("summary", "Summary of Mills", "The Source", "## Summary", "- Summary", ""):
        check_rule(CODE, f"//- mill.article\n{title}\nIt grinds.")
