"""The tree-sitter grammar: its trees are the Python parser's articles, on every text."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tree_sitter import Node as TreeNode
from tree_sitter import Parser, Point, Query, QueryCursor

from slugline.syntax import parse
from slugline.text import decode
from tests.grammar import corpus
from tests.grammar.compiled import GRAMMAR, cli, language, library
from tests.grammar.fuzz import fuzz
from tests.grammar.measure import HOSTILE, seconds, text_of
from tests.grammar.tree import of_article, of_tree
from tests.spec_examples import SPEC, Example, read_spec
from tests.test_syntax_properties import BLANKS, BREAKS, LETTERS, MARKS, NO_BREAKS, STARTS, TEXTS
from tests.tools.node import environment, node
from tests.tools.place import ToolMissingError, missing

LIMIT = 120.0
"""Seconds for one run of tree-sitter's own program."""

EXAMPLES = [
    example
    for example in read_spec(SPEC.read_text(encoding="utf-8")).examples
    if not example.schema  # The grammar knows the default schema only.
]


@pytest.fixture(scope="module")
def parser() -> Parser:
    try:
        return Parser(language())
    except ToolMissingError as error:
        missing(str(error))


def assert_same(parser: Parser, text: str) -> None:
    """The tree of a text is the Python parser's article: every node, its place and its field."""
    expected = of_article(parse(text))
    tree = parser.parse(text.encode())
    assert not tree.root_node.has_error
    if of_tree(tree, text) != expected:
        assert str(tree.root_node) == expected.written()
        assert of_tree(tree, text) == expected


# --- The examples


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"line-{example.line}")
def test_example(parser: Parser, example: Example) -> None:
    assert_same(parser, decode(example.data).source)


def test_the_corpus_is_up_to_date() -> None:
    written = {path: path.read_text(encoding="utf-8") for path in corpus.CORPUS.iterdir()}
    assert written == corpus.corpus(), "run `python -m tests.grammar.corpus`"


