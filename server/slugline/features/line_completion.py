"""Completion outside of links: entities, missing headings, and the skeleton of an article."""

from __future__ import annotations

import re
from collections.abc import Iterator

from slugline.features.completion_item import LIMIT, Completion, Item, may_be_others, sought
from slugline.features.prose import counted
from slugline.features.view import View
from slugline.model.facts import stem_of
from slugline.model.slugs import is_slug
from slugline.rules.entity_edits import in_entity
from slugline.rules.section_edits import UNREADABLE
from slugline.rules.skeleton import skeleton
from slugline.syntax import Article, OpenMark, Schema, SectionKind, unescape
from slugline.text import BYTE_ORDER_MARK, Span, unbroken
from slugline.wiki.names import Match

_HEADING_START = re.compile(r"[ \t]*(?P<marker>##[ \t]+)?")

# -- entities


def complete_entity(view: View, mark: OpenMark, cursor: int) -> Completion:
    """The wiki's entities that match what stands between `**` and the cursor.

    Those that are usually spelled in another way are not offered.
    """
    source = view.article.source
    typed = unescape(source[mark.inside : cursor])
    end = mark.end
    if end is None:
        end = cursor + 1 if source.startswith("*", cursor) else cursor
    found = view.wiki.search.entities.find(typed, 2 * LIMIT)
    written = unescape(source[mark.inside : end])
    wanted = [match for match in found.matches if _is_offered(view, match, written)]
    is_incomplete = may_be_others(found, wanted, typed)
    closing = "**" if mark.end is None else ""
    items: list[Item] = []
    for match in wanted[:LIMIT]:
        shown = unbroken(match.name)
        items.append(
            Item(
                "entity",
                shown,
                in_entity(match.name) + closing,
                Span(mark.inside, end if mark.end is None else cursor),
                Span(mark.inside, end),
                counted(match.weight, "article", "articles"),
                sought(typed, shown),
            )
        )
        is_incomplete = is_incomplete or items[-1].sought != shown
    return Completion(tuple(items), is_incomplete)


def _is_offered(view: View, match: Match, written: str) -> bool:
    """Not the very mark that is being written, and nothing that another spelling is usual for."""
    if UNREADABLE in match.name or (match.name == written and match.weight <= 1):
        return False
    return view.wiki.entities.usual(match.name) in (None, match.name)


# -- headings


def complete_heading(view: View, cursor: int, line: Span) -> Completion:
    """The sections that the article has not yet, in the order of the schema.

    `line` is the text of the cursor's line. Nothing where more stands behind the cursor, or where
    the line would be the title.
    """
    article = view.article
    block = view.block
    if article.source[cursor : line.end].strip(" \t") or not _has_text_before(article, block.line):
        return Completion()
    opening = _HEADING_START.match(article.source, line.start, cursor)
    start = opening.end() if opening else line.start
    typed = article.source[start:cursor]
    headings = [section.heading for section in article.sections]
    are_marked = bool(headings) and all(one.span.start < one.text_span.start for one in headings)
    marker = "## " if are_marked and not (opening and opening["marker"]) else ""
    place = Span(start, cursor)
    return Completion(
        tuple(
            Item(
                "heading",
                kind.name,
                marker + kind.name,
                place,
                place,
                "required" if kind.required else "not required",
                kind.name,
            )
            for kind in _missing(article, block.line)
            if typed != kind.name and _begins(typed, kind)
        )
    )


def _has_text_before(article: Article, line: int) -> bool:
    return any(block.kind != "blank" for block in article.blocks[:line])


def _missing(article: Article, line: int) -> Iterator[SectionKind]:
    """The schema's sections that no other line is the heading of."""
    there = {
        section.kind.key
        for section in article.sections
        if section.kind is not None and section.heading.line != line
    }
    return (kind for kind in article.schema.sections if kind.key not in there)


def _begins(typed: str, kind: SectionKind) -> bool:
    """Whether a text begins a section's name or another of its names, or a word of one."""
    wanted = typed.casefold()
    names = [name.casefold() for name in (kind.name, *kind.aliases)]
    return any(name.startswith(wanted) or f" {wanted}" in name for name in names)


# -- the skeleton


def complete_skeleton(view: View, cursor: int, line: Span) -> Completion:
    """All of an article, for a text that is still empty.

    `line` is the text of the cursor's line.
    """
    title = _title_for(view.path)
    schema = view.article.schema
    line_break = view.article.line_break
    start = line.start
    if start == 0 and view.article.source.startswith(BYTE_ORDER_MARK):
        start = len(BYTE_ORDER_MARK)
    item = Item(
        "skeleton",
        "New article",
        skeleton(title, schema).replace("\n", line_break),
        Span(start, max(start, cursor)),
        Span(start, line.end),
        "title, lead and all required sections",
        title,
        snippet=_snippet(title, schema).replace("\n", line_break),
    )
    return Completion((item,))


def _title_for(path: str) -> str:
    """A file's name as a title."""
    stem = stem_of(path)
    title = stem.replace("-", " ").capitalize() if is_slug(stem) else unbroken(stem)
    return title.lstrip("-# ").rstrip() or "Title"


def _snippet(title: str, schema: Schema) -> str:
    """The skeleton with places to fill in, in the syntax of LSP's snippets."""
    lines = [_place(1, title), _place(2, "Lead")]
    before, after = map(_verbatim, schema.attribution_parts)
    required = (kind for kind in schema.sections if kind.required)
    for number, kind in enumerate(required, 3):
        lines.append(_verbatim(kind.name))
        match kind.body:
            case "list":
                lines.append(f"- {_place(number, 'Point')}")
            case "attribution":
                lines.append(f"{before}{_place(number, 'Publisher')}{after}")
            case "prose" | "any":
                lines.append(_place(number, "Text"))
    return "\n".join(lines) + "\n$0"


def _place(number: int, text: str) -> str:
    return f"${{{number}:{_verbatim(text)}}}"


def _verbatim(text: str) -> str:
    return re.sub(r"[\\$}]", r"\\\g<0>", text)
