"""invalid-slug: a link whose target is not written as a slug."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from slugline.model.edits import Edit
from slugline.model.facts import stem_of
from slugline.model.slugs import is_slug, slug_of
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
from slugline.syntax import Link
from slugline.text import Span
from slugline.wiki import Wiki

CODE = "invalid-slug"

_GAPS = re.compile(r"[\s_]+")
_NO_WORDS = re.compile(r"[/\\_\[\]*|]")


def _check(subject: LinkSubject) -> LinkVerdict | None:
    written = subject.link.slug
    if not written or is_slug(written):
        return None
    message = f"{quoted(written)} is not a slug"
    forms = forms_of(written)
    known = _known(forms, subject.wiki)
    if known:
        message += f"; write {quoted(known)}"
    elif forms:
        message += f"; as one it is {quoted(forms[0])}, which no article has"
    return LinkVerdict("slug", message)


def forms_of(written: str) -> list[str]:
    """What a target is as a slug: in lower case and NFC, and the slug that it gives as a title."""
    lower = unicodedata.normalize("NFC", _GAPS.sub("-", written.strip()).lower())
    forms = [form for form in (lower, slug_of(written)) if is_slug(form)]
    return list(dict.fromkeys(forms))


def _known(slugs: list[str], wiki: Wiki) -> str:
    """The first slug that leads to an article or an inventory entry, empty where none does."""
    kinds = ((slug, wiki.resolve(slug).kind) for slug in slugs)
    return next((slug for slug, kind in kinds if kind in ("article", "inventory")), "")


def _fixes(finding: Finding, subject: Subject) -> Iterator[Fix]:
    link = link_at(subject.article, finding.span)
    if link is None:
        return
    if not link.slug.strip():
        yield Fix("Link to the section of this article", (Edit(link.slug_span, ""),))
        return
    wiki = subject.wiki
    forms = forms_of(link.slug)
    known = _known(forms, wiki)
    if known:
        yield Fix(f"Link to `{known}`", _edits(link, known, _words(link)), safe=True)
        return
    file_name = re.split(r"[/\\]", link.slug.strip())[-1]
    near = [_known([slug_of(stem_of(file_name))], wiki)]
    near += [slug for form in forms[:1] for slug in wiki.nearest(form)]
    for slug in dict.fromkeys(filter(None, near)):
        yield Fix(f"Link to `{slug}`", _edits(link, slug, wiki.title_of(wiki.resolve(slug))))
    for form in forms[:1]:
        yield Fix(f"Write it as `{form}`", _edits(link, form, _words(link)))


def _words(link: Link) -> str:
    """The target, if it is words that readers may see; empty for a path or a name in code."""
    return "" if _NO_WORDS.search(link.slug) else link.slug.strip()


def _edits(link: Link, slug: str, label: str) -> tuple[Edit, ...]:
    """Writes a slug, and a label where there is none: readers see what they saw before."""
    edits: tuple[Edit, ...] = (Edit(link.slug_span, slug),)
    if link.label is None and label and label != slug:
        end = link.span.end - 2
        edits += (Edit(Span(end, end), f"|{in_label(label)}"),)
    return edits


RULE = LinkRule(
    code=CODE,
    level="error",
    check=_check,
    fixes=_fixes,
    fixes_safely=True,
    explanation=Explanation(
        finds="a link whose target is not written as a slug: with capitals, spaces, `_`, `../`",
        why=(
            "Slugs are compared exactly, so such a link leads nowhere, even where the article "
            "that it means is there. The fix keeps what was written as the label."
        ),
        bad="""\
//- home.article
Home
See the [[Water Mill]].
//- water-mill.article
Water Mill
A mill that a river drives.
""",
        good="""\
//- home.article
Home
See the [[water-mill|Water Mill]].
//- water-mill.article
Water Mill
A mill that a river drives.
""",
    ),
)
