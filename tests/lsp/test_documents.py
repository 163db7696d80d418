"""Open documents: against a model that edits bytes in the client's encoding."""

from __future__ import annotations

import random
import re
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types

from slugline.lsp.capabilities import ENCODINGS
from slugline.lsp.documents import Document
from slugline.lsp.positions import Encoding
from slugline.text import Span

PIECES = st.sampled_from(
    ["a", "bc", "é", "😀", "\u2028", "\x85", "\x0b", "\x0c", "\n", "\r\n", "\r", "", "\ufeff"]
)
texts = st.lists(PIECES, max_size=12).map("".join)
numbers = st.integers(0, 8)
positions = st.builds(types.Position, st.integers(0, 6), numbers)
encodings = st.sampled_from(ENCODINGS)
partial = st.builds(
    lambda start, end, text: types.TextDocumentContentChangePartial(types.Range(start, end), text),
    positions,
    positions,
    texts,
)
whole = st.builds(types.TextDocumentContentChangeWholeDocument, texts)
changes = st.lists(st.one_of(partial, partial, partial, whole), max_size=6)


def naive_offset(text: str, position: types.Position, encoding: Encoding) -> int:
    """The offset of a position, found by walking through the text."""
    ends = [match.span() for match in re.finditer("\r\n|\r|\n", text)]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(text)]
    if position.line >= len(starts):
        return len(text)
    offset, units = starts[position.line], 0
    codec = encoding if encoding == "utf-8" else f"{encoding}-le"
    unit = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    while offset < stops[position.line]:
        units += len(text[offset].encode(codec)) // unit
        if units > position.character:
            break
        offset += 1
    return offset


def naive(text: str, change: object, encoding: Encoding) -> str:
    if isinstance(change, types.TextDocumentContentChangePartial):
        places = (change.range.start, change.range.end)
        start, end = sorted(naive_offset(text, place, encoding) for place in places)
        return text[:start] + change.text + text[end:]
    assert isinstance(change, types.TextDocumentContentChangeWholeDocument)
    return change.text


@given(texts, st.lists(changes, max_size=3), encodings)
@settings(max_examples=400, deadline=None)
def test_edits_are_those_of_a_naive_model(
    text: str, rounds: list[list[types.TextDocumentContentChangeEvent]], encoding: Encoding
) -> None:
    document = Document("untitled:a", "slugline", 1, text, encoding)
    for version, some in enumerate(rounds, 2):
        document.change(some, version)
        for change in some:
            text = naive(text, change, encoding)
        assert document.text == text
        assert document.version == version
        starts = [0, *(match.end() for match in re.finditer("\r\n|\r|\n", text))]
        assert list(document.starts) == starts
        for offset in range(len(text) + 1):
            position = document.position_at(offset)
            inside_break = text[offset - 1 : offset + 1] == "\r\n"
            if not inside_break:
                assert document.offset_at(position) == offset


def edit(line: int, start: int, end: int, text: str) -> types.TextDocumentContentChangePartial:
    place = types.Range(types.Position(line, start), types.Position(line, end))
    return types.TextDocumentContentChangePartial(place, text)


def edited(text: str, *changes: types.TextDocumentContentChangePartial) -> str:
    document = Document("untitled:a", "slugline", 1, text, "utf-16")
    document.change(changes, 2)
    return document.text


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        ("a\r\nb", edit(0, 99, 99, "x"), "ax\r\nb"),
        ("a\nb", edit(0, 2, 2, "x"), "ax\nb"),
        ("a", edit(7, 0, 0, "x"), "ax"),
        ("a\n", edit(1, 0, 0, "x"), "a\nx"),
        ("a\u2028b\nc", edit(1, 0, 0, "x"), "a\u2028b\nxc"),
        ("😀b", edit(0, 1, 2, ""), "b"),
        ("", edit(0, 0, 0, "\r\n"), "\r\n"),
        ("a\rb", edit(1, 0, 0, "\n"), "a\r\nb"),
        ("a\nb", edit(0, 1, 1, "\r"), "a\r\nb"),
        ("ab", edit(0, 2, 1, "x"), "ax"),
    ],
)
def test_edits_at_edges(
    before: str, change: types.TextDocumentContentChangePartial, after: str
) -> None:
    assert edited(before, change) == after


def test_a_line_break_that_is_typed_in_halves_is_one() -> None:
    text = edited("a\rb", edit(1, 0, 0, "\n"), edit(1, 0, 0, "x"))
    assert text == "a\r\nxb"


def test_halves_of_characters_are_replaced() -> None:
    assert edited("a\ud83db", edit(0, 3, 3, "\udc00")) == "a\ufffdb\ufffd"


def test_spans_and_ranges() -> None:
    document = Document("untitled:a", "slugline", 1, "a😀\r\nb", "utf-16")
    span = document.span_of(types.Range(types.Position(1, 1), types.Position(0, 1)))
    assert span == Span(1, 5)
    assert document.range_of(span) == types.Range(types.Position(0, 1), types.Position(1, 1))
    assert document.span_of(types.Position(0, 3)) == Span(2, 2)


@pytest.mark.parametrize("text", ["plain words here\n" * 60_000, "é😀 words here\n" * 60_000])
def test_a_hundred_thousand_edits_of_a_megabyte(text: str) -> None:
    document = Document("untitled:a", "slugline", 1, text, "utf-16")
    chance = random.Random(1)
    lines = [chance.randrange(60_000) for _ in range(50_000)]
    start = time.perf_counter()
    tracemalloc.start()
    for version, line in enumerate(lines[:200]):
        document.change([edit(line, 3, 3, "x"), edit(line, 3, 4, "")], version)
    before = tracemalloc.get_traced_memory()[0]
    for version, line in enumerate(lines[:400]):
        document.change([edit(line, 3, 3, "x"), edit(line, 3, 4, "")], version)
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    for version, line in enumerate(lines):
        document.change([edit(line, 3, 3, "x"), edit(line, 3, 4, "")], version)
    assert document.text == text
    assert grown < 500_000
    assert time.perf_counter() - start < 30
