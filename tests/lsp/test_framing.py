"""Bytes -> messages: any chunking, any spelling of the headers, any junk."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from slugline.lsp.framing import Broken, Framer
from tests.lsp.driver import framed

HELLO = framed(b'"hello"')


def parts_of(data: bytes, limit: int = 1000) -> list[bytes | Broken]:
    return Framer(limit).feed(data)


def bodies_of(data: bytes) -> list[bytes]:
    return [part for part in parts_of(data) if isinstance(part, bytes)]


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Length: 7\r\n\r\n",
        b"content-length: 7\r\n\r\n",
        b"CONTENT-LENGTH:7\r\n\r\n",
        b"Content-Length :\t7 \r\n\r\n",
        b"Content-Length: 7\n\n",
        b"Content-Length: 7\r\n\n",
        b"Content-Length: 007\r\n\r\n",
        b"\r\n\r\nContent-Length: 7\r\n\r\n",
        b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 7\r\n\r\n",
        b"Content-Length: 7\r\nContent-Type: x; charset=UTF8\r\n\r\n",
        b'Content-Length: 7\r\nContent-Type: x; charset="utf-8"\r\n\r\n',
        b"X-Content-Length: 9\r\nContent-Length: 7\r\nX-Trace: a:b\r\n\r\n",
    ],
)
def test_headers_in_any_spelling(header: bytes) -> None:
    assert parts_of(header + b'"hello"' + HELLO) == [b'"hello"', b'"hello"']


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"Content-Length: seven\r\n\r\n", "a Content-Length that is no number"),
        (b"Content-Length: -7\r\n\r\n", "a Content-Length that is no number"),
        (b"Content-Length: +7\r\n\r\n", "a Content-Length that is no number"),
        (b"Content-Length:\r\n\r\n", "a Content-Length that is no number"),
        (b"Content-Length: 7.0\r\n\r\n", "a Content-Length that is no number"),
        ("Content-Length: ٧\r\n\r\n".encode(), "a Content-Length that is no number"),
        (b"Content-Length: %s\r\n\r\n" % (b"9" * 5000), "a Content-Length that is no number"),
        (b"Content-Length: 99999999999\r\n\r\n", "a message of more than 1000 bytes"),
        (b"Content-Length: 1001\r\n\r\n" + b"x" * 1001, "a message of more than 1000 bytes"),
        (b"Content-Type: text/plain\r\n\r\n", "headers without a Content-Length"),
        (b"hello\r\n", "bytes that are no header"),
        (b"\x00\xff\xfe\n\x80\n", "bytes that are no header"),
        (b"x" * 100_000, "bytes that are no header"),
        (b'{"jsonrpc":"2.0"}', "bytes that are no header"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "bytes that are no header"),
    ],
)
def test_what_is_no_message_is_told_once_and_passed_over(data: bytes, reason: str) -> None:
    assert parts_of(data + HELLO + HELLO) == [Broken(reason), b'"hello"', b'"hello"']


def test_another_character_set() -> None:
    data = framed(b'"hello"').replace(b"\r\n\r\n", b"\r\nContent-Type: x; charset=utf-16\r\n\r\n")
    assert parts_of(data + HELLO) == [Broken("a character set other than UTF-8"), b'"hello"']


def test_an_empty_body_is_a_message() -> None:
    assert parts_of(b"Content-Length: 0\r\n\r\n" + HELLO) == [b"", b'"hello"']


def test_a_length_that_is_too_short_costs_one_message() -> None:
    data = b'Content-Length: 3\r\n\r\n"hello"' + HELLO
    assert parts_of(data) == [b'"he', Broken("bytes that are no header"), b'"hello"']


def test_nothing_is_kept_of_a_message_that_is_too_large() -> None:
    framer = Framer(limit=1000)
    framer.feed(b"Content-Length: 99999999999\r\n\r\n")
    for _ in range(100):
        assert framer.feed(b"x" * 100_000) == []
        assert len(framer._buffer) < 100
    assert framer.feed(HELLO) == [b'"hello"']


@pytest.mark.parametrize("cut", range(1, len(HELLO)))
def test_an_end_inside_of_a_message(cut: int) -> None:
    framer = Framer()
    assert framer.feed(HELLO[:cut]) == []
    assert framer.is_inside
    assert framer.feed(HELLO[cut:]) == [b'"hello"']
    assert not framer.is_inside


PIECES = st.one_of(
    st.binary(max_size=20).map(framed),
    st.binary(max_size=20),
    st.sampled_from(
        [b"\r\n", b"\n", b"Content-Length: ", b"content-length:4\n\nnull", b"a: b\r\n"]
    ),
)


@given(st.lists(st.binary(max_size=50)), st.data())
def test_messages_do_not_depend_on_the_pieces_they_come_in(
    bodies: list[bytes], data: st.DataObject
) -> None:
    stream = b"".join(map(framed, bodies))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)))))
    framer = Framer()
    found: list[bytes | Broken] = []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        found += framer.feed(stream[start:end])
    assert found == bodies
    assert not framer.is_inside


@given(st.lists(PIECES).map(b"".join))
@example(b"Content-Length: 1\r\n\r\n")
def test_junk_is_the_same_byte_by_byte_and_never_raises(stream: bytes) -> None:
    framer = Framer()
    assert parts_of(stream) == [part for byte in stream for part in framer.feed(bytes([byte]))]


@given(st.binary(max_size=200).filter(lambda junk: b":" not in junk).map(lambda junk: junk + b"}"))
def test_a_message_after_junk_is_found(junk: bytes) -> None:
    assert bodies_of(junk + HELLO)[-1:] == [b'"hello"']
