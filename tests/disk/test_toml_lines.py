from __future__ import annotations

import tomllib
from collections.abc import Iterator

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from slugline.disk.toml_lines import Key, key_lines

# In these lines `%` is replaced by the line's position in the list, which makes keys differ, and
# `@` by the number of the line on which it stands in the document.
LINES = (
    "",
    "# comment = [",
    "k% = @",
    "  \t k% = @ # ] }",
    '"q=\\" ]%" = @',
    '"a.b\\u0041%" = @',
    "'l[%' = @",
    'd% . x."y.z" = @',
    "list% = [@, # ] comment [\n  @,\n\n @ , [@,\n@], {x = @, y.z = [@]},\n]",
    "table% = { a = @, 'b c'.d = @, e = [] }",
    'text% = """\n[no]\nx = 1 \\"""\n""""\nlater% = @',
    "text% = '''a\n'b''\n'''''\nlater% = @",
    "empty% = ''\nlater% = @",
    "empty% = ''''''\nlater% = @",
    'empty% = """"""\nlater% = @',
    'text% = "a \\" # [ \\\\"',
    "text% = ['#', \"]\", '''\n]''', @]",
    "date% = 1979-05-27 07:32:00.5Z",
    "float% = [1.5, -inf, 1e3, true]",
    "[table%]",
    "[ 'table%' . sub ] # [x]",
    "[[array]]",
    "[[array]]\nname = @",
    "[array.sub%]\nx = @",
    "[[array.more]]\nx = [@]",
)


def document(lines: list[str]) -> str:
    text = "\n".join(line.replace("%", str(number)) for number, line in enumerate(lines))
    return "\n".join(line.replace("@", str(n)) for n, line in enumerate(text.split("\n")))


def leaves(value: object, way: Key = ()) -> Iterator[tuple[Key, object]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*way, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from leaves(item, (*way, number))
    else:
        yield way, value


def assert_lines(text: str) -> None:
    lines = key_lines(text)
    for way, value in leaves(tomllib.loads(text)):
        assert way in lines, way
        if type(value) is int:
            assert lines[way] == value, (way, text)


@given(st.lists(st.sampled_from(LINES), max_size=12))
def test_finds_the_line_of_every_key_and_item(lines: list[str]) -> None:
    text = document(lines)
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assume(False)
    assert_lines(text)
    assert_lines(text.replace("\n", "\r\n"))


@pytest.mark.parametrize("line", LINES)
def test_every_kind_of_line(line: str) -> None:
    text = document(["", "[[array]]" if line.startswith(("[array", "[[array.")) else "", line])
    assert_lines(text)


def test_tables() -> None:
    lines = key_lines("[a]\n[[b]]\nx = 1\n[[b]]\n[b.c]\ny = 2\n")
    assert lines == {
        ("a",): 0,
        ("b",): 1,
        ("b", 0): 1,
        ("b", 0, "x"): 2,
        ("b", 1): 3,
        ("b", 1, "c"): 4,
        ("b", 1, "c", "y"): 5,
    }
