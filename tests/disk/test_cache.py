from __future__ import annotations

import os
import resource
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slugline.disk import cache as cache_module
from slugline.disk import stamps as stamps_module
from slugline.disk.cache import Cache
from slugline.disk.cache_files import Label, packed, read_parts, replace_file
from slugline.disk.discovery import discover
from slugline.disk.load import WORTH_CACHING, Job, Loaded, load
from slugline.disk.stamps import GRANULARITY, stamp_of
from slugline.syntax import DEFAULT_SCHEMA, Schema
from slugline.wiki import Configuration
from tests.cli.running import COMMAND, TIME_LIMIT, Result, environment, slugline

TICK = 30_000_000
"""Nanoseconds; no clock of a Linux kernel is coarser than 10 ms."""

SETTLED = GRANULARITY / 1e9 + 0.1
FORMAT = b"slugline cache 1\n"
DAMAGED = "was damaged and is built anew"

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="has no time of any change")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder of the test, which is not there yet."""
    monkeypatch.setenv("SLUGLINE_CACHE_DIR", str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are settled after as short a time as the kernel's clock allows."""
    monkeypatch.setattr(stamps_module, "GRANULARITY", TICK)


def settle() -> None:
    time.sleep(1.2 * TICK / 1e9)


def text(number: int, word: str = "wheel") -> str:
    return f"Article {number}\nSee [[article-{number + 1}|the next]] and the **{word}**.\n"


def write(root: Path, number: int, word: str = "wheel") -> Path:
    path = root / f"d{number % 3}" / f"article-{number}.article"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text(number, word))
    return path


def little(root: Path, articles: int = 12) -> Path:
    for number in range(articles):
        write(root, number)
    return root


def plain(loaded: Loaded) -> tuple[Any, ...]:
    """What can be compared, with the order of the articles."""
    problems = [(one.path, one.reason) for one in loaded.problems]
    return list(loaded.facts.items()), list(loaded.findings.items()), problems


class Opened(msgspec.Struct):
    loaded: Loaded
    warning: str
    read: list[str]


def opened(
    root: Path, schema: Schema = DEFAULT_SCHEMA, max_size: int = 1_000_000, *, equal: bool = True
) -> Opened:
    """Reads a wiki by way of the cache; it must give what it gives without."""
    configuration = Configuration(schema=schema, max_size=max_size)
    job = Job(str(root), schema, max_size)
    discovery = discover(root, configuration, stamped=True)
    read: list[str] = []

    def noted(job: Job, paths: Sequence[str], **options: Any) -> Loaded:
        read.extend(paths)
        return load(job, paths, **options)

    cache = Cache(job)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(cache_module, "load", noted)
        loaded = cache.load(discovery.paths, discovery.stamps)
    if equal:
        assert plain(loaded) == plain(load(job, discovery.paths))
    return Opened(loaded, cache.warning, read)


def identity(path: Path) -> tuple[int, int]:
    """What is another one when a file is written anew; reading it changes only its access time."""
    found = path.stat()
    return found.st_ino, found.st_mtime_ns


