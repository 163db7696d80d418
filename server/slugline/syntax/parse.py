"""The parser: any text at all to an article. It never fails and loses nothing."""

from __future__ import annotations

from slugline.syntax.article import Article
from slugline.syntax.schema import DEFAULT_SCHEMA, Schema


def parse(
    source: str, schema: Schema = DEFAULT_SCHEMA, invalid: tuple[tuple[int, int], ...] = ()
) -> Article:
    """Parses a text by the markup of grammar/spec.md, as far as it is asked about.

    `invalid` is passed on to the article (see `slugline.text.Decoded`).
    """
    return Article(source, schema, invalid)
