"""Texts, lines, places and bytes, against models that are plainly right."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from slugline.text import (
    BYTE_ORDER_MARK,
    Decoded,
    Place,
    Span,
    decode,
    line_starts,
    place_at,
    unbroken,
)

TEXTS = st.lists(
    st.sampled_from(["\n", "\r", "\r\n", "\u2028", "\x85", "\f", "\v", "\x1e", "a", "é", "🐦", " "])
    | st.text(max_size=3)
).map("".join)


def lines_of(source: str) -> list[str]:
    """The lines with their breaks, read one character at a time."""
    lines = [""]
    for position, char in enumerate(source):
        lines[-1] += char
        if char == "\n" or (char == "\r" and source[position + 1 : position + 2] != "\n"):
            lines.append("")
    return lines


@pytest.mark.parametrize(
    ("source", "starts"),
    [
        ("", [0]),
        ("a", [0]),
        ("\n", [0, 1]),
        ("\r", [0, 1]),
        ("\r\n", [0, 2]),
        ("\n\r", [0, 1, 2]),
        ("\r\r\n", [0, 1, 3]),
        ("\r\n\r\n", [0, 2, 4]),
        ("a\nbc\n", [0, 2, 5]),
        ("a\nbc\r", [0, 2, 5]),
        ("🐦\n🐦", [0, 2]),
        ("a\u2028b\u2029c\x85d\fe\vf\x1cg", [0]),
    ],
)
def test_line_starts(source: str, starts: list[int]) -> None:
    assert line_starts(source) == starts


@given(TEXTS)
def test_line_starts_agree_with_lines(source: str) -> None:
    expected = []
    offset = 0
    for line in lines_of(source):
        expected.append(offset)
        offset += len(line)
    assert line_starts(source) == expected


@given(TEXTS)
def test_place_at_agrees_with_counting(source: str) -> None:
    starts = line_starts(source)
    places = [
        Place(number, column)
        for number, line in enumerate(lines_of(source))
        for column in range(len(line))
    ]
    places.append(Place(len(starts) - 1, len(source) - starts[-1]))

    assert [place_at(starts, offset) for offset in range(len(source) + 1)] == places


def test_place_between_cr_and_lf_is_on_the_line_that_they_end() -> None:
    starts = line_starts("a\r\nb")
    assert place_at(starts, 2) == Place(0, 2)
    assert place_at(starts, 3) == Place(1, 0)


@pytest.mark.parametrize(
    ("data", "source", "invalid"),
    [
        (b"", "", ()),
        (b"mill", "mill", ()),
        ("é\u2028🐦\0".encode(), "é\u2028🐦\0", ()),
        (b"\xef\xbb\xbfmill", f"{BYTE_ORDER_MARK}mill", ()),
        (b"caf\xe9", "caf\ufffd", ((3, 0xE9),)),
        (b"\xff\xfem\0", "\ufffd\ufffdm\0", ((0, 0xFF), (1, 0xFE))),
        (b"\xe2\x82", "\ufffd\ufffd", ((0, 0xE2), (1, 0x82))),
        (b"\xe2\x82x\xe2\x82\xac", "\ufffd\ufffdx€", ((0, 0xE2), (1, 0x82))),
        (b"\xf0\x9f\x90", "\ufffd\ufffd\ufffd", ((0, 0xF0), (1, 0x9F), (2, 0x90))),
        (b"\xc0\xaf", "\ufffd\ufffd", ((0, 0xC0), (1, 0xAF))),
        (b"\xed\xa0\x80", "\ufffd\ufffd\ufffd", ((0, 0xED), (1, 0xA0), (2, 0x80))),
        (b"\xed\xb2\x80", "\ufffd\ufffd\ufffd", ((0, 0xED), (1, 0xB2), (2, 0x80))),
        (b"\xf4\x90\x80\x80", "\ufffd" * 4, ((0, 0xF4), (1, 0x90), (2, 0x80), (3, 0x80))),
        ("\ufffd".encode(), "\ufffd", ()),
        (b"\xef\xbf\xbd\xff", "\ufffd\ufffd", ((1, 0xFF),)),
    ],
)
def test_decode(data: bytes, source: str, invalid: tuple[tuple[int, int], ...]) -> None:
    decoded = decode(data)
    assert decoded == Decoded(source, invalid)
    assert decoded.encode() == data


@given(
    st.binary()
    | st.lists(
        st.sampled_from([b"\xff", b"\x80", b"\xef\xbf\xbd", b"\xed\xb2\x80", b"\xc3\xa9", b"a\n"])
    ).map(b"".join)
)
@example(b"\xef\xbf\xbd\x80\xef\xbf\xbd")
def test_any_bytes_are_decoded_and_come_back(data: bytes) -> None:
    decoded = decode(data)

    assert decoded.encode() == data
    assert decoded.source.encode().decode() == decoded.source
    for offset, byte in decoded.invalid:
        assert decoded.source[offset] == "\ufffd"
        assert byte >= 0x80
    assert (decoded.invalid == ()) == (decoded.source.encode() == data)


@given(st.text())
def test_valid_text_is_decoded_as_python_does(text: str) -> None:
    assert decode(text.encode()) == Decoded(text)


def test_an_edited_text_keeps_its_invalid_bytes() -> None:
    decoded = decode(b"a \xff \xef\xbf\xbd \xfe b")
    assert decoded.encode("new \ufffd, \ufffd and \ufffd") == b"new \xff, \xef\xbf\xbd and \xfe"


@pytest.mark.parametrize("edited", ["", "a \ufffd", "a \ufffd\ufffd\ufffd"])
def test_an_edited_text_without_its_invalid_places_is_refused(edited: str) -> None:
    with pytest.raises(ValueError, match="not UTF-8"):
        decode(b"a \xff \xfe").encode(edited)


def test_an_edited_text_without_invalid_bytes_is_free() -> None:
    assert decode("a \ufffd".encode()).encode("b") == b"b"


def test_spans() -> None:
    span = Span(2, 5)
    assert len(span) == 3
    assert span.of("the mill") == "e m"
    assert span.holds(span)
    assert span.holds(Span(2, 2))
    assert span.holds(Span(5, 5))
    assert not span.holds(Span(1, 3))
    assert not span.holds(Span(4, 6))
    assert sorted([Span(2, 5), Span(1, 9), Span(2, 3)]) == [Span(1, 9), Span(2, 3), Span(2, 5)]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("", ""),
        ("the mill, é 🐦", "the mill, é 🐦"),
        ("a\r\nb\tc", "a\\r\\nb\\tc"),
        ("a\u2028b\0", "a\\u2028b\\x00"),
    ],
)
def test_unbroken(source: str, shown: str) -> None:
    assert unbroken(source) == shown


@given(st.text())
def test_unbroken_text_is_one_printable_line(source: str) -> None:
    assert unbroken(source).isprintable()
