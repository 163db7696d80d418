"""duplicate-slug: several files for one slug, or for one name on other people's disks."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.rules.quoting import quoted
from slugline.rules.rule import Explanation, Finding, Related, Subject, WikiRule
from slugline.wiki import Wiki

CODE = "duplicate-slug"

_NAMED = 3
_RELATED = 20
"""So many other files stand in the message, and so many are named as related locations."""


def _check(subject: Subject) -> Iterator[Finding]:
    slug, span = subject.facts.slug, subject.facts.title_span
    claims = subject.wiki.paths_of(slug)
    if len(claims) > 1:
        others = [path for path in claims[: _RELATED + 1] if path != subject.path]
        message = f"the slug {quoted(slug)} is also that of {_listed(others, len(claims) - 1)}"
        yield Finding(CODE, span, message, _related(others, f"this is {quoted(slug)} too"))
    articles = subject.wiki.articles
    others = [
        path
        for path in subject.wiki.colliding_with(subject.path)
        if path != subject.path and not (slug and articles[path].slug == slug)
    ]
    if others:
        message = (
            f"on many disks {quoted(subject.path)} is the same file as "
            f"{_listed(others, len(others))}"
        )
        why = "this path differs only in case or normal form"
        yield Finding(CODE, span, message, _related(others, why))


def _listed(paths: list[str], count: int) -> str:
    shown = ", ".join(map(quoted, paths[:_NAMED]))
    return shown if count <= _NAMED else f"{shown} and {count - _NAMED} more"


def _related(paths: list[str], message: str) -> tuple[Related, ...]:
    return tuple(Related(path, message) for path in paths[:_RELATED])


def _suspects(wiki: Wiki) -> Iterator[str]:
    groups = [paths for _, paths in wiki.duplicate_slugs()] + wiki.colliding_paths()
    return iter(dict.fromkeys(path for group in groups for path in group))


RULE = WikiRule(
    code=CODE,
    level="error",
    check=_check,
    suspects=_suspects,
    explanation=Explanation(
        finds="files that claim one slug, or whose paths differ only in case or normal form",
        why=(
            "A link to the slug can mean either article. Files whose names differ only in case "
            "or normal form overwrite each other on the disks of other people."
        ),
        bad="""\
//- derrow/mill.article
The Mill on the Derrow
It grinds corn.
//- solva/mill.article
The Mill on the Solva
It fulls cloth.
""",
        good="""\
//- derrow/derrow-mill.article
The Mill on the Derrow
It grinds corn.
//- solva/solva-mill.article
The Mill on the Solva
It fulls cloth.
""",
    ),
)
