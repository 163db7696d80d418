"""Code actions: what can be done at a place, cheap to list, and carried out when chosen.

`source.fixAll` is not among them: which rules run is known to `slugline.check`, beside this floor,
and `check.fix` gives the mended text; `commands.fix_all` makes an edit of that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import msgspec

from slugline.errors import RefusedError
from slugline.features.commands import new_article
from slugline.features.mending import (
    MISSING_SECTION,
    TOGETHER,
    chosen_fix,
    fixes_of,
    fixes_together,
)
from slugline.features.mentions import first_mention, mention_edits
from slugline.features.redirects import add_redirect
from slugline.features.selected import Piece, entity_edits, link_edits, piece_at, slugs_for
from slugline.features.view import View
from slugline.features.wiki_edit import WikiEdit, text_change
from slugline.model.edits import Edit
from slugline.model.slugs import is_slug, slug_of
from slugline.rules import BY_CODE
from slugline.rules.quoting import quoted
from slugline.rules.rule import ArticleRule, Finding
from slugline.text import Span

ActionKind = Literal["quickfix", "refactor.extract", "refactor.rewrite"]


class MendFinding(msgspec.Struct, frozen=True, tag=True):
    """Make the fix of a finding that has this title."""

    finding: Finding
    title: str


class MendAll(msgspec.Struct, frozen=True, tag=True):
    """Make the first fix of every finding of a code in the article."""

    code: str


class MarkEntity(msgspec.Struct, frozen=True, tag=True):
    """Mark the selection as an entity."""


class LinkPiece(msgspec.Struct, frozen=True, tag=True):
    """Make the selection, or the entity that the cursor is on, a link to a slug."""

    slug: str


class ExtractArticle(msgspec.Struct, frozen=True, tag=True):
    """Create an article with the selection as title, and link the selection to it."""


class LinkFirst(msgspec.Struct, frozen=True, tag=True):
    """Link the first mark of the entity that the cursor is on."""


class LinkMentions(msgspec.Struct, frozen=True, tag=True):
    """Link the first mention of each article that is not linked yet, inside a span."""

    span: Span


class AddRedirect(msgspec.Struct, frozen=True, tag=True):
    """Add a redirect to the configuration."""

    old: str
    new: str


Todo = (
    MendFinding
    | MendAll
    | MarkEntity
    | LinkPiece
    | ExtractArticle
    | LinkFirst
    | LinkMentions
    | AddRedirect
)


class Action(msgspec.Struct, frozen=True):
    """Something that can be done: `todo` is what `resolve` needs to know of it.

    `finding` is what it mends, `preferred` is set for the first fix of a finding, and `safe` for
    a fix that can't change what the article says.
    """

    title: str
    kind: ActionKind
    todo: Todo
    finding: Finding | None = None
    preferred: bool = False
    safe: bool = False


def code_actions(view: View, findings: Sequence[Finding]) -> list[Action]:
    """What can be done at the selection (textDocument/codeAction), fixes first.

    `findings` are all of the article. Those that touch the selection get their fixes.
    """
    here = [
        finding
        for finding in findings
        if finding.span.start <= view.span.end and view.span.start <= finding.span.end
    ]
    return [
        *_fixes(view, here, findings),
        *_at_broken_link(view, here),
        *_at_heading(view, here),
        *_at_piece(view, here),
        *_mentions(view),
    ]


def resolve(
    view: View, todo: Todo, findings: Sequence[Finding], configuration: str | None = None
) -> WikiEdit:
    """The change that an action makes (codeAction/resolve), asked of the same view.

    `configuration` is the text of the configuration file, None where there is none. Raises
    RefusedError where it can't be made: a file is there already, or it no longer applies.
    """
    match todo:
        case MendFinding(finding=finding, title=title):
            return chosen_fix(view, finding, title)
        case MendAll(code=code):
            return _edited(view, fixes_together(view, code, findings))
        case AddRedirect(old=old, new=new):
            return add_redirect(view.wiki, configuration, old, new)
        case LinkMentions(span=span):
            return _edited(view, mention_edits(view, span))
        case LinkFirst():
            found = first_mention(view)
            return _edited(view, link_edits(view.article, *found) if found else [])
        case MarkEntity() | LinkPiece() | ExtractArticle():
            piece = piece_at(view)
            return _with_piece(view, piece, todo) if piece else _edited(view, [])


def _with_piece(
    view: View, piece: Piece, todo: MarkEntity | LinkPiece | ExtractArticle
) -> WikiEdit:
    match todo:
        case MarkEntity():
            return _edited(view, entity_edits(view.article, piece))
        case LinkPiece(slug=slug):
            return _edited(view, link_edits(view.article, piece, slug))
    file = new_article(view.wiki, piece.text, view.path, holds=view.holds)
    linked = _edited(view, link_edits(view.article, piece, slug_of(piece.text)))
    return WikiEdit((*linked.changes, file))


def _edited(view: View, edits: Iterable[Edit]) -> WikiEdit:
    changes = text_change(view.path, edits)
    if not changes:
        raise RefusedError("there is nothing to change here any more")
    return WikiEdit(changes)


def _fixes(view: View, here: Sequence[Finding], findings: Sequence[Finding]) -> Iterator[Action]:
    for finding in here:
        for number, fix in enumerate(fixes_of(view, finding)):
            todo = MendFinding(finding, fix.title)
            yield Action(fix.title, "quickfix", todo, finding, number == 0, fix.safe)
    for code in dict.fromkeys(finding.code for finding in here):
        some = [finding for finding in findings if finding.code == code]
        if code in TOGETHER and len(some) > 1 and fixes_together(view, code, some):
            what = f"Fix all {len(some)} findings of {code} in this article"
            if code == MISSING_SECTION:
                what = f"Insert all {len(some)} missing sections"
            yield Action(what, "quickfix", MendAll(code))


def _at_broken_link(view: View, here: Sequence[Finding]) -> Iterator[Action]:
    """Create the article that a link wants, also where no finding says so; add a redirect."""
    link = view.link
    if link is None or not is_slug(link.slug):
        return
    target = view.wiki.resolve(link.slug)
    if target.kind != "missing":
        return
    if not any(finding.code == "broken-link" for finding in here):
        finding = Finding("broken-link", link.slug_span, "")
        for fix in fixes_of(view, finding):
            if fix.create is not None:
                yield Action(fix.title, "quickfix", MendFinding(finding, fix.title))
    near = view.wiki.nearest(link.slug, 1)
    if near and not target.redirected:
        title = f"Add a redirect from `{link.slug}` to `{near[0]}`"
        yield Action(title, "quickfix", AddRedirect(link.slug, near[0]))


def _at_heading(view: View, here: Sequence[Finding]) -> Iterator[Action]:
    """Sort the sections, from any heading."""
    rule = BY_CODE["section-order"]
    assert isinstance(rule, ArticleRule)
    if view.block.kind != "heading" or any(finding.code == rule.code for finding in here):
        return
    for finding in rule.check(view.article):
        for fix in fixes_of(view, finding):
            todo = MendFinding(finding, fix.title)
            yield Action(fix.title, "refactor.rewrite", todo, safe=fix.safe)


def _at_piece(view: View, here: Sequence[Finding]) -> Iterator[Action]:
    """What the selection, or the entity under the cursor, can become."""
    piece = piece_at(view)
    if piece is None or not piece.text.strip():
        return
    wiki, article = view.wiki, view.article
    if entity_edits(article, piece):
        yield Action("Mark as an entity", "refactor.rewrite", MarkEntity())
    own = {wiki.articles.slug_of(view.path)}
    slugs = slugs_for(wiki, piece.text, without=own)
    for slug in slugs:
        if link_edits(article, piece, slug):
            yield Action(f"Link to `{slug}`", "refactor.rewrite", LinkPiece(slug))
    name = slug_of(piece.text)
    if name and name not in own and link_edits(article, piece, name):
        target = wiki.resolve(name)
        if target.kind == "missing" and not target.redirected:
            title = f"Create the article {quoted(piece.text)} and link to it"
            yield Action(title, "refactor.extract", ExtractArticle())
    found = first_mention(view)
    if found and not any(finding.code == "unlinked-mention" for finding in here):
        title = f"Link the first mention of {quoted(found[0].text)} to `{found[1]}`"
        yield Action(title, "refactor.rewrite", LinkFirst())


def _mentions(view: View) -> Iterator[Action]:
    """Link what is mentioned: in the selection, or from the title line in the whole article."""
    if view.span:
        span, where = view.span, "the selection"
    elif view.is_on_title:
        span, where = Span(0, len(view.article.source)), "this article"
    else:
        return
    count = len(mention_edits(view, span))
    if count:
        what = f"all {count} unlinked mentions" if count > 1 else "the unlinked mention"
        yield Action(f"Link {what} in {where}", "refactor.rewrite", LinkMentions(span))
