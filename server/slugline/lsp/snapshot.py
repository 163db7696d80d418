"""The articles of a wiki with their texts, as they are now or as they were at one time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import msgspec

from slugline.lsp.documents import Document
from slugline.syntax import Article
from slugline.wiki.articles import Articles


class OpenArticle(msgspec.Struct):
    """An article that is open, parsed as of `version`; -1 where it is not yet."""

    document: Document
    version: int = -1
    article: Article | None = None


class Texts(Protocol):
    """What is needed to find places in articles: a live wiki, or one as of some time."""

    @property
    def base(self) -> str:
        """The absolute path of the wiki's root, with a separator at its end."""

    @property
    def documents(self) -> Mapping[str, OpenArticle]:
        """The articles that are open, by their paths."""

    @property
    def articles(self) -> Articles:
        """What is known of all articles."""

    def read(self, path: str) -> Article:
        """The syntax tree of an article, from the editor where it is open. Raises ReadError."""


class AsOf(msgspec.Struct, frozen=True):
    """The articles of a live wiki at one time, for an answer that is made in steps.

    What the editor or the disk changes afterwards counts for later questions. `documents` are
    copies. The texts of closed articles are on disk, and not kept.
    """

    base: str
    documents: Mapping[str, OpenArticle]
    articles: Articles
    read_from_disk: Callable[[str], Article]

    def read(self, path: str) -> Article:
        """The syntax tree of an article, from the editor where it was open. Raises ReadError."""
        opened = self.documents.get(path)
        if opened is not None and opened.article is not None:
            return opened.article
        return self.read_from_disk(path)
