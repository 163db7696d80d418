"""self-link: an article that links to itself."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.rules.link_edits import without_link
from slugline.rules.quoting import quoted
from slugline.rules.rule import Explanation, Finding, Subject, WikiRule
from slugline.wiki import Wiki

CODE = "self-link"


def _check(subject: Subject) -> Iterator[Finding]:
    wiki = subject.wiki
    for link in wiki.links_of(subject.path):
        if link.text.slug and link.text.section is None:
            target = wiki.resolve(link.text.slug)
            if target.paths == (subject.path,):
                yield Finding(
                    CODE,
                    link.span,
                    f"the article links to itself as {quoted(link.text.slug)}",
                )


def _suspects(wiki: Wiki) -> Iterator[str]:
    return iter(wiki.linking_to_themselves())


RULE = WikiRule(
    code=CODE,
    level="warning",
    check=_check,
    suspects=_suspects,
    fixes=without_link,
    subject_after=None,
    explanation=Explanation(
        finds="a link to the article that it stands in, without a section",
        why="Readers who follow it come back to where they are.",
        bad="""\
//- mill.article
Mill
The [[mill]] stands by the river.
""",
        good="""\
//- mill.article
Mill
The mill stands by the river.
""",
    ),
)