def run_cli(*arguments: str, folder: Path, home: Path) -> str:
    """What tree-sitter's own program prints. It has a home of its own, which it may fill."""
    try:
        program = cli()
    except ToolMissingError as error:
        missing(str(error))
    done = subprocess.run(
        [*program, *arguments],
        cwd=folder,
        env=environment() | {"HOME": str(home), "XDG_CACHE_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert not done.returncode, done.stdout + done.stderr
    return done.stdout


@pytest.mark.usefixtures("parser")
def test_the_corpus_passes(tmp_path: Path) -> None:
    arguments = ("--lib-path", str(library()), "--lang-name", "slugline", "--json-summary")
    summary = json.loads(run_cli("test", *arguments, folder=GRAMMAR, home=tmp_path))
    outcomes = [case["outcome"] for file in summary["parse_results"] for case in file["children"]]
    assert outcomes == ["Passed"] * len(corpus.examples())


def test_the_generated_parser_is_up_to_date(tmp_path: Path) -> None:
    try:
        node()
    except ToolMissingError as error:
        missing(str(error))
    for name in ("grammar.js", "tree-sitter.json", "package.json"):
        shutil.copy(GRAMMAR / name, tmp_path / name)
    run_cli("generate", "--abi", "14", folder=tmp_path, home=tmp_path)

    generated = [path for path in (tmp_path / "src").rglob("*") if path.is_file()]
    assert len(generated) >= 5
    for path in generated:
        committed = GRAMMAR / path.relative_to(tmp_path)
        assert committed.read_bytes() == path.read_bytes(), f"generate {committed.name} again"


# --- All other texts

ARTICLES = st.lists(TEXTS, min_size=25, max_size=25)
"""Many articles at a time: most of the time of one example is not the article's."""

COMMON = st.lists(
    st.sampled_from((*MARKS, *MARKS, *BREAKS, *STARTS, "\nSource\n", "\n- ", "a", " ", "\t")),
    min_size=10,
    max_size=40,
).map("".join)
"""Texts of hardly more than marks."""


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(ARTICLES)
def test_random_articles_are_read_alike(parser: Parser, texts: list[str]) -> None:
    for text in texts:
        assert_same(parser, text)


@settings(deadline=None, max_examples=2500)
@given(COMMON)
def test_random_marks_are_read_alike(parser: Parser, text: str) -> None:
    assert_same(parser, text)


@settings(deadline=None, max_examples=200)
@given(st.binary())
def test_no_bytes_are_an_error(parser: Parser, data: bytes) -> None:
    root = parser.parse(data).root_node
    assert not root.has_error
    assert root.end_byte == len(data)


def nodes(node: TreeNode) -> Iterator[tuple[str, int, int, Point, Point]]:
    yield node.type, node.start_byte, node.end_byte, node.start_point, node.end_point
    for child in node.children:
        yield from nodes(child)


def point_at(data: bytes, offset: int) -> Point:
    return Point(data.count(b"\n", 0, offset), offset - data.rfind(b"\n", 0, offset) - 1)


PIECES = st.sampled_from(("", "\n", *MARKS, *STARTS, *BREAKS, *BLANKS, *LETTERS, *NO_BREAKS))
EDITS = st.lists(
    st.tuples(st.integers(0, 200), st.sampled_from((0, 0, 1, 2, 5)), PIECES), min_size=1, max_size=6
)


@settings(deadline=None, max_examples=500)
@given(COMMON | TEXTS, EDITS)
def test_an_edited_tree_is_that_of_the_new_text(
    parser: Parser, text: str, edits: list[tuple[int, int, str]]
) -> None:
    data = text.encode()
    tree = parser.parse(data)
    for place, length, piece in edits:
        start = min(place, len(data))
        old_end = min(start + length, len(data))
        edited = data[:start] + piece.encode() + data[old_end:]
        new_end = start + len(piece.encode())
        tree.edit(
            *(start, old_end, new_end, point_at(data, start), point_at(data, old_end)),
            point_at(edited, new_end),
        )
        data = edited
        tree = parser.parse(data, tree)

        fresh = parser.parse(data)
        assert list(nodes(tree.root_node)) == list(nodes(fresh.root_node))


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("fragment", HOSTILE)
def test_time_grows_with_the_length(fragment: str) -> None:
    for _ in range(3):
        quarter, whole = (seconds(text_of(fragment, size), rounds=3) for size in (10**5, 4 * 10**5))
        if whole < 8 * quarter:  # Four times the text; 16 times the time if it were its square.
            return
    pytest.fail(f"{quarter:.3f} s and {whole:.3f} s")


def test_nothing_is_found_by_a_short_run_of_the_fuzzer() -> None:
    try:
        parses = fuzz(seconds=15, run=secrets.randbelow(2**32))
    except ToolMissingError as error:
        missing(str(error))
    assert parses > 1000


# --- Queries

ARTICLE = """\
# The Mill
A **water \\* mill** on the [[weir#history|old weir]] ]].
- [[#top]]

Summary
One.
Two [[bridge]].

## Other
Source
Originally reported by The Valley Gazette
"""

QUERIES = sorted((GRAMMAR / "queries").rglob("*.scm"))


def captures(parser: Parser, query: Path, article: str = ARTICLE) -> dict[str, list[str]]:
    """Capture to the texts that it captures."""
    root = parser.parse(article.encode()).root_node
    found = QueryCursor(Query(language(), query.read_text(encoding="utf-8"))).captures(root)
    return {
        name: [(node.text or b"").decode() for node in sorted(nodes, key=lambda n: n.start_byte)]
        for name, nodes in found.items()
    }


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: str(path.relative_to(GRAMMAR)))
def test_queries_are_sound(parser: Parser, query: Path) -> None:
    written = set(re.findall(r"@([\w.]+)", query.read_text(encoding="utf-8")))
    assert set(captures(parser, query)) == written


def test_sections_fold_with_what_is_in_them(parser: Parser) -> None:
    assert captures(parser, GRAMMAR / "queries" / "folds.scm")["fold"] == [
        "Summary\nOne.\nTwo [[bridge]].\n\n",
        "## Other\n",
        "Source\nOriginally reported by The Valley Gazette\n",
    ]


def test_tags_are_title_headings_and_links(parser: Parser) -> None:
    tags = captures(parser, GRAMMAR / "queries" / "tags.scm")
    assert tags["name"] == ["The Mill", "weir", "Summary", "bridge", "Other", "Source"]


@pytest.mark.parametrize(
    ("query", "inner"), [("textobjects.scm", "inner"), ("helix/textobjects.scm", "inside")]
)
def test_the_inside_of_text_objects(parser: Parser, query: str, inner: str) -> None:
    found = captures(parser, GRAMMAR / "queries" / query)
    assert found[f"class.{inner}"] == [
        *("One.", "Two [[bridge]]."),
        "Originally reported by The Valley Gazette",
    ]
    assert found[f"parameter.{inner}"] == ["water \\* mill", "old weir", "top", "bridge"]


@pytest.mark.usefixtures("parser")
def test_editors_of_today_can_load_the_parser() -> None:
    assert language().abi_version == 14
