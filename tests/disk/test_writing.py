from __future__ import annotations

import contextlib
import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from slugline.disk import writing
from slugline.disk.writing import check_free, create, write_atomically
from slugline.errors import WriteError


def refusal(write: Callable[..., None], path: str | Path, root: Path) -> str:
    """Why a write is refused; nothing below the root's parent may change by it."""
    before = state(root.parent)
    with pytest.raises(WriteError) as caught:
        write(path, b"new", root=root)
    assert state(root.parent) == before
    assert caught.value.path == str(path)
    return caught.value.reason


def state(folder: Path) -> dict[str, tuple[int, bytes | str]]:
    """All there is below a folder: modes and contents."""
    found: dict[str, tuple[int, bytes | str]] = {}
    for above, folders, names in os.walk(folder):
        for path in (Path(above) / name for name in (*folders, *names)):
            mode = path.lstat().st_mode
            content: bytes | str = ""
            if stat.S_ISREG(mode) and (os.geteuid() == 0 or mode & 0o400):
                content = path.read_bytes()
            elif stat.S_ISLNK(mode):
                content = str(path.readlink())
            found[str(path)] = (mode, content)
    return found


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "wiki").mkdir()
    return tmp_path / "wiki"


class TestWriteAtomically:
    def test_replaces_a_file(self, root: Path) -> None:
        (root / "a.txt").write_bytes(b"old")
        (root / "a.txt").chmod(0o640)
        write_atomically("a.txt", b"new\r\n", root=root)
        write_atomically(root / "a.txt", b"newer\r\n", root=str(root))
        assert (root / "a.txt").read_bytes() == b"newer\r\n"
        assert stat.S_IMODE((root / "a.txt").stat().st_mode) == 0o640
        assert [path.name for path in root.iterdir()] == ["a.txt"]

    def test_writes_a_new_file(self, root: Path) -> None:
        (root / "b.txt").touch()
        write_atomically("a.txt", b"new", root=root)
        assert (root / "a.txt").read_bytes() == b"new"
        assert (root / "a.txt").stat().st_mode == (root / "b.txt").stat().st_mode

    @pytest.mark.skipif(os.geteuid() != 0, reason="only the administrator gives files away")
    def test_keeps_the_owner(self, root: Path) -> None:
        (root / "a.txt").touch()
        os.chown(root / "a.txt", 1234, 2345)
        write_atomically("a.txt", b"new", root=root)
        found = (root / "a.txt").stat()
        assert (found.st_uid, found.st_gid) == (1234, 2345)

    def test_a_link_stays_one(self, root: Path) -> None:
        (root / ".store").mkdir()
        (root / ".store/1").write_bytes(b"old")
        (root / "a.txt").symlink_to(".store/1")
        write_atomically("a.txt", b"new", root=root)
        assert (root / "a.txt").readlink() == Path(".store/1")
        assert (root / ".store/1").read_bytes() == b"new"
        assert len(list((root / ".store").iterdir())) == 1

    def test_a_root_behind_a_link(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (root.parent / "link").symlink_to(root)
        write_atomically(root.parent / "link/a.txt", b"1", root=root)
        write_atomically(root / "b.txt", b"2", root=root.parent / "link")
        monkeypatch.chdir(root.parent)
        write_atomically("c.txt", b"3", root="wiki")
        assert sorted(path.name for path in root.iterdir()) == ["a.txt", "b.txt", "c.txt"]

    @pytest.mark.parametrize("path", ["../a.txt", "../wiki2/a.txt", "/a.txt", "out.txt", "d/a.txt"])
    def test_nothing_is_written_outside(self, root: Path, path: str) -> None:
        (root.parent / "wiki2").mkdir()
        (root.parent / "a.txt").write_bytes(b"old")
        (root / "out.txt").symlink_to("../a.txt")
        (root / "d").symlink_to("..")
        assert refusal(write_atomically, path, root) == "lies outside of the wiki"

    def test_what_is_no_file_is_refused(self, root: Path) -> None:
        (root / "d.txt").mkdir()
        (root / "f.txt").touch()
        os.mkfifo(root / "p.txt")
        (root / "l.txt").symlink_to("l.txt")
        for path, reason in {
            "d.txt": "is a folder, not a file",
            ".": "is a folder, not a file",
            "p.txt": "is not a regular file",
            "l.txt": "is a symbolic link in a circle",
            "f.txt/a.txt": "no such file",
            "gone/a.txt": "no such file",
            "x" * 300: "the name is too long",
            "nul\0": "is not the name of a file",
            "\ud800": "is not the name of a file",
        }.items():
            assert refusal(write_atomically, path, root) == reason, path

    def test_a_read_only_file_is_refused(self, root: Path) -> None:
        (root / "a.txt").touch(0o444)
        assert refusal(write_atomically, "a.txt", root) == "is read-only"

    def test_a_folder_that_may_not_be_written_to(self, plain_folder: Path) -> None:
        root = plain_folder / "wiki"
        root.mkdir()
        (root / "a.txt").write_bytes(b"old")
        root.chmod(0o500)
        assert refusal(write_atomically, "a.txt", root) == "permission denied"

    @pytest.mark.parametrize("call", ["fsync", "fchmod", "replace"])
    def test_a_failure_leaves_nothing_behind(
        self, root: Path, monkeypatch: pytest.MonkeyPatch, call: str
    ) -> None:
        def fail(*_arguments: object) -> None:
            raise OSError(28, "No space left on device")

        (root / "a.txt").write_bytes(b"old")
        if call == "replace":
            monkeypatch.setattr(Path, call, fail)
        else:
            monkeypatch.setattr(os, call, fail)
        assert refusal(write_atomically, "a.txt", root) == "the disk is full"

    def test_an_interruption_leaves_nothing_behind(
        self, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupt(_descriptor: int) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(os, "fsync", interrupt)
        for write in (write_atomically, create):
            with pytest.raises(KeyboardInterrupt):
                write("d/a.txt" if write is create else "a.txt", b"new", root=root)
            assert list(root.iterdir()) == []

    def test_readers_see_the_old_or_the_new_text(self, root: Path) -> None:
        texts = {b"a" * 100_000, b"b" * 100_000}
        (root / "a.txt").write_bytes(b"a" * 100_000)
        seen: set[bytes] = set()
        done = threading.Event()

        def read() -> None:
            while not done.is_set():
                seen.add((root / "a.txt").read_bytes())

        reader = threading.Thread(target=read)
        reader.start()
        for number in range(50):
            write_atomically("a.txt", b"ab"[number % 2 : number % 2 + 1] * 100_000, root=root)
        done.set()
        reader.join()
        assert seen <= texts


class TestCreate:
    def test_writes_a_file_and_its_folders(self, root: Path) -> None:
        create("d/e/größe.txt", b"new", root=root)
        create(root / "d/e/a.txt", b"newer", root=root)
        assert (root / "d/e/größe.txt").read_bytes() == b"new"
        assert (root / "d/e/a.txt").read_bytes() == b"newer"
        assert len(list((root / "d/e").iterdir())) == 2

    def test_gives_files_the_usual_mode(self, root: Path) -> None:
        create("a.txt", b"", root=root)
        (root / "b.txt").touch()
        assert (root / "a.txt").stat().st_mode == (root / "b.txt").stat().st_mode

    def test_never_overwrites(self, root: Path) -> None:
        (root / "a.txt").write_bytes(b"old")
        (root / "d.txt").mkdir()
        (root / "l.txt").symlink_to("gone")
        os.mkfifo(root / "p.txt")
        for name in ("a.txt", "d.txt", "l.txt", "p.txt"):
            assert refusal(create, name, root) == "exists already"

    @pytest.mark.parametrize(
        ("there", "wanted"),
        [
            ("Mill.txt", "mill.txt"),
            ("mill.txt", "MILL.TXT"),
            ("gru\u0308n.txt", "gr\u00fcn.txt"),
            ("gr\u00fcn.txt", "GRU\u0308N.txt"),
            ("STRASSE.txt", "straße.txt"),
            ("\u212bngstrom.txt", "\u00e5ngstrom.txt"),
            ("Notes", "notes/a.txt"),
        ],
    )
    def test_nothing_that_other_disks_take_for_the_same(
        self, root: Path, there: str, wanted: str
    ) -> None:
        (root / there).mkdir() if "." not in there else (root / there).write_bytes(b"old")
        said = refusal(create, wanted, root)
        assert said == (f"{there} exists already, with the same name but for capitals or accents")

    def test_never_overwrites_in_a_race(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def too_late(target: Path, _shown: str) -> None:
            target.write_bytes(b"other")

        monkeypatch.setattr(writing, "_refuse_twin", too_late)
        with pytest.raises(WriteError, match=r"a\.txt: exists already"):
            create("a.txt", b"new", root=root)
        assert (root / "a.txt").read_bytes() == b"other"

    def test_one_of_many_at_once_wins(self, root: Path) -> None:
        won: list[bytes] = []
        start = threading.Barrier(8)

        def run(data: bytes) -> None:
            start.wait()
            with contextlib.suppress(WriteError):
                create("d/e/a.txt", data, root=root)
                won.append(data)

        threads = [threading.Thread(target=run, args=(b"%d" % number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [(root / "d/e/a.txt").read_bytes()] == won

    def test_files_of_one_new_folder_at_once(self, root: Path) -> None:
        start = threading.Barrier(8)

        def run(name: str) -> None:
            start.wait()
            create(f"d/e/{name}.txt", b"new", root=root)

        threads = [threading.Thread(target=run, args=(f"{number}",)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(list((root / "d/e").iterdir())) == 8

    @pytest.mark.parametrize(
        "path", ["../a.txt", "d/../../a.txt", "/a.txt", "out/a.txt", "out/d/a.txt", "", "."]
    )
    def test_nothing_is_written_outside(self, root: Path, path: str) -> None:
        (root / "out").symlink_to("..")
        assert refusal(create, path, root) == "lies outside of the wiki"

    def test_what_is_no_name_is_refused(self, root: Path) -> None:
        (root / "f").touch()
        (root / "dangling").symlink_to("gone")
        for path, reason in {
            "f/a.txt": "f is not a folder",
            "d/..": "is not the name of a file",
            "x" * 300: "the name is too long",
            "d/e/" + "x" * 300: "the name is too long",
            "nul\0": "is not the name of a file",
            "\ud800": "is not the name of a file",
        }.items():
            assert refusal(create, path, root) == reason, path
        create("dangling/a.txt", b"new", root=root)
        assert (root / "gone/a.txt").read_bytes() == b"new"

    def test_a_failure_leaves_nothing_behind(
        self, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(_descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", fail)
        assert refusal(create, "d/e/a.txt", root) == "the disk is full"

    def test_a_folder_that_may_not_be_written_to(self, plain_folder: Path) -> None:
        root = plain_folder / "wiki"
        root.mkdir(0o500)
        assert refusal(create, "a.txt", root) == "permission denied"
        assert refusal(create, "d/a.txt", root) == "permission denied"


def test_a_free_place_is_known_without_writing(tmp_path: Path) -> None:
    root = tmp_path / "wiki"
    (root / "a").mkdir(parents=True)
    (root / "a" / "mill.article").write_text("Mill\n")
    (tmp_path / "outside").mkdir()
    (root / "out").symlink_to(tmp_path / "outside")

    def taken(path: str, moved: str = "") -> str:
        before = state(tmp_path)
        with pytest.raises(WriteError) as caught:
            check_free(path, root=root, moved=moved)
        assert state(tmp_path) == before
        return caught.value.reason

    check_free("weir.article", root=root)
    check_free("b/c/weir.article", root=root)
    check_free("a/weir.article", root=root, moved="a/mill.article")
    check_free("a/Mill.article", root=root, moved="a/mill.article")
    assert taken("a/mill.article") == "exists already"
    assert taken("a/Mill.article").startswith("mill.article exists already")
    assert taken("A/weir.article").startswith("a exists already")
    assert taken("a/mill.article/weir.article") == "mill.article is not a folder"
    for outside in ("../weir.article", "out/weir.article", "/weir.article"):
        assert taken(outside) == "lies outside of the wiki"
    assert taken("weir.article", "a/new.article").startswith("is not saved yet")
