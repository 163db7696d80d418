"""`slugline rename`: the file, the links and the redirects, all of it or nothing."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from slugline.disk.journal import change_all, recover
from slugline.disk.names import JOURNAL
from slugline.errors import WriteError
from tests.cli.running import PLAIN, TIME_LIMIT, contents, environment, slugline, write_wiki
from tests.cli.test_since import git

WIKI: dict[str, str | bytes] = {
    "slugline.toml": (
        "# Settings.\r\n[redirects]  # more names\r\n"
        'old-mill = "the-mill"  # since 1999\r\n"mühle" = "the-mill"\r\n'
    ),
    "the-mill.article": PLAIN.replace("Water", "Near [[weir]] and [[the-mill#source]], water"),
    "weir.article": "Weir\r\nAt [[the-mill|The Mill]], [[the-mill#summary]] and [[old-mill]].\r\n",
    "a folder/latin.txt": b"\xef\xbb\xbfCaf\xe9 \r[[the-mill]] \xff [[weir]]",
    "far/astral.article": "Astral\n\U0001f34e [[the-mill]]",
    "other.article": "Other\nTo [[weir]].\n",
}


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    return write_wiki(tmp_path / "wiki", WIKI)


def renamed() -> dict[str, bytes]:
    """What the wiki is to be after `rename the-mill tide-mill --redirect`."""
    after = {path: text.encode() if isinstance(text, str) else text for path, text in WIKI.items()}
    after = {path: data.replace(b"[[the-mill", b"[[tide-mill") for path, data in after.items()}
    after["tide-mill.article"] = after.pop("the-mill.article")
    toml = after["slugline.toml"].replace(b'"the-mill"', b'"tide-mill"')
    after["slugline.toml"] = toml.replace(
        b"# more names\r\n", b'# more names\r\nthe-mill = "tide-mill"\r\n'
    )
    return after


ARGUMENTS = ("rename", "the-mill", "tide-mill", "--redirect")


def test_everything_follows(wiki: Path) -> None:
    (wiki / "weir.article").chmod(0o640)
    result = slugline(*ARGUMENTS, cwd=wiki, code=0)
    assert result.out == ""
    assert result.err == (
        "Renamed `the-mill` to `tide-mill`, now tide-mill.article: 5 links in 4 articles "
        "and the redirects in slugline.toml\n"
    )
    assert contents(wiki) == renamed()
    assert stat.S_IMODE((wiki / "weir.article").stat().st_mode) == 0o640
    select = ("--select", "broken-link,broken-section,redirect-loop")
    assert slugline("check", *select, cwd=wiki, code=0).out == ""
    # And back again: the redirect that leads to the new name is taken out.
    slugline("rename", "tide-mill", "the-mill", cwd=wiki, code=0)
    before = {
        path: text if isinstance(text, bytes) else text.encode() for path, text in WIKI.items()
    }
    assert contents(wiki) == before


def test_without_a_redirect(wiki: Path) -> None:
    slugline(*ARGUMENTS[:3], cwd=wiki, code=0)
    assert b"\nthe-mill =" not in (wiki / "slugline.toml").read_bytes()
    assert slugline("check", "--select", "broken-link", cwd=wiki, code=0).out == ""


def test_a_redirect_begins_a_configuration(tmp_path: Path) -> None:
    write_wiki(tmp_path, {"a.article": "A\nLead.\n", "b.article": "B\nTo [[a]].\n"})
    git(tmp_path, "init", "-q")
    patch = slugline("rename", "a", "c", "--redirect", "--dry-run", cwd=tmp_path, code=0).raw
    (tmp_path / "ways.patch").write_bytes(patch)
    patched = shutil.copytree(tmp_path, tmp_path / "patched")
    git(patched, "init", "-q")
    git(patched, "apply", "ways.patch")
    shutil.rmtree(patched / ".git")
    found = contents(patched)
    shutil.rmtree(patched)
    slugline("rename", "a", "c", "--redirect", cwd=tmp_path, code=0)
    assert (tmp_path / "slugline.toml").read_text() == '[redirects]\na = "c"\n'
    shutil.rmtree(tmp_path / ".git")
    assert found == contents(tmp_path)


def test_a_dry_run_is_a_patch_of_the_same(wiki: Path) -> None:
    said = slugline(*ARGUMENTS, "--dry-run", cwd=wiki, code=0).err
    no_text = "a folder/latin.txt is not in the patch: it has bytes that are not UTF-8"
    assert said.startswith(f"slugline: {no_text}\n")
    (wiki / "a folder" / "latin.txt").unlink()
    git(wiki, "init", "-q")
    git(wiki, "add", ".")
    result = slugline(*ARGUMENTS, "--dry-run", cwd=wiki, code=0)
    inside = slugline(*ARGUMENTS, "--dry-run", cwd=wiki / "far", code=0)
    assert inside.raw == result.raw
    assert "slugline: the patch is to be applied in ../\n" in inside.err
    assert result.err.startswith("Would rename `the-mill` to `tide-mill`, now tide-mill.article: ")
    patch = wiki.parent / "patch"
    patch.write_bytes(result.raw)
    git(wiki, "apply", str(patch))
    shutil.rmtree(wiki / ".git")
    expected = renamed()
    del expected["a folder/latin.txt"]
    assert contents(wiki) == expected


def test_a_slug_from_the_title(tmp_path: Path) -> None:
    write_wiki(tmp_path, {"in/Old Mill.article": PLAIN, "b.article": "B\nTo [[the-mill]].\n"})
    slugline("rename", "the-mill", "tide-mill", cwd=tmp_path, code=0)
    assert contents(tmp_path) == {
        "in/tide-mill.article": PLAIN.encode(),
        "b.article": b"B\nTo [[tide-mill]].\n",
    }


def test_what_is_only_linked_is_renamed_in_the_links(wiki: Path) -> None:
    (wiki / "other.article").write_text("Other\nTo [[weeir]].\n")
    result = slugline("rename", "weeir", "weir", cwd=wiki, code=0)
    assert result.err == "Renamed `weeir` to `weir`: 1 link in 1 article\n"
    assert (wiki / "other.article").read_text() == "Other\nTo [[weir]].\n"


def test_what_no_link_names(wiki: Path) -> None:
    (wiki / "one.article").write_text("One\n")
    result = slugline("rename", "one", "two", "--redirect", "--dry-run", cwd=wiki, code=0)
    assert result.err.endswith(", now two.article: no link, but the redirects in slugline.toml\n")
    result = slugline("rename", "one", "two", cwd=wiki, code=0)
    assert result.err == "Renamed `one` to `two`, now two.article: no link names it\n"


def test_from_another_folder(wiki: Path) -> None:
    result = slugline(*ARGUMENTS, cwd=wiki / "far", code=0)
    assert "now ../tide-mill.article" in result.err
    assert contents(wiki) == renamed()


REFUSED = {
    ("the-mil", "x"): "no article has the slug `the-mil`, and no link names it; near: `the-mill`",
    ("the-mill", "the-mill"): "the new slug is the old one",
    ("the-mill", "Tide Mill"): "`Tide Mill` is not a slug; `tide-mill` would be one",
    ("the-mill", ""): "the new slug is empty: say which slug the article is to have",
    ("the-mill", "…"): "`…` is not a slug",
    ("the-mill", "weir"): "the slug `weir` is taken by weir.article",
    ("the-mill", "x" * 300): "the new slug is too long for the name of a file",
    ("old-mill", "x"): "`old-mill` is a redirect to `the-mill`: rename that, or change",
    ("weir", "old-mill"): "the slug `old-mill` is taken by a redirect to `the-mill`",
    ("twice", "x"): "2 articles have the slug `twice`, far/twice.article and twice.txt: give one",
}


@pytest.mark.parametrize("names", REFUSED)
def test_refusals(names: tuple[str, str], wiki: Path) -> None:
    write_wiki(wiki, {"far/twice.article": "Twice\n", "twice.txt": "Twice\n"})
    before = contents(wiki)
    for more in ((), ("--dry-run",)):
        result = slugline("rename", *names, *more, cwd=wiki, code=2)
        assert result.err.startswith(f"slugline: {REFUSED[names]}")
        assert result.out == ""
    assert contents(wiki) == before


@pytest.mark.parametrize(
    "files",
    [
        {"slugline.toml": 'exclude = ["*-x.*"]\n'},
        {"slugline.toml": 'include = ["**/[!g]*.txt"]\n'},
        {".gitignore": "gamma*\n"},
    ],
    ids=["exclude", "include", "ignore file"],
)
def test_a_file_that_would_be_no_article(files: dict[str, str], tmp_path: Path) -> None:
    write_wiki(tmp_path, {**files, "a/alpha.txt": "Alpha\n", "b.txt": "B\nTo [[alpha]].\n"})
    before = contents(tmp_path)
    for more in ((), ("--redirect",), ("--dry-run",)):
        result = slugline("rename", "alpha", "gamma-x", *more, cwd=tmp_path, code=2)
        assert (result.out, result.err) == (
            "",
            "slugline: a/gamma-x.txt would be no article of this wiki: "
            "`include`, `exclude` or an ignore file leaves it out\n",
        )
        assert contents(tmp_path) == before
    slugline("rename", "alpha", "alfa", cwd=tmp_path, code=0)


@pytest.mark.parametrize("old", ["alpha", "lost", "unread"])
def test_files_that_cannot_be_read_stop_it(old: str, tmp_path: Path) -> None:
    """They may have links to the slug; or one of them is the article itself, linked or not."""
    files: dict[str, str | bytes] = {
        "alpha.txt": "Alpha\nTo [[lost]].\n",
        "lost.txt": b"\0",
        "unread.txt": b"\0",
    }
    write_wiki(tmp_path, files)
    before = contents(tmp_path)
    for more in ((), ("--dry-run",)):
        result = slugline("rename", old, "gamma", *more, cwd=tmp_path, code=2)
        assert result.out == ""
        assert result.err == (
            f"slugline: `{old}` is not renamed, because not everything could be read, and there "
            "may be links to it: mend these files, or add them to `exclude` in slugline.toml\n"
            "slugline: lost.txt: is a binary file\n"
            "slugline: unread.txt: is a binary file\n"
        )
        assert contents(tmp_path) == before
    (tmp_path / "slugline.toml").write_text('exclude = ["lost.txt", "unread.txt"]\n')
    slugline("rename", "alpha", "gamma", cwd=tmp_path, code=0)
    for number in range(30):
        (tmp_path / f"{number}.txt").write_bytes(b"\0")
    result = slugline("rename", "gamma", "alpha", cwd=tmp_path, code=2)
    assert result.err.endswith("\nslugline: … and 10 more\n")
    assert result.err.count("is a binary file") == 20


def test_symbolic_links_keep_their_file(tmp_path: Path) -> None:
    write_wiki(tmp_path, {"alpha.txt": "Alpha\n", "b/beta.txt": "Beta\nTo [[alpha]].\n"})
    (tmp_path / "b" / "other.txt").symlink_to("../alpha.txt")
    (tmp_path / "no-article").symlink_to("b/beta.txt")
    before = contents(tmp_path)
    result = slugline("rename", "alpha", "gamma", cwd=tmp_path, code=2)
    assert result.err == (
        "slugline: b/other.txt is a symbolic link to alpha.txt and would lead to nothing: "
        "remove it first, or let it lead elsewhere\n"
    )
    assert contents(tmp_path) == before
    slugline("rename", "beta", "gamma", cwd=tmp_path, code=0)
    (tmp_path / "b" / "other.txt").unlink()
    slugline("rename", "alpha", "other", cwd=tmp_path, code=0)


@pytest.mark.parametrize("target", ["nothing", "alpha.txt", "gamma.txt"])
def test_a_symbolic_link_in_the_way(target: str, tmp_path: Path) -> None:
    write_wiki(tmp_path, {"alpha.txt": "Alpha\n", "beta.txt": "Beta\nTo [[alpha]].\n"})
    (tmp_path / "gamma.txt").symlink_to(target)
    for more in ((), ("--dry-run",)):
        result = slugline("rename", "alpha", "gamma", *more, cwd=tmp_path, code=2)
        assert (result.out, result.err) == ("", "slugline: gamma.txt: exists already\n")
    assert (tmp_path / "gamma.txt").readlink() == Path(target)
    assert (tmp_path / "beta.txt").read_text() == "Beta\nTo [[alpha]].\n"


@pytest.mark.skipif(os.name == "nt", reason="folders are not made read-only like this")
def test_read_only_files_stop_it_before_anything_is_done(wiki: Path) -> None:
    before = contents(wiki)
    for path in ("weir.article", "slugline.toml", "far/astral.article"):
        (wiki / path).chmod(0o444)
        result = slugline(*ARGUMENTS, cwd=wiki, code=2)
        assert result.err == f"slugline: {path}: is read-only\n"
        assert contents(wiki) == before
        (wiki / path).chmod(0o644)


class Ran(NamedTuple):
    code: int
    err: str
    calls: int


def failing(how: str, folders: Mapping[int, Path], *arguments: str) -> dict[int, Ran]:
    """Runs in several folders, each with another call that goes wrong."""
    ran = subprocess.run(
        [sys.executable, Path(__file__).with_name("failing.py"), how, *arguments],
        input="".join(f"{number} {folder}\n" for number, folder in folders.items()),
        stdout=subprocess.PIPE,
        encoding="utf-8",
        timeout=TIME_LIMIT * 3,
        env=environment(PYTHONPATH=str(Path(__file__).parents[2] / "server")),
        check=True,
    )
    answers = [Ran(*json.loads(line)) for line in ran.stdout.splitlines()]
    return dict(zip(folders, answers, strict=True))


def broken_off(wiki: Path, how: str) -> dict[int, tuple[Path, Ran]]:
    """Copies of the wiki, in each of which a rename went wrong at another of its calls."""
    counted = shutil.copytree(wiki, wiki.parent / "counted")
    [ran] = failing("count", {0: counted}, *ARGUMENTS).values()
    assert ran.code == 0
    copies = {
        number: shutil.copytree(wiki, wiki.parent / f"broken-{number}")
        for number in range(1, ran.calls + 1)
    }
    results = failing(how, copies, *ARGUMENTS)
    assert len(results) > 40
    return {number: (copies[number], one) for number, one in results.items()}


def test_whatever_call_fails_it_is_as_before_or_done(wiki: Path) -> None:
    before, after = contents(wiki), renamed()
    outcomes: Counter[str] = Counter()
    for number, (copy, ran) in broken_off(wiki, "fail").items():
        assert "Traceback" not in ran.err
        found = contents(copy)
        if ran.code == 0:
            slugline("links", "weir", cwd=copy)  # ends what was left to tidy up
            assert contents(copy) == after, number
        else:
            assert ran.code == 2
            assert "the disk is full" in ran.err
            assert found == before, (number, ran.err, found.keys())
        outcomes["done" if ran.code == 0 else "before"] += 1
    assert outcomes["before"] > 20
    assert outcomes["done"] > 5


def test_killed_at_any_step_the_next_command_ends_it(wiki: Path) -> None:
    before, after = contents(wiki), renamed()
    outcomes: list[str] = []
    for number, (copy, ran) in broken_off(wiki, "kill").items():
        assert ran.code < 0
        was_begun = (copy / JOURNAL).exists()
        said = slugline("report", "hubs", cwd=copy, code=0).err
        found = contents(copy)
        assert found in (before, after), (number, found.keys())
        outcomes.append("done" if found == after else "before")
        if was_begun:
            done = "finished" if found == after else "undone"
            assert said == f"slugline: a change that had been stopped half-way is {done} now\n"
        else:
            assert said == ""
    # As before, up to the step that counts, and done after it.
    assert outcomes == sorted(outcomes)
    assert set(outcomes) == {"before", "done"}


def test_killed_while_it_is_ended(wiki: Path) -> None:
    """Every step of the recovery may be the last one, too."""
    before, after = contents(wiki), renamed()
    killed = broken_off(wiki, "kill")
    for number in list(killed)[2::9]:
        copies = {
            again: shutil.copytree(killed[number][0], wiki.parent / f"again-{number}-{again}")
            for again in range(1, 40)
        }
        results = failing("kill", copies, "links", "weir")
        for again, copy in copies.items():
            slugline("links", "weir", cwd=copy, code=0)
            assert contents(copy) in (before, after), (number, again)
        assert results[39].code == 0  # more steps than there are


def test_what_somebody_changes_meanwhile_is_kept(wiki: Path) -> None:
    """Killed after the first file was replaced; then the last one is edited by hand."""
    before = contents(wiki)
    half_done = [
        copy
        for copy, _ in broken_off(wiki, "kill").values()
        if contents(copy).get("weir.article") == before["weir.article"]
    ]
    copy = half_done[-1]
    (copy / "weir.article").write_bytes(b"Weir\nAll new, and [[the-mill]].\n")
    slugline("links", "weir", cwd=copy, code=0)
    found = contents(copy)
    assert found.pop("weir.article") == b"Weir\nAll new, and [[the-mill]].\n"
    assert found == {path: data for path, data in before.items() if path != "weir.article"}


@pytest.mark.parametrize(
    "journal",
    [
        '{"slugline-journal":2}\n{}\n',
        '{"slugline-journal":1}\n{"texts":[],"moves":[{"old":"../x","new":"y"}]}\ncommit\n',
        '{"slugline-journal":1}\n{"texts":[],"moves":[{"old":"a/../../x","new":"y"}]}\ncommit\n',
        '{"slugline-journal":1}\n'
        '{"texts":[{"path":"../x","name":"a","old":"","new":""}],"moves":[]}\ncommit\n',
        '{"slugline-journal":1}\n'
        '{"texts":[{"path":"weir.article","name":"../a","old":"","new":""}],"moves":[]}\ncommit\n',
        "An article\n",
    ],
)
def test_a_journal_from_elsewhere_does_nothing(journal: str, wiki: Path) -> None:
    (wiki.parent / "x").write_text("outside")
    (wiki / JOURNAL).write_text(journal)
    before = contents(wiki.parent)
    result = slugline("check", cwd=wiki, code=2)
    assert result.err == (
        f"slugline: {JOURNAL}: is no journal that this Slugline knows: look at it yourself\n"
    )
    assert contents(wiki.parent) == before


def test_a_change_of_what_is_not_there_any_more(tmp_path: Path) -> None:
    write_wiki(tmp_path, {"a": "1", "b": "2"})
    before = contents(tmp_path)
    cases: list[tuple[dict[str, tuple[bytes | None, bytes]], dict[str, str]]] = [
        ({"a": (b"1", b"x"), "b": (b"other", b"x")}, {}),
        ({"a": (b"1", b"x"), "gone": (b"2", b"x")}, {}),
        ({"a": (None, b"x")}, {}),
        ({"a": (b"1", b"x")}, {"b": "a"}),
        ({"a": (b"1", b"x")}, {"b": "../c"}),
        ({"a": (b"1", b"x")}, {"gone": "c"}),
    ]
    for texts, moves in cases:
        with pytest.raises(WriteError):
            change_all(tmp_path, texts, moves)
        assert contents(tmp_path) == before
    assert recover(tmp_path) == ""


def test_the_many_files_of_a_hub(tmp_path: Path) -> None:
    write_wiki(
        tmp_path,
        {
            "hub.article": PLAIN,
            **{f"{number}.article": "A\nTo [[hub]].\n" for number in range(300)},
        },
    )
    result = slugline("rename", "hub", "centre", cwd=tmp_path, code=0)
    assert "300 links in 300 articles" in result.err
    found = contents(tmp_path)
    assert found.pop("centre.article") == PLAIN.encode()
    assert set(found.values()) == {b"A\nTo [[centre]].\n"}
