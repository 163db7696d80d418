"""Semantic tokens: what the parts of an article are, so that editors can colour them.

| part | type | modifiers |
| --- | --- | --- |
| title | `class` | `definition` |
| slug of a link | `class` | `broken` where it leads to nothing |
| heading | `namespace` | `definition` |
| section of a link | `namespace` | `broken` where the target has no such section |
| entity | `variable` | |
| label of a link | `string` | |
| the lead's plain text | `lead` | |
| escape | `escapeSequence` | |

An article and the links to it have one colour, and a section and the links to it have another, as
a class and its uses have in a program: so every theme has colours for them. `escapeSequence` is the
name that rust-analyzer brought in; `lead` is our own, and is plain text in a theme that has no
colour for it. Marks themselves (`[[`, `**`, `- `) are left to the grammar. The names come from
grammar/names.toml, by way of `legend.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile
from operator import eq

import msgspec

from slugline.features import legend
from slugline.features.view import View
from slugline.syntax import Block, Entity, Escape, Link, Mark
from slugline.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from slugline.features.legend import Modifier, TokenType


class Token(msgspec.Struct, frozen=True, order=True, gc=False):
    """A part of one line that is to be coloured; never empty."""

    span: Span
    type: TokenType
    modifiers: tuple[Modifier, ...] = ()


class TokensEdit(msgspec.Struct, frozen=True):
    """Replace `delete_count` integers of encoded tokens from `start` on by `data`."""

    start: int
    delete_count: int
    data: tuple[int, ...]


def semantic_tokens(view: View) -> list[Token]:
    """All tokens of the article in order; no two overlap, and none crosses a line break."""
    return list(_tokens(view, Span(0, len(view.article.source))))


def semantic_tokens_in_range(view: View) -> list[Token]:
    """The tokens of the lines that the selection touches."""
    return list(_tokens(view, view.lines))


def encoded(view: View, tokens: Iterable[Token], units: Callable[[Span], int]) -> list[int]:
    """Tokens as five integers each, relative to the token before (LSP 3.17, Semantic Tokens).

    `units` gives the length of a part of one line in the units in which the client counts columns.
    """
    data: list[int] = []
    line = column_from = 0
    for token in tokens:
        span = token.span
        its_line = view.article.place_at(span.start).line
        if its_line != line:
            column_from = view.article.starts[its_line]
        data += (
            its_line - line,
            units(Span(column_from, span.start)),
            units(span),
            _NUMBERS[token.type],
            sum(_BITS[modifier] for modifier in token.modifiers),
        )
        line, column_from = its_line, span.start
    return data


def tokens_edit(old: Sequence[int], new: Sequence[int]) -> TokensEdit | None:
    """The shortest edit that makes new encoded tokens of old ones; None where they are equal.

    It leaves the integers at both ends that are the same.
    """
    head = _alike(old, new)
    if head == len(old) == len(new):
        return None
    tail = _alike(old[head:][::-1], new[head:][::-1])
    return TokensEdit(head, len(old) - tail - head, tuple(new[head : len(new) - tail]))


_NUMBERS = {name: number for number, name in enumerate(legend.TOKEN_TYPES)}
_BITS = {name: 1 << number for number, name in enumerate(legend.TOKEN_MODIFIERS)}


def _alike(one: Iterable[int], other: Iterable[int]) -> int:
    """How many integers at the start are the same."""
    return sum(takewhile(bool, map(eq, one, other)))


class _Part(msgspec.Struct, frozen=True, gc=False):
    """A part of a line that may hold others; without a type it is not coloured."""

    span: Span
    type: TokenType | None
    modifiers: tuple[Modifier, ...] = ()


def _tokens(view: View, lines: Span) -> Iterator[Token]:
    article = view.article
    first = article.place_at(lines.start).line
    parts = [part for block in article.blocks[first:] for part in _of_block(view, block, lines)]
    parts += (part for mark in article.marks_in(lines) for part in _of_mark(view, mark))
    return _uncovered(sorted(parts, key=lambda part: (part.span.start, -part.span.end)))


def _of_block(view: View, block: Block, lines: Span) -> Iterator[_Part]:
    if not lines.holds(block.span):
        return
    if block.kind == "title":
        yield _Part(block.text_span, *legend.TITLE)
    elif block.kind == "heading":
        yield _Part(block.text_span, *legend.HEADING)
    elif block == view.article.lead:
        yield _Part(block.text_span, *legend.LEAD)


def _of_mark(view: View, mark: Mark) -> Iterator[_Part]:
    match mark:
        case Link():
            yield _Part(mark.span, None)
            of_slug, of_section = _link_modifiers(view, mark)
            slug, modifiers = legend.SLUG
            yield _Part(mark.slug_span, slug, modifiers + of_slug)
            if mark.section_span:
                section, modifiers = legend.SECTION
                yield _Part(mark.section_span, section, modifiers + of_section)
            if mark.label_span:
                yield _Part(mark.label_span, *legend.LABEL)
        case Entity():
            yield _Part(mark.span, None)
            yield _Part(mark.text_span, *legend.ENTITY)
        case Escape():
            yield _Part(mark.span, *legend.ESCAPE)


def _link_modifiers(view: View, link: Link) -> tuple[tuple[Modifier, ...], tuple[Modifier, ...]]:
    """The modifiers of a link's slug and of its section."""
    paths: tuple[str, ...] = (view.path,)
    if link.slug:
        target = view.wiki.resolve(link.slug)
        if target.kind in ("missing", "loop"):
            return ("broken",), ()
        paths = target.paths
    headings = [view.wiki.articles[path].headings for path in paths]
    # What sections an article of an inventory has is not known.
    is_broken = bool(headings) and not any(link.section in some for some in headings)
    return (), ("broken",) if is_broken else ()


def _uncovered(parts: Iterable[_Part]) -> Iterator[Token]:
    """What is left of nested parts, sorted by place and the outer first, without those inside."""
    position = 0
    around: list[_Part] = []
    for part in parts:
        while around and around[-1].span.end <= part.span.start:
            inner = around.pop()
            yield from _rest(inner, position, inner.span.end)
            position = max(position, inner.span.end)
        if around:
            yield from _rest(around[-1], position, part.span.start)
        around.append(part)
        position = part.span.start
    while around:
        inner = around.pop()
        yield from _rest(inner, position, inner.span.end)
        position = max(position, inner.span.end)


def _rest(part: _Part, start: int, end: int) -> Iterator[Token]:
    if part.type is not None and start < end:
        yield Token(Span(start, end), part.type, part.modifiers)
