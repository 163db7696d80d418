"""orphan-article: an article that no other article links to."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.rules.rule import Explanation, Finding, Subject, WikiRule
from slugline.wiki import Wiki

CODE = "orphan-article"


def _check(subject: Subject) -> Iterator[Finding]:
    if not subject.wiki.linked_from(subject.facts.slug):
        yield Finding(CODE, subject.facts.title_span, "no other article links to this one")


def _suspects(wiki: Wiki) -> Iterator[str]:
    return iter(wiki.articles)


RULE = WikiRule(
    code=CODE,
    level="off",
    check=_check,
    suspects=_suspects,
    explanation=Explanation(
        finds="an article that no other article links to",
        why="Readers who follow links never come to it.",
        bad="""\
//- home.article
Home
Where it starts.
//- mill.article
Mill
A mill by the river.
""",
        good="""\
//- home.article
Home
See the [[mill|Mill]].
//- mill.article
Mill
Back [[home|Home]].
""",
    ),
)
