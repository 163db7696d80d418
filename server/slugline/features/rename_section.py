"""Renaming a section: its heading, and the `#section` of every link to it."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.errors import RefusedError
from slugline.features.link_changes import link_changes
from slugline.features.references import texts_to
from slugline.features.topic import SectionTopic
from slugline.features.view import View
from slugline.features.wiki_edit import Change
from slugline.model.edits import Edit, apply_edits
from slugline.model.slugs import slug_of
from slugline.rules.quoting import quoted
from slugline.rules.section_edits import same_section
from slugline.syntax import Article, Section, SectionKind, parse


def heading_of(view: View, topic: SectionTopic) -> Section:
    """The section that a topic is, from its article.

    Raises RefusedError where it can't be renamed: it is not there, or the schema gives it its
    name and no other; ReadError where its article can't be read.
    """
    section = _section(view, _article(view, topic), topic)
    if section.kind is not None and not _other_names(section.kind, section.name):
        raise RefusedError(
            f"the wiki's schema gives the section {quoted(section.name)} its name: "
            "change it there, or add an alias"
        )
    return section


def _article(view: View, topic: SectionTopic) -> Article:
    if not topic.paths:
        raise RefusedError(f"no article of this wiki has the slug `{topic.slug}`")
    if len(topic.paths) > 1:
        raise RefusedError(
            f"{len(topic.paths)} articles have the slug `{topic.slug}`, "
            f"{topic.paths[0]} and {topic.paths[1]}: rename the section at its heading"
        )
    return view.article if topic.paths[0] == view.path else view.read(topic.paths[0])


def _section(view: View, article: Article, topic: SectionTopic) -> Section:
    """The section under the cursor, or the first one of the name that a link gives."""
    if view.link is None:
        assert view.section is not None
        return view.section
    for section in article.sections:
        if topic.section and slug_of(section.name) == topic.section:
            return section
    raise RefusedError(f"`{topic.slug}` has no section {quoted(topic.section)}")


def _other_names(kind: SectionKind, name: str) -> list[str]:
    return [other for other in (kind.name, *kind.aliases) if other != name]


def rename_section(view: View, topic: SectionTopic, new: str) -> Iterator[Change]:
    """Gives a section another heading, and the links to it another `#section`.

    A section of the schema can only get another name of its own there. Any other may get every
    name that is not taken; with a name of the schema it becomes that section. Where an article
    has the heading twice, links lead to the first. Raises RefusedError and ReadError.
    """
    section = heading_of(view, topic)
    article = _article(view, topic)
    path = topic.paths[0]
    if new == section.name:
        return iter(())
    _check_name(section, new)
    edits = [Edit(section.heading.text_span, new)]
    after = parse(apply_edits(article.source, edits), article.schema)
    place = article.sections.index(section)
    if [block.kind for block in after.blocks] != [block.kind for block in article.blocks] or (
        after.sections[place].name != new
    ):
        raise RefusedError(f"{quoted(new)} can't be a heading: it would be read otherwise")
    _check_free(article, section, after.sections[place])
    old_slug, new_slug = slug_of(section.name), slug_of(new)
    first = next(one for one in article.sections if slug_of(one.name) == old_slug)
    if new_slug == old_slug or not old_slug or first != section:
        return link_changes(view.wiki, {}, path, edits)
    wiki = view.wiki
    shared = any(
        other != path and old_slug in wiki.articles[other].headings
        for other in wiki.paths_of(wiki.articles.slug_of(path))
    )
    named = [] if shared else texts_to(wiki, wiki.articles.slug_of(path))
    own = wiki.links.naming("")

    def parts(texts: list[str]) -> dict[str, list[Edit]]:
        read = {text: wiki.links.read(text) for text in texts}
        return {
            text: [Edit(link.section_span, new_slug)]
            for text, link in read.items()
            if link.section == old_slug and link.section_span is not None
        }

    return link_changes(wiki, parts([*named]), path, edits, parts([*own]))


def _check_name(section: Section, new: str) -> None:
    if not slug_of(new):
        raise RefusedError(f"{quoted(new)} has no letter or digit, so no link could lead to it")
    kind = section.kind
    if kind is None:
        return
    names = _other_names(kind, section.name)
    if new not in names:
        shown = ", ".join(map(quoted, names))
        raise RefusedError(
            f"{quoted(section.name)} is a section of the wiki's schema, "
            f"which has no other name for it than {shown}"
        )


def _check_free(article: Article, section: Section, renamed: Section) -> None:
    slug = slug_of(renamed.name)
    for other in article.sections:
        if other is section:
            continue
        same_slug = slug_of(other.name) == slug != slug_of(section.name)
        if same_slug or (
            renamed.kind is not None
            and same_section(other, renamed)
            and not same_section(other, section)
        ):
            raise RefusedError(f"the article has a section {quoted(other.name)} already")
