"""The Python parser against grammar/spec.md, and the reader of its examples against itself."""

from __future__ import annotations

import difflib
import json
import re
from typing import get_args

import msgspec
import pytest

from slugline.disk.template import template
from slugline.model.slugs import is_slug, slug_of
from slugline.rules import RULES
from slugline.syntax import DEFAULT_SCHEMA, ProblemKind, Schema, parse
from slugline.text import decode
from tests.spec_examples import (
    SPEC,
    Example,
    SlugExample,
    SpecError,
    main,
    outline,
    quoted,
    read_spec,
)

SOURCE = SPEC.read_text(encoding="utf-8")
READ = read_spec(SOURCE)
ALL: list[Example | SlugExample] = [*READ.examples, *READ.slugs]


def example_id(example: Example | SlugExample) -> str:
    chapter = re.sub(r"\W+", "-", example.chapter.lower())
    return f"{chapter}-{example.number}-line-{example.line}"


@pytest.mark.parametrize("example", READ.examples, ids=example_id)
def test_example(example: Example) -> None:
    schema = msgspec.toml.decode(example.schema, type=Schema) if example.schema else DEFAULT_SCHEMA
    decoded = decode(example.data)

    actual = outline(parse(decoded.source, schema, decoded.invalid))

    if actual != list(example.expected):
        difference = difflib.unified_diff(
            example.expected, actual, f"{SPEC.name}:{example.line}", "the parser", lineterm=""
        )
        pytest.fail("\n".join((quoted(example.text), *difference)), pytrace=False)


@pytest.mark.parametrize("example", READ.slugs, ids=example_id)
def test_slug_example(example: SlugExample) -> None:
    place = f"{SPEC.name}:{example.line}: {quoted(example.text)}"
    if example.question == "slug-of":
        assert slug_of(example.text) == example.slug, place
        assert example.slug == "" or is_slug(example.slug), place
    else:
        assert is_slug(example.text) == (example.question == "is-slug"), place


def test_examples_are_found() -> None:
    assert len(READ.examples) >= 120
    assert len(READ.slugs) >= 60
    fences = len(re.findall(r"^```(?:example|slugs)", SOURCE, re.MULTILINE))
    assert len({example.number for example in ALL}) == fences


def test_every_chapter_about_markup_has_examples() -> None:
    text = re.sub(r"^(`{3,}).*?^\1$", "", SOURCE, flags=re.MULTILINE | re.DOTALL)
    chapters = set(re.findall(r"^## +(.*)", text, re.MULTILINE))
    without = {"Files", "Configuration", "Differences between engines"}
    found = {example.chapter for example in ALL}
    assert found == chapters - without


def test_every_problem_is_in_the_table_and_in_an_example() -> None:
    problems = SOURCE[SOURCE.index("\n## Problems\n") : SOURCE.index("\n## Slugs\n")]
    table = set(re.findall(r"^\| `([a-z-]+)` \| ", problems, re.MULTILINE))
    shown = {
        line.split()[1]
        for example in READ.examples
        for line in example.expected
        if line.startswith("  problem ")
    }
    assert table == shown == set(get_args(ProblemKind))


def test_the_default_schema_is_the_one_in_the_text() -> None:
    rows = re.findall(r"^\| (\w+) \| ([\w ]+) \| (\w+) \| (yes|no) \|$", SOURCE, re.MULTILINE)
    assert rows == [
        (section.key, section.name, section.body, "yes" if section.required else "no")
        for section in DEFAULT_SCHEMA.sections
    ]
    assert f"`{DEFAULT_SCHEMA.attribution}`" in re.sub(r"\s+", " ", SOURCE)


def test_no_example_stands_there_twice() -> None:
    texts = [(example.text, example.schema) for example in READ.examples]
    twice = {text for text in texts if texts.count(text) > 1}
    assert not twice