def the_file(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


# -- what is read


@pytest.mark.usefixtures("quick")
def test_what_has_not_changed_is_not_read(tmp_path: Path, folder: Path) -> None:
    root = little(tmp_path / "wiki")
    settle()
    assert len(opened(root).read) == 12
    written = identity(the_file(folder))
    assert opened(root).read == []
    assert identity(the_file(folder)) == written
    write(root, 4, "mill")
    assert opened(root).read == ["d1/article-4.article"]
    settle()
    assert opened(root).read == ["d1/article-4.article"]
    assert opened(root).read == []


@pytest.mark.usefixtures("quick")
def test_a_few_changes_are_not_worth_writing(tmp_path: Path, folder: Path) -> None:
    root = little(tmp_path / "wiki", 100)
    settle()
    opened(root)
    before = the_file(folder).stat().st_ino
    for number in range(3):
        write(root, number, "mill")
    settle()
    assert [len(opened(root).read) for _ in range(2)] == [3, 3]
    assert the_file(folder).stat().st_ino == before
    write(root, 3, "mill")
    settle()
    assert [len(opened(root).read) for _ in range(2)] == [4, 0]


@pytest.mark.usefixtures("folder")
def test_what_has_just_changed_is_always_read(tmp_path: Path) -> None:
    root = little(tmp_path / "wiki")
    for word in ("wheel", "stone", "water"):
        path = write(root, 0, word)
        found = opened(root)
        assert len(found.read) == 12
        assert found.loaded.facts["d0/article-0.article"].entities == (word,)
        assert path.stat().st_size == len(text(0, word))


@POSIX
@pytest.mark.usefixtures("folder", "quick")
def test_times_that_lie_are_noticed(tmp_path: Path) -> None:
    root = little(tmp_path / "wiki")
    settle()
    opened(root)
    path = root / "d0" / "article-0.article"
    before = path.stat()
    write(root, 0, "stone")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = path.stat()
    assert (after.st_size, after.st_mtime_ns, after.st_ino) == (
        before.st_size,
        before.st_mtime_ns,
        before.st_ino,
    )
    settle()
    assert opened(root).read == ["d0/article-0.article"]


@POSIX
@pytest.mark.usefixtures("folder", "quick")
def test_a_symbolic_link_is_always_read(tmp_path: Path) -> None:
    root = little(tmp_path / "wiki")
    target = root / ".hidden" / "there"
    target.parent.mkdir()
    target.write_text(text(1))
    (root / "link.article").symlink_to(target)
    settle()
    opened(root)
    assert opened(root).read == ["link.article"]


@pytest.mark.usefixtures("folder", "quick")
def test_what_cannot_be_read_is_no_entry(tmp_path: Path) -> None:
    root = little(tmp_path / "wiki")
    (root / "binary.article").write_bytes(b"\0")
    (root / "latin.article").write_bytes(b"Caf\xe9\n")
    settle()
    opened(root)
    found = opened(root)
    assert found.read == ["binary.article"]
    assert [one.path for one in found.loaded.problems] == ["binary.article"]
    assert found.loaded.findings["latin.article"]


@pytest.mark.usefixtures("folder", "quick")
def test_other_settings_start_anew(tmp_path: Path) -> None:
    root = little(tmp_path / "wiki")
    settle()
    opened(root)
    for schema in (
        Schema(DEFAULT_SCHEMA.sections[1:]),
        Schema(DEFAULT_SCHEMA.sections, lead_length=10),
        Schema(DEFAULT_SCHEMA.sections, attribution="By {publisher}"),
    ):
        found = opened(root, schema)
        assert len(found.read) == 12
        assert found.warning == ""
        assert opened(root, schema).read == []
    assert len(opened(root, max_size=20).loaded.problems) == 12


def test_other_code_starts_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = Job("/wiki", DEFAULT_SCHEMA, 1)
    key = cache_module._key_of(job)
    package = Path(cache_module.__file__).parent.parent
    copy = tmp_path / "slugline"
    shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(cache_module, "__file__", str(copy / "disk" / "cache.py"))
    assert cache_module._key_of(job) == key
    with (copy / "cli" / "check.py").open("a") as file:
        file.write("#")
    assert cache_module._key_of(job) == key
    for part in ("text.py", "rules/lead_cut.py", "model/facts.py", "syntax/parse.py"):
        with (copy / part).open("a") as file:
            file.write("#")
        assert cache_module._key_of(job) != key, part
        key = cache_module._key_of(job)


def test_stamps_of_odd_files() -> None:
    class Found(msgspec.Struct):
        st_mtime_ns: int
        st_ctime_ns: int
        st_ino: int = 1
        st_size: int = 9

    def stamp(*values: int) -> bytes | None:
        return stamp_of(Found(*values), 10 * GRANULARITY)  # type: ignore[arg-type]

    settled = 9 * GRANULARITY
    assert stamp(settled - 1, settled - 1)
    assert stamp(settled, 0) is None
    assert stamp(0, settled) is None
    assert stamp(1 << 70, 0) is None
    assert stamp(-(1 << 70), 0) is None
    assert stamp(-1, 0)
    assert stamp(0, 0, 1 << 100)
    assert len({stamp(0, 0), stamp(1, 0), stamp(0, 1), stamp(0, 0, 2), stamp(0, 0, 1, 8)}) == 5


CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(0, 7), st.sampled_from(["wheel", "stone", "éa"])),
        st.tuples(st.just("lie"), st.integers(0, 7), st.sampled_from(["wheel", "stone", "water"])),
        st.tuples(st.just("move"), st.integers(0, 7), st.integers(0, 9)),
        st.tuples(st.just("remove"), st.integers(0, 7), st.none()),
        st.tuples(st.just("break"), st.integers(0, 7), st.sampled_from([b"\0", b"\xff[[", b""])),
        st.tuples(st.just("settle"), st.none(), st.none()),
        st.tuples(st.just("open"), st.sampled_from([160, 3]), st.none()),
    ),
    min_size=2,
    max_size=14,
)


