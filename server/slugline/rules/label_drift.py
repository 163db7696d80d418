"""label-drift: a label that is no longer what its article is called."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from slugline.model.edits import Edit
from slugline.model.slugs import folded, slug_of
from slugline.rules.entity_edits import in_label
from slugline.rules.link_edits import link_at
from slugline.rules.quoting import quoted
from slugline.rules.rule import (
    Explanation,
    Finding,
    Fix,
    LinkRule,
    LinkSubject,
    LinkVerdict,
    Subject,
)
from slugline.wiki import Resolution, Wiki

CODE = "label-drift"

_ENDINGS = (
    ("s", ""),
    ("es", ""),
    ("es", "is"),
    ("ies", "y"),
    ("ed", ""),
    ("ed", "e"),
    ("ied", "y"),
    ("ing", ""),
    ("ing", "e"),
)
"""The endings of English inflections, with what stands in their place in the plain word."""

_SHORTEST = 2
"""What is left of a word without its ending has at least so many letters."""


def _check(subject: LinkSubject) -> LinkVerdict | None:
    link = subject.link
    wiki = subject.wiki
    if link.label is None or link.section is not None:
        return None
    target = wiki.resolve(link.slug)
    titles = _titles(target, wiki)
    if not titles or any(_alike(link.label, title) for title in titles):
        return None
    if _is_entity(link.label, target, wiki) or _is_redirect(link.label, target, wiki):
        return None
    message = f"the label {quoted(link.label)} is not the article's title, {quoted(titles[0])}"
    return LinkVerdict("label", message)


def _titles(target: Resolution, wiki: Wiki) -> list[str]:
    """The titles of what a link leads to: several where articles claim one slug, or none."""
    if target.kind == "article":
        return [title for path in target.paths if (title := wiki.articles.title_of(path))]
    return [title for title in (wiki.title_of(target),) if title]


def _is_entity(label: str, target: Resolution, wiki: Wiki) -> bool:
    """Whether a label is an entity of the article, in any spelling."""
    name = folded(label)
    return any(name in _all_folded(wiki.articles[path].entities) for path in target.paths)


@lru_cache(maxsize=256)
def _all_folded(entities: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(folded, entities))


def _is_redirect(label: str, target: Resolution, wiki: Wiki) -> bool:
    """Whether a label is a name that the wiki's redirects give to the article."""
    named = wiki.resolve(slug_of(label))
    return named.redirected and named.slug == target.slug


def _alike(label: str, title: str) -> bool:
    """Whether a label differs from a title in nothing but case, marks and inflections."""
    if label == title:
        return True
    words, others = slug_of(label).split("-"), slug_of(title).split("-")
    return (
        len(words) == len(others)
        and words != [""]
        and all(
            word == other or not _plain_forms(word).isdisjoint(_plain_forms(other))
            for word, other in zip(words, others, strict=True)
        )
    )


@lru_cache(maxsize=4096)
def _plain_forms(word: str) -> frozenset[str]:
    """A word, and each word that it may be an inflection of."""
    forms = {word}
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) >= len(ending) + _SHORTEST:
            stem = word[: -len(ending)]
            forms.add(stem + instead)
            if ending in ("ed", "ing") and stem[-1] == stem[-2]:
                forms.add(stem[:-1])
    return frozenset(forms)


def _fixes(finding: Finding, subject: Subject) -> Iterator[Fix]:
    link = link_at(subject.article, finding.span)
    if link is None or link.label_span is None:
        return
    for title in _titles(subject.wiki.resolve(link.slug), subject.wiki):
        yield Fix(f"Use the title {quoted(title)}", (Edit(link.label_span, in_label(title)),))


RULE = LinkRule(
    code=CODE,
    level="info",
    check=_check,
    fixes=_fixes,
    explanation=Explanation(
        finds="a label that differs from its article's title by more than case or an inflection",
        why=(
            "Readers expect an article of the name that they follow. Often the article was "
            "renamed and the label was not. Labels that are an entity of the article, or the name "
            "of one of its redirects, are fine."
        ),
        bad="""\
//- home.article
Home
See the [[water-mill|Old Works]].
//- water-mill.article
Water Mill
A mill that a river drives.
""",
        good="""\
//- home.article
Home
See the [[water-mill|water mills]].
//- water-mill.article
Water Mill
A mill that a river drives.
""",
    ),
)
