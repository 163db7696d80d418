"""duplicate-title: several articles with one title."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from slugline.rules.quoting import others_have
from slugline.rules.rule import Explanation, Finding, Related, Subject, WikiRule
from slugline.wiki import Wiki

CODE = "duplicate-title"

_NAMED = 10
"""How many of the others a finding names."""


def _check(subject: Subject) -> Iterator[Finding]:
    facts = subject.facts
    paths = subject.wiki.titled(facts.title)
    if not facts.title or len(paths) < 2:
        return
    others = list(islice((path for path in paths if path != subject.path), _NAMED))
    yield Finding(
        CODE,
        facts.title_span,
        f"{others_have(len(paths) - 1)} the same title",
        tuple(Related(path, "has the same title") for path in others),
    )


def _suspects(wiki: Wiki) -> Iterator[str]:
    return (path for paths in wiki.duplicate_titles() for path in paths)


RULE = WikiRule(
    code=CODE,
    level="warning",
    check=_check,
    suspects=_suspects,
    explanation=Explanation(
        finds="several articles with one title, whatever its case",
        why="In lists and search results readers can't tell which of them is which.",
        bad="""\
//- water-mill.article
The Mill
A mill that a river drives.
//- windmill.article
The Mill
A mill that the wind drives.
""",
        good="""\
//- water-mill.article
The Water Mill
A mill that a river drives.
//- windmill.article
The Windmill
A mill that the wind drives.
""",
    ),
)
