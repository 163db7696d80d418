from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from slugline.rules.entity_edits import entity_at, marks_of
from slugline.syntax import parse
from tests.little_wiki import check_fix, check_rule, little_wiki

CODE = "entity-spelling"

OTHERS = """
//- home.article
Home
The **fulling mill** and the **fulling mill**.
//- weir.article
Weir
The **fulling mill**.
"""


def test_finds_every_mark_of_an_unusual_spelling() -> None:
    check_rule(
        CODE,
        OTHERS
        + """\
//- mill.article
Mill
The **Fulling-Mill** and the **fúlling  mill**.
      ^^^^^^^^^^^^ most of the wiki spells `Fulling-Mill` as `fulling mill`
                               ^^^^^^^^^^^^^
Summary
- A **Fulling-Mill**
      ^^^^^^^^^^^^
//- race.article
Race
The **fulling mill**.
//- flume.article
Flume
The **fulling mill**.
""",
    )


def test_finds_nothing_where_no_spelling_is_most_common() -> None:
    check_rule(
        CODE,
        """
//- a.article
A
The **fulling mill**, the **fulling mill** and the **fulling mill**.
//- b.article
B
The **Fulling Mill** and the **weir**.
//- c.article
C
The **fulling mills** and the **wéir**.
""",
    )


def test_counts_articles_not_marks() -> None:
    check_rule(
        CODE,
        OTHERS
        + """\
//- mill.article
Mill
The **Fulling Mill**, **Fulling Mill**, **Fulling Mill**.
      ^^^^^^^^^^^^
                        ^^^^^^^^^^^^
                                          ^^^^^^^^^^^^
""",
    )


def test_compares_what_is_read() -> None:
    check_rule(
        CODE,
        r"""
//- a.article
A
The **a\*b**.
//- b.article
B
The **a*b**.
//- c.article
C
The **A\*b**.
      ^^^^ most of the wiki spells `A*b` as `a*b`
""",
    )


MILL = """\
//- mill.article
Mill
The **Fulling-Mill** by
      ^^^^^^^^^^^^
Summary
- the **Fulling-Mill**
        ^^^^^^^^^^^^
"""


def test_fix_one_mark() -> None:
    after = MILL.replace("Fulling-Mill", "fulling mill", 1)
    check_fix(CODE, OTHERS + MILL, OTHERS + after, title="Spell it `fulling mill`", findings_left=1)


def test_fix_all_marks_of_the_article() -> None:
    after = MILL.replace("Fulling-Mill", "fulling mill")
    title = "Spell it `fulling mill` in all 2 places of this article"
    check_fix(CODE, OTHERS + MILL, OTHERS + after, title=title, safe=False)


def test_one_mark_has_one_fix() -> None:
    wiki = little_wiki(OTHERS + "//- mill.article\nMill\nThe **Fulling-Mill**.")
    (diagnostic,) = wiki.diagnostics(CODE)
    assert [fix.title for fix in wiki.fixes(diagnostic)] == ["Spell it `fulling mill`"]


def test_fix_escapes_what_must_be() -> None:
    wiki = check_rule(
        CODE,
        r"""
//- a.article
A
The **a\*b c\*** and **[a|b]** and **x\[\[y**.
//- b.article
B
The **a\*b c\*** and **[a|b]** and **x\[\[y**.
//- c.article
C
The **A\*b c\***
      ^^^^^^^^
//- d.article
D
The **[A|b]**
      ^^^^^
//- e.article
E
The **X\[\[y**
      ^^^^^^
""",
    )
    mended = [
        wiki.with_fix(one, wiki.fixes(one)[0]).files[one.path] for one in wiki.diagnostics(CODE)
    ]
    assert [text.split("\n")[1] for text in mended] == [
        r"The **a\*b c\***",
        "The **[a|b]**",
        r"The **x\[\[y**",
    ]


@given(
    st.lists(st.sampled_from(["**a**", "**b", "b**", "[[a]]", "**a\\*b**", "***a***", "\n", " "]))
)
def test_marks_are_found_without_reading_all_lines(parts: list[str]) -> None:
    article = parse("Title\nLead\n" + "".join(parts))
    for spellings in ({"a"}, {"a", "b", "a*b"}):
        expected = [entity for entity in article.entities if entity.text in spellings]
        assert list(marks_of(article, spellings)) == expected
        assert [entity_at(article, entity.text_span) for entity in expected] == expected