@POSIX
@pytest.mark.usefixtures("quick")
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes=CHANGES)
def test_any_history_gives_what_is_on_disk(changes: list[tuple[str, Any, Any]]) -> None:
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patched:
        patched.setenv("SLUGLINE_CACHE_DIR", f"{place}/kept")
        root = little(Path(place, "wiki"), 8)
        settle()
        opened(root)
        for kind, one, other in changes:
            if kind == "settle":
                settle()
            elif kind == "open":
                assert opened(root, Schema(DEFAULT_SCHEMA.sections, lead_length=one)).warning == ""
            else:
                _change(root, kind, one, other)
        for _ in range(2):
            assert opened(root).warning == ""


def _change(root: Path, kind: str, number: int, other: Any) -> None:
    path = root / f"d{number % 3}" / f"article-{number}.article"
    if kind == "write":
        write(root, number, other)
    elif not path.exists():
        return
    elif kind == "lie":
        before = path.stat()
        write(root, number, other)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    elif kind == "move":
        path.rename(root / f"d{other % 3}" / f"article-{other}.article")
    elif kind == "remove":
        path.unlink()
    else:
        path.write_bytes(other)


# -- damage, and what can't be used


@pytest.mark.usefixtures("quick")
def test_damage_is_said_and_mended(tmp_path: Path, folder: Path) -> None:
    root = little(tmp_path / "wiki")
    settle()
    opened(root)
    file = the_file(folder)
    whole = file.read_bytes()
    step = len(whole) // 30
    damaged = [whole[:length] for length in [*range(0, 60, 3), *range(60, len(whole), step)]]
    for place in [*range(len(FORMAT), 60, 3), *range(60, len(whole), step)]:
        flipped = bytearray(whole)
        flipped[place] ^= 1 << place % 8
        damaged.append(bytes(flipped))
    damaged += [whole + b"\0", bytes(len(whole)), b"\xff" * 999]
    for data in damaged:
        file.write_bytes(data)
        assert opened(root).warning == f"the cache {file} {DAMAGED}"
        assert file.read_bytes() == whole
    assert opened(root).read == []


@pytest.mark.usefixtures("quick")
def test_damage_behind_a_right_checksum_is_damage(tmp_path: Path, folder: Path) -> None:
    root = little(tmp_path / "wiki")
    settle()
    opened(root)
    file = the_file(folder)
    parts = read_parts(file)
    assert parts is not None
    label = msgspec.msgpack.decode(parts[0], type=Label)
    columns: list[Any] = msgspec.msgpack.decode(parts[1])
    columns[0], columns[9] = columns[0][1:], []
    contents: list[Any] = [[], [columns[0]], columns, {}]
    for bad in contents:
        replace_file(file, packed(label, msgspec.msgpack.encode(bad)))
        assert DAMAGED in opened(root).warning
    assert opened(root).read == []


@pytest.mark.usefixtures("quick")
def test_another_version_is_replaced_without_a_word(tmp_path: Path, folder: Path) -> None:
    root = little(tmp_path / "wiki")
    settle()
    opened(root)
    file = the_file(folder)
    file.write_bytes(b"slugline cache 999\n" + b"whatever" * 9)
    assert opened(root).warning == ""
    assert opened(root).read == []


