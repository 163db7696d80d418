"""All link texts of a wiki: what they say, which slug they name, and which articles hold them.

A link text is what stands between `[[` and `]]`. Most links of a wiki repeat a few texts, so
whatever depends on the text and the wiki alone is asked once per text, not once per link.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Set

from slugline.model.facts import Facts
from slugline.syntax import LinkText, read_link_text, slug_in
from slugline.wiki.articles import Articles
from slugline.wiki.holders import Holders

_MAX_READ = 65_536
"""How many link texts are kept as read: more than are asked about again and again."""

_MAX_COUNTS = 1024
"""How many counts of holders are kept."""


class LinkIndex:
    """Link texts with the articles that hold them, kept up to date from differences.

    The articles of each text are gathered at the first question that needs them.
    """

    def __init__(self, articles: Articles) -> None:
        self._articles = articles
        columns = articles.columns
        table = columns.link_table
        # Link text to its number in the columns; -1 where only changed articles hold it.
        self._numbers = {table[number]: number for number in articles.held(columns.links)}
        for facts in articles.changed.values():
            for text in facts.links:
                self._numbers.setdefault(text, -1)
        self._read: dict[str, LinkText] = {}
        self._holders: Holders[str] | None = None
        self._by_slug: Holders[str] | None = None
        self._counts: dict[tuple[frozenset[str], tuple[str, ...]], int] = {}

    def replace(self, path: str, old: Facts | None, new: Facts | None) -> None:
        """Takes over that the facts of `path` have changed; the articles hold the new ones."""
        before = set(old.links) if old else set()
        after = set(new.links) if new else set()
        if before == after:
            return
        self._counts.clear()
        if self._holders is None:
            # Gathered just now, from facts that already are the new ones.
            holders = self._gathered()
        else:
            holders = self._holders
            for text in before - after:
                holders.discard(text, path)
            for text in after - before:
                holders.add(text, path)
        for text in before - after:
            if text not in holders:
                del self._numbers[text]
                self._read.pop(text, None)
                if self._by_slug is not None:
                    self._by_slug.discard(slug_in(text), text)
        for text in after - before:
            if text not in self._numbers:
                self._numbers[text] = -1
                if self._by_slug is not None:
                    self._by_slug.add(slug_in(text), text)

    def _gathered(self) -> Holders[str]:
        """The paths of the articles that hold each text."""
        if self._holders is None:
            table = self._articles.columns.link_table
            self._holders = Holders()
            for path, row in self._articles.rows(self._articles.columns.links):
                self._holders.add_all(map(table.__getitem__, set(row)), path)
            for path, facts in self._articles.changed.items():
                self._holders.add_all(set(facts.links), path)
            self._holders.compact()
        return self._holders

    @property
    def written(self) -> Set[str]:
        """Each link text of the wiki, as written."""
        return self._numbers.keys()

    def read(self, text: str) -> LinkText:
        """What a link text of the wiki says."""
        found = self._read.get(text)
        if found is None:
            if len(self._read) >= _MAX_READ:
                self._read.clear()
            found = self._read[text] = read_link_text(text)
        return found

    def naming(self, slug: str) -> Collection[str]:
        """The link texts that name a slug (not those that reach it by a redirect)."""
        return self._named().of(slug)

    def _named(self) -> Holders[str]:
        if self._by_slug is None:
            self._by_slug = Holders()
            # Most slugs are there as those of articles: no second copy of each is kept.
            kept = {slug: slug for slug, _ in self._articles.slugs()}
            for text in self._numbers:
                slug = slug_in(text)
                self._by_slug.add(kept.get(slug, slug), text)
        return self._by_slug

    def prepare(self) -> None:
        """Gathers all that questions need, so that none of them waits for it."""
        self._gathered()
        self._named()

    def holders(self, texts: Iterable[str]) -> list[str]:
        """The paths of the articles that hold one of the texts, sorted."""
        holders = self._gathered()
        return sorted({path for text in texts for path in holders.of(text)})

    def placed(self, texts: Collection[str]) -> Iterator[tuple[str, list[tuple[str, int]]]]:
        """The links with one of some texts, article by article, in order of path.

        Each link is its text and the offset of its `[[`. No facts are made for this: it takes
        some 2 microseconds an article. They are those of the call, whatever changes while it runs.
        """
        numbers = {number: text for text in texts if (number := self._numbers.get(text, -1)) >= 0}
        return _placed(self._articles.as_now(), self.holders(texts), texts, numbers)

    def placed_in_all(self, texts: Collection[str]) -> Iterator[tuple[str, list[tuple[str, int]]]]:
        """The same unsorted, for so many texts that it is quicker to look at all links at once."""
        table = self._articles.columns.link_table
        numbers = {self._numbers[text] for text in texts} - {-1}
        for path, links in self._articles.all_links_among(numbers):
            yield path, [(table[number], start) for number, start in links]
        for path, facts in self._articles.changed.items():
            if found := facts.links_among(texts):
                yield path, found

    def is_held_outside(self, texts: Iterable[str], paths: Collection[str]) -> bool:
        """Whether an article that is at none of some paths holds one of the texts."""
        holders = self._gathered()
        return any(path not in paths for text in texts for path in holders.of(text))

    def slugs_by_article(self) -> Iterator[tuple[str, list[str]]]:
        """The path of each article with the slugs that its links name, in order."""
        columns = self._articles.columns
        slugs = list(map(slug_in, columns.link_table))
        for path, row in self._articles.rows(columns.links):
            yield path, list(map(slugs.__getitem__, row))
        for path, facts in self._articles.changed.items():
            yield path, list(map(slug_in, facts.links))

    def count_outside(self, texts: Iterable[str], paths: Collection[str]) -> int:
        """How many articles that are at none of some paths hold one of the texts.

        Kept until a link of the wiki changes: hubs are what is looked at most, and take longest.
        """
        key = (frozenset(texts), tuple(paths))
        count = self._counts.get(key)
        if count is None:
            if len(self._counts) >= _MAX_COUNTS:
                self._counts.clear()
            holders = self._gathered()
            held: set[str] = set()
            count = len(held.union(*map(holders.of, key[0])).difference(paths))
            self._counts[key] = count
        return count

    def uses(self) -> Counter[str]:
        """How often each slug is named by a link."""
        columns = self._articles.columns
        named: Counter[str] = Counter()
        for number, uses in self._articles.count(columns.links).items():
            named[slug_in(columns.link_table[number])] += uses
        for facts in self._articles.changed.values():
            named.update(map(slug_in, facts.links))
        return named

    def slugs(self) -> set[str]:
        """Every slug that a link names; links to a section of the same article name none."""
        return set(self._named()) - {""}


def _placed(
    articles: Articles, paths: Iterable[str], texts: Collection[str], numbers: Mapping[int, str]
) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    for path in paths:
        if path in articles.numbers:
            links = articles.links_among(path, numbers)
        else:
            links = articles.changed[path].links_among(texts)
        if links:
            yield path, links
