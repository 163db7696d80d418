"""The text of a new article."""

from __future__ import annotations

from slugline.syntax import Schema


def skeleton(title: str, schema: Schema) -> str:
    """A title, and all required headings of the schema with nothing below."""
    names = [kind.name for kind in schema.sections if kind.required]
    return "\n".join((title, *names)) + "\n"


def title_of(slug: str) -> str:
    """A title for an article of which only the slug is known: the slug in words."""
    return slug.replace("-", " ").strip().capitalize()