@POSIX
@pytest.mark.usefixtures("quick")
def test_files_are_for_their_user_alone(tmp_path: Path, folder: Path) -> None:
    root = little(tmp_path / "wiki")
    settle()
    opened(root)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(the_file(folder).stat().st_mode) == 0o600


@POSIX
@pytest.mark.usefixtures("quick")
def test_a_symbolic_link_is_replaced_and_not_followed(tmp_path: Path, folder: Path) -> None:
    root = little(tmp_path / "wiki")
    settle()
    opened(root)
    file = the_file(folder)
    elsewhere = tmp_path / "elsewhere"
    file.rename(elsewhere)
    before = elsewhere.read_bytes()
    file.symlink_to(elsewhere)
    found = opened(root)
    assert len(found.read) == 12
    assert "is a symbolic link" in found.warning
    assert not file.is_symlink()
    assert elsewhere.read_bytes() == before


@pytest.mark.usefixtures("quick")
def test_a_folder_in_the_place_of_the_file(tmp_path: Path, folder: Path) -> None:
    root = little(tmp_path / "wiki")
    settle()
    opened(root)
    file = the_file(folder)
    file.unlink()
    file.mkdir()
    assert opened(root).warning.startswith(f"the cache {file} ")
    assert list(folder.iterdir()) == [file]


