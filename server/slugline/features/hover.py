"""Hover: what a link leads to, how common an entity is, what a section is for."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from slugline.features.preview import linking, preview_of_article, preview_of_slug
from slugline.features.prose import Paragraph, Prose, code, counted, listed, paragraph, strong
from slugline.features.view import View
from slugline.model.slugs import slug_of
from slugline.rules.headings import nearest_name
from slugline.syntax import Entity, Link, Section
from slugline.text import Span

_SPELLINGS = 5
"""How many spellings of an entity are listed."""

_BODIES = {
    "prose": "prose",
    "list": "a list",
    "attribution": "the attribution",
    "any": "prose or a list",
}


class Hover(msgspec.Struct, frozen=True):
    """What is to be shown, and the part of the article that it is about."""

    prose: Prose
    span: Span


def hover(view: View) -> Hover | None:
    """What is to be said of the place of the cursor, None where there is nothing."""
    block = view.block
    if not block.span.start <= view.offset <= block.span.end:
        return None
    if view.is_on_title:
        return Hover(tuple(_of_title(view)), block.span)
    if block.kind == "heading":
        section = view.section
        return Hover(tuple(_of_heading(view, section)), block.span) if section else None
    if view.link is not None:
        return Hover(tuple(_of_link(view, view.link)), view.link.span)
    if view.entity is not None:
        return Hover(tuple(_of_entity(view, view.entity)), view.entity.span)
    return None


def _of_title(view: View) -> Iterator[Paragraph]:
    facts = view.wiki.articles.get(view.path)
    if facts is None or not facts.slug:
        yield paragraph("No slug can be made of this title: the article can't be linked.")
        return
    yield paragraph("Slug: ", code(facts.slug))
    others = [path for path in view.wiki.paths_of(facts.slug) if path != view.path]
    if others:
        yield paragraph("Other articles have this slug too: ", *listed(map(code, others)), ".")
    names = [name for name in view.wiki.names_of(facts.slug) if name != facts.slug]
    if names:
        yield paragraph("Redirects: ", *listed(map(code, names)))
    yield linking(view.wiki, facts.slug)


def _of_heading(view: View, section: Section) -> Iterator[Paragraph]:
    kind = section.kind
    schema = view.article.schema
    if kind is None:
        yield paragraph("No section ", strong(section.name), " is in the wiki's schema.")
        near = nearest_name(schema, section.name)
        if near is not None:
            yield paragraph("Near: ", strong(near))
        return
    place = schema.order[kind.key] + 1
    yield paragraph(
        strong(kind.name),
        f": section {place} of {len(schema.sections)}, ",
        "required" if kind.required else "not required",
        f". Its body is {_BODIES[kind.body]}.",
    )
    if section.name != kind.name:
        yield paragraph(strong(section.name), " is another name for it.")
    if kind.body == "attribution":
        before, after = schema.attribution_parts
        yield paragraph("It is worded as ", code(f"{before}…{after}"), ".")


def _of_link(view: View, link: Link) -> Iterator[Paragraph]:
    wiki = view.wiki
    paths: tuple[str, ...] = (view.path,)
    if link.slug:
        yield from preview_of_slug(wiki, link.slug, view.read)
        paths = wiki.resolve(link.slug).paths
    if link.section is not None and paths:
        yield from _of_section(view, link.section, paths)


def _of_section(view: View, heading: str, paths: tuple[str, ...]) -> Iterator[Paragraph]:
    if paths == (view.path,):
        headings = {slug_of(section.name) for section in view.article.sections}
    else:
        headings = {one for path in paths for one in view.wiki.articles[path].headings}
    if heading in headings:
        yield paragraph("The link leads to its section ", code(heading), ".")
    else:
        yield paragraph("It has no section ", code(heading), ".")


def _of_entity(view: View, entity: Entity) -> Iterator[Paragraph]:
    wiki = view.wiki
    spellings = wiki.entities.spellings(entity.text)
    counts = wiki.entities.counts
    if len(spellings) > 1:
        shown = [
            part
            for one in spellings[:_SPELLINGS]
            for part in (", ", strong(one), f" in {counted(counts[one], 'article', 'articles')}")
        ]
        rest = len(spellings) - _SPELLINGS
        more = f", and {counted(rest, 'other spelling', 'other spellings')}" if rest > 0 else ""
        yield paragraph(*shown[1:], more)
    else:
        number = counts.get(entity.text, 0)
        marked = f" is marked in {counted(number, 'article', 'articles')}."
        yield paragraph(strong(entity.text), marked)
    paths = {path: None for one in (entity.text, *spellings) for path in wiki.titled(one)}
    for path in paths:
        if path != view.path:
            yield from preview_of_article(wiki, path, view.read)
            return
    if paths:
        yield paragraph("This article is about it.")
