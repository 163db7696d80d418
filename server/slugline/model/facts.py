"""What one article says, as far as other articles and whole-wiki questions need it.

Facts are a pure function of an article's text, its file's stem and the schema. They are small:
texts are shared between articles, offsets are packed.
"""

from __future__ import annotations

from array import array
from collections.abc import Container, Sequence
from functools import lru_cache

import msgspec

from slugline.model.slugs import is_slug, slug_of
from slugline.syntax import Article
from slugline.text import BYTE_ORDER_MARK, Place, Span, place_at


class Facts(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """The facts of one article.

    `slug` is empty where neither the file's stem nor the title gives one. `headings` are the
    slugs of the headings in order, `links` the texts between `[[` and `]]` in order, `entities`
    the distinct spellings as read, by first mark. `offsets` packs the line starts, each less its
    number, and then the links' starts, each less four times its number (code points, unsigned
    32 bit): this is what a plain text gives
    without arithmetic. The first line starts behind a
    byte-order mark, so that columns are those that editors show. `widest` is 1 where all of the
    text is ASCII, 3 where its characters are of the basic plane, 4 where one is beyond it: so
    many bytes of UTF-8 a character takes at the most, and as long as it is not 4, columns in
    UTF-16 are columns in code points.
    """

    slug: str
    title: str
    title_start: int
    headings: tuple[str, ...]
    links: tuple[str, ...]
    entities: tuple[str, ...]
    offsets: bytes
    widest: int = 1

    @property
    def line_starts(self) -> list[int]:
        """The offset at which each line starts."""
        return list(_line_starts(self.offsets, len(self.links)))

    @property
    def link_starts(self) -> list[int]:
        """The offset of each link's `[[`."""
        packed = array("I", self.offsets[len(self.offsets) - 4 * len(self.links) :])
        return [start + 4 * number for number, start in enumerate(packed)]

    def links_among(self, texts: Container[str]) -> list[tuple[str, int]]:
        """The links with one of some texts, in order: each text, and the offset of its `[[`."""
        numbers = [number for number, text in enumerate(self.links) if text in texts]
        packed = memoryview(self.offsets).cast("I")
        first = len(packed) - len(self.links)
        return [(self.links[number], packed[first + number] + 4 * number) for number in numbers]

    @property
    def title_span(self) -> Span:
        """The title as written; empty at the article's start where there is none."""
        return Span(self.title_start, self.title_start + len(self.title))

    def place_at(self, offset: int) -> Place:
        """The line and column of an offset."""
        starts = _line_starts(self.offsets, len(self.links))
        return place_at(starts, max(offset, starts[0]))


@lru_cache(maxsize=8)
def _line_starts(offsets: bytes, links: int) -> tuple[int, ...]:
    """Kept for the article that is looked at: an article with a finding often has more."""
    packed = array("I", offsets[: -4 * links or None])
    return tuple([start + number for number, start in enumerate(packed)])


def pack(line_starts: Sequence[int], link_starts: Sequence[int]) -> bytes:
    """The offsets of `Facts`."""
    offsets = array("I", [start - number for number, start in enumerate(line_starts)])
    offsets.extend([start - 4 * number for number, start in enumerate(link_starts)])
    return offsets.tobytes()


def widest(source: str) -> int:
    """`Facts.widest` of a text."""
    if source.isascii():
        return 1
    return 3 if len(source.encode("utf-16-le")) == 2 * len(source) else 4


def stem_of(path: str) -> str:
    """A file's name without its folders and its last suffix."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[0] or name


def article_slug(stem: str, title: str) -> str:
    """An article's slug: its file's stem if that is a slug, else its title's, else the stem's."""
    return stem if is_slug(stem) else slug_of(title) or slug_of(stem)


def facts_of(article: Article, stem: str) -> Facts:
    """The facts of an article in a file with this stem (its name without the last suffix)."""
    title = article.title_text
    has_mark = article.source.startswith(BYTE_ORDER_MARK)
    return Facts(
        article_slug(stem, title),
        title,
        article.title.text_span.start if article.title else 0,
        tuple(slug_of(section.name) for section in article.sections),
        tuple(article.source[link.span.start + 2 : link.span.end - 2] for link in article.links),
        tuple(dict.fromkeys(entity.text for entity in article.entities)),
        pack((int(has_mark), *article.starts[1:]), [link.span.start for link in article.links]),
        widest(article.source),
    )
