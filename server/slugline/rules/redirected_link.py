"""redirected-link: a link that reaches its article only through a redirect."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.model.edits import Edit
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

CODE = "redirected-link"


def _check(subject: LinkSubject) -> LinkVerdict | None:
    slug = subject.link.slug
    resolution = subject.wiki.resolve(slug)
    if not resolution.redirected or resolution.kind not in ("article", "inventory"):
        return None
    return LinkVerdict("slug", f"{quoted(slug)} is a redirect to {quoted(resolution.slug)}")


def _fixes(finding: Finding, subject: Subject) -> Iterator[Fix]:
    link = link_at(subject.article, finding.span)
    if link is not None:
        slug = subject.wiki.resolve(link.slug).slug
        yield Fix(f"Link to `{slug}`", (Edit(link.slug_span, slug),), safe=True)


RULE = LinkRule(
    code=CODE,
    level="info",
    check=_check,
    fixes=_fixes,
    fixes_safely=True,
    explanation=Explanation(
        finds="a link to a slug that `[redirects]` leads on to another one",
        why=(
            "The link works, but it names the article by a name that it no longer has, "
            "and it breaks when the redirect is taken out."
        ),
        bad="""\
//- slugline.toml
[redirects]
mill-builder = "millwright"
//- home.article
Home
Ask the [[mill-builder|Millwright]].
//- millwright.article
Millwright
A builder of mills.
""",
        good="""\
//- slugline.toml
[redirects]
mill-builder = "millwright"
//- home.article
Home
Ask the [[millwright|Millwright]].
//- millwright.article
Millwright
A builder of mills.
""",
    ),
)
