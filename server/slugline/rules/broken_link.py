"""broken-link: a link to a slug that no article has."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.model.edits import Edit
from slugline.model.slugs import is_slug
from slugline.rules.link_edits import link_at, text_only
from slugline.rules.new_path import LONGEST_NAME, new_path
from slugline.rules.quoting import quoted
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
from slugline.rules.skeleton import skeleton, title_of
from slugline.syntax import Link

CODE = "broken-link"


def _check(subject: LinkSubject) -> LinkVerdict | None:
    slug = subject.link.slug
    if not slug or not is_slug(slug):
        return None
    resolution = subject.wiki.resolve(slug)
    if resolution.kind in ("article", "inventory"):
        return None
    if resolution.kind == "loop":
        return LinkVerdict("slug", f"the redirects of {quoted(slug)} lead around in a circle")
    near = subject.wiki.nearest(resolution.slug)
    hint = f"; near: {', '.join(map(quoted, near))}" if near else ""
    if resolution.redirected:
        message = f"{quoted(slug)} is a redirect to {quoted(resolution.slug)}, which is no article"
    else:
        message = f"no article has the slug {quoted(slug)}"
    return LinkVerdict("slug", message + hint)


def _fixes(finding: Finding, subject: Subject) -> Iterator[Fix]:
    link = link_at(subject.article, finding.span)
    if link is None:
        return
    resolution = subject.wiki.resolve(link.slug)
    for slug in subject.wiki.nearest(resolution.slug):
        yield Fix(f"Link to `{slug}`", (Edit(link.slug_span, slug),))
    if resolution.kind == "missing":
        yield from _creation(link, resolution.slug, subject)
    yield from text_only(subject.article, link)


def _creation(link: Link, slug: str, subject: Subject) -> Iterator[Fix]:
    """Creates the article, beside the one that links to it if it can be one there."""
    path, is_held = new_path(subject.wiki, slug, beside=subject.path, holds=subject.holds)
    name = path.rpartition("/")[2]
    if not is_held or path in subject.wiki.articles or len(name.encode()) > LONGEST_NAME:
        return
    text = skeleton(_title(link, slug), subject.wiki.configuration.schema)
    yield Fix(f"Create the article `{path}`", create=NewFile(path, text))


def _title(link: Link, slug: str) -> str:
    """The label, if a title line can hold it, else the slug in words."""
    label = (link.label or "").strip()
    if label and not label.startswith(("- ", "# ", "## ")):
        return label
    return title_of(slug)


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
