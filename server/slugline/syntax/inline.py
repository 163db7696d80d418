r"""Marks inside a line (grammar/spec.md, "Links", "Entities", "Escapes").

Links are found first, from left to right; runs of `*` outside links are then paired to entities.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Literal

import msgspec

from slugline.syntax.blocks import BLANKS
from slugline.syntax.tree import Block, Entity, Escape, Link, Mark, Problem, ProblemKind
from slugline.text import Span

_TOKEN = re.compile(r"\\[\\\[\]*|]|\[\[|\]\]|\*{2,}")
_ESCAPE = re.compile(r"\\([\\\[\]*|])")
_SEPARATOR = re.compile(r"(?:[^\\|]|\\[\\\[\]*|]?)*+(\|)")

INLINE_BLOCKS = frozenset({"item", "paragraph"})


class LinkText(msgspec.Struct, frozen=True, gc=False):
    """What stands between `[[` and `]]`: as `Link`, with spans counted from its own start.

    `problem` is set where it is not a link.
    """

    slug: str
    slug_span: Span
    section: str | None
    section_span: Span | None
    label: str | None
    label_span: Span | None
    problem: ProblemKind | None


def unescape(written: str) -> str:
    r"""A text as read: `\` before one of `\ [ ] * |` is dropped."""
    return _ESCAPE.sub(r"\1", written) if "\\" in written else written


def escape(text: str, marks: str = "\\[]*|") -> str:
    """A text as it must be written to be read as `text`: `unescape(escape(text)) == text`."""
    return re.sub(f"[{re.escape(marks)}]", r"\\\g<0>", text)


def read_link_text(written: str) -> LinkText:
    """Reads the text between `[[` and `]]`.

    The label begins after the first `|` that is not escaped, the section after the first `#`.
    """
    bar = written.find("|")
    if bar >= 0 and "\\" in written:
        found = _SEPARATOR.match(written)
        bar = found.start(1) if found else -1
    target = written if bar < 0 else written[:bar]
    slug, hash_mark, section = target.partition("#")
    label = None if bar < 0 else written[bar + 1 :]
    problem: ProblemKind | None = None
    if not slug.strip(BLANKS) and not hash_mark:
        problem = "empty-slug"
    elif hash_mark and not section.strip(BLANKS):
        problem = "empty-section"
    elif label is not None and not label.strip(BLANKS):
        problem = "empty-label"
    return LinkText(
        unescape(slug),
        Span(0, len(slug)),
        unescape(section) if hash_mark else None,
        Span(len(slug) + 1, len(target)) if hash_mark else None,
        None if label is None else unescape(label),
        None if label is None else Span(bar + 1, len(written)),
        problem,
    )


def slug_in(written: str) -> str:
    """The slug that a text between `[[` and `]]` names: `read_link_text(written).slug`."""
    if "\\" in written:
        return read_link_text(written).slug
    return written.partition("|")[0].partition("#")[0]


class OpenMark(msgspec.Struct, frozen=True, gc=False):
    """A mark that begins before a place and has not ended there: a link, or an entity.

    `inside` is the offset behind its `[[` or `**`. `end` is where its `]]` or `**` begins, None
    where it has none: then it is no mark yet.
    """

    kind: Literal["link", "entity"]
    inside: int
    end: int | None


def open_mark(source: str, line: Span, offset: int) -> OpenMark | None:
    """The mark that a text at `offset` would be written into; `line` is the text of its line.

    Unlike the marks of a parse it is also there while it is being written.
    """
    link = entity = -1
    for token in _TOKEN.finditer(source, line.start, offset):
        written = token.group()
        if written == "[[":
            link = token.end()
        elif written == "]]":
            # An entity holds no link.
            entity = -1 if link >= 0 else entity
            link = -1
        elif written[0] == "*" and link < 0:
            entity = token.end() if entity < 0 and written == "**" else -1
    following = (
        token for token in _TOKEN.finditer(source, offset, line.end) if token[0][0] != "\\"
    )
    if link >= 0:
        closing = next((token for token in following if token[0][0] != "*"), None)
        is_closed = closing is not None and closing.group() == "]]"
        return OpenMark("link", link, closing.start() if closing and is_closed else None)
    if entity < 0:
        return None
    closing = next(following, None)
    is_closed = (
        closing is not None
        and closing.group() == "**"
        and source[closing.start() - 1] not in BLANKS
    )
    return OpenMark("entity", entity, closing.start() if closing and is_closed else None)


def read_all_marks(source: str, blocks: tuple[Block, ...]) -> tuple[Mark, ...]:
    """The marks of all paragraphs and items, in order of their starts."""
    marks: list[Mark] = []
    open_at = open_line = -1
    for block in blocks:
        if block.kind not in INLINE_BLOCKS:
            continue
        found = read_marks(source, block.text_span)
        if not found:
            continue
        if (
            open_at >= 0
            and open_line == block.line - 1
            and (first := _first_link_mark(found)) is not None
            and type(first) is Problem
            and first.kind == "stray-close"
        ):
            marks[open_at] = Problem("link-across-lines", marks[open_at].span)
            found.remove(first)
        last = _last_link_mark(found)
        open_at = -1
        if type(last) is Problem and last.kind == "unclosed-link":
            open_at = len(marks) + found.index(last)
        open_line = block.line
        marks += found
    return tuple(marks)


_LINK_PROBLEMS = frozenset(
    {"unclosed-link", "stray-close", "empty-slug", "empty-section", "empty-label"}
)


def _link_marks(marks: list[Mark]) -> Iterator[Mark]:
    """Links, and what looks like one."""
    return (
        mark
        for mark in marks
        if type(mark) is Link or (type(mark) is Problem and mark.kind in _LINK_PROBLEMS)
    )


def _first_link_mark(marks: list[Mark]) -> Mark | None:
    return next(_link_marks(marks), None)


def _last_link_mark(marks: list[Mark]) -> Mark | None:
    found = list(_link_marks(marks))
    return found[-1] if found else None


def read_marks(source: str, span: Span) -> list[Mark]:
    """The marks of one line's text, in order of their starts; a problem may hold a link."""
    marks: list[Mark] = []
    runs: list[tuple[int, int]] = []
    opened = -1
    inner_runs: list[tuple[int, int]] = []
    for token in _TOKEN.finditer(source, span.start, span.end):
        run = token.span()
        start = run[0]
        written = source[start : start + 2]
        if written == "**":
            (runs if opened < 0 else inner_runs).append(run)
        elif written == "[[":
            if opened >= 0:
                marks.append(Problem("unclosed-link", Span(opened, opened + 2)))
                runs += inner_runs
            opened = start
            inner_runs = []
        elif written == "]]":
            if opened < 0:
                marks.append(Problem("stray-close", Span(start, start + 2)))
                continue
            _close_link(source, opened, start, inner_runs, marks)
            opened = -1
            inner_runs = []
        else:
            marks.append(Escape(Span(start, start + 2)))
    if opened >= 0:
        marks.append(Problem("unclosed-link", Span(opened, opened + 2)))
        runs += inner_runs
    if runs:
        _pair_entities(source, runs, marks)
    marks.sort(key=_start)
    return marks


