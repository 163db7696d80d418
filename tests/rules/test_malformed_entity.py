from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slugline.model.edits import apply_edits
from slugline.rules.malformed_entity import RULE
from slugline.syntax import parse
from tests.little_wiki import check_fix, check_rule, little_wiki
from tests.unseen import with_unseen

CODE = "malformed-entity"


def wiki_of(line: str) -> str:
    return f"//- mill.article\nMill\nA mill.\nSummary\n{line}"


def fixed(line: str) -> dict[str, str]:
    """Each fix of the first finding in a line: title to the line after it."""
    wiki = little_wiki(wiki_of(line))
    diagnostic = wiki.diagnostics(CODE)[0]
    return {
        fix.title: wiki.with_fix(diagnostic, fix).files["mill.article"].split("\n", 3)[3]
        for fix in wiki.fixes(diagnostic)
    }


def test_finds_each_kind() -> None:
    check_rule(
        CODE,
        """
//- mill.article
Mill **
The **weir and the race.
    ^^ `**` opens an entity that is not closed on its line
Summary
Of **** two.
   ^^^^ there is no text between the marks of `****`
Of ** ** two.
   ^^^^^ there is no text between the marks of `** **`
- A ** weir**
    ^^^^^^^^^ `** weir**` has a space just inside its marks
- A ***weir*** and ***.
    ^^^^^^^^^^ `***` marks nothing: an entity stands between `**` and `**`
                   ^^^ `***` marks nothing
- A **weir***
    ^^^^^^^^^ `***` marks nothing
- A [[weir|**Weir**]]
           ^^^^^^^^ the label `**Weir**` has marks in it, but a label is plain text
//- weir.article
Weir
""",
    )


def test_finds_nothing_in_sound_marks() -> None:
    check_rule(
        CODE,
        r"""
//- mill.article
Mill ** and ***
A **mill**, *not* 2 * 3, and \*\* or \*\*\*.
Summary
- **a\*b** [[weir|a * b]] [[weir|\*\*]] **c**d
## Marks ** in *** headings
""",
    )


def test_leaves_links_to_malformed_link() -> None:
    check_rule(CODE, wiki_of("A [[mill and ]] or **[[mill]]** or [[|b]]"))


def test_a_long_mark_is_cut_in_the_message() -> None:
    (diagnostic,) = little_wiki(wiki_of(f"It ** {'is old ' * 99}**")).diagnostics(CODE)
    assert len(diagnostic.message) < 100


