from __future__ import annotations

from slugline.rules.dead_end import RULE
from tests.little_wiki import check_rule, little_wiki

CODE = "dead-end"

WIKI = """
//- slugline.toml
inventories = ["published.tsv"]
[redirects]
old-mill = "mill"
//- published.tsv
lade\tLade
//- none.article
None
^^^^ no link leads on from this article
A mill.
//- mill.article
Mill
^^^^
See [[mill]], [[old-mill]] and [[#summary]].
//- weir.article
Weir
See [[#summary]] and [[mill]].
//- redirected.article
Redirected
See [[old-mill]].
//- elsewhere.article
Elsewhere
See [[lade]].
//- broken.article
Broken
See [[nowhere]].
"""


def test_finds_articles_without_links_to_others() -> None:
    check_rule(CODE, WIKI)


def test_suspects_are_those_found() -> None:
    assert set(RULE.suspects(little_wiki(WIKI).wiki)) == {"none.article", "mill.article"}


def test_is_off_unless_asked_for() -> None:
    assert CODE not in {one.code for one in little_wiki(WIKI).diagnostics()}
