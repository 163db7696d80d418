"""What a burst of hints asks for: random changes on disk, and hints that say too little of them."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest

from slugline.disk.discovery import discover
from slugline.disk.refresh import Refreshed, Refresher
from slugline.wiki import Configuration

NAMES = ("a.article", "b.article", "c.txt", "d.md", ".hidden.article", "x", "y", "out")
SETTINGS = "slugline.toml"
FOLDERS = ("", "x/", "y/", "x/y/", "out/", ".git/")

_STORM = 50
"""Hints of a storm: the real number would only take longer."""


class Disk:
    """A folder that is changed at random, and the hints that an honest system gives of it."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.random = random.Random(seed)
        self.hints: set[str] = set()
        self.number = 0

    def path(self) -> Path:
        """A path to change; now and then another wiki begins, but never this one's settings."""
        folder = self.random.choice(FOLDERS)
        names = (*NAMES, SETTINGS) if folder else NAMES
        return self.root / (folder + self.random.choice(names))

    def change(self) -> None:
        path = self.path()
        what = self.random.choice(("write", "write", "remove", "rename"))
        if what == "write":
            self.write(path)
        elif what == "remove":
            self.remove(path)
        elif path.exists():
            other = self.path()
            if not other.is_relative_to(path) and not path.is_relative_to(other):
                self.remove(other)
                if self.folder(other.parent) and path.exists():
                    path.rename(other)
                    self.hint(path, other)

    def write(self, path: Path) -> None:
        if path.is_dir():
            self.remove(path)
        if self.folder(path.parent):
            self.number += 1
            path.write_text(f"Title\nText {self.number}.\n")
            self.hint(path)

    def folder(self, path: Path) -> bool:
        if not path.is_dir():
            top = path
            while not top.parent.is_dir():
                top = top.parent
            if top.exists():
                top.unlink()
            path.mkdir(parents=True)
            self.hint(top)  # of what is in a new folder nothing may be told
        return True

    def remove(self, path: Path) -> None:
        if path.is_dir():
            shutil.rmtree(path)
            self.hint(path)
        elif path.exists():
            path.unlink()
            self.hint(path)

    def hint(self, *paths: Path) -> None:
        self.hints |= {str(path) for path in paths}

    def articles(self, configuration: Configuration) -> dict[str, str]:
        found = discover(self.root, configuration).paths
        return {path: (self.root / path).read_text() for path in found}


@pytest.mark.parametrize(("is_storm", "named_first"), [(False, True), (True, False), (True, True)])
@pytest.mark.parametrize("seed", range(12))
def test_what_is_kept_is_what_is_on_disk(
    tmp_path: Path, seed: int, is_storm: bool, named_first: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("slugline.disk.refresh.STORM", _STORM)
    disk = Disk(tmp_path, seed)
    configuration = Configuration(exclude=("out",))
    for _ in range(8):
        disk.change()
    kept = disk.articles(configuration)
    refresher = Refresher(str(tmp_path), configuration)
    refresher.remember(kept)

    def take(refreshed: Refreshed) -> None:
        assert not refreshed.everything
        for path in refreshed.gone:
            kept.pop(path, None)
        for path in refreshed.read:
            kept[path] = (tmp_path / path).read_text()

    for _ in range(12):
        disk.hints = set()
        for _ in range(disk.random.randint(1, 5)):
            disk.change()
        hints = disk.hints
        if is_storm:  # so many that those of interest are lost
            hints = {str(tmp_path / f"n-{number}.article") for number in range(_STORM)}
        answers = [refresher.refresh(hints, kept.keys(), (), named_first=named_first)]
        assert answers[0].is_partial or not (is_storm and named_first)
        if answers[0].is_partial:
            take(answers[0])
            answers.append(refresher.look_at_all(kept.keys(), ()))
        take(answers[-1])
        assert kept == disk.articles(configuration)


def test_settings_and_ignore_files(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.article").write_text("A\n")
    configuration = Configuration(inventories=("./sub/far.tsv",), exclude=("out",))
    refresher = Refresher(str(tmp_path), configuration)
    refresher.remember(["a.article"])

    def refreshed(*paths: str) -> object:
        found = refresher.refresh([str(tmp_path / path) for path in paths], {"a.article"}, ())
        return "everything" if found.everything else (found.read, found.gone, bool(found))

    for path in ("slugline.toml", "sub/far.tsv", "sub", ""):
        assert refreshed(path) == "everything", path
    for path in ("out/x.article", "notes.md", ".git/index", ".git/.gitignore", "out/.gitignore"):
        assert refreshed(path) == ([], set(), False), path
    hints = [str(tmp_path / "near.tsv")]
    assert not refresher.refresh(hints, {"a.article"}, ()).everything
    assert refresher.refresh(hints, {"a.article"}, (), ["near.tsv"]).everything
    (tmp_path / ".gitignore").write_text("a.article\n")
    assert refreshed(".gitignore") == ([], {"a.article"}, True)


def test_a_disk_that_ignores_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mill.article").write_text("Mill\n")
    refresher = Refresher(str(tmp_path), Configuration())
    real = Path.lstat
    monkeypatch.setattr(Path, "lstat", lambda path: real(path.with_name(path.name.lower())))
    hints = {str(tmp_path / "Mill.article"), str(tmp_path / "mill.article")}
    assert os.listdir(tmp_path) == ["mill.article"]  # noqa: PTH208
    found = refresher.refresh(hints, {"Mill.article"}, ())
    assert (found.read, found.gone) == (["mill.article"], {"Mill.article"})
