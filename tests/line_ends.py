"""Fixtures with other line ends than LF."""

from __future__ import annotations

from tests.little_wiki import LittleWiki


def crlf(fixture: str) -> str:
    """A little wiki of one file whose lines end at CRLF; marked ranges stay as they are."""
    first, *lines = fixture.strip(" ").removeprefix("\n").split("\n")
    last = max(n for n, line in enumerate(lines) if not _is_mark(line))
    return "\n".join(
        [
            first,
            *(line if _is_mark(line) or n == last else f"{line}\r" for n, line in enumerate(lines)),
        ]
    )


def _is_mark(line: str) -> bool:
    return line.lstrip(" ").startswith("^")


def fixed(code: str, source: str, *, path: str = "mill.article") -> str | None:
    """A text after the first fix of the first finding of a rule, None where it has no fix.

    Asserts that the finding is gone then.
    """
    wiki = LittleWiki({path: source})
    found = wiki.diagnostics(code)
    fixes = wiki.fixes(found[0])
    if not fixes:
        return None
    after = wiki.with_fix(found[0], fixes[0])
    assert len(after.diagnostics(code)) < len(found), after.files
    return after.files[path]
