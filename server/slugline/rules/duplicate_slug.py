"""duplicate-slug: several files for one slug, or for one name on other people's disks."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.rules.quoting import others_have, quoted
from slugline.rules.rule import Explanation, Finding, Related, Subject, WikiRule
from slugline.wiki import Wiki

CODE = "duplicate-slug"

_RELATED = 20
"""How many of the others a finding names."""


def _check(subject: Subject) -> Iterator[Finding]:
    slug, span = subject.facts.slug, subject.facts.title_span
    claims = subject.wiki.paths_of(slug)
    if len(claims) > 1:
        others = [path for path in claims[: _RELATED + 1] if path != subject.path]
        message = f"{others_have(len(claims) - 1)} the slug {quoted(slug)} too"
        yield Finding(CODE, span, message, _related(others, f"this is {quoted(slug)} too"))
    articles = subject.wiki.articles
    others = [
        path
        for path in subject.wiki.colliding_with(subject.path)
        if path != subject.path and not (slug and articles.slug_of(path) == slug)
    ]
    if others:
        message = f"{others_have(len(others))} a path that differs only in case or normal form"
        why = "on many disks this is the same file"
        yield Finding(CODE, span, message, _related(others, why))


def _related(paths: list[str], message: str) -> tuple[Related, ...]:
    return tuple(Related(path, message) for path in paths[:_RELATED])


def _suspects(wiki: Wiki) -> Iterator[str]:
    groups = [paths for _, paths in wiki.duplicate_slugs()] + wiki.colliding_paths()
    return iter(dict.fromkeys(path for group in groups for path in group))


RULE = WikiRule(
    code=CODE,
    subject_after=None,
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
