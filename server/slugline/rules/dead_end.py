"""dead-end: an article without links to other articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from slugline.rules.rule import Explanation, Finding, Subject, WikiRule
from slugline.syntax import slug_in
from slugline.wiki import Wiki

CODE = "dead-end"


def _check(subject: Subject) -> Iterator[Finding]:
    slugs = map(slug_in, subject.facts.links)
    if _leads_nowhere(subject.facts.slug, slugs, subject.wiki):
        yield Finding(CODE, subject.facts.title_span, "no link leads on from this article")


def _leads_nowhere(own: str, slugs: Iterable[str], wiki: Wiki) -> bool:
    """Whether no link leads away; one that is broken was meant to, and is another finding."""
    return not any(slug and wiki.resolve(slug).slug != own for slug in slugs)


def _suspects(wiki: Wiki) -> Iterator[str]:
    for path, slugs in wiki.links.slugs_by_article():
        if _leads_nowhere(wiki.articles.slug_of(path), slugs, wiki):
            yield path


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
