"""Watching by looking: where the system can't tell of changes. Nothing here sleeps.

What the system tells is tested with the real process, in `tests/cli/test_watch.py`.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from watchfiles import _rust_notify

from slugline.disk.watching import Watch

PATIENCE = 20
"""Seconds until a change is given up; it is seen in a part of one."""


class Bursts:
    """What a watch sees; it is given up after a time."""

    def __init__(self, root: Path, watch: Watch) -> None:
        self.root = root
        self.stop = threading.Event()
        self._bursts = watch.bursts(self.stop)

    def until(self, *paths: str) -> None:
        """Waits until these paths were seen, and asserts that no others were."""
        expected = {str(self.root / path) for path in paths}
        seen: set[str] = set()
        timer = threading.Timer(PATIENCE, self.stop.set)
        timer.start()
        try:
            while not expected <= seen:
                burst = next(self._bursts, None)
                assert burst is not None, f"given up; seen: {sorted(seen)}"
                seen |= burst
        finally:
            timer.cancel()
        assert seen == expected


@contextmanager
def watched(root: Path, *, polling: bool = True) -> Iterator[Bursts]:
    with Watch([root], polling=polling) as watch:
        yield Bursts(root, watch)


def test_every_kind_of_change_is_seen(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("1")
    with watched(tmp_path) as bursts:
        (tmp_path / "a.txt").write_text("22")
        bursts.until("a.txt")
        (tmp_path / "b/c").mkdir(parents=True)
        (tmp_path / "b/c/d.txt").write_text("d")
        bursts.until("b", "b/c", "b/c/d.txt")
        (tmp_path / "b/c").rename(tmp_path / "b/e")
        bursts.until("b/c", "b/c/d.txt", "b/e", "b/e/d.txt")
        (tmp_path / "a.txt").unlink()
        shutil.rmtree(tmp_path / "b")
        bursts.until("a.txt", "b", "b/e", "b/e/d.txt")


def test_changes_that_follow_each_other_at_once(tmp_path: Path) -> None:
    root, beside = tmp_path / "wiki", tmp_path / "beside"
    root.mkdir()
    article = root / "a.txt"
    article.write_text("0")
    with watched(root) as bursts:
        for number in range(1, 5):
            beside.write_text(str(number))
            beside.replace(article)
            bursts.until("a.txt")
            article.write_text("-" * number)
            bursts.until("a.txt")


def test_links_show_what_they_lead_to(tmp_path: Path) -> None:
    (tmp_path / ".store").mkdir()
    (tmp_path / "a.txt").symlink_to(".store/a.txt")
    with watched(tmp_path) as bursts:
        (tmp_path / ".store/a.txt").write_text("1")
        bursts.until("a.txt")


def test_a_root_that_goes_and_comes_back(tmp_path: Path) -> None:
    root = tmp_path / "wiki"
    root.mkdir()
    (root / "a.txt").write_text("1")
    with watched(root) as bursts:
        shutil.rmtree(root)
        bursts.until("", "a.txt")
        root.mkdir()
        bursts.until("")
        (root / "b.txt").write_text("2")
        bursts.until("b.txt")


def test_it_ends_when_it_is_told_to(tmp_path: Path) -> None:
    for polling in (True, False):
        with watched(tmp_path, polling=polling) as bursts:
            bursts.stop.set()
            with pytest.raises(AssertionError, match="given up"):
                bursts.until("never")


def test_a_system_that_watches_no_more_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "OS file watch limit reached")

    monkeypatch.setattr(_rust_notify, "RustNotify", refuse)
    with watched(tmp_path, polling=False) as bursts:
        (tmp_path / "a.txt").write_text("1")
        bursts.until("a.txt")


@pytest.mark.parametrize(("value", "polls"), [("1", True), ("0", False), ("", False)])
def test_the_variable_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str, polls: bool
) -> None:
    asked: list[object] = []

    class Notify:
        def __init__(self, *options: object) -> None:
            asked.append(options)

        def close(self) -> None:
            pass

    monkeypatch.setenv("WATCHFILES_FORCE_POLLING", value)
    monkeypatch.setattr(_rust_notify, "RustNotify", Notify)
    with Watch([tmp_path]):
        assert bool(asked) is not polls
