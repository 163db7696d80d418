"""Texts as a terminal shows them, in cells: a wide character takes two."""

from __future__ import annotations

from rich.cells import cell_len

_FILLER = "\0"
"""Stands before each wide character while lines are broken, to make it count twice."""


def cells(text: str) -> int:
    """How many cells a text takes."""
    return len(text) if text.isascii() else cell_len(text)


def visible(text: str) -> str:
    """The text with everything that a terminal would act on shown as `·`, tabs as a space."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else " " if char == "\t" else "·" for char in text)


def wrapped(
    text: str, width: int, first: str = "", rest: str = "", *, cuts_words: bool = True
) -> list[str]:
    """The text in lines of at most `width` cells, broken at spaces; always at least one line.

    `first` begins the first line, `rest` all others. Words longer than a line are cut, or left
    for the terminal to cut: then they can be copied from it.
    """
    if cells(first) + cells(text) <= width:
        return [first + text]
    if text.isascii() and text.isprintable():
        lines = _wrapped_ascii(text, width, first, rest)
        if lines:
            return lines
    from textwrap import wrap

    filled = text
    if not text.isascii():
        filled = "".join(f"{_FILLER}{char}" if cells(char) > 1 else char for char in text)
    # A word may be cut between a filler and its character: that line is a cell wider than counted.
    for narrower in (width, width - 1):
        lines = [
            line.replace(_FILLER, "")
            for line in wrap(
                filled,
                narrower,
                initial_indent=first,
                subsequent_indent=rest,
                break_on_hyphens=False,
                break_long_words=cuts_words,
            )
        ]
        if text.isascii() or not cuts_words or all(cells(line) <= width for line in lines):
            break
    return lines or [first]


def _wrapped_ascii(text: str, width: int, first: str, rest: str) -> list[str]:
    """What `wrapped` gives, much quicker; nothing where a word is longer than a line."""
    lines: list[str] = []
    indent = first
    while len(indent) + len(text) > width:
        end = text.rfind(" ", 1, width - len(indent) + 1)
        line = text[: max(end, 0)].rstrip(" ")
        if not line:
            return []
        lines.append(indent + line)
        text = text[end:].lstrip(" ")
        indent = rest
    if text:
        lines.append(indent + text.rstrip(" "))
    return lines
