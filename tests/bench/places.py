"""What to ask a language server about: places in a generated wiki, for each of its two markups."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bench.generate import PER_FOLDER, folder_of, plan_wiki

BURST = "branch-checkout"
"""A slug that no article has until many are changed at once."""

MISSING = "no-article-has-this-slug"

_SECTION = "summary"
"""The slug of a heading that every article has."""

_LINK = re.compile(rb"\[\[([^\]|#]+)")
_RARE = 3
"""Links to an article that is rarely linked, in a wiki of any size."""


@dataclass(frozen=True)
class Chosen:
    """Articles of a wiki by their numbers, alike in both markups; and words that are sought."""

    home: int
    """The one that is edited."""
    hub: int
    rare: int
    hub_links: int
    """Links to the hub."""
    slugs: list[str]
    titles: list[str]

    common_word: str = "Treatment"

    @property
    def rare_word(self) -> str:
        """What only a few names begin with."""
        return self.titles[self.rare]


@dataclass(frozen=True)
class Places:
    """A wiki in one markup: its folder, and where in the open article the questions are asked.

    Lines and characters are those of the protocol; the line is ASCII.
    """

    root: Path
    chosen: Chosen
    suffix: str
    link: Callable[[int, str], str]
    """A link in the open article to an article's slug; the number is -1 for no article."""
    opening: str
    """What begins a link."""
    text: str
    """The text of the open article, with the links to ask about."""
    heading: int
    """The line of a heading."""
    line: int
    """The line they are on, in its section."""

    @property
    def uri(self) -> str:
        """The open article."""
        return self.path(self.chosen.home).as_uri()

    def path(self, article: int) -> Path:
        """The file of an article."""
        return self.root / folder_of(article) / f"{self.chosen.slugs[article]}{self.suffix}"

    @property
    def neighbours(self) -> list[str]:
        """The slugs of the articles in the open one's folder."""
        first = self.chosen.home - self.chosen.home % PER_FOLDER
        return self.chosen.slugs[first : first + PER_FOLDER]

    @property
    def end(self) -> int:
        """The end of the line."""
        return len(self.text.split("\n")[self.line])

    def at(self, slug: str) -> dict[str, object]:
        """The params of a question about the link to a slug."""
        character = self.text.split("\n")[self.line].rindex(slug) + 1
        return self.params(character)

    @property
    def at_section(self) -> dict[str, object]:
        """The params of a question about the link to a section of the hub."""
        return self.params(self.text.split("\n")[self.line].rindex(f"#{_SECTION}") + 2)

    def params(self, character: int) -> dict[str, object]:
        """The params of a question about a character of the line."""
        position = {"line": self.line, "character": character}
        return {"textDocument": {"uri": self.uri}, "position": position}


def choose(wiki: Path, size: int) -> Chosen:
    """Looks for the articles in a generated wiki of that many articles in Slugline's markup."""
    plan = plan_wiki(wiki, size, seed=1, markdown=False)
    counts: Counter[str] = Counter()
    for folder, _, names in os.walk(wiki):
        for name in names:
            if name.endswith(".article"):
                data = Path(folder, name).read_bytes()
                counts.update(slug.decode() for slug in _LINK.findall(data))
    by_links = sorted(range(size), key=lambda one: abs(counts[plan.slugs[one]] - _RARE))
    rare = next(one for one in by_links if plan.slugs[one].isascii())
    hub = max(range(size), key=lambda one: counts[plan.slugs[one]])
    home = next(one for one in range(size) if one not in {hub, rare} and one not in plan.foreign)
    return Chosen(home, hub, rare, counts[plan.slugs[hub]], plan.slugs, plan.titles)


def places(root: Path, chosen: Chosen, *, markdown: bool) -> Places:
    """The places of a wiki in one of the markups."""
    suffix, opening = (".md", "[see](") if markdown else (".article", "[[")

    def link(article: int, slug: str, section: str = "") -> str:
        if not markdown:
            return f"[[{slug}{section}]]"
        here = folder_of(chosen.home)
        folder = folder_of(article) if article >= 0 else here
        return (
            f"[{slug.replace('-', ' ')}]({os.path.relpath(f'{folder}/{slug}.md', here)}{section})"
        )

    path = root / folder_of(chosen.home) / f"{chosen.slugs[chosen.home]}{suffix}"
    lines = path.read_bytes().decode().split("\n")
    heading = lines.index("## Critical View" if markdown else "Critical View")
    line = heading + (2 if markdown else 1)
    hub = chosen.slugs[chosen.hub]
    links = [link(chosen.hub, hub, f"#{_SECTION}"), link(chosen.hub, hub)]
    links += [link(chosen.rare, chosen.slugs[chosen.rare])]
    links += [link(-1, BURST), link(-1, MISSING)]
    # The blank at the end is a finding of the article's own, a missing article is the wiki's.
    lines[line] = f"{lines[line]} Compare {', '.join(links)}. "
    return Places(root, chosen, suffix, link, opening, "\n".join(lines), heading, line)
