"""Completion inside `[[` and `]]`: slugs, the sections behind `#`, the labels behind `|`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from slugline.errors import ReadError
from slugline.features.completion_item import (
    LIMIT,
    Completion,
    Item,
    ItemKind,
    may_be_others,
    sought,
)
from slugline.features.view import View
from slugline.model.slugs import folded, slug_of
from slugline.rules.entity_edits import in_label
from slugline.rules.section_edits import UNREADABLE
from slugline.syntax import LinkText, OpenMark, read_link_text, unescape
from slugline.text import Span, unbroken
from slugline.wiki.names import Match


def complete_link(view: View, mark: OpenMark, cursor: int) -> Completion:
    """What can stand at the cursor inside of a link."""
    before = read_link_text(view.article.source[mark.inside : cursor])
    if before.label_span is not None:
        start = mark.inside + before.label_span.start
        return Completion(tuple(_labels(view, mark, before, start, cursor)))
    if before.section_span is not None:
        start = mark.inside + before.section_span.start
        return _sections(view, mark, before, start, cursor)
    return _slugs(view, mark, cursor)


def _written(view: View, mark: OpenMark, cursor: int) -> LinkText:
    """The whole link as it is written, up to the cursor where it is not closed."""
    end = cursor if mark.end is None else mark.end
    return read_link_text(view.article.source[mark.inside : end])


def _closing(mark: OpenMark) -> str:
    return "]]" if mark.end is None else ""


def _behind(view: View, mark: OpenMark, cursor: int) -> int:
    """The end of what a last part replaces: a lone `]` behind the cursor goes into the closing."""
    if mark.end is not None:
        return mark.end
    return cursor + 1 if view.article.source.startswith("]", cursor) else cursor


# -- slugs


def _slugs(view: View, mark: OpenMark, cursor: int) -> Completion:
    typed = unescape(view.article.source[mark.inside : cursor])
    written = _written(view, mark, cursor)
    has_more = written.section_span is not None or bool((written.label or "").strip())
    end = mark.inside + len(written.slug_span) if has_more else _behind(view, mark, cursor)
    # The part of a slug behind the cursor is never kept: it would become part of the label.
    place = Span(mark.inside, end)
    found = view.wiki.search.slugs.find(typed, LIMIT + 2)
    wanted = [match for match in found.matches if _is_offered(view, mark, match, written.slug)]
    is_incomplete = may_be_others(found, wanted, typed)
    items: list[Item] = []
    for match in wanted[:LIMIT]:
        kind, title, detail = _described(view, match.name)
        plain = f"{match.name} {unbroken(title)}"
        # What a redirect is found by is an old name: the link gets the one that counts.
        text = view.wiki.resolve(match.name).slug
        if not has_more and (label := label_for(title)) is not None:
            text += f"|{label}"
        items.append(
            Item(
                kind,
                unbroken(title) or match.name,
                text + _closing(mark),
                place,
                place,
                detail,
                sought(typed, match.name, unbroken(title)),
                match.name,
            )
        )
        is_incomplete = is_incomplete or items[-1].sought != plain
    return Completion(tuple(items), is_incomplete)


def _is_offered(view: View, mark: OpenMark, match: Match, written: str) -> bool:
    """Not the article itself, nor what leads nowhere, nor the very link that is being written."""
    resolution = view.wiki.resolve(match.name)
    if resolution.kind == "article":
        return resolution.paths != (view.path,)
    if resolution.kind == "missing":
        is_this_one = mark.end is not None and match.name == written and match.weight <= 1
        return not resolution.redirected and not is_this_one
    return resolution.kind == "inventory"


def _described(view: View, slug: str) -> tuple[ItemKind, str, str]:
    """The kind of what a slug leads to, its title, and what to say beside it."""
    resolution = view.wiki.resolve(slug)
    title = view.wiki.title_of(resolution)
    if resolution.kind == "missing":
        return "unwritten", "", "not written yet"
    if resolution.redirected:
        return "redirect", title, f"{slug} → {resolution.slug}"
    if resolution.kind == "inventory":
        return "elsewhere", title, f"{slug} (published elsewhere)"
    return "article", title, slug


def label_for(title: str) -> str | None:
    """A title as it is written in a label, None for one that can't be a label."""
    if not title.strip() or UNREADABLE in title:
        return None
    return in_label(title)


# -- sections


def _sections(view: View, mark: OpenMark, before: LinkText, start: int, cursor: int) -> Completion:
    typed = view.article.source[start:cursor]
    written = _written(view, mark, cursor)
    if written.label_span is None or written.section_span is None:
        end = _behind(view, mark, cursor)
        closing = _closing(mark)
    else:
        end = mark.inside + written.section_span.end
        closing = ""
    place = Span(start, end)
    items: dict[str, Item] = {}
    is_incomplete = False
    for slug, name in _headings(view, before.slug.strip()):
        if slug and slug not in items:
            shown = unbroken(name)
            plain = f"{slug} {shown}"
            by = sought(typed, slug, shown, otherwise=plain)
            items[slug] = Item("section", shown, slug + closing, place, place, slug, by)
            is_incomplete = is_incomplete or by != plain
    return Completion(tuple(items.values()), is_incomplete)


def _headings(view: View, slug: str) -> Iterable[tuple[str, str]]:
    """The headings of a link's target, by slug and name; slugs alone where it can't be read."""
    if not slug:
        article = view.article
    else:
        paths = view.wiki.resolve(slug).paths
        if not paths:
            return ()
        try:
            article = view.article if view.path in paths else view.read(paths[0])
        except ReadError:
            return ((heading, heading) for heading in view.wiki.articles[paths[0]].headings)
    return ((slug_of(section.name), section.name) for section in article.sections)


# -- labels


def _labels(
    view: View, mark: OpenMark, before: LinkText, start: int, cursor: int
) -> Iterator[Item]:
    place = Span(start, _behind(view, mark, cursor))
    known: set[str] = set()
    for text, detail in _proposed_labels(view, before):
        label = label_for(text)
        if label is not None and text not in known:
            known.add(text)
            yield Item(
                "label",
                unbroken(text),
                label + _closing(mark),
                place,
                place,
                detail,
                unbroken(text),
                before.slug,
            )


def _proposed_labels(view: View, link: LinkText) -> Iterator[tuple[str, str]]:
    """Texts for a link's label, and what they are."""
    wiki = view.wiki
    slug = link.slug.strip()
    if link.section is not None:
        names = (name for heading, name in _headings(view, slug) if heading == link.section)
        for name in names:
            yield name, "the section"
    if not slug:
        return
    resolution = wiki.resolve(slug)
    title = wiki.title_of(resolution)
    if title:
        yield title, "the title"
        usual = wiki.entities.usual(title)
        if usual is not None:
            yield usual, "the usual spelling"
        here = folded(title)
        for entity in view.article.entities:
            if folded(entity.text) == here:
                yield entity.text, "as it is spelled here"
    if resolution.redirected or not title:
        yield slug.replace("-", " "), "the slug in words"
