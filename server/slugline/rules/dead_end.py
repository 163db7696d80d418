"""dead-end: an article without links to other articles."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.model.facts import Facts
from slugline.rules.rule import Explanation, Finding, Subject, WikiRule
from slugline.wiki import Wiki

CODE = "dead-end"


def _check(subject: Subject) -> Iterator[Finding]:
    if _is_dead_end(subject.facts, subject.wiki):
        yield Finding(CODE, subject.facts.title_span, "no link leads on from this article")


def _is_dead_end(facts: Facts, wiki: Wiki) -> bool:
    """Whether no link leads away; one that is broken was meant to, and is another finding."""
    texts = wiki.links.texts
    slugs = (texts[text].slug for text in facts.links)
    return not any(slug and wiki.resolve(slug).slug != facts.slug for slug in slugs)


def _suspects(wiki: Wiki) -> Iterator[str]:
    return (path for path, facts in wiki.articles.items() if _is_dead_end(facts, wiki))


RULE = WikiRule(
    code=CODE,
    level="off",
    check=_check,
    suspects=_suspects,
    explanation=Explanation(
        finds="an article without links to other articles",
        why="Readers who come to it can't go on from there.",
        bad="""\
//- mill.article
Mill
A mill by the river.
""",
        good="""\
//- mill.article
Mill
A mill by the [[river|River]].
//- river.article
River
It drives the [[mill|Mill]].
""",
    ),
)
