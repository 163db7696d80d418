"""What a wiki wants of an article: its sections, their bodies, its lead, its attribution."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

import msgspec

Body = Literal["prose", "list", "attribution", "any"]


class SectionKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One section of the schema.

    `key` is its stable name for programs, `name` its heading, `aliases` other headings that mean
    it, `body` what stands in it, `required` whether an article must have it.
    """

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    body: Body = "prose"
    required: bool = False


class Schema(msgspec.Struct, frozen=True, dict=True):
    """The sections in their order, the wording of the attribution, the lead's longest length.

    `attribution` holds `{publisher}` once, where the publisher's name stands;
    `lead_length` is in code points as readers see them (marks not counted).
    """

    sections: tuple[SectionKind, ...]
    attribution: str = "Originally reported by {publisher}"
    lead_length: int = 160

    @cached_property
    def by_heading(self) -> dict[str, SectionKind]:
        """Section by each of its headings: names and aliases, exactly as written."""
        headings = {alias: kind for kind in self.sections for alias in kind.aliases}
        headings.update((kind.name, kind) for kind in self.sections)
        return headings

    @cached_property
    def longest_heading(self) -> int:
        """The length of the longest heading, 0 without any."""
        return max(map(len, self.by_heading), default=0)

    @cached_property
    def summary(self) -> str | None:
        """The key of the section that leads are made from: `summary`, else the first one's."""
        keys = [kind.key for kind in self.sections]
        return "summary" if "summary" in keys else next(iter(keys), None)

    @cached_property
    def order(self) -> dict[str, int]:
        """Section key to its position in an article."""
        return {kind.key: position for position, kind in enumerate(self.sections)}

    @cached_property
    def attribution_parts(self) -> tuple[str, str]:
        """The attribution's wording before and after the publisher."""
        before, _, after = self.attribution.partition("{publisher}")
        return before, after


DEFAULT_SCHEMA = Schema(
    (
        SectionKind("summary", "Summary", (), "prose", True),
        SectionKind("takeaways", "Key Takeaways", (), "list", True),
        SectionKind("balanced", "Balanced Perspective", (), "prose", True),
        SectionKind("optimistic", "Optimistic View", (), "prose", True),
        SectionKind("critical", "Critical View", (), "prose", True),
        SectionKind("source", "Source", (), "attribution", True),
    )
)
