from __future__ import annotations

import errno
import os
import time
from pathlib import Path

import pytest

from slugline.disk import reading
from slugline.disk.reading import read_bytes, read_file, reason_of
from slugline.errors import MissingError, ReadError

MEGABYTE = 1_000_000


def refusal(path: str | Path, max_size: int = MEGABYTE) -> str:
    with pytest.raises(ReadError) as caught:
        read_bytes(str(path), max_size)
    assert caught.value.path == str(path)
    assert str(caught.value) == f"{path}: {caught.value.reason}"
    return caught.value.reason


@pytest.mark.parametrize("size", [0, 1, 100, 16_383, 16_384, 16_385, 40_000, 1_100_000, 2_500_000])
def test_reads_all(tmp_path: Path, size: int) -> None:
    data = (b"0123456789abcde\n" * (size // 16 + 1))[:size]
    (tmp_path / "a").write_bytes(data)
    assert read_bytes(f"{tmp_path}/a", 10 * MEGABYTE) == data


def test_reads_all_where_the_system_gives_little_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def little(descriptor: int, size: int, offset: int) -> bytes:
        return os.pread(descriptor, min(size, 7), offset)

    monkeypatch.setattr(reading, "_read_at", little)
    (tmp_path / "a").write_bytes(b"x" * 100)
    assert read_bytes(f"{tmp_path}/a", MEGABYTE) == b"x" * 100


def test_reads_all_where_there_is_no_pread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_read_at", reading._seek_and_read)
    for size in (0, 100, 16_384, 50_000):
        (tmp_path / "a").write_bytes(b"x" * size)
        assert len(read_bytes(f"{tmp_path}/a", MEGABYTE)) == size


@pytest.mark.parametrize(("size", "fits"), [(9, True), (10, True), (11, False), (20_000, False)])
def test_a_file_over_the_limit(tmp_path: Path, size: int, fits: bool) -> None:
    (tmp_path / "a").write_bytes(b"x" * size)
    if fits:
        assert len(read_bytes(f"{tmp_path}/a", 10)) == size
    else:
        assert refusal(tmp_path / "a", 10).endswith(", over the 10 bytes that `max-size` allows")


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a").open("wb") as file:
        file.write(b"x")
        file.truncate(200 * MEGABYTE)
    start = time.perf_counter()
    assert refusal(tmp_path / "a") == "is 200 MB, over the 1 MB that `max-size` allows"
    assert time.perf_counter() - start < 0.1


def test_a_file_that_grows_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(_descriptor: int, size: int, _offset: int) -> bytes:
        return b"x" * size

    monkeypatch.setattr(reading, "_read_at", endless)
    (tmp_path / "a").touch()
    assert refusal(tmp_path / "a") == "is 1 MB, over the 1 MB that `max-size` allows"


def test_a_binary_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 8_191 + b"\0")
    assert refusal(tmp_path / "a") == "is a binary file"
    (tmp_path / "a").write_bytes(b"x" * 8_192 + b"\0")
    assert len(read_bytes(f"{tmp_path}/a", MEGABYTE)) == 8_193
    assert len(read_file(f"{tmp_path}/a", MEGABYTE)) == 8_193


@pytest.mark.parametrize("name", ["gone", "folder/gone", "gone/a", "file/a", "nul\0"])
def test_what_is_not_there(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(MissingError, match="no such file"):
        read_bytes(f"{tmp_path}/{name}", MEGABYTE)


def test_what_is_no_file(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "is a folder, not a file"
    (tmp_path / "loop").symlink_to("loop")
    assert refusal(tmp_path / "loop") == "is a symbolic link in a circle"
    assert refusal(tmp_path / ("x" * 300)) == "the name is too long"
    assert refusal("/dev/null") == "is not a regular file"
    assert refusal("/dev/zero") == "is not a regular file"


def test_a_fifo_is_neither_waited_for_nor_emptied(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    assert refusal(tmp_path / "fifo") == "is not a regular file"
    descriptor = os.open(tmp_path / "fifo", os.O_RDWR)
    try:
        assert refusal(tmp_path / "fifo") == "is not a regular file"
        os.write(descriptor, b"text")
        assert refusal(tmp_path / "fifo") == "is not a regular file"
        assert os.read(descriptor, 10) == b"text"
    finally:
        os.close(descriptor)


def test_what_may_not_be_read(plain_folder: Path) -> None:
    (plain_folder / "a").touch(0)
    assert refusal(plain_folder / "a") == "permission denied"


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no /proc")
def test_a_read_that_fails() -> None:
    assert refusal("/proc/self/mem") == "the disk reports an error"


def test_reasons() -> None:
    assert reason_of(OSError(errno.ENOSPC, "No space left on device")) == "the disk is full"
    assert reason_of(OSError(errno.EBUSY, "Device or resource busy")) == "device or resource busy"
    assert reason_of(OSError("odd")) == "odd"
    assert reason_of(OSError()) == "oserror"


def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "large").write_bytes(b"x" * 100)
    before = os.listdir("/proc/self/fd") if Path("/proc/self/fd").exists() else []  # noqa: PTH208
    for path in (tmp_path, tmp_path / "fifo", tmp_path / "large", tmp_path / "gone"):
        refusal(path, 10)
    if before:
        assert len(os.listdir("/proc/self/fd")) == len(before)  # noqa: PTH208


def test_is_quick(tmp_path: Path) -> None:
    path = f"{tmp_path}/a"
    (tmp_path / "a").write_bytes(b"x" * 4_000)

    def once() -> float:
        start = time.process_time()
        for _ in range(1000):
            read_bytes(path, MEGABYTE)
        return time.process_time() - start

    def plain() -> float:
        start = time.process_time()
        for _ in range(1000):
            descriptor = os.open(path, os.O_RDONLY)
            os.read(descriptor, 16_384)
            os.close(descriptor)
        return time.process_time() - start

    times = [(once(), plain()) for _ in range(15)]  # side by side: machines have other work too
    assert min(time for time, _ in times) < 2.5 * min(time for _, time in times)
