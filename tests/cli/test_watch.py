"""`slugline check --watch`: the real process, and changes on disk of every kind.

Nothing here sleeps: each step waits until a report says what is true, and no longer.
"""

from __future__ import annotations

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pexpect  # type: ignore[import-untyped]
import pytest

from tests.cli.running import COMMAND, TIME_LIMIT, environment, slugline, write_wiki

PATIENCE = 20
"""Seconds until a report is given up; one takes a tenth of a second."""

HOME = "Home\nSee the [[mill|Mill]] and the [[weir|Weir]].\n"
FILES = {"home.article": HOME, "mill.article": "Mill\nIt turns.\n"}
OPTIONS = ("check", "--watch", "--select", "broken-link,label-drift,duplicate-slug")
BROKEN_WEIR = "home.article:2:33: broken-link no article has the slug `weir`"


class Watching:
    """A process that watches, and its reports, one after the other."""

    def __init__(self, folder: Path, options: Sequence[str], variables: Mapping[str, str]) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [*COMMAND, *OPTIONS, *options],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment(**variables),
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def report(self) -> list[str]:
        """The lines of the next report, without the last one."""
        lines: list[str] = []
        while True:
            line = self._lines.get(timeout=PATIENCE)
            assert line is not None, "\n".join(lines)
            if line.startswith("Checked ") and "; watching for changes" in line:
                return lines
            lines.append(line)

    def until(self, is_right: Callable[[list[str]], bool]) -> list[str]:
        """The first report that is right. What is done in two steps may be seen in between."""
        seen: list[list[str]] = []
        try:
            while not seen or not is_right(seen[-1]):
                seen.append(self.report())
        except queue.Empty:
            raise AssertionError(f"after these reports nothing came: {seen}") from None
        return seen[-1]

    def expect(self, *expected: str) -> None:
        self.until(lambda lines: lines == list(expected))

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(TIME_LIMIT)
        self._reader.join(TIME_LIMIT)
        return code

    def rest(self) -> str:
        lines: list[str] = []
        while (line := self._lines.get(timeout=TIME_LIMIT)) is not None:
            lines.append(line)
        return "\n".join(lines)


@contextmanager
def watching(folder: Path, *options: str, **variables: str) -> Iterator[Watching]:
    process = Watching(folder, options, variables)
    try:
        yield process
    finally:
        if process.process.poll() is None:
            process.end()
        assert process.process.stdout is not None
        process.process.stdout.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_wiki(tmp_path, FILES)


def test_files_that_are_made_edited_renamed_and_removed(folder: Path) -> None:
    weir, mill = folder / "weir.article", folder / "mill.article"
    with watching(folder) as process:
        process.expect(BROKEN_WEIR)
        weir.write_text("Weir\nA dam.\n")
        process.expect()
        mill.write_text("Windmill\nIt turns.\n")
        process.expect(
            "home.article:2:16: label-drift the label `Mill` is not the article's title, `Windmill`"
        )
        mill.write_text("Mill\nIt turns.\n")
        process.expect()
        weir.rename(folder / "dam.article")
        process.expect(BROKEN_WEIR)
        (folder / "dam.article").rename(folder / "weir.article")
        process.expect()
        weir.rename(folder / "Weir.article")  # its title gives the same slug
        (folder / "home.article").write_text(f"{HOME}[[dam]]\n")
        process.expect("home.article:3:3: broken-link no article has the slug `dam`")
        (folder / "Weir.article").rename(weir)
        (folder / "home.article").write_text(HOME)
        process.expect()
        weir.unlink()
        weir.write_text("Weir\nBack, with a [[gap]].\n")
        process.expect("weir.article:2:16: broken-link no article has the slug `gap`")
        weir.unlink()
        process.expect(BROKEN_WEIR)
        assert process.end() == 130
        assert process.rest() == ""


def test_a_network_folder_of_whose_changes_the_system_does_not_tell(folder: Path) -> None:
    weir, mill = folder / "weir.article", folder / "mill.article"
    with watching(folder, WATCHFILES_FORCE_POLLING="1") as process:
        process.expect(BROKEN_WEIR)
        weir.write_text("Weir\nA dam.\n")
        process.expect()
        mill.write_text("Windmill\nIt turns.\n")
        process.until(lambda lines: "label-drift" in " ".join(lines))
        mill.write_text("Mill\nIt turns.\n")
        process.expect()
        weir.unlink()
        process.expect(BROKEN_WEIR)
        write_wiki(folder / "a/b", {"weir.article": "Weir\nDeep.\n"})
        process.expect()
        assert process.end() == 130
        assert process.rest() == ""