@POSIX
@pytest.mark.usefixtures("quick")
def test_a_folder_that_cannot_be_used(plain_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = plain_folder / "kept"
    monkeypatch.setenv("SLUGLINE_CACHE_DIR", str(kept))
    root = little(plain_folder / "wiki")
    settle()
    plain_folder.chmod(0o500)
    assert opened(root).warning.endswith("can't be written: permission denied")
    plain_folder.chmod(0o700)
    assert opened(root).warning == ""
    file = the_file(kept)
    kept.chmod(0o500)
    assert opened(root).read == []
    write(root, 1, "stone")
    settle()
    assert opened(root).warning.endswith("can't be written: permission denied")
    kept.chmod(0o700)
    file.chmod(0)
    assert opened(root).warning == f"the cache {file} can't be read: permission denied"
    assert opened(root).read == []


@POSIX
@pytest.mark.usefixtures("quick")
def test_a_folder_that_cannot_be_listed(
    plain_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = plain_folder / "kept"
    kept.mkdir()
    kept.chmod(0o300)
    monkeypatch.setenv("SLUGLINE_CACHE_DIR", str(kept))
    root = little(plain_folder / "wiki")
    settle()
    assert opened(root).warning == ""
    assert opened(root).read == []


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes only there")
@pytest.mark.usefixtures("folder", "quick")
def test_a_root_whose_name_is_no_text(tmp_path: Path) -> None:
    root = little(tmp_path / os.fsdecode(b"caf\xe9"))
    settle()
    assert opened(root).warning == ""
    assert opened(root).read == []


def test_without_its_code_nothing_is_kept(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_module, "__file__", str(tmp_path / "a.zip" / "disk" / "cache.py"))
    assert len(opened(little(tmp_path / "wiki")).read) == 12
    assert not folder.exists()


@pytest.mark.usefixtures("quick")
def test_the_place_is_a_file(tmp_path: Path, folder: Path) -> None:
    folder.write_text("mine")
    root = little(tmp_path / "wiki")
    settle()
    assert opened(root).warning.startswith(f"the cache {folder}")
    assert folder.read_text() == "mine"


@pytest.mark.usefixtures("quick")
def test_what_killed_processes_left_is_removed_after_a_day(tmp_path: Path, folder: Path) -> None:
    root = little(tmp_path / "wiki")
    settle()
    folder.mkdir()
    old, new = (folder / f"{letter * 32}-{letter * 16}.tmp" for letter in "ab")
    foreign = folder / "mine.tmp"
    for path in (old, new, foreign):
        path.write_text("")
    for path in (old, foreign):
        os.utime(path, (0, 0))
    opened(root)
    assert not old.exists()
    assert new.exists()
    assert foreign.exists()


# -- the command line


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wiki that is large and old enough for the cache; no test changes what is in it for good."""
    root = tmp_path_factory.mktemp("settled")
    little(root, WORTH_CACHING)
    time.sleep(SETTLED)
    return root


def check(root: Path, folder: Path, *options: str) -> Result:
    return slugline(
        "check", ".", *options, cwd=root, env={"SLUGLINE_CACHE_DIR": str(folder)}, code=1
    )


def test_cold_warm_and_without_give_the_same_bytes(settled: Path, folder: Path) -> None:
    without = check(settled, folder, "--no-cache", "--show", "hint")
    assert len(without.lines) > WORTH_CACHING
    assert not folder.exists()
    assert check(settled, folder, "--show", "hint") == without
    written = identity(the_file(folder))
    assert check(settled, folder, "--show", "hint") == without
    assert identity(the_file(folder)) == written


def test_a_changed_article_and_configuration(settled: Path, folder: Path) -> None:
    check(settled, folder)
    added = settled / "new.article"
    configuration = settled / "slugline.toml"
    try:
        for word in ("stone", "water"):
            added.write_text(text(7, word))
            assert check(settled, folder) == check(settled, folder, "--no-cache")
        configuration.write_text("[lead]\nmax-length = 5\n")
        assert check(settled, folder) == check(settled, folder, "--no-cache")
    finally:
        added.unlink(missing_ok=True)
        configuration.unlink(missing_ok=True)
    assert check(settled, folder) == check(settled, folder, "--no-cache")


def test_damage_is_one_line_at_the_terminal(settled: Path, folder: Path) -> None:
    whole = check(settled, folder)
    file = the_file(folder)
    file.write_bytes(file.read_bytes()[:-1])
    found = check(settled, folder)
    assert found.err == f"slugline: the cache {file} {DAMAGED}\n"
    assert found.raw == whole.raw
    assert check(settled, folder) == whole


def test_a_small_wiki_has_no_cache(tmp_path: Path, folder: Path) -> None:
    little(tmp_path / "wiki")
    check(tmp_path / "wiki", folder)
    assert not folder.exists()


def test_a_full_disk_is_one_line_at_the_terminal(settled: Path, folder: Path) -> None:
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, 4_096))

    ran = subprocess.run(
        [*COMMAND, "check", "."],
        cwd=settled,
        capture_output=True,
        env=environment(SLUGLINE_CACHE_DIR=str(folder)),
        timeout=TIME_LIMIT,
        preexec_fn=limited,
        check=False,
    )
    lines = ran.stderr.decode().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("slugline: the cache ")
    assert "can't be written" in lines[0]
    assert ran.stdout == check(settled, folder, "--no-cache").raw
    assert list(folder.iterdir()) == []


def test_several_processes_at_once(settled: Path, folder: Path) -> None:
    without = check(settled, folder, "--no-cache")
    for _ in range(2):
        running = [
            subprocess.Popen(
                [*COMMAND, "check", "."],
                cwd=settled,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment(SLUGLINE_CACHE_DIR=str(folder)),
            )
            for _ in range(3)
        ]
        for process in running:
            out, err = process.communicate(timeout=TIME_LIMIT)
            assert Result(process.returncode, out, err) == without
    assert the_file(folder).suffix == ".cache"


def test_the_command_shows_and_empties_it(settled: Path, folder: Path) -> None:
    env = {"SLUGLINE_CACHE_DIR": str(folder)}

    def said(*options: str) -> list[str]:
        return slugline("cache", *options, cwd=settled, env=env, code=0).lines

    assert said("--path") == [str(folder)]
    assert said() == [f"    0.0 MB  in all, in {folder}"]
    check(settled, folder)
    mine = folder / "mine.cache"
    mine.write_text("")
    assert said("--stats") == said()
    assert said()[0].endswith(f"MB  {settled}: {WORTH_CACHING} articles")
    (folder / f"{'a' * 32}.cache").write_text("broken")
    assert any(line.endswith("nothing that counts") for line in said())
    assert said("--clear")[0].startswith("Removed 0.")
    assert list(folder.iterdir()) == [mine]
    slugline("cache", "--clear", "--path", cwd=settled, env=env, code=2)
