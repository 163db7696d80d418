"""A wiki: many articles as one value, kept up to date from the difference of one article's facts.

Questions that depend on several articles are answered from indexes that are built when they are
first needed. After any history of changes every answer equals that of a wiki built afresh.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Container, Iterable, Iterator

import msgspec

from slugline.model.columns import Columns, columns_of
from slugline.model.facts import Facts
from slugline.model.slugs import is_slug
from slugline.syntax import LinkText, slug_in
from slugline.text import Span
from slugline.wiki.articles import Articles
from slugline.wiki.configuration import Configuration
from slugline.wiki.entities import EntityIndex
from slugline.wiki.links import LinkIndex
from slugline.wiki.near import NearSlugs
from slugline.wiki.resolution import Resolution
from slugline.wiki.search import Search


class PlacedLink(msgspec.Struct, frozen=True, gc=False):
    """One link of an article.

    `span` has the brackets, `written` is what stands between them, `text` what that says.
    """

    path: str
    span: Span
    written: str
    text: LinkText


class Wiki:
    """Articles by path (relative to the wiki's root, with `/`), and what follows from them."""

    def __init__(
        self, configuration: Configuration, articles: Columns | Iterable[tuple[str, Facts]] = ()
    ) -> None:
        self._configuration = configuration
        columns = articles if isinstance(articles, Columns) else columns_of(articles)
        self._articles = Articles(columns)
        self._paths_by_slug = _claims(self._articles.slugs())
        self._paths_by_title: Claims | None = None
        self._collisions: dict[str, tuple[str, ...]] | None = None
        self._link_index: LinkIndex | None = None
        self._entity_index: EntityIndex | None = None
        self._near: NearSlugs | None = None
        self._search: Search | None = None

    # -- change

    def put(self, path: str, facts: Facts) -> None:
        """Adds an article, or takes over its new facts."""
        self._replace(path, facts)

    def remove(self, path: str) -> None:
        """Takes an article out; nothing happens where there is none."""
        if path in self._articles:
            self._replace(path, None)

    def configure(self, configuration: Configuration) -> None:
        """Takes over a new configuration with the same schema.

        Facts depend on the schema: after a change of it every article is put again.
        """
        self._configuration = configuration
        self._near = None
        self._search = None

    def _replace(self, path: str, new: Facts | None) -> None:
        old = self._articles.get(path)
        if old == new:
            return
        if new is None:
            self._articles.remove(path)
        else:
            self._articles.put(path, new)
        if old is None or new is None:
            self._collisions = None
        slugs = (old.slug if old else "", new.slug if new else "")
        if _move(self._paths_by_slug, path, *slugs) and self._near is not None:
            for slug in self._configuration.leading_to(filter(None, slugs)):
                self._near.keep(slug, present=self._is_known(slug))
        if self._paths_by_title is not None:
            _move(self._paths_by_title, path, _title_key(old), _title_key(new))
        if self._link_index is not None:
            self._link_index.replace(path, old, new)
        if self._entity_index is not None:
            self._entity_index.replace(path, old, new)
        if self._search is not None:
            self._search.replace(path, old, new)

    def prepare_to_judge(self) -> None:
        """Builds what judging an article needs, which is else built at its first question."""
        _ = self.links, self.entities, self._titles, self._near_slugs, self._colliding

    def prepare(self) -> None:
        """Builds all that is else built at the first question that needs it."""
        self.prepare_to_judge()
        self.links.prepare()
        self.entities.prepare()
        self.search.prepare()

    # -- articles

    @property
    def configuration(self) -> Configuration:
        """The settings in force."""
        return self._configuration

    @property
    def articles(self) -> Articles:
        """Facts by path, in no particular order."""
        return self._articles

    def paths_of(self, slug: str) -> tuple[str, ...]:
        """The articles that have a slug, sorted; redirects are not followed."""
        return _as_tuple(self._paths_by_slug.get(slug, ()))

    def titled(self, title: str) -> tuple[str, ...]:
        """The articles with a title, whatever its case, sorted."""
        return _as_tuple(self._titles.get(title.casefold(), ()))

    @property
    def _titles(self) -> Claims:
        if self._paths_by_title is None:
            self._paths_by_title = _claims(
                (title.casefold(), path) for title, path in self._articles.titles()
            )
        return self._paths_by_title

    def duplicate_slugs(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each slug that several articles claim, with their paths."""
        for slug, claims in self._paths_by_slug.items():
            if type(claims) is tuple:
                yield slug, claims

    def spelled_like(self, paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """For each of some paths the articles that have it but for case and normal form, sorted.

        An article at the very path counts. The paths need not be articles; those that are like
        none are left out. Takes one walk over all paths.
        """
        wanted = {path: _on_other_disks(path) for path in paths}
        names = set(wanted.values())
        found: dict[str, list[str]] = {}
        for path in self._articles if names else ():
            name = _on_other_disks(path)
            if name in names:
                found.setdefault(name, []).append(path)
        return {path: tuple(sorted(found[name])) for path, name in wanted.items() if name in found}

    def colliding_paths(self) -> list[tuple[str, ...]]:
        """Groups of paths that differ only in case or normal form, each sorted."""
        return sorted(set(self._colliding.values()))

    def colliding_with(self, path: str) -> tuple[str, ...]:
        """The articles whose paths differ from an article's only so, sorted, with itself.

        Empty where there is no other.
        """
        return self._colliding.get(path, ())

    @property
    def _colliding(self) -> dict[str, tuple[str, ...]]:
        if self._collisions is None:
            groups: dict[str, list[str]] = {}
            names = set(map(_on_other_disks, self._articles))
            for path in self._articles if len(names) < len(self._articles) else ():
                groups.setdefault(_on_other_disks(path), []).append(path)
            shared = (tuple(sorted(group)) for group in groups.values() if len(group) > 1)
            self._collisions = {path: group for group in shared for path in group}
        return self._collisions

    def duplicate_titles(self) -> list[tuple[str, ...]]:
        """Groups of articles that have one title, each sorted."""
        return sorted(claims for claims in self._titles.values() if type(claims) is tuple)

    # -- links

    def resolve(self, slug: str) -> Resolution:
        """Where a slug leads: an article, an inventory entry, nothing, or around in a circle.

        An article comes before a redirect of the same name.
        """
        redirects = self._configuration.redirect_targets
        current = slug
        seen: set[str] = set()
        while True:
            paths = self._paths_by_slug.get(current)
            if paths is not None:
                return Resolution("article", current, _as_tuple(paths), current != slug)
            if current in redirects:
                if current in seen:
                    return Resolution("loop", slug, (), True)
                seen.add(current)
                current = redirects[current]
            elif current in self._configuration.inventory:
                return Resolution("inventory", current, (), current != slug)
            else:
                return Resolution("missing", current, (), current != slug)

    def end_of(self, slug: str) -> str:
        """The slug at the end of the redirects from a slug: `resolve(slug).slug`."""
        if slug in self._paths_by_slug or slug not in self._configuration.redirect_targets:
            return slug
        return self.resolve(slug).slug

    def target_of(self, link: LinkText, source: str) -> Resolution:
        """Where a link in the article at `source` leads; `[[#section]]` leads to `source`."""
        if link.slug:
            return self.resolve(link.slug)
        return Resolution("article", self._articles.slug_of(source), (source,))

    def title_of(self, resolution: Resolution) -> str:
        """The title of what a slug leads to, empty where there is none."""
        if resolution.paths:
            return self._articles.title_of(resolution.paths[0])
        return self._configuration.inventory.get(resolution.slug, "")

    @property
    def links(self) -> LinkIndex:
        """All link texts of the wiki."""
        if self._link_index is None:
            self._link_index = LinkIndex(self._articles)
        return self._link_index

    def links_of(self, path: str, among: Container[str] | None = None) -> Iterator[PlacedLink]:
        """The links of an article in order, or only those with a text that is `among` some."""
        facts = self._articles[path]
        for text, start in _placed_texts(facts):
            if among is not None and text not in among:
                continue
            span = Span(start, start + len(text) + 4)
            yield PlacedLink(path, span, text, self.links.read(text))

    def is_unremarkable(self, text: str) -> bool:
        """Whether a link text is of the common kind in which no rule about links finds anything.

        It names one article by its own slug, has no section, and no label or the title as label.
        """
        slug, bar, label = text.partition("|")
        path = self._paths_by_slug.get(slug)
        if type(path) is not str:
            return False
        return not bar or (label == self._articles.title_of(path) and "\\" not in label)

    def remarkable_texts(self) -> set[str]:
        """Every link text that is not of that kind."""
        claims = self._paths_by_slug
        columns, titles = self._articles.columns, self._articles.title_of
        common = (
            zip(columns.slugs, columns.titles, strict=True)
            if self._articles.is_as_read
            else ((slug, titles(path)) for slug, path in self._articles.slugs())
        )
        plain = {f"{slug}|{title}" for slug, title in common if "\\" not in title}
        plain.difference_update(
            f"{slug}|{titles(path)}" for slug, paths in self.duplicate_slugs() for path in paths
        )
        left = self.links.written - plain
        return {text for text in left if type(claims.get(text)) is not str}

    def names_of(self, slug: str) -> list[str]:
        """The slug itself and every redirect that leads to it, sorted."""
        targets = self._configuration.redirect_targets
        names = [slug]
        if slug in targets and slug not in self._paths_by_slug:
            return names
        for name in names:
            names += (
                old
                for old in self._configuration.redirect_sources.get(name, ())
                if old not in self._paths_by_slug
            )
        return sorted(names)

    def backlinks(self, slug: str) -> list[PlacedLink]:
        """Every link that leads to a slug, also by a redirect; in order of path and place.

        Links of an article to itself count where they name it; `[[#section]]` names no article.
        """
        texts = self._texts_to(slug)
        return [
            PlacedLink(path, Span(start, start + len(text) + 4), text, self.links.read(text))
            for path, links in self.links.placed(texts)
            for text, start in links
        ]

    def linked_from(self, slug: str) -> list[str]:
        """The paths of the other articles that link to a slug, also by a redirect; sorted."""
        own = self.paths_of(slug)
        return [path for path in self.links.holders(self._texts_to(slug)) if path not in own]

    def count_linking(self, slug: str) -> int:
        """How many other articles link to a slug, also by a redirect."""
        return self.links.count_outside(self._texts_to(slug), self.paths_of(slug))

    def is_linked(self, slug: str) -> bool:
        """Whether another article links to a slug, also by a redirect."""
        return self.links.is_held_outside(self._texts_to(slug), self.paths_of(slug))

    def linking_to_themselves(self) -> set[str]:
        """The paths of the articles with a link that leads to their own slug."""
        articles, claims = self._articles, self._paths_by_slug
        links = articles.columns.links
        found: set[str] = set()
        unsure = set(articles.changed)
        for number, text in enumerate(articles.columns.link_table):
            slug = slug_in(text)
            paths = claims.get(slug)
            if paths is None and slug in self._configuration.redirect_targets:
                paths = self.resolve(slug).paths
            if isinstance(paths, str):
                row = articles.numbers.get(paths)
                if row is not None and number in links.row(row):
                    found.add(paths)
            elif paths is not None:
                unsure.update(paths)
        for path in unsure:
            if any(path in self.resolve(slug_in(text)).paths for text in articles[path].links):
                found.add(path)
        return found

    def slugs_without_article(self) -> set[str]:
        """Every slug that a link names or a redirect leads to, and no article has."""
        named = self.links.slugs()
        named.update(self._configuration.redirect_sources)
        return named - self._paths_by_slug.keys()

    def _texts_to(self, slug: str) -> set[str]:
        if not slug:
            return set()
        return {text for name in self.names_of(slug) for text in self.links.naming(name)}

    def nearest(self, slug: str, limit: int = 3) -> tuple[str, ...]:
        """The slugs of articles, redirects and inventories that are written most like `slug`."""
        return self._near_slugs.nearest(slug, limit)

    def near_to_any(self, slugs: Collection[str], coming_or_going: Iterable[str]) -> set[str]:
        """Those of some slugs whose nearest ones may be others when certain slugs come or go."""
        return self._near_slugs.reached(slugs, coming_or_going)

    @property
    def _near_slugs(self) -> NearSlugs:
        if self._near is None:
            configuration = self._configuration
            others = (*configuration.inventory, *configuration.redirect_targets)
            self._near = NearSlugs({*self._paths_by_slug, *filter(self._is_known, others)})
        return self._near

    def _is_known(self, slug: str) -> bool:
        """Whether a slug leads to something; what is not written as a slug is never suggested."""
        if slug in self._paths_by_slug:
            return True
        return is_slug(slug) and self.resolve(slug).kind in ("article", "inventory")

    # -- entities

    @property
    def entities(self) -> EntityIndex:
        """All entities of the wiki."""
        if self._entity_index is None:
            self._entity_index = EntityIndex(self._articles)
        return self._entity_index

    # -- search

    @property
    def search(self) -> Search:
        """All names of the wiki, to be found while they are typed."""
        if self._search is None:
            self._search = Search(
                self._articles,
                self._paths_by_slug,
                self._configuration,
                lambda: self.links,
                lambda: self.entities,
            )
        return self._search


Claims = dict[str, str | tuple[str, ...]]
"""Paths by a name that articles claim: nearly always one, else all of them, sorted."""


def _claims(pairs: Iterable[tuple[str, str]]) -> Claims:
    """Claims from names and paths; an empty name is none."""
    claims: Claims = {}
    shared: dict[str, list[str]] = {}
    for name, path in pairs:
        if name:
            first = claims.setdefault(name, path)
            if first != path:
                shared.setdefault(name, [str(first)]).append(path)
    claims.update((name, tuple(sorted(paths))) for name, paths in shared.items())
    return claims


def _move(claims: Claims, path: str, old: str, new: str) -> bool:
    """Takes over that a path claims another name; says whether it does."""
    if old == new:
        return False
    if old:
        left = tuple(other for other in _as_tuple(claims[old]) if other != path)
        if not left:
            del claims[old]
        else:
            claims[old] = left[0] if len(left) == 1 else left
    if new:
        others = claims.get(new)
        claims[new] = path if others is None else tuple(sorted((*_as_tuple(others), path)))
    return True


def _title_key(facts: Facts | None) -> str:
    return facts.title.casefold() if facts else ""


def _placed_texts(facts: Facts) -> Iterator[tuple[str, int]]:
    return zip(facts.links, facts.link_starts, strict=True)


def _as_tuple(claims: str | tuple[str, ...]) -> tuple[str, ...]:
    return (claims,) if isinstance(claims, str) else claims


def _on_other_disks(path: str) -> str:
    """The name under which a disk that ignores case and normal form keeps a path."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