def test_an_editor_that_writes_to_the_side_and_renames(folder: Path) -> None:
    with watching(folder) as process:
        process.expect(BROKEN_WEIR)
        beside = folder / ".home.article.swp"
        for text, found in ((HOME.replace("weir", "mill"), 1), (HOME, 1), ("Home\nx\n", 0)):
            beside.write_text(text)
            beside.replace(folder / "home.article")
            process.until(lambda lines, found=found: len(lines) == found)  # type: ignore[misc]
        backup = folder / "home.article~"
        (folder / "home.article").rename(backup)
        (folder / "home.article").write_text(HOME)
        backup.unlink()
        process.expect(BROKEN_WEIR)


def test_folders_that_come_go_and_take_the_place_of_files(folder: Path) -> None:
    with watching(folder) as process:
        process.expect(BROKEN_WEIR)
        write_wiki(folder / "a/b/c", {"weir.article": "Weir\nDeep.\n"})
        process.expect()
        (folder / "a").rename(folder / "z")
        (folder / "home.article").write_text(f"{HOME}[[dam]]\n")
        process.expect("home.article:3:3: broken-link no article has the slug `dam`")
        (folder / "home.article").write_text(HOME)
        process.expect()
        shutil.rmtree(folder / "z")
        process.expect(BROKEN_WEIR)
        (folder / "mill.article").unlink()
        write_wiki(folder / "mill.article", {"weir.article": "Weir\nIn a folder.\n"})
        process.expect("home.article:2:11: broken-link no article has the slug `mill`")
        shutil.rmtree(folder / "mill.article")
        (folder / "mill.article").write_text("Mill\nA file again.\n")
        process.expect(BROKEN_WEIR)


def test_settings_ignore_files_and_inventories(folder: Path) -> None:
    settings = folder / "slugline.toml"
    with watching(folder) as process:
        process.expect(BROKEN_WEIR)
        settings.write_text("inventories = [")
        process.until(lambda lines: len(lines) == 1 and "slugline.toml:1: is not TOML" in lines[0])
        (folder / "far.tsv").write_text("weir\tWeir\n")
        settings.write_text('inventories = ["far.tsv"]\n')
        process.expect()
        (folder / "far.tsv").write_text("wehr\tWehr\n")
        process.expect(f"{BROKEN_WEIR}; near: `wehr`")
        settings.unlink()
        process.expect(BROKEN_WEIR)
        (folder / ".gitignore").write_text("mill.article\n")
        process.until(lambda lines: len(lines) == 2)
        (folder / ".gitignore").unlink()
        process.expect(BROKEN_WEIR)


def test_another_wiki_begins_and_ends_below(folder: Path) -> None:
    write_wiki(folder / "in/deep", {"weir.article": "Weir\nA dam.\n"})
    with watching(folder) as process:
        process.expect()
        (folder / "in/slugline.toml").touch()
        process.expect(BROKEN_WEIR)
        (folder / "in/deep/weir.article").write_text("Weir\n[[none]]\n")
        (folder / "in/slugline.toml").rename(folder / "in/other.toml")
        process.expect("in/deep/weir.article:2:3: broken-link no article has the slug `none`")


def test_only_what_was_asked_for_is_shown(folder: Path) -> None:
    with watching(folder, "mill.article") as process:
        process.expect()
        (folder / "mill.article").write_text("Mill\n[[nowhere]]\n")
        process.expect("mill.article:2:3: broken-link no article has the slug `nowhere`")
        (folder / "mill.article").unlink()
        process.expect("slugline: mill.article: no such file")
        (folder / "mill.article").write_text("Mill\n")
        process.expect()


def test_a_report_in_the_wiki_is_no_change_of_it(folder: Path) -> None:
    with watching(folder, "-o", "report.log") as process:
        process.report()
        (folder / "weir.article").write_text("Weir\n")
        process.report()
        (folder / "mill.article").unlink()
        while "`mill`" not in (folder / "report.log").read_text():
            process.report()


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=T", "-c", "user.email=t@example.org", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=TIME_LIMIT,
    )


