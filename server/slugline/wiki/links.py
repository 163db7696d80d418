"""All link texts of a wiki: what they say, which slug they name, and which articles hold them.

A link text is what stands between `[[` and `]]`. Most links of a wiki repeat a few texts, so
whatever depends on the text and the wiki alone is asked once per text, not once per link.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Set

from slugline.model.facts import Facts
from slugline.syntax import LinkText, read_link_text


class LinkIndex:
    """Link texts with the articles that hold them, kept up to date from differences.

    The articles of each text are gathered at the first question that needs them.
    """

    def __init__(self, facts: Mapping[str, Facts]) -> None:
        self._facts = facts
        self._written: set[str] = set()
        self._read: dict[str, LinkText] = {}
        self._holders: dict[str, list[str]] | None = None
        self._by_slug: dict[str, list[str]] | None = None
        for one in facts.values():
            self._written.update(one.links)

    def replace(self, path: str, old: Facts | None, new: Facts | None) -> None:
        """Takes over that the facts of `path` have changed; `self._facts` holds the new ones."""
        before = set(old.links) if old else set()
        after = set(new.links) if new else set()
        holders = self._gathered() if self._holders is None else self._holders
        if self._holders is None:
            # Gathered just now, from facts that already are the new ones.
            self._holders = holders
        else:
            for text in before - after:
                holders[text].remove(path)
            for text in after - before:
                holders.setdefault(text, []).append(path)
        for text in before - after:
            if not holders.get(text):
                holders.pop(text, None)
                self._forget(text)
        for text in after - before:
            if text not in self._written:
                self._learn(text)

    def _learn(self, text: str) -> None:
        self._written.add(text)
        if self._by_slug is not None:
            self._by_slug.setdefault(self.read(text).slug, []).append(text)

    def _forget(self, text: str) -> None:
        self._written.discard(text)
        read = self._read.pop(text, None)
        if self._by_slug is not None and read is not None:
            texts = self._by_slug[read.slug]
            texts.remove(text)
            if not texts:
                del self._by_slug[read.slug]

    def _gathered(self) -> dict[str, list[str]]:
        holders: dict[str, list[str]] = {}
        for path, facts in self._facts.items():
            for text in dict.fromkeys(facts.links):
                if text in holders:
                    holders[text].append(path)
                else:
                    holders[text] = [path]
        return holders

    @property
    def written(self) -> Set[str]:
        """Each link text of the wiki, as written."""
        return self._written

    @property
    def texts(self) -> Mapping[str, LinkText]:
        """Each link text of the wiki, read."""
        if len(self._read) != len(self._written):
            for text in self._written:
                self.read(text)
        return self._read

    def read(self, text: str) -> LinkText:
        """What a link text of the wiki says. Most questions need but a few of them."""
        found = self._read.get(text)
        if found is None:
            found = self._read[text] = read_link_text(text)
        return found

    def naming(self, slug: str) -> Collection[str]:
        """The link texts that name a slug (not those that reach it by a redirect)."""
        return self._by_slug_named().get(slug, ())

    def _by_slug_named(self) -> dict[str, list[str]]:
        if self._by_slug is None:
            self._by_slug = {}
            for text, read in self.texts.items():
                self._by_slug.setdefault(read.slug, []).append(text)
        return self._by_slug

    def holders(self, texts: Iterable[str]) -> list[str]:
        """The paths of the articles that hold one of the texts, sorted."""
        if self._holders is None:
            self._holders = self._gathered()
        return sorted({path for text in texts for path in self._holders.get(text, ())})

    def is_held_outside(self, texts: Iterable[str], paths: Collection[str]) -> bool:
        """Whether an article that is at none of some paths holds one of the texts."""
        if self._holders is None:
            self._holders = self._gathered()
        held = (self._holders.get(text, ()) for text in texts)
        return any(path not in paths for holders in held for path in holders)

    def count_outside(self, texts: Iterable[str], paths: Collection[str]) -> int:
        """How many articles that are at none of some paths hold one of the texts."""
        if self._holders is None:
            self._holders = self._gathered()
        held: set[str] = set()
        return len(held.union(*(self._holders.get(text, ()) for text in texts)).difference(paths))

    def slugs(self) -> set[str]:
        """Every slug that a link names; links to a section of the same article name none."""
        return self._by_slug_named().keys() - {""}
