from __future__ import annotations

from slugline.rules.orphan_article import RULE
from tests.little_wiki import check_rule, little_wiki

CODE = "orphan-article"

WIKI = """
//- slugline.toml
[redirects]
old-weir = "weir"
race = "mill"
//- mill.article
The Mill
^^^^^^^^ no other article links to `mill`
See [[weir]], [[mill]] and [[race]].
//- weir.article
Weir
See [[#summary]] and [[flume|the flume]] and [[lade]].
//- flume.article
Flume
Back to the [[old-weir]].
//- ....article
***
^^^ no article can link to this one, for it has no slug
It has no slug.
//- lade/One.article
Lade
//- lade/Two.article
Lade
"""


def test_finds_articles_that_no_other_links_to() -> None:
    check_rule(CODE, WIKI)


def test_a_link_by_redirect_counts_and_one_to_a_section_of_the_same_article_does_not() -> None:
    check_rule(
        CODE,
        """
//- slugline.toml
[redirects]
old-mill = "old-water-mill"
old-water-mill = "mill"
//- mill.article
Mill
See [[lade]].
//- lade.article
Lade
See [[old-mill]].
//- weir.article
Weir
^^^^
See [[#summary]].
""",
    )


def test_a_link_from_an_article_with_the_same_slug_does_not_count() -> None:
    check_rule(
        CODE,
        """
//- a/mill.article
Mill
^^^^
//- b/mill.article
The Mill
^^^^^^^^
See [[mill]].
""",
    )


def test_an_article_without_a_title_is_found_at_its_start() -> None:
    (diagnostic,) = little_wiki("//- mill.article\n- a").diagnostics(CODE)
    assert (diagnostic.span.start, diagnostic.span.end) == (0, 0)


def test_suspects_are_few() -> None:
    wiki = little_wiki(WIKI).wiki
    assert set(RULE.suspects(wiki)) == {"mill.article", "....article"}


def test_is_off_unless_asked_for() -> None:
    assert CODE not in {one.code for one in little_wiki(WIKI).diagnostics()}
