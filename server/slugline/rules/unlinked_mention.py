"""unlinked-mention: an entity that has an article, which this article never links to."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.model.edits import Edit
from slugline.rules.entity_edits import entity_at, in_label, marks_of
from slugline.rules.rule import Explanation, Finding, Fix, Subject, WikiRule
from slugline.syntax import slug_in
from slugline.text import unbroken
from slugline.wiki import Wiki

CODE = "unlinked-mention"


def _check(subject: Subject) -> Iterator[Finding]:
    unlinked = _unlinked(subject)
    if not unlinked:
        return
    spellings = [one for one in subject.facts.entities if one.casefold() in unlinked]
    for entity in marks_of(subject.article, spellings):
        slug = unlinked.pop(entity.text.casefold(), None)
        if slug is not None:
            message = (
                f"`{unbroken(entity.text)}` has an article, `{slug}`, which this one never links to"
            )
            yield Finding(CODE, entity.text_span, message)
            if not unlinked:
                return


def _unlinked(subject: Subject) -> dict[str, str]:
    """The slug of the article for each entity, casefolded, that has one without a link to it."""
    wiki = subject.wiki
    slugs: dict[str, str] = {}
    linked: set[str] | None = None
    for entity in subject.facts.entities:
        paths = wiki.titled(entity)
        if not paths or subject.path in paths:
            continue
        if linked is None:
            linked = set(map(wiki.end_of, map(slug_in, subject.facts.links)))
        titled = [slug for path in paths if (slug := wiki.articles.slug_of(path))]
        if titled and linked.isdisjoint(titled):
            slugs[entity.casefold()] = titled[0]
    return slugs


def _fixes(finding: Finding, subject: Subject) -> Iterator[Fix]:
    entity = entity_at(subject.article, finding.span)
    slug = _unlinked(subject).get(entity.text.casefold()) if entity else None
    if entity is not None and slug is not None:
        link = f"[[{slug}|{in_label(entity.text)}]]"
        yield Fix(f"Link it to `{slug}`", (Edit(entity.span, link),))


def _suspects(wiki: Wiki) -> Iterator[str]:
    return wiki.entities.holding({entity for entity in wiki.entities.counts if wiki.titled(entity)})


RULE = WikiRule(
    code=CODE,
    level="hint",
    check=_check,
    suspects=_suspects,
    fixes=_fixes,
    explanation=Explanation(
        finds=(
            "the first mark of an entity that is the title of an article "
            "to which this article never links"
        ),
        why="Readers who want to know more of it are one link away from it, and don't know.",
        bad="""\
//- home.article
Home
The **water mill** stands by the river.
//- water-mill.article
Water Mill
A mill that a river drives.
""",
        good="""\
//- home.article
Home
The [[water-mill|water mill]] stands by the river.
//- water-mill.article
Water Mill
A mill that a river drives.
""",
    ),
)
