from __future__ import annotations

from tests.little_wiki import check_fix, check_rule, little_wiki

CODE = "unlinked-mention"

MILL = """
//- water-mill.article
Water Mill
A mill that a river drives.
"""


def test_finds_the_first_mark_of_each_entity() -> None:
    check_rule(
        CODE,
        MILL
        + """\
//- weir.article
Weir
The **lade** of the **water mill** and
                      ^^^^^^^^^^ `water mill` has an article, `water-mill`, which this one never
Summary
the **Water Mill** and the **tide mill**.
                             ^^^^^^^^^ `tide-mill`
//- tide-mill.article
TIDE MILL
The **weir** holds it.
      ^^^^
""",
    )


def test_finds_nothing_where_it_is_linked() -> None:
    check_rule(
        CODE,
        MILL
        + """\
//- slugline.toml
[redirects]
old-mill = "water-mill"
//- by-slug.article
By Slug
The **Water Mill**.
Summary
See [[water-mill|it]].
//- by-section.article
By Section
The **Water Mill** is [[water-mill#use]].
//- by-redirect.article
By Redirect
The **Water Mill** is [[old-mill]].
""",
    )


def test_the_own_title_is_no_mention() -> None:
    check_rule(
        CODE,
        """
//- water-mill.article
Water Mill
A **Water Mill** and a **water mill**.
//- mill.article
water mill
A **Water Mill**.
""",
    )


def test_other_spellings_and_articles_without_a_slug_are_not_meant() -> None:
    check_rule(
        CODE,
        MILL
        + r"""
//- ....article
***
It has no slug.
//- weir.article
Weir
A **water-mill**, **Water Mills** and **\*\*\***.
""",
    )


def test_one_of_several_articles_with_the_title_is_enough() -> None:
    others = "//- a-mill.article\nMill\n//- b-mill.article\nmill\n//- weir.article\nWeir\n"
    check_rule(CODE, f"{others}A **Mill** and [[b-mill]].")
    check_rule(CODE, f"{others}A **Mill**.\n    ^^^^ `a-mill`")


def test_fix_links_the_mark() -> None:
    check_fix(
        CODE,
        MILL
        + """\
//- weir.article
Weir
The **water mill** and the **Water Mill**.
      ^^^^^^^^^^
""",
        MILL
        + """\
//- weir.article
Weir
The [[water-mill|water mill]] and the **Water Mill**.
""",
        title="Link it to `water-mill`",
        safe=False,
    )


def test_fix_escapes_what_must_be() -> None:
    wiki = check_rule(
        CODE,
        r"""
//- a.article
A*B
//- b.article
A**B
//- c.article
[C]
//- weir.article
Weir
A **a*b**, an **a\*\*b** and a **[c]**.
    ^^^
                ^^^^^^
                                 ^^^
""",
    )
    for after in (
        r"A [[a|a*b]], an **a\*\*b** and a **[c]**.",
        r"A [[a|a*b]], an [[b|a\*\*b]] and a **[c]**.",
        r"A [[a|a*b]], an [[b|a\*\*b]] and a [[c|\[c\]]].",
    ):
        diagnostic = wiki.diagnostics(CODE)[0]
        wiki = wiki.with_fix(diagnostic, wiki.fixes(diagnostic)[0])
        assert wiki.files["weir.article"].rstrip("\n") == f"Weir\n{after}"
    assert not wiki.diagnostics(CODE)


def test_spellings_of_one_title_are_found_once() -> None:
    wiki = little_wiki(f"{MILL}//- a.article\nA\n**WATER MILL** and **water mill**")
    assert [one.start.column for one in wiki.diagnostics(CODE)] == [2]
