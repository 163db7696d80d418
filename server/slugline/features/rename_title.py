"""Renaming a title: the title line, and the labels in the wiki that are equal to it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from slugline.errors import RefusedError
from slugline.features.link_changes import link_changes, slug_parts
from slugline.features.redirects import retargeted
from slugline.features.references import texts_to
from slugline.features.rename_slug import check_free
from slugline.features.view import View
from slugline.features.wiki_edit import Change, text_change
from slugline.model.edits import Edit, apply_edits
from slugline.model.facts import article_slug, stem_of
from slugline.rules.entity_edits import in_label
from slugline.rules.quoting import quoted
from slugline.syntax import Entity, Link, parse


def rename_title(view: View, new: str, configuration: str | None) -> Iterator[Change]:
    """Gives the article of the view another title, and the labels that are equal to the old one.

    Where the article has its slug from the title, it gets another slug, and the links with it.
    Links to a slug that another article claims too are left alone: they may mean that one.
    Raises RefusedError.
    """
    wiki, path, article = view.wiki, view.path, view.article
    title = article.title
    if title is None:
        raise RefusedError("the article has no title")
    old = article.title_text
    if new == old:
        return iter(())
    edit = Edit(title.text_span, new)
    _check_title(view, edit)
    slug = wiki.articles.slug_of(path)
    new_slug = article_slug(stem_of(path), new)
    is_alone = wiki.paths_of(slug) == (path,)
    slugs: dict[str, str] = {}
    if new_slug != slug:
        if not new_slug:
            raise RefusedError(f"the title {quoted(new)} has no letter or digit to make a slug of")
        check_free(wiki, new_slug, slug)
        if is_alone:
            slugs[slug] = new_slug
    parts = slug_parts(wiki, slugs)
    label = in_label(new)
    for text in texts_to(wiki, slug) if is_alone else ():
        read = wiki.links.read(text)
        if read.label == old and read.label_span is not None:
            parts.setdefault(text, []).append(Edit(read.label_span, label))
    redirects = text_change(wiki.configuration.path, retargeted(wiki, configuration, slugs))
    return chain(redirects, link_changes(wiki, parts, path, [edit]))


def _check_title(view: View, edit: Edit) -> None:
    article = view.article
    if any(isinstance(mark, Entity | Link) for mark in parse(f"- {edit.text}").marks):
        raise RefusedError("a title has no links and no entity marks")
    after = parse(apply_edits(article.source, [edit]), article.schema)
    if after.title is None or after.title.span.start != article.blocks[after.title.line].span.start:
        raise RefusedError(f"{quoted(edit.text)} can't be a title")
    if after.title_text != edit.text or [block.kind for block in after.blocks] != [
        block.kind for block in article.blocks
    ]:
        raise RefusedError(f"{quoted(edit.text)} can't be a title: it would be read otherwise")
