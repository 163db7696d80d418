from __future__ import annotations

from slugline.rules.rule import Related
from tests.little_wiki import check_rule, little_wiki

CODE = "duplicate-slug"


def test_two_files_with_one_slug() -> None:
    wiki = check_rule(
        CODE,
        """
//- derrow/mill.article
The Mill on the Derrow
^^^^^^^^^^^^^^^^^^^^^^ another article has the slug `mill` too
//- solva/mill.txt

# Мельница на Сольве
  ^^^^^^^^^^^^^^^^^^ another article has the slug `mill` too
//- weir.article
Weir
""",
    )
    first, second = wiki.diagnostics(CODE)
    assert first.related == (Related("solva/mill.txt", "this is `mill` too"),)
    assert second.related == (Related("derrow/mill.article", "this is `mill` too"),)
    assert wiki.fixes(first) == []


def test_a_slug_that_comes_from_a_title() -> None:
    check_rule(
        CODE,
        """
//- eel-weir.article
Something Else
^^^^^^^^^^^^^^ another article has the slug `eel-weir` too
//- Copy of it.article
Eel Weir
^^^^^^^^ another article has the slug `eel-weir` too
""",
    )


def test_silent_where_slugs_differ() -> None:
    check_rule(
        CODE,
        """
//- slugline.toml
inventories = ["published.tsv"]
[redirects]
mill = "weir"
//- published.tsv
mill	Mill
//- a/mill.article
Mill
//- b/old-mill.article
Mill
//- a/weir.article
Mill
""",
    )


def test_articles_without_a_slug_have_no_slug_in_common() -> None:
    check_rule(CODE, "//- ***.article\n🎉\n//- ….article\n🎉\n")


def test_paths_that_differ_only_in_case_or_normal_form() -> None:
    wiki = check_rule(
        CODE,
        """
//- a/Mill.article
Grist Mill
^^^^^^^^^^ another article has a path that differs only in case or normal form
//- a/mill.article
The Mill
^^^^^^^^ another article has a path that differs only in case or normal form
//- b/MILL.article
Other
""",
    )
    found = wiki.diagnostics(CODE)[0]
    assert found.related == (Related("a/mill.article", "on many disks this is the same file"),)
    composed, decomposed = "caf\u00e9.txt", "cafe\u0301.txt"
    check_rule(
        CODE,
        f"//- {composed}\nOne\n^^^ normal form\n//- {decomposed}\nTwo\n^^^ normal form",
    )


def test_one_finding_where_both_are_so() -> None:
    check_rule(
        CODE,
        """
//- Mill.article
Mill
^^^^ another article has the slug `mill` too
//- mill.article
Mill
^^^^ another article has the slug `mill` too
""",
    )


def test_follows_changes_of_the_wiki() -> None:
    wiki = little_wiki("//- a/Mill.article\nGrist\n//- a/mill.article\nMill\n")
    facts = wiki.wiki.articles["a/mill.article"]
    assert len(wiki.diagnostics(CODE)) == 2
    wiki.wiki.remove("a/mill.article")
    assert wiki.diagnostics(CODE) == []
    wiki.wiki.put("b/mill.article", facts)
    assert wiki.diagnostics(CODE) == []
    wiki.wiki.put("c/mill.article", facts)
    assert [one.path for one in wiki.diagnostics(CODE)] == ["b/mill.article", "c/mill.article"]


def test_many_files_with_one_slug_are_not_all_listed() -> None:
    wiki = little_wiki("".join(f"//- {n:03}/mill.article\nMill\r\n" for n in range(200)))
    found = wiki.diagnostics(CODE)
    assert len(found) == 200
    assert found[0].message == "199 other articles have the slug `mill` too"
    assert all(len(one.related) == 20 for one in found)


def test_an_article_without_a_title() -> None:
    wiki = little_wiki("//- a/mill.article\n## Summary\n//- b/mill.article\n")
    assert [(one.start.column, one.end.column) for one in wiki.diagnostics(CODE)] == [(0, 0)] * 2
