"""redirect-loop: redirects that lead around in a circle, or to nothing."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.rules.quoting import quoted
from slugline.rules.rule import ConfigurationRule, Explanation, Finding
from slugline.text import Span
from slugline.wiki import Configuration, Wiki

CODE = "redirect-loop"


def _check(configuration: Configuration, wiki: Wiki) -> Iterator[Finding]:
    targets = {
        old: new for old, new in configuration.redirect_targets.items() if not wiki.paths_of(old)
    }
    circles = _circles(targets)
    for redirect in configuration.redirects:
        old, new = redirect.old, redirect.new
        message = ""
        if old in circles:
            way = " → ".join(map(quoted, _shown(*circles[old])))
            message = f"the redirect {quoted(old)} leads around in a circle: {way}"
        elif new not in targets and not wiki.paths_of(new) and new not in configuration.inventory:
            near = [slug for slug in wiki.nearest(new) if slug != old]
            hint = f"; near: {', '.join(map(quoted, near))}" if near else ""
            message = (
                f"the redirect {quoted(old)} leads to {quoted(new)}, which is no article{hint}"
            )
        if message:
            yield Finding(CODE, Span(redirect.line, redirect.line + 1), message)


def _circles(targets: dict[str, str]) -> dict[str, tuple[list[str], int]]:
    """For each slug that leads back to itself the slugs of its circle, and its place in it."""
    circles: dict[str, tuple[list[str], int]] = {}
    walked: set[str] = set()
    for start in targets:
        way: dict[str, None] = {}
        current = start
        while current in targets and current not in walked:
            walked.add(current)
            way[current] = None
            current = targets[current]
        if current in way:
            slugs = list(way)
            circle = slugs[slugs.index(current) :]
            circles.update((slug, (circle, place)) for place, slug in enumerate(circle))
    return circles


_LONGEST = 6
"""So many steps of a circle are shown."""


def _shown(circle: list[str], place: int) -> list[str]:
    """The circle from the slug at a place back to it; only the first steps of a long one."""
    shown = len(circle) if len(circle) <= _LONGEST else _LONGEST
    way = [circle[(place + step) % len(circle)] for step in range(shown)]
    return [*way, *(("…",) if shown < len(circle) else ()), circle[place]]


RULE = ConfigurationRule(
    code=CODE,
    level="error",
    check=_check,
    explanation=Explanation(
        finds="a redirect in `slugline.toml` that leads to no article, or around in a circle",
        why="Every link that uses it is broken.",
        bad="""\
//- slugline.toml
[redirects]
mill-builder = "wheelwright"
wheelwright = "mill-builder"
//- millwright.article
Millwright
A builder of mills.
""",
        good="""\
//- slugline.toml
[redirects]
mill-builder = "millwright"
wheelwright = "mill-builder"
//- millwright.article
Millwright
A builder of mills.
""",
    ),
)