def test_a_checkout_of_another_branch(tmp_path: Path) -> None:
    count = 500
    names = [f"{number % 7}/n-{number}.article" for number in range(count)]
    git(tmp_path, "init", "-q", "-b", "main")
    write_wiki(tmp_path, {name: f"N {name}\nIt is.\n" for name in names})
    write_wiki(tmp_path, {f"gone/g-{number}.article": "G\n[[nowhere]]\n" for number in range(9)})
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    git(tmp_path, "checkout", "-qb", "other")
    write_wiki(tmp_path, {name: f"N {name}\nIt is [[lost]].\n" for name in names})
    shutil.rmtree(tmp_path / "gone")
    write_wiki(tmp_path, {"new/deep/lost-too.article": "Lost too\n[[lost]]\n"})
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "two")
    with watching(tmp_path) as process:
        assert len(process.report()) == count + 1
        git(tmp_path, "checkout", "-q", "main")
        lines = process.until(lambda lines: len(lines) == 9)
        assert all("gone/g-" in line for line in lines)
        git(tmp_path, "checkout", "-q", "other")
        lines = process.until(lambda lines: len(lines) == count + 1)
        assert lines == slugline(OPTIONS[0], *OPTIONS[2:], cwd=tmp_path, code=1).lines


def test_a_baseline_that_breaks_is_told_and_counts_again_when_it_is_mended(folder: Path) -> None:
    known = folder / "known.jsonl"
    taken = slugline(
        *OPTIONS[:1], *OPTIONS[2:], "--baseline", "known.jsonl", "--update-baseline", cwd=folder
    )
    assert taken.code == 0, taken.err
    good = known.read_text()
    hidden = "known.jsonl: 1 known finding not shown"
    with watching(folder, "--baseline", "known.jsonl") as process:
        process.expect(hidden)
        known.write_text("no baseline\n")
        process.until(lambda lines: len(lines) == 1 and "known.jsonl" in lines[0] != hidden)
        (folder / "mill.article").write_text("Mill\nIt turns round.\n")
        process.until(lambda lines: len(lines) == 1 and "known.jsonl" in lines[0] != hidden)
        known.write_text(good)
        process.expect(hidden)
        known.unlink()
        process.until(lambda lines: "there is no baseline known.jsonl" in " ".join(lines))
        known.write_text(good)
        process.expect(hidden)
        assert process.end() == 130


def test_a_terminal_is_cleared_and_ctrl_c_ends_without_a_traceback(folder: Path) -> None:
    child = pexpect.spawn(
        sys.executable,
        [*COMMAND[1:], *OPTIONS, "--color", "never"],
        cwd=str(folder),
        encoding="utf-8",
        timeout=TIME_LIMIT,
        env=os.environ | {"TERM": "xterm"},
    )
    child.expect_exact("\x1b[2J\x1b[3J\x1b[H")
    child.expect(r"Checked 2 articles at \d\d:\d\d:\d\d in [\d.]+ s; watching for changes")
    (folder / "weir.article").write_text("Weir\n")
    child.expect_exact("\x1b[2J\x1b[3J\x1b[H")
    child.expect("Checked 3 articles")
    child.sendintr()
    child.expect(pexpect.EOF)
    assert "Traceback" not in str(child.before)
    child.close()
    assert child.exitstatus == 130


def test_what_does_not_go_together(folder: Path) -> None:
    for options in (["--fix"], ["--stdin-filename", "x.article"]):
        assert "--watch" in slugline("check", "--watch", *options, cwd=folder, code=2).err


def test_the_whole_wiki_is_removed_and_made_again(tmp_path: Path) -> None:
    root = tmp_path / "wiki"
    write_wiki(root, {**FILES, "slugline.toml": ""})
    with watching(tmp_path, "wiki") as process:
        process.expect(f"wiki/{BROKEN_WEIR}")
        shutil.rmtree(root)
        process.until(lambda lines: "weir" not in " ".join(lines))
        write_wiki(tmp_path / "beside", {**FILES, "slugline.toml": ""})
        (tmp_path / "beside").rename(root)
        process.expect(f"wiki/{BROKEN_WEIR}")
        (root / "weir.article").write_text("Weir\nA dam.\n")
        process.expect()