def _start(mark: Mark) -> tuple[int, int]:
    return (mark.span.start, -mark.span.end)


def _close_link(
    source: str,
    opened: int,
    closed: int,
    inner_runs: list[tuple[int, int]],
    marks: list[Mark],
) -> None:
    """Adds the link, or the problem, that stands between `[[` at `opened` and `]]` at `closed`."""
    base = opened + 2
    span = Span(opened, closed + 2)
    read = read_link_text(source[base:closed])
    if read.problem:
        marks.append(Problem(read.problem, span))
        return
    label_span = _shift(read.label_span, base)
    marks.append(
        Link(
            span,
            read.slug,
            Span(base, base + len(read.slug_span)),
            read.section,
            _shift(read.section_span, base),
            read.label,
            label_span,
        )
    )
    if label_span and any(label_span.holds(Span(*run)) for run in inner_runs):
        marks.append(Problem("marks-in-label", label_span))


def _shift(span: Span | None, base: int) -> Span | None:
    return None if span is None else Span(span.start + base, span.end + base)


def _pair_entities(source: str, runs: list[tuple[int, int]], marks: list[Mark]) -> None:
    """Pairs runs of `*`: two and the next two are an entity; longer runs never are.

    A run of three or more is a problem together with what it seems to open or close.
    """
    links = [mark.span.start for mark in marks if type(mark) is Link]
    position = 0
    while position < len(runs):
        start, opened = runs[position]
        closing, end = runs[position + 1] if position + 1 < len(runs) else (-1, -1)
        position += 1
        if opened - start > 2:
            if opened - start == 4:
                marks.append(Problem("empty-entity", Span(start, opened)))
            elif closing >= 0 and end - closing == opened - start:
                marks.append(Problem("star-run", Span(start, end)))
                position += 1
            else:
                marks.append(Problem("star-run", Span(start, opened)))
            continue
        if closing < 0:
            marks.append(Problem("unclosed-entity", Span(start, opened)))
            continue
        position += 1
        text = source[opened:closing]
        if end - closing > 2:
            marks.append(Problem("star-run", Span(start, end)))
        elif links and bisect_left(links, end) > bisect_left(links, start):
            marks.append(Problem("link-in-entity", Span(start, end)))
        elif text[0] in BLANKS or text[-1] in BLANKS:
            kind: ProblemKind = "spaced-entity" if text.strip(BLANKS) else "empty-entity"
            marks.append(Problem(kind, Span(start, end)))
        else:
            marks.append(Entity(Span(start, end), unescape(text), Span(opened, closing)))
