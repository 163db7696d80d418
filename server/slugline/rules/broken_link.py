"""broken-link: a link to a slug that no article has."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.model.edits import Edit
from slugline.model.slugs import is_slug
from slugline.rules.link_edits import link_at, text_only
from slugline.rules.rule import (
    Explanation,
    Finding,
    Fix,
    LinkRule,
    LinkSubject,
    LinkVerdict,
    NewFile,
    Subject,
)
from slugline.rules.skeleton import skeleton
from slugline.text import unbroken

CODE = "broken-link"


def _check(subject: LinkSubject) -> LinkVerdict | None:
    slug = subject.link.slug
    if not slug or not is_slug(slug):
        return None
    resolution = subject.wiki.resolve(slug)
    if resolution.kind in ("article", "inventory"):
        return None
    if resolution.kind == "loop":
        return LinkVerdict("slug", f"the redirects of `{slug}` lead around in a circle")
    if resolution.redirected:
        message = f"`{slug}` is a redirect to `{resolution.slug}`, which no article has as its slug"
        return LinkVerdict("slug", message)
    near = subject.wiki.nearest(slug)
    hint = f"; near: {', '.join(f'`{other}`' for other in near)}" if near else ""
    return LinkVerdict("slug", f"no article has the slug `{unbroken(slug)}`{hint}")


def _fixes(finding: Finding, subject: Subject) -> Iterator[Fix]:
    link = link_at(subject.article, finding.span)
    if link is None:
        return
    for slug in subject.wiki.nearest(link.slug):
        yield Fix(f"Link to `{slug}`", (Edit(link.slug_span, slug),))
    folder = subject.path.rpartition("/")[0]
    path = f"{folder}/{link.slug}.article" if folder else f"{link.slug}.article"
    title = link.label or link.slug.replace("-", " ").capitalize()
    yield Fix(
        f"Create the article `{path}`",
        create=NewFile(path, skeleton(title, subject.wiki.configuration.schema)),
    )
    yield text_only(subject.article, link)


RULE = LinkRule(
    code=CODE,
    level="error",
    check=_check,
    fixes=_fixes,
    explanation=Explanation(
        finds="a link whose slug is no article, no redirect and in no inventory",
        why="Readers who follow it find nothing. Most are typing errors or renamed articles.",
        bad="""\
//- home.article
Home
The river turns it.
Summary
See [[watr-mill|Water Mill]].
//- water-mill.article
Water Mill
A mill that a river drives.
""",
        good="""\
//- home.article
Home
The river turns it.
Summary
See [[water-mill|Water Mill]].
//- water-mill.article
Water Mill
A mill that a river drives.
""",
    ),
)
