"""orphan-article: an article that no other article links to."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.rules.rule import Explanation, Finding, Subject, WikiRule
from slugline.wiki import Wiki

CODE = "orphan-article"


def _check(subject: Subject) -> Iterator[Finding]:
    slug = subject.facts.slug
    if not subject.wiki.linked_from(slug):
        named = f"no other article links to `{slug}`"
        message = named if slug else "no article can link to this one, for it has no slug"
        yield Finding(CODE, subject.facts.title_span, message)


def _suspects(wiki: Wiki) -> Iterator[str]:
    """Articles to which no link leads, or one of their own or of one with the same slug."""
    linked = {wiki.resolve(slug).slug for slug in wiki.links.slugs()}
    own = {wiki.articles.slug_of(path) for path in wiki.linking_to_themselves()}
    surely_linked = linked - own - {""}
    return (path for slug, path in wiki.articles.slugs() if slug not in surely_linked)


RULE = WikiRule(
    code=CODE,
    subject_after=None,
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
