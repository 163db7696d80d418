from __future__ import annotations

from slugline.rules.rule import Related
from tests.little_wiki import check_rule, little_wiki

CODE = "duplicate-title"


def test_finds_each_article_with_the_title() -> None:
    wiki = check_rule(
        CODE,
        """
//- a.article
The Mill
^^^^^^^^ 2 other articles have the same title
//- b.article
# the mill
  ^^^^^^^^ 2 other articles have the same title
//- c.article
The Mill
^^^^^^^^ 2 other articles have the same title
//- d.article
Straße
^^^^^^ another article has the same title
//- e.article
STRASSE
^^^^^^^ another article has the same title
//- f.article
Mill
""",
    )
    related = wiki.diagnostics(CODE)[1].related
    assert related == (
        Related("a.article", "has the same title"),
        Related("c.article", "has the same title"),
    )


def test_finds_nothing_in_articles_without_a_title() -> None:
    check_rule(CODE, "//- a.article\n- a\n//- b.article\n- a\n//- c.article\n## Summary")


def test_thousands_of_one_title_name_a_few_others() -> None:
    text = "\n".join(f"//- {number}.article\nSummary" for number in range(3000))
    found = little_wiki(text).diagnostics(CODE)
    assert len(found) == 3000
    assert {len(one.related) for one in found} == {10}
    assert found[0].message == "2,999 other articles have the same title"
