"""`slugline format`: spacing changes, and nothing that an article says."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.running import CLEAN, PLAIN, contents, each, slugline, write_wiki
from tests.features.test_formatting import TIDY, UNTIDY


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
