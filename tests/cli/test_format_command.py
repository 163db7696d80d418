"""`slugline format`: spacing changes, and nothing that an article says."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slugline.features.formatting import formatting_edits
from slugline.model.edits import apply_edits
from slugline.model.facts import Facts, facts_of
from slugline.syntax import DEFAULT_SCHEMA, Article, Entity, Escape, Link, Problem, parse
from tests.cli.running import CLEAN, PLAIN, contents, each, slugline, write_wiki

UNTIDY = (
    "\ufeff\r\n  #   The Mill\t\r\n\r\n\r\nIt turns.  \r\n##    Notes \r\n"
    "-   one\r\n- two \r\n\r\n   Text.\r\n\r\n \r\n"
)
TIDY = "\ufeff# The Mill\r\nIt turns.\r\n## Notes\r\n- one\r\n- two\r\nText.\r\n"


def tidied(source: str) -> str:
    return apply_edits(source, formatting_edits(parse(source, DEFAULT_SCHEMA)))


def test_an_untidy_article() -> None:
    assert tidied(UNTIDY) == TIDY
    assert tidied(PLAIN) == PLAIN


PIECES = [
    *(" ", "  ", "\t", "# ", "#  ", "## ", "##\t", "##   ", "- ", "-  ", "-\t", "#", "##", "-"),
    *("[[mill]]", "[[a|b ]]", "[[#x]]", "[[", "]]", "**e**", "** e **", "**", "\\", "*", "|"),
    *("Summary", "Key Takeaways", "Source", "Originally reported by ", "The Mill", "x", "é", "水"),
    *("\u2028", "\x0b", "\xa0", "\ufeff", "\0", "\U0001f600"),
]
line = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
source = st.builds(
    lambda mark, lines, breaks: (
        mark + "".join(text + end for text, end in zip(lines, breaks, strict=False))
    ),
    st.sampled_from(["", "\ufeff"]),
    st.lists(st.one_of(line, st.just(""), st.sampled_from([" ", "\t"])), max_size=12),
    st.one_of(
        st.sampled_from(["\n", "\r\n", "\r"]).map(lambda end: [end] * 12),
        st.lists(st.sampled_from(["\n", "\r\n", "\r", ""]), min_size=12, max_size=12),
    ),
)


def said(article: Article) -> list[object]:
    """What an article says: its blocks with their texts, its sections and its marks."""
    return [
        [(block.kind, article.text_of(block.text_span)) for block in article.blocks if block.span],
        article.title_text,
        article.lead and article.text_of(article.lead.text_span),
        [(section.name, section.kind) for section in article.sections],
        # What is no mark is text; of two halves of a link none says more if a blank line is gone.
        [_mark(article, mark) for mark in article.marks if not isinstance(mark, Problem)],
        article.attribution and article.attribution.publisher,
    ]


def _mark(article: Article, mark: Link | Entity | Escape) -> object:
    match mark:
        case Link(_, slug, _, section, _, label, _):
            return (slug, section, label)
        case Entity(_, text, _):
            return text
        case Escape(span):
            return article.text_of(span)


def _facts(article: Article) -> Facts:
    facts = facts_of(article, "mill")
    return Facts(facts.slug, facts.title, 0, facts.headings, facts.links, facts.entities, b"")


@settings(max_examples=150, deadline=None)
@given(source)
def test_formatting_changes_nothing_that_is_said(text: str) -> None:
    before = parse(text, DEFAULT_SCHEMA)
    after = parse(tidied(text), DEFAULT_SCHEMA)
    assert said(after) == said(before)
    assert _facts(after) == _facts(before)
    assert tidied(after.source) == after.source
    assert after.source.startswith("\ufeff") == text.startswith("\ufeff")


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    return write_wiki(
        tmp_path / "wiki",
        {
            "slugline.toml": 'exclude = ["drafts"]\n',
            "the-mill.article": PLAIN,
            "b/untidy.article": UNTIDY,
            "a.article": "A \n\n\n\nText",
            "drafts/d.article": "D \n",
        },
    )


def test_format(wiki: Path) -> None:
    (wiki / "a.article").chmod(0o640)
    result = slugline("format", cwd=wiki, code=0)
    assert (result.out, result.err) == ("", "2 files formatted\n")
    after = contents(wiki)
    assert after["b/untidy.article"].decode() == TIDY
    assert after["a.article"] == b"A\n\nText"
    assert after["drafts/d.article"] == b"D \n"
    assert after["the-mill.article"].decode() == PLAIN
    assert (wiki / "a.article").stat().st_mode & 0o777 == 0o640
    again = slugline("format", cwd=wiki, code=0)
    assert (again.out, again.err) == ("", "0 files formatted\n")
    assert contents(wiki) == after
    slugline("format", "drafts/d.article", cwd=wiki, code=0)
    assert contents(wiki)["drafts/d.article"] == b"D\n"


def test_check_writes_nothing(wiki: Path) -> None:
    before = contents(wiki)
    runs = each(
        wiki,
        ["format", "--check"],
        ["format", "--check", "b"],
        ["format", "--check", "the-mill.article"],
        ["format", "--check", "slugline.toml"],
    )
    assert runs[0].out == "Would format a.article\nWould format b/untidy.article\n"
    assert runs[0].err == "2 files would be formatted\n"
    assert runs[1].out == "Would format b/untidy.article\n"
    assert runs[1].err == "1 file would be formatted\n"
    assert [result.code for result in runs] == [1, 1, 0, 0]
    assert contents(wiki) == before


def test_the_patch_gives_the_same_bytes(wiki: Path, tmp_path: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    before = contents(wiki)
    result = slugline("format", "--diff", cwd=wiki, code=1)
    assert contents(wiki) == before
    patched = shutil.copytree(wiki, tmp_path / "patched")
    subprocess.run(
        ["git", "apply", "-"],
        cwd=patched,
        input=result.raw,
        check=True,
        timeout=60,
        env={**os.environ, "GIT_CEILING_DIRECTORIES": str(tmp_path)},
    )
    slugline("format", cwd=wiki)
    assert contents(patched) == contents(wiki) != before


def test_what_cannot_be_formatted(wiki: Path) -> None:
    write_wiki(wiki, {"latin.article": b"Caf\xe9 \n", "binary.article": b"A \0\n"})
    (wiki / "b" / "untidy.article").chmod(0o444)
    result = slugline("format", cwd=wiki, code=2)
    assert result.err.splitlines() == [
        "slugline: b/untidy.article: is read-only",
        "slugline: binary.article: is a binary file",
        "slugline: latin.article: not formatted: it has bytes that are not UTF-8",
        "1 file formatted",
    ]
    assert contents(wiki)["latin.article"] == b"Caf\xe9 \n"
    runs = each(wiki, ["format", "none"], ["format", ""], ["format", "--root", "none"])
    assert [run.code for run in runs] == [2, 2, 2]


def test_the_example_is_tidy() -> None:
    result = slugline("format", "--check", cwd=CLEAN, code=0)
    assert result.err == "0 files would be formatted\n"
