"""What editors show of an article before it is opened: where a slug leads, and what is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from slugline.errors import ReadError
from slugline.features.prose import Paragraph, Prose, code, counted, listed, paragraph, strong
from slugline.model.reading import as_read
from slugline.model.slugs import is_slug, slug_of
from slugline.syntax import Article
from slugline.text import Span
from slugline.wiki import Wiki

Reader = Callable[[str], Article]
"""Gives the syntax tree of an article of the wiki, by its path; raises ReadError."""

_LEAD = 500
"""So many code points of a lead are looked at: leads are short, lines need not be."""


def preview_of_slug(wiki: Wiki, slug: str, read: Reader) -> Prose:
    """What a slug leads to, or what is wrong with it and which slugs are near."""
    resolution = wiki.resolve(slug)
    paragraphs: list[Paragraph] = []
    if resolution.redirected and resolution.kind != "loop":
        paragraphs.append(paragraph(code(slug), " is a redirect to ", code(resolution.slug), "."))
    match resolution.kind:
        case "article":
            paragraphs += preview_of_article(wiki, resolution.paths[0], read)
            if len(resolution.paths) > 1:
                claims = listed(map(code, resolution.paths))
                paragraphs.append(paragraph("Several articles have this slug: ", *claims, "."))
        case "inventory":
            title = wiki.title_of(resolution)
            paragraphs.append(_title_line(title, resolution.slug))
            paragraphs.append(paragraph("It is published elsewhere: an inventory lists it."))
        case "loop":
            paragraphs.append(
                paragraph("The redirects of ", code(slug), " lead around in a circle.")
            )
        case "missing":
            paragraphs += _preview_of_nothing(wiki, resolution.slug)
    return tuple(paragraphs)


def preview_of_article(wiki: Wiki, path: str, read: Reader) -> Prose:
    """An article's title, slug, lead, sections, and how many articles link to it."""
    facts = wiki.articles[path]
    paragraphs = [_title_line(facts.title, facts.slug)]
    try:
        article = read(path)
    except ReadError as error:
        paragraphs.append(paragraph("It can't be read: ", error.reason, "."))
    else:
        if article.lead is not None:
            paragraphs.append(paragraph(_beginning(article, article.lead.text_span)))
        if article.sections:
            names = listed(strong(section.name) for section in article.sections)
            paragraphs.append(paragraph("Sections: ", *names))
    if facts.slug:
        paragraphs.append(linking(wiki, facts.slug))
    return tuple(paragraphs)


def linking(wiki: Wiki, slug: str) -> Paragraph:
    """How many other articles link to a slug."""
    number = wiki.count_linking(slug)
    if not number:
        return paragraph("No other article links to it.")
    verb = "links" if number == 1 else "link"
    return paragraph(f"{counted(number, 'other article', 'other articles')} {verb} to it.")


def _preview_of_nothing(wiki: Wiki, slug: str) -> Iterator[Paragraph]:
    if not is_slug(slug):
        meant = slug_of(slug)
        advice = ("; write ", code(meant)) if meant else ()
        yield paragraph(code(slug), " is not a slug", *advice, ".")
        return
    yield paragraph("No article has the slug ", code(slug), ".")
    near = wiki.nearest(slug)
    if near:
        yield paragraph("Near: ", *listed(map(code, near)))


def _title_line(title: str, slug: str) -> Paragraph:
    if not slug:
        return paragraph(strong(title or "An article without title"))
    return paragraph(strong(title), " ", code(slug)) if title else paragraph(code(slug))


def _beginning(article: Article, span: Span) -> str:
    """What is read of a span, cut where it is long."""
    if len(span) <= _LEAD:
        return as_read(article, span)
    return as_read(article, Span(span.start, span.start + _LEAD)) + "…"
