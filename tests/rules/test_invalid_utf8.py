from __future__ import annotations

import pytest

from tests.little_wiki import LittleWiki, check_rule
from tests.unseen import unseen_wiki

CODE = "invalid-utf8"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"Caf\xe9", [(3, 4, "the byte 0xE9 at offset 3 is not UTF-8")]),
        (b"\xff", [(0, 1, "the byte 0xFF at offset 0 is not UTF-8")]),
        ("日本".encode() + b"\x80", [(2, 3, "the byte 0x80 at offset 6 is not UTF-8")]),
        (b"a\xe2\x82 b", [(1, 3, "2 bytes at offset 1 are not UTF-8: 0xE2 0x82")]),
        (
            "\ufeffä".encode() + b"\xe9x\xe9\xe9" + "€".encode() + b"\xe9",
            [
                (2, 3, "the byte 0xE9 at offset 5 is not UTF-8"),
                (4, 6, "2 bytes at offset 7 are not UTF-8: 0xE9 0xE9"),
                (7, 8, "the byte 0xE9 at offset 12 is not UTF-8"),
            ],
        ),
        (
            b"\x80" * 9,
            [(0, 9, f"9 bytes at offset 0 are not UTF-8: {'0x80 ' * 8}…")],
        ),
        (
            "a \ufffd b\ufffd".encode() + b"\xff",
            [(6, 7, "the byte 0xFF at offset 10 is not UTF-8")],
        ),
    ],
)
def test_finds_each_run_with_its_offset_in_the_file(
    data: bytes, expected: list[tuple[int, int, str]]
) -> None:
    found = LittleWiki({}, raw={"mill.article": data}).diagnostics(CODE)
    assert [(one.span.start, one.span.end, one.message) for one in found] == expected


def test_finds_it_on_its_line() -> None:
    wiki = unseen_wiki("//- mill.article\nMill\nThe Caf⟨0xE9⟩ is ⟨0xE9⟩.")
    places = [(one.start.line, one.start.column) for one in wiki.diagnostics(CODE)]
    assert places == [(1, 7), (1, 12)]


def test_finds_nothing_in_utf8() -> None:
    check_rule(CODE, "//- mill.article\nCafé � 🎉 \ue000 \ufffe\nMühle\n")


def test_has_no_fix() -> None:
    wiki = unseen_wiki("//- mill.article\nThe Caf⟨0xE9⟩")
    assert wiki.fixes(wiki.diagnostics(CODE)[0]) == []
