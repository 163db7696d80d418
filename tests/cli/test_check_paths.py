"""`slugline check`: which articles are meant, which wiki they are judged in, how they are shown."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import PLAIN, Result, each, environment, slugline, write_wiki

WIKI = """
//- slugline.toml
exclude = ["drafts"]
[redirects]
lost = "nowhere-at-all"
//- home.article
Home
To [[a]], [[b]] and [[none]].
//- birds/a.article
A
Back [[home]], to [[draft]] and [[birds-none]].
//- birds/far/b.article
B
To [[b-none]].
//- drafts/draft.article
Draft
To [[draft-none]].
"""
BROKEN = ("--select", "broken-link")


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_wiki(tmp_path_factory.mktemp("paths") / "wiki", WIKI)


def slugs(result: Result) -> list[str]:
    """The slugs that are said to be broken, in the order in which they are said."""
    return [line.split("`")[1] for line in result.lines]


def shown(result: Result) -> list[str]:
    """The paths of the findings in their order."""
    return [line.partition(":")[0] for line in result.lines]


def test_what_is_meant_by_paths(wiki: Path) -> None:
    runs = each(
        wiki,
        ["check", *BROKEN],
        ["check", *BROKEN, "birds"],
        ["check", *BROKEN, "birds/far", "home.article"],
        ["check", *BROKEN, "birds/a.article"],
        ["check", *BROKEN, "drafts/draft.article", "birds/a.article"],
        ["check", *BROKEN, wiki],
        ["check", *BROKEN, "birds/../birds/far/", "./birds/far/b.article"],
        ["check", "--select", "redirect-loop,broken-link", "slugline.toml"],
    )
    everything = ["draft", "birds-none", "b-none", "none"]
    assert slugs(runs[0]) == everything
    assert slugs(runs[1]) == ["draft", "birds-none", "b-none"]
    assert slugs(runs[2]) == ["b-none", "none"]
    assert slugs(runs[3]) == ["draft", "birds-none"]
    # A file that is named is an article even if it is excluded, and others can link to it.
    assert slugs(runs[4]) == ["birds-none", "draft-none"]
    assert slugs(runs[5]) == everything
    assert slugs(runs[6]) == ["b-none"]
    assert shown(runs[7]) == ["slugline.toml"]
    assert all(result.code == 1 and result.err == "" for result in runs)


def test_named_files_that_are_no_articles_can_be_left_out(tmp_path: Path) -> None:
    wiki = write_wiki(tmp_path, WIKI + "//- notes.md\nNotes\n[[none]]  \n")
    given = ("notes.md", "drafts/draft.article", "birds/far/b.article", "slugline.toml")
    arguments = (*given, "--select", "broken-link,redirect-loop")
    everything = slugline("check", *arguments, cwd=wiki, code=1).out.splitlines()
    assert sorted(line.split(":")[0] for line in everything) == sorted(given)
    ours = slugline("check", *arguments, "--force-exclude", cwd=wiki, code=1).out.splitlines()
    assert [line.split(":")[0] for line in ours] == ["birds/far/b.article", "slugline.toml"]
    assert slugline("check", "notes.md", "--force-exclude", cwd=wiki, code=0).out == ""

    before = (wiki / "notes.md").read_bytes()
    for write in (("format",), ("check", "--fix", "--fail-on", "never")):
        result = slugline(*write, "notes.md", "--force-exclude", cwd=wiki, code=0)
        assert (wiki / "notes.md").read_bytes() == before, result.err
        assert (result.out, result.code) == ("", 0)
    slugline("format", "notes.md", cwd=wiki, code=0)
    assert (wiki / "notes.md").read_bytes() != before


def test_paths_are_shown_from_the_working_folder(wiki: Path) -> None:
    inside = slugline("check", *BROKEN, cwd=wiki / "birds")
    whole = slugline("check", *BROKEN, "..", cwd=wiki / "birds" / "far")
    up = slugline("check", *BROKEN, "../..", cwd=wiki / "birds" / "far")
    beside = slugline("check", *BROKEN, "wiki/birds", cwd=wiki.parent)
    assert shown(inside) == ["a.article", "a.article", "far/b.article"]
    assert shown(whole) == ["../a.article", "../a.article", "b.article"]
    assert shown(up) == ["../../home.article", "../a.article", "../a.article", "b.article"]
    assert shown(beside) == ["wiki/birds/a.article"] * 2 + ["wiki/birds/far/b.article"]


def test_so_are_those_of_other_articles_that_are_concerned(tmp_path: Path) -> None:
    mill = {f"{name}/mill.article": f"Mill {name}\nIt turns.\n" for name in "abcde"}
    write_wiki(tmp_path, {"slugline.toml": "", **mill})
    only = ["check", "--select", "duplicate-slug"]
    whole = slugline(*only, cwd=tmp_path, code=1)
    assert whole.lines[1] == (
        "b/mill.article:1:1: duplicate-slug 4 other articles have the slug `mill` too "
        "(a/mill.article, c/mill.article, d/mill.article, …)"
    )
    for path in "cde":
        (tmp_path / path / "mill.article").unlink()
    inside = slugline(*only, cwd=tmp_path / "b", code=1)
    assert inside.lines == [
        "mill.article:1:1: duplicate-slug another article has the slug `mill` too "
        "(../a/mill.article)"
    ]
    full = slugline(*only, "--format", "full", cwd=tmp_path / "b", code=1)
    assert "../a/mill.article: this is `mill` too" in full.out


def test_several_wikis_in_the_order_of_the_shown_paths(tmp_path: Path) -> None:
    for name in ("b", "a", "c/one"):
        write_wiki(
            tmp_path / name,
            {"slugline.toml": "", "x.article": f"X\n[[y]] [[z-{name[0]}]]\n", "y.article": "Y\n"},
        )
    write_wiki(tmp_path, {"c/x.article": "Also\n[[none]] [[x]]\n", "c/slugline.toml": ""})
    result = slugline("check", *BROKEN, "c/one", "b", "a", "c/x.article", cwd=tmp_path, code=1)
    assert shown(result) == ["a/x.article", "b/x.article", "c/one/x.article", "c/x.article"]
    assert slugs(result) == ["z-a", "z-b", "z-c", "none"]


def test_a_wiki_in_a_wiki_is_another_one(tmp_path: Path) -> None:
    write_wiki(tmp_path, {"slugline.toml": "", "a.article": "A\n[[b]]\n"})
    write_wiki(tmp_path / "in", {"slugline.toml": "", "b.article": "B\n[[a]]\n"})
    outer, both, inner, named = each(
        tmp_path,
        ["check", *BROKEN],
        ["check", *BROKEN, ".", "in"],
        ["check", *BROKEN, "in/b.article"],
        ["check", *BROKEN, "--root", ".", "in"],
    )
    assert shown(outer) == ["a.article"]
    assert shown(both) == ["a.article", "in/b.article"]
    assert shown(inner) == ["in/b.article"]
    assert (named.out, named.err) == ("", "slugline: no articles in in/\n")


def test_the_order_is_that_of_the_shown_paths(tmp_path: Path) -> None:
    names = ["b.article", "a/z.article", "a.article", "a-b/c.article", "é.article", "z.article"]
    write_wiki(tmp_path, dict.fromkeys(names, "Title\n[[none]]\n") | {"slugline.toml": ""})
    write_wiki(tmp_path, {"m/n/q.article": "Q\n[[none]]\n"})
    above = slugline("check", *BROKEN, cwd=tmp_path)
    assert shown(above) == sorted([*names, "m/n/q.article"])
    below = slugline("check", *BROKEN, "../..", cwd=tmp_path / "m" / "n")
    assert shown(below) == sorted(["q.article", *(f"../../{name}" for name in names)])


def test_paths_that_cannot_be_meant(wiki: Path, tmp_path: Path) -> None:
    (tmp_path / "circle").symlink_to("circle")
    runs = each(
        wiki,
        ["check", "nothing-here"],
        ["check", "home.article/x"],
        ["check", tmp_path, "--root", "."],
        ["check", "--root", "home.article"],
        ["check", "--root", "none"],
        ["check", ""],
        ["check", "-"],
        ["check", tmp_path / "circle"],
        ["check", "a" * 5000],
        ["check", b"b\xff.article"],
        ["check", "esc\x1b[31m\nape"],
    )
    assert [(result.code, result.out) for result in runs] == [(2, "")] * len(runs)
    said = [result.err for result in runs]
    assert said[0] == "slugline: nothing-here: there is no such file or folder\n"
    assert said[1] == "slugline: home.article/x: there is no such file or folder\n"
    assert said[2] == f"slugline: {tmp_path} is not inside the wiki at {wiki}\n"
    assert "home.article is not a folder" in said[3]
    assert "none is not a folder" in said[4]
    assert "the path is empty" in said[5]
    assert "to check standard input, say --stdin-filename NAME" in said[6]
    assert "circle" in said[7]
    assert "the name is too long" in said[8]
    assert "b\\xff.article: there is no such" in said[9]
    assert "esc\\x1b[31m\\nape: there is no such" in said[10]


def test_a_home_folder_is_no_wiki(tmp_path: Path) -> None:
    write_wiki(tmp_path, {"a.article": "A\n[[none]]\n"})
    home = {"HOME": str(tmp_path)}
    for arguments in (["check"], ["check", "a.article"], ["report", "hubs"]):
        result = slugline(*arguments, cwd=tmp_path, env=home, code=2)
        assert "that is a home folder, which Slugline reads only if told to" in result.err
        assert result.out == ""
    assert slugs(slugline("check", *BROKEN, "--root", ".", cwd=tmp_path, env=home)) == ["none"]


def test_a_working_folder_that_is_gone(tmp_path: Path) -> None:
    script = (
        "import os, sys, tempfile\n"
        "gone = tempfile.mkdtemp()\n"
        "os.chdir(gone)\n"
        "os.rmdir(gone)\n"
        "from slugline.cli import main\n"
        "main(sys.argv[1:])\n"
    )
    for arguments in (["check"], ["new", "A"]):
        ran = subprocess.run(
            [sys.executable, "-c", script, *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert ran.returncode == 2
        assert ran.stderr == "slugline: the working folder can't be used: no such file\n"


def test_no_articles_is_said(tmp_path: Path) -> None:
    write_wiki(tmp_path, {"slugline.toml": 'include = ["*.x"]', "notes/readme.md": "Notes"})
    note = "slugline: no articles in ./ (include: *.x)\n"
    result = slugline("check", cwd=tmp_path, code=0)
    assert (result.out, result.err) == ("", note)
    result = slugline("check", "-f", "json", cwd=tmp_path, code=0)
    assert result.json()["summary"]["articles"] == 0
    assert result.err == note
    (tmp_path / "a.x").write_text("A\nA lead.\n")
    result = slugline("check", "notes", cwd=tmp_path, code=0)
    assert (result.out, result.err) == ("", "slugline: no articles in notes/\n")


def test_what_cannot_be_read_is_said_and_the_rest_is_judged(tmp_path: Path) -> None:
    write_wiki(
        tmp_path,
        {
            "a.article": "A\n[[none]]\n",
            "binary.article": b"A\n\0\0[[none]]\n",
            "slugline.toml": 'max-size = "2 MB"',
            b"caf\xe9.article".decode("utf-8", "surrogateescape"): "C\n[[none]]\n",
            "latin.article": b"Caf\xe9\n[[none]]\n",
        },
    )
    with (tmp_path / "huge.article").open("wb") as file:
        file.truncate(200_000_000)
    (tmp_path / "nothing.article").symlink_to("nowhere")
    (tmp_path / "folder.article").mkdir()
    os.mkfifo(tmp_path / "fifo.article")
    result = slugline("check", "--select", "broken-link,invalid-utf8", cwd=tmp_path, code=2)
    assert [line.split()[:2] for line in result.lines] == [
        ["a.article:2:3:", "broken-link"],
        ["latin.article:1:4:", "invalid-utf8"],
        ["latin.article:2:3:", "broken-link"],
    ]
    assert result.err.splitlines() == [
        "slugline: binary.article: is a binary file",
        "slugline: caf\\xe9.article: the name is not UTF-8",
        "slugline: fifo.article: is not a regular file",
        "slugline: huge.article: is 200 MB, over the 2 MB that `max-size` allows",
        "slugline: nothing.article: is a symbolic link to nothing",
    ]
    # The count is of those that were read; the other commands say the same, and answer too.
    document = slugline("check", "-f", "json", cwd=tmp_path, code=2).json()
    assert document["summary"]["articles"] == 2
    assert {"path": "binary.article", "reason": "is a binary file"} in document["unread"]
    assert len(document["unread"]) == 5
    annotated = slugline("check", "-f", "github", cwd=tmp_path, code=2).lines
    assert annotated[0] == "::error title=slugline::binary.article: is a binary file"
    hubs = slugline("report", "wanted", cwd=tmp_path, code=2)
    assert (hubs.out, hubs.err) == ("      2  none\n", result.err)


def test_named_files_that_cannot_be_read(tmp_path: Path) -> None:
    write_wiki(tmp_path, {"a.article": "A\n[[none]]\n", "b.bin": b"\0"})
    with socket.socket(socket.AF_UNIX) as listener, contextlib.chdir(tmp_path):
        listener.bind("s")  # the path of a socket must be short
    result = slugline("check", *BROKEN, "b.bin", "s", "a.article", cwd=tmp_path, code=2)
    assert slugs(result) == ["none"]
    assert result.err == ("slugline: b.bin: is a binary file\nslugline: s: is not a regular file\n")


def test_a_file_that_vanishes_while_it_is_looked_at(tmp_path: Path) -> None:
    """After the walk, before it is read; and after that, before a rule reads it again."""
    files = {f"{name}.article": f"{name}\nThe **Mill** [[none]]\n" for name in "abc"}
    write_wiki(tmp_path, files | {"d.article": "d\nThe **mill** [[none]]\n"})
    script = (
        "import os, sys\n"
        "from slugline.cli import main\n"
        "import slugline.cli.opening as opening\n"
        "import slugline.disk.load as load\n"
        "def without(name, read):\n"
        "    def reading(path, size):\n"
        "        if path.endswith(name):\n"
        "            os.unlink(path)\n"
        "        return read(path, size)\n"
        "    return reading\n"
        "load.read_bytes = without('/b.article', load.read_bytes)\n"
        "opening.read_bytes = without('/d.article', opening.read_bytes)\n"
        "main(sys.argv[1:])\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, "check", "--select", "broken-link,entity-spelling"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=environment(),
        timeout=60,
        check=False,
    )
    assert ran.returncode == 2
    assert [line.partition(":")[0] for line in ran.stdout.splitlines()] == [
        "a.article",
        "c.article",
        "d.article",
    ]
    assert ran.stderr == "slugline: b.article: no such file\nslugline: d.article: no such file\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may read everything")
def test_no_permission(tmp_path: Path) -> None:
    write_wiki(tmp_path, {"a.article": "A\n[[none]]\n", "b.article": "B\n", "c/d.article": "D\n"})
    (tmp_path / "b.article").chmod(0)
    (tmp_path / "c").chmod(0)
    try:
        result = slugline("check", *BROKEN, cwd=tmp_path, code=2)
        named = slugline("check", *BROKEN, "b.article", cwd=tmp_path, code=2)
    finally:
        (tmp_path / "c").chmod(0o700)
    assert slugs(result) == ["none"]
    assert result.err == (
        "slugline: b.article: permission denied\nslugline: c: permission denied\n"
    )
    assert named.err == result.err


def test_a_broken_configuration_is_told_as_a_whole(tmp_path: Path) -> None:
    write_wiki(
        tmp_path / "wiki",
        {
            "slugline.toml": (
                'includ = ["*.article"]\nexclude = "drafts"\n'
                '[rules]\nbrokn-link = "error"\nself-link = "fatal"\n'
            ),
            "a.article": "A\n",
        },
    )
    for arguments, path in (
        (["check", "wiki"], "wiki/slugline.toml"),
        (["format", "wiki/a.article"], "wiki/slugline.toml"),
        (["report", "hubs", "--root", "wiki"], "wiki/slugline.toml"),
    ):
        result = slugline(*arguments, cwd=tmp_path, code=2)
        places = [line.split(": ")[:2] for line in result.err.splitlines()]
        assert places == [["slugline", f"{path}:{line}"] for line in (1, 2, 4, 5)]
        assert result.out == ""
    (tmp_path / "wiki" / "slugline.toml").write_text("[rules\n")
    result = slugline("check", cwd=tmp_path / "wiki", code=2)
    assert result.err.startswith("slugline: slugline.toml:1: is not TOML")


def test_standard_input_is_judged_in_the_wiki(wiki: Path) -> None:
    """It stands for the file, which need not exist."""
    text = b"\xef\xbb\xbfNew\r\n\xf0\x9f\x98\x80 [[home]] [[new]] [[far]] [[other]]\r\n"
    name = ["check", *BROKEN, "--stdin-filename"]
    new = slugline(*name, "birds/new.article", cwd=wiki, stdin=text, code=1)
    assert new.out == (
        "birds/new.article:2:22: broken-link no article has the slug `far`\n"
        "birds/new.article:2:30: broken-link no article has the slug `other`\n"
    )
    full = slugline(*name, "new.x", "-f", "full", cwd=wiki / "birds", stdin=text, code=1)
    assert full.out.startswith("new.x\n  2:22  error broken-link")
    assert "    │ \U0001f600 [[home]] [[new]] [[far]] [[other]]\n" in full.out
    assert "2 findings in 1 file: 2 errors (1 article checked)" in full.out
    # In place of a file that is there; the rest of the wiki sees it.
    home = slugline(*name, "home.article", cwd=wiki, stdin=b"Home\n[[draft]]\n", code=1)
    assert slugs(home) == ["draft"]
    clean = slugline(*name, "home.article", cwd=wiki, stdin=PLAIN.encode(), code=0)
    assert clean.out == clean.err == ""
    nothing = slugline("check", "--stdin-filename", "home.article", cwd=wiki)
    assert {line.split()[1] for line in nothing.lines} >= {"missing-title"}


def test_standard_input_stands_for_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    write_wiki(tmp_path, {"a.article": b"\0"})
    name = ["check", *BROKEN, "--stdin-filename", "a.article"]
    result = slugline(*name, cwd=tmp_path, stdin=b"A\n[[none]]\n", code=1)
    assert slugs(result) == ["none"]
    assert result.err == ""


def test_standard_input_has_the_limits_of_files(tmp_path: Path) -> None:
    write_wiki(tmp_path / "in", {"slugline.toml": 'max-size = "2 KB"', "b.article": "B\n"})
    for data, reason in (
        (b"A\n\0[[none]]\n", "is a binary file"),
        (b"A\n" + b"x" * 1999, "is 2 KB, over the 2 KB that `max-size` allows"),
    ):
        (tmp_path / "in" / "a.article").write_bytes(data)
        name = ["check", *BROKEN, "--stdin-filename", "in/a.article"]
        result = slugline(*name, cwd=tmp_path, stdin=data, code=2)
        assert (result.out, result.err) == ("", f"slugline: in/a.article: {reason}\n")
        assert slugline("check", *BROKEN, "in", cwd=tmp_path, code=2).err == result.err


def test_standard_input_that_cannot_be_meant(wiki: Path, tmp_path: Path) -> None:
    runs = each(
        wiki,
        ["check", "--stdin-filename", "none/a.article"],
        ["check", "--stdin-filename", ""],
        ["check", "--stdin-filename", "birds"],
        ["check", "--stdin-filename", "birds/.."],
        ["check", "--stdin-filename", "a.article", "home.article"],
        ["check", "--stdin-filename", "a.article", "--fix"],
        ["check", "--stdin-filename", tmp_path / "a.article", "--root", "."],
        ["check", "--stdin-filename", b"\xff.article"],
    )
    assert [(result.code, result.out) for result in runs] == [(2, "")] * len(runs)
    assert "its folder does not exist" in runs[0].err
    assert all("is not the name of a file" in result.err for result in runs[1:4])
    assert all("give no PATH and no --fix" in result.err for result in runs[4:6])
    assert "is not inside the wiki" in runs[6].err
    assert "the name is not UTF-8" in runs[7].err


def test_a_wiki_below_a_folder_whose_name_is_no_text(tmp_path: Path) -> None:
    folder = tmp_path / b"caf\xe9".decode("utf-8", "surrogateescape")
    write_wiki(folder, {"slugline.toml": "", "a.article": "A\n[[none]]\n"})
    runs = each(tmp_path, *(["check", *BROKEN, folder, "-f", name] for name in ("text", "json")))
    assert shown(runs[0]) == ["caf\\xe9/a.article"]
    assert [one["path"] for one in runs[1].json()["findings"]] == ["caf\\xe9/a.article"]
    full = slugline("check", *BROKEN, folder, "-f", "full", cwd=tmp_path, code=1)
    assert "│ [[none]]" in full.out
    shutil.rmtree(os.fsencode(folder))


def test_wikis_in_an_empty_one_are_named(tmp_path: Path) -> None:
    files = {f"{name}/slugline.toml": "" for name in ("kb", "docs/en")}
    write_wiki(tmp_path, {**files, "kb/a.article": "A\n[[none]]\n"})
    result = slugline("check", cwd=tmp_path, code=0)
    assert result.err.endswith("; wikis of their own are in docs/en/, kb/: name them\n")
    assert "kb/a.article:2:3: broken-link" in slugline("check", "kb", cwd=tmp_path, code=1).out