def test_printed_for_other_engines(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    printed = capsys.readouterr().out
    assert printed.isascii()
    examples = json.loads(printed)
    assert [
        Example(**{**one, "expected": tuple(one["expected"])}) for one in examples["examples"]
    ] == [*READ.examples]
    assert [SlugExample(**one) for one in examples["slugs"]] == [*READ.slugs]


def read_one(text: str) -> Example:
    (example,) = read_spec(f"## Marks\n\n```example\n{text}\n```\n").examples
    return example


def test_reads_an_example() -> None:
    read = read_spec(
        '# The title\n\n## Marks\n\ntext\n\n```example\nT\n\n.\ntitle "T"\n```\n\n'
        "```toml schema=own\na = 1\nb = 2\n```\n\n## More `marks`\n\n"
        '````example schema=own\n- ```\n.\nitem "```"\n````\n'
    )

    assert read.examples == (
        Example(1, 7, "Marks", "T\n", ('title "T"',)),
        Example(2, 21, "More `marks`", "- ```", ('item "```"',), "a = 1\nb = 2"),
    )


def test_reads_slugs() -> None:
    read = read_spec(
        "## Slugs\n```slugs\nThe Mill -> the-mill\na -> b -> a-b\n⟨U+0009⟩ ->\n->\n"
        "is-slug a b\nnot-a-slug\n```\n"
    )

    assert read.slugs == (
        SlugExample(1, 3, "Slugs", "slug-of", "The Mill", "the-mill"),
        SlugExample(1, 4, "Slugs", "slug-of", "a -> b", "a-b"),
        SlugExample(1, 5, "Slugs", "slug-of", "\t"),
        SlugExample(1, 6, "Slugs", "slug-of", ""),
        SlugExample(1, 7, "Slugs", "is-slug", "a b"),
        SlugExample(1, 8, "Slugs", "not-a-slug", ""),
    )


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (".", ""),
        ("\n.", ""),
        ("\n\n.", "\n"),
        ("a\n.", "a"),
        ("a\n\n.", "a\n"),
        ("a⟨U+000D⟩\nb⟨U+0020⟩\n.", "a\r\nb "),
        ("⟨U+1F426⟩⟨U+10FFFF⟩\n.", "🐦\U0010ffff"),
        ("⟨0xFF⟩⟨0x80⟩\n.", "\udcff\udc80"),
        ("⟨U+002E⟩\n.", "."),
        ("⟨U+27E8⟩\n.", "⟨"),
        (" ..\n.", " .."),
    ],
)
def test_reads_the_text_of_an_example(written: str, text: str) -> None:
    assert read_one(written).text == text


def test_gives_bytes() -> None:
    assert read_one("é⟨0xE9⟩\n.").data == b"\xc3\xa9\xe9"


def test_brings_strings_into_one_spelling() -> None:
    assert read_one('é\n.\ntitle "\\u00e9\\u0041\\u0009\\u2028\\ud83d\\udc26"').expected == (
        'title "éA\\t\\u2028🐦"',
    )


@pytest.mark.parametrize(
    ("block", "line", "why"),
    [
        ("```example\na\n```", 3, "lone `.`"),
        ("```example\na\n.", 3, "does not end"),
        ("```exmaple\na\n.\n```", 3, "exmaple"),
        ("```\na\n.\n```", 3, "a block is"),
        ("```example schema=none\na\n.\n```", 3, "no schema none"),
        ("```example\na\tb\n.\n```", 4, "U\\+0009"),
        ("```example\n.\n```\n\n```example\na\nb\u00a0\n.\n```", 9, "U\\+00A0"),
        ("```example\na \n.\n```", 4, "U\\+0020"),
        ("```example\n⟨tab⟩\n.\n```", 4, "⟨ begins"),
        ("```example\n⟨0x41⟩\n.\n```", 4, "⟨ begins"),
        ("```example\n⟨U+0009⟩\n⟨U+9⟩\n.\n```", 5, "⟨ begins"),
        ('```example\na\n.\n  link slug="a"\n```', 6, "without a block"),
        ("```example\na\n.\ntitle a\n```", 6, "no line of a meaning"),
        ('```example\na\n.\nTitle "a"\n```', 6, "no line of a meaning"),
        ('```example\na\n.\nheading "a"\n```', 6, "no line of a meaning"),
        ('```example\na\n.\ntitle "a"\n  link\n```', 7, "no line of a meaning"),
        ('```example\na\n.\ntitle "a"\n  link label="a" slug="b"\n```', 7, "no line of a meaning"),
        ('```example\na\n.\ntitle "a"\nentity "a"\n```', 7, "no line of a meaning"),
        ('```example\na\n.\ntitle "a"\n\n```', 7, "no line of a meaning"),
        ('```example\na\n.\ntitle "\\*"\n```', 6, "not a JSON string"),
        ("```slugs\n```", 3, "needs a line"),
        ("```slugs\nis-slug a\na\n```", 5, "neither"),
        ("```slugs\na ->b\n```", 4, "neither"),
    ],
)
def test_says_where_an_example_is_wrong(block: str, line: int, why: str) -> None:
    with pytest.raises(SpecError, match=rf"^line {line}: .*{why}") as raised:
        read_spec(f"## Marks\n\n{block}\n")
    assert raised.value.line == line


def test_says_that_an_example_stands_in_no_chapter() -> None:
    with pytest.raises(SpecError, match=r"line 1: .*before the first chapter"):
        read_spec("```example\n.\n```\n")


def test_every_setting_is_specified() -> None:
    """The keys of the commented configuration, by the last part of their names."""
    chapter = SOURCE[SOURCE.index("\n## Configuration\n") : SOURCE.index("\n## Differences")]
    keys = set(re.findall(r"^#([a-z-]+) = ", template(), re.MULTILINE)) - {"an-old-slug"}
    keys -= {rule.code for rule in RULES}
    assert keys >= {"include", "max-length", "required"}
    for key in keys:
        assert re.search(rf"`(?:[a-z]+\.)?{key}`", chapter), key