@pytest.mark.parametrize(
    ("line", "title", "after"),
    [
        ("A **mill by a weir.", "Close the entity after `mill`", "A **mill** by a weir."),
        ("(a **mill), or", "Close the entity after `mill`", "(a **mill**), or"),
        ("An **old-mill's", "Close the entity after `old-mill's`", "An **old-mill's**"),
        ("- **हिन्दी।", "Close the entity after `हिन्दी`", "- **हिन्दी**।"),
        ("An **a** mill** b", "Open the entity before `mill`", "An **a** **mill** b"),
        ("- (mill** b", "Open the entity before `mill`", "- (**mill** b"),
        ("It is 2 ** 3 here", "Remove the marks", "It is 2 3 here"),
        ("It is 2 ** 3 here", "Keep `**` as text", r"It is 2 \*\* 3 here"),
        ("- A mill **", "Remove the marks", "- A mill"),
        ("** A mill", "Remove the marks", "A mill"),
        ("A **** mill", "Remove the marks", "A mill"),
        ("A **⟨U+0009⟩** mill", "Remove the marks", "A mill"),
        ("Of ****mill**** two", "Mark it with `**`", "Of **mill** two"),
        ("A ** mill ** is", "Remove the spaces inside the marks", "A **mill** is"),
        ("A **mill **is", "Remove the spaces inside the marks", "A **mill** is"),
        ("A** mill** is", "Remove the spaces inside the marks", "A **mill** is"),
        ("A **mill **, too", "Remove the spaces inside the marks", "A **mill**, too"),
        ("A ** mill ** is", "Remove the marks", "A mill is"),
        ("** mill ** is", "Remove the marks", "mill is"),
        ("*** ***", "Remove the marks", ""),
        ("A ** mill ** is", "Keep `**` as text", r"A \*\* mill \*\* is"),
        ("Of 2 ** 3, **a** b", "Keep the first `**` as text", r"Of 2 \*\* 3, **a** b"),
        ("A ***mill*** is", "Mark it with `**`", "A **mill** is"),
        ("A **mill*** is", "Mark it with `**`", "A **mill** is"),
        ("A ***mill** is", "Mark it with `**`", "A **mill** is"),
        (r"A **mill\**** is", "Mark it with `**`", r"A **mill\*** is"),
        ("**a****b** is", "Put a space between the marks", "**a** **b** is"),
        ("A ***[[mill]]*** is", "Remove the marks", "A [[mill]] is"),
        ("A ***mill*** is", "Keep `***` as text", r"A \*\*\*mill\*\*\* is"),
        ("*** mill", "Remove the marks", "mill"),
        ("A [[mill|**Mill** b]]", "Remove the marks from the label", "A [[mill|Mill b]]"),
        (r"A [[mill|\***a]]", "Remove the marks from the label", r"A [[mill|\*a]]"),
        ("A [[mill|***]]", "Remove the label", "A [[mill]]"),
    ],
)
def test_fixes(line: str, title: str, after: str) -> None:
    check_fix_of_line(with_unseen(line), title, after)


def check_fix_of_line(line: str, title: str, after: str) -> None:
    wiki = little_wiki(wiki_of(line))
    diagnostic = wiki.diagnostics(CODE)[0]
    (fix,) = (fix for fix in wiki.fixes(diagnostic) if fix.title == title)
    fixed_wiki = wiki.with_fix(diagnostic, fix)
    assert fixed_wiki.files == {"mill.article": wiki_of(after).partition("\n")[2]}
    assert not fixed_wiki.diagnostics(CODE)
    assert not fix.safe


def test_fix_as_a_little_wiki() -> None:
    check_fix(
        CODE,
        """
//- mill.article
Mill
The **water mill.
    ^^
""",
        """
//- mill.article
Mill
The **water** mill.
""",
        title="Close the entity after `water`",
    )


def test_what_mends_most_comes_first() -> None:
    assert next(iter(fixed("Of 2 ** 3, **a** b"))) == "Keep the first `**` as text"
    assert next(iter(fixed("**a****b** is"))) == "Put a space between the marks"
    assert next(iter(fixed("A ** mill ** is"))) == "Remove the spaces inside the marks"


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("A **a*", "Close the entity after `a`"),
        ("**Summary", "Remove the marks"),
        ("**- a", "Remove the marks"),
        ("***[[mill]]***", "Mark it with `**`"),
        ("***", "Mark it with `**`"),
    ],
)
def test_no_fix_that_does_harm(line: str, title: str) -> None:
    assert title not in fixed(line)


def test_an_empty_mark_alone_leaves_a_blank_line() -> None:
    assert fixed("****") == {"Remove the marks": ""}
    assert fixed("- ** **") == {"Remove the marks": ""}


@given(st.text("**a b\\[]|.-", max_size=24))
def test_every_fix_leaves_less_to_find(line: str) -> None:
    source = f"Title\nLead.\n{line}"
    article = parse(source)
    wiki = little_wiki(f"//- a.article\n{source}")
    for finding in RULE.check(article):
        for fix in RULE.fixes(finding, wiki.subject("a.article")):
            after = parse(apply_edits(source, fix.edits))
            assert len(after.problems) < len(article.problems)
            assert len(after.blocks) == len(article.blocks)
            assert [one.slug for one in after.links] == [one.slug for one in article.links]
