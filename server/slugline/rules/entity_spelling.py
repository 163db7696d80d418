"""entity-spelling: an entity that is spelled otherwise than in most of the wiki."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.model.edits import Edit
from slugline.rules.entity_edits import entity_at, in_entity, marks_of
from slugline.rules.rule import Explanation, Finding, Fix, Subject, WikiRule
from slugline.text import unbroken
from slugline.wiki import Wiki

CODE = "entity-spelling"


def _check(subject: Subject) -> Iterator[Finding]:
    entities = subject.wiki.entities
    usual = {
        spelling: common
        for spelling in subject.facts.entities
        if entities.is_unusual(spelling) and (common := entities.usual(spelling)) is not None
    }
    if not usual:
        return
    for entity in marks_of(subject.article, usual):
        common = usual[entity.text]
        message = f"most of the wiki spells `{unbroken(entity.text)}` as `{unbroken(common)}`"
        yield Finding(CODE, entity.text_span, message)


def _fixes(finding: Finding, subject: Subject) -> Iterator[Fix]:
    article = subject.article
    entity = entity_at(article, finding.span)
    if entity is None:
        return
    common = subject.wiki.entities.usual(entity.text)
    if common is None or common == entity.text:
        return
    written = in_entity(common)
    yield Fix(f"Spell it `{unbroken(common)}`", (Edit(entity.text_span, written),))
    spans = [other.text_span for other in marks_of(article, {entity.text})]
    if len(spans) > 1:
        yield Fix(
            f"Spell it `{unbroken(common)}` in all {len(spans)} places of this article",
            tuple(Edit(span, written) for span in spans),
        )


def _suspects(wiki: Wiki) -> Iterator[str]:
    return wiki.entities.holding(wiki.entities.unusual())


RULE = WikiRule(
    code=CODE,
    level="info",
    check=_check,
    suspects=_suspects,
    fixes=_fixes,
    explanation=Explanation(
        finds=(
            "an entity that is spelled otherwise than in more than half of the articles that mark "
            "it: in another case, with other hyphens or spaces, or with other diacritics"
        ),
        why=(
            "Two spellings of one thing are two things to everybody who searches for it, "
            "and to every program that counts or links entities."
        ),
        bad="""\
//- home.article
Home
All about the **fulling mill**.
//- mill.article
Mill
It was a **fulling mill**.
//- weir.article
Weir
It fed the **Fulling-Mill**.
""",
        good="""\
//- home.article
Home
All about the **fulling mill**.
//- mill.article
Mill
It was a **fulling mill**.
//- weir.article
Weir
It fed the **fulling mill**.
""",
    ),
)
