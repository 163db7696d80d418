"""`slugline check --fix`, and `--diff`: what is mended, what stays, and the same as a patch."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from slugline.rules import RULES
from tests.cli.running import PLAIN, contents, each, slugline, write_wiki

REFERENCE_SHAPE = """\
The Mill
Water drives the **wheel** of the mill, and the wheel drives the sto
Summary
Water drives the **wheel** of the mill, and the wheel drives the stones. Both are old.
Key Takeaways
- The **wheel** is old
Balanced Perspective
It works, and it is slow to mend.
Optimistic View
It may turn for another century.
Critical View
It may also rot away in a wet year.
Source
Originally reported by The River Paper"""

BROKEN: dict[str, str | bytes] = {
    "slugline.toml": '[redirects]\nold-mill = "the-mill"\n',
    "the-mill.article": PLAIN,
    "crlf.article": "\ufeffCrlf\r\nTo [[old-mill]].  \r\nAnd [[The Mill]].\t\r\n",
    "no-end.article": "No End\nTo [[old-mill]].\n## Notes\nA  \nTo [[old-mill|The Mill]]",
    "cut.txt": REFERENCE_SHAPE.replace("The Mill", "Cut"),
    "a folder/sp ace.article": "Sp ace \nTo [[old-mill]].\n",
    'a folder/qu"ote\\.article': "Quote \nTo [[old-mill]].\r\rA \r",
    "a folder/ümläut\ttab.article": "Tab \nTo [[old-mill]].\n",
    "latin.article": b"Caf\xe9 \nTo [[old-mill]].\n",
    "kept.article": "Kept\nTo [[nowhere]], **open.\n",
}
QUIET = ("--ignore", "missing-section,unknown-section,text-outside-section")


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    return write_wiki(tmp_path / "wiki", BROKEN)


def test_fix_mends_what_is_safe_and_says_so(wiki: Path) -> None:
    (wiki / "crlf.article").chmod(0o640)
    result = slugline("check", "--fix", *QUIET, cwd=wiki, code=1)
    said = result.err.splitlines()
    assert said[0] == "slugline: latin.article: not fixed: it has bytes that are not UTF-8"
    assert said[1].startswith("Fixed 15 findings in 6 files: ")
    assert sorted(said[1].partition(": ")[2].split(", ")) == [
        "1 invalid-slug",
        "1 lead-cut",
        "6 redirected-link",
        "7 trailing-space",
    ]
    assert len(said) == 2
    # What is left is reported as by a check of its own.
    assert result.raw == slugline("check", *QUIET, cwd=wiki, code=1).raw
    assert {line.partition(":")[0] for line in result.lines} == {"kept.article", "latin.article"}

    after = contents(wiki)
    assert after["crlf.article"] == (
        "\ufeffCrlf\r\nTo [[the-mill]].\r\nAnd [[the-mill|The Mill]].\r\n".encode()
    )
    assert stat.S_IMODE((wiki / "crlf.article").stat().st_mode) == 0o640
    assert after["no-end.article"] == (
        b"No End\nTo [[the-mill]].\n## Notes\nA\nTo [[the-mill|The Mill]]"
    )
    assert after['a folder/qu"ote\\.article'] == b"Quote\nTo [[the-mill]].\r\rA\r"
    for path in ("the-mill.article", "latin.article", "kept.article", "slugline.toml"):
        content = BROKEN[path]
        assert after[path] == (content.encode() if isinstance(content, str) else content)
    assert after.keys() == BROKEN.keys()

    # A second run has nothing to do.
    again = slugline("check", "--fix", *QUIET, cwd=wiki, code=1)
    assert again.err == f"{said[0]}\n"
    assert again.raw == result.raw
    assert contents(wiki) == after


def test_a_cut_lead_is_mended_and_nothing_else(tmp_path: Path) -> None:
    write_wiki(tmp_path, {"the-mill.txt": REFERENCE_SHAPE})
    result = slugline("check", "--fix", cwd=tmp_path, code=0)
    assert result.err == "Fixed 1 finding in 1 file: 1 lead-cut\n"
    assert result.out == ""
    before = REFERENCE_SHAPE.split("\n")
    after = (tmp_path / "the-mill.txt").read_text().split("\n")
    assert after[:1] + after[2:] == before[:1] + before[2:]
    assert after[1] == "Water drives the **wheel** of the mill, and the wheel drives the…"


@pytest.mark.parametrize("tool", ["git", "patch"])
def test_the_patch_gives_the_same_bytes(tool: str, wiki: Path, tmp_path: Path) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    before = contents(wiki)
    runs = each(
        wiki,
        ["check", "--fix", "--diff", *QUIET],
        ["check", "--fix", "--diff", *QUIET, "--fail-on", "never"],
        ["check", "--fix", "--diff", *QUIET, "-o", tmp_path / "patch"],
    )
    assert contents(wiki) == before
    assert [result.code for result in runs] == [1, 0, 1]
    assert runs[0].raw == runs[1].raw == (tmp_path / "patch").read_bytes()
    assert all("\nWould fix 15 findings in 6 files: " in result.err for result in runs)

    apply = ["git", "apply", "-"] if tool == "git" else ["patch", "-p1", "--binary"]
    patched = shutil.copytree(wiki, tmp_path / "patched")
    subprocess.run(
        apply,
        cwd=patched,
        input=runs[0].raw,
        check=True,
        timeout=60,
        capture_output=True,
        env={**os.environ, "GIT_CEILING_DIRECTORIES": str(tmp_path)},
    )
    slugline("check", "--fix", *QUIET, cwd=wiki)
    assert contents(patched) == contents(wiki) != before


@pytest.mark.parametrize("command", [["check", "--fix", "--diff", *QUIET], ["format", "--diff"]])
def test_a_patch_that_is_made_in_a_folder_of_the_wiki(command: list[str], tmp_path: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    files = {"slugline.toml": ""} | dict.fromkeys(
        ("a.article", "up/b.article", "up/here/c.article", "up/here/in/d.article"), "A \nText. \n"
    )
    here = write_wiki(tmp_path / "docs", files) / "up" / "here"
    tidy = dict.fromkeys(files.keys() - {"slugline.toml"}, b"A\nText.\n")
    subprocess.run(["git", "init", "-q", tmp_path], check=True, timeout=60)

    def applied(folder: Path, *paths: str) -> list[str]:
        """The files that the patch tidies when it is applied in a folder."""
        made = slugline(*command, *paths, cwd=here, code=1)
        said = "slugline: the patch is to be applied in ../../\n"
        assert (said in made.err) is (folder != here)
        for options in ([], ["--reverse"]):
            subprocess.run(
                ["git", "apply", *options, "-"], cwd=folder, input=made.raw, check=True, timeout=60
            )
            if not options:
                after = contents(tmp_path / "docs")
        return sorted(path for path, text in tidy.items() if after[path] == text)

    assert applied(here) == ["up/here/c.article", "up/here/in/d.article"]
    assert applied(tmp_path / "docs", "../..") == sorted(tidy)
    assert applied(tmp_path / "docs", "in", "../../a.article") == [
        *("a.article", "up/here/in/d.article")
    ]


def test_nothing_to_fix(tmp_path: Path) -> None:
    write_wiki(tmp_path, {"the-mill.article": PLAIN})
    fix, diff, alone = each(
        tmp_path, ["check", "--fix"], ["check", "--fix", "--diff"], ["check", "--diff"]
    )
    assert (fix.code, fix.raw, fix.raw_err) == (diff.code, diff.raw, diff.raw_err) == (0, b"", b"")
    assert alone.code == 2
    assert "--diff goes with --fix" in alone.err


def test_only_what_is_meant_is_fixed(wiki: Path) -> None:
    slugline("check", "--fix", "no-end.article", "--select", "trailing-space", cwd=wiki, code=0)
    changed = {path for path, data in contents(wiki).items() if data != _bytes(BROKEN[path])}
    assert changed == {"no-end.article"}
    assert (wiki / "no-end.article").read_text().count("old-mill") == 2
    slugline("check", "--fix", "../a folder", cwd=wiki / "a folder")
    changed = {path for path, data in contents(wiki).items() if data != _bytes(BROKEN[path])}
    assert changed == {"no-end.article", *(path for path in BROKEN if path.startswith("a folder"))}


def test_a_file_that_cannot_be_written_is_said_and_the_rest_is_fixed(wiki: Path) -> None:
    (wiki / "crlf.article").chmod(0o444)
    result = slugline("check", "--fix", *QUIET, cwd=wiki, code=2)
    said = result.err.splitlines()
    assert said[1].startswith("Fixed 11 findings in 5 files: ")
    assert said[2] == "slugline: crlf.article: not fixed: is read-only"
    assert contents(wiki)["crlf.article"] == _bytes(BROKEN["crlf.article"])
    # Its findings are still there, and are reported.
    assert any(line.startswith("crlf.article:2:6: redirected-link") for line in result.lines)


def test_a_fix_that_makes_another_possible_in_another_article(tmp_path: Path) -> None:
    """All is done in one run: the second finds nothing that the first has left."""
    files = {
        "slugline.toml": '[redirects]\nb = "c"\n',
        "a.article": "A \nTo [[b|C]], [[B]] and [[C]].\n",
        "c.article": "C \nTo [[A]] and [[a|A]] **a** **A** **A**.\n",
    }
    write_wiki(tmp_path, files)
    slugline("check", "--fix", cwd=tmp_path)
    after = contents(tmp_path)
    assert b"[[B]]" not in after["a.article"]
    again = slugline("check", "--fix", cwd=tmp_path)
    assert contents(tmp_path) == after
    assert again.err == ""


def test_rules_say_whether_they_have_safe_fixes() -> None:
    """Only articles with a finding of such a rule are read again by --fix."""
    for rule in RULES:
        source = Path(str(sys.modules[rule.fixes.__module__].__file__)).read_text("utf-8")
        assert rule.fixes_safely == bool(re.search(r"\bsafe=", source)), rule.code


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content
