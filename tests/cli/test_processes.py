"""`slugline check` of a large wiki, in one process and in several, and what may end it early."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from slugline.rules import RULES
from tests.bench.generate import generate
from tests.cli.running import COMMAND, TIME_LIMIT, environment, fresh_slugline, write_wiki
from tests.unseen import unseen_wiki

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

CHECK = ("check", "--show", "hint", "--no-cache")


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """4,000 articles, and with them every kind of finding."""
    folder = tmp_path_factory.mktemp("large") / "wiki"
    generate(folder, 4_000)
    with (folder / "slugline.toml").open("a", encoding="utf-8") as file:
        file.write('zz-one = "zz-two"\nzz-two = "zz-one"\n')
        file.write('[rules]\norphan-article = "info"\ndead-end = "info"\n')
    for rule in RULES:
        bad = unseen_wiki(rule.explanation.bad)
        bad.files.pop("slugline.toml", None)
        write_wiki(folder / "bad" / rule.code, {**bad.files, **bad.raw})
    write_wiki(folder, {"self-here.article": "Self Here\nThis is [[self-here]].\n"})
    write_wiki(folder, {"long.article": f"Long\n{'It goes on and on. ' * 10}\n"})
    (folder / "gone.article").symlink_to("nowhere")
    return folder


@pytest.fixture(scope="module")
def expected(wiki: Path) -> bytes:
    """What one process finds."""
    return fresh_slugline(*CHECK, "--jobs", "1", cwd=wiki, code=2).raw


def test_every_kind_of_finding_is_there_in_order(expected: bytes) -> None:
    lines = expected.decode().split("\n")[:-1]
    codes = Counter(line.split(" ")[1] for line in lines)
    assert {rule.code for rule in RULES} == codes.keys()
    places = [line.split(" ")[0].rsplit(":", 3)[:3] for line in lines]
    ordered = [(path, int(line), int(column)) for path, line, column in places]
    assert ordered == sorted(ordered)


def test_the_number_of_processes_changes_no_byte(wiki: Path, expected: bytes) -> None:
    """Nor does the seed of Python's hashes, or a second run."""
    as_json = ("--format", "json")
    runs = [
        fresh_slugline(*CHECK, *more, "-j", jobs, cwd=wiki, code=2, env={"PYTHONHASHSEED": jobs})
        for more, jobs in (((), "2"), (as_json, "1"), (as_json, "2"))
    ]
    assert runs[0].raw == expected
    assert runs[1].raw == runs[2].raw
    assert len(runs[1].json()["findings"]) == len(runs[0].lines)
    for result in runs:
        assert result.err == "slugline: gone.article: is a symbolic link to nothing\n"


def test_a_process_that_is_killed_changes_no_byte(
    wiki: Path, expected: bytes, tmp_path: Path
) -> None:
    """One of each pool: of those that read, and of those that judge."""
    killed: set[int] = set()
    report = tmp_path / "report"
    with _started(wiki, *CHECK, "--jobs", "2", "-o", str(report)) as process:
        while process.poll() is None:
            children = _children(process.pid)
            if children and not children & killed:
                killed.add(min(children))
                _kill(min(children), signal.SIGKILL)
        out, err = process.communicate(timeout=TIME_LIMIT)
    assert killed
    assert out == b""
    assert err == b"slugline: gone.article: is a symbolic link to nothing\n"
    assert report.read_bytes() == expected


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c(jobs: str, wiki: Path, tmp_path: Path) -> None:
    """As at a terminal, where all processes get the signal. An old report stays as it is."""
    report = tmp_path / "report"
    report.write_text("old")
    with _started(wiki, *CHECK, "--jobs", jobs, "-o", str(report)) as process:
        if jobs == "1":
            _wait_until(lambda: _read_so_far(process.pid) > 5_000_000)
        else:
            _wait_until(lambda: len(_children(process.pid)) == 2)
        children = _children(process.pid)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=TIME_LIMIT)
    assert process.returncode == 130
    assert err.strip() == out == b""
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"report": "old"}
    _wait_until(lambda: not any(_is_alive(child) for child in children))


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_the_one_that_started_it(how: signal.Signals, wiki: Path) -> None:
    with _started(wiki, *CHECK, "--jobs", "2") as process:
        _wait_until(lambda: len(_children(process.pid)) == 2)
        children = _children(process.pid)
        process.send_signal(how)
        process.communicate(timeout=TIME_LIMIT)
    _wait_until(lambda: not any(_is_alive(child) for child in children))


def test_a_reader_that_stops_reading(wiki: Path) -> None:
    """As in `slugline check | head -1`."""
    with _started(wiki, *CHECK) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read()
        process.wait(timeout=TIME_LIMIT)
    assert err == b""
    assert process.returncode == 128 + signal.SIGPIPE


def test_nobody_reads_complaints_either(wiki: Path) -> None:
    """As in `slugline check 2>&1 | head -1`."""
    with _started(wiki, "check", "none", stderr=subprocess.STDOUT) as process:
        assert process.stdout is not None
        process.stdout.close()
        process.wait(timeout=TIME_LIMIT)
    assert process.returncode == 128 + signal.SIGPIPE


@pytest.mark.parametrize(("closed", "code"), [(0, 1), (1, 1), (2, 1)])
def test_closed_streams(closed: int, code: int, tmp_path: Path) -> None:
    """As with `<&-`, `>&-` and `2>&-` in a shell; nothing is written into an article."""
    write_wiki(tmp_path, {"a.article": "A\n[[none]]\n"})
    ran = subprocess.run(
        [*COMMAND, "check"],
        cwd=tmp_path,
        preexec_fn=lambda: os.close(closed),
        stdout=None if closed == 1 else subprocess.PIPE,
        stderr=None if closed == 2 else subprocess.PIPE,
        env=environment(),
        timeout=TIME_LIMIT,
        check=False,
    )
    assert ran.returncode == code
    assert not ran.stderr
    assert (tmp_path / "a.article").read_text() == "A\n[[none]]\n"


def test_a_full_disk(tmp_path: Path) -> None:
    write_wiki(tmp_path, {"a.article": "A\n[[none]]\n"})
    for arguments in (["check"], ["rules"]):
        with Path("/dev/full").open("wb") as full:
            ran = subprocess.run(
                [*COMMAND, *arguments],
                cwd=tmp_path,
                stdout=full,
                stderr=subprocess.PIPE,
                env=environment(),
                timeout=TIME_LIMIT,
                check=False,
            )
        assert (ran.returncode, ran.stderr) == (2, b"slugline: the disk is full\n")


@contextmanager
def _started(
    wiki: Path, *arguments: str, stderr: int = subprocess.PIPE
) -> Iterator[subprocess.Popen[bytes]]:
    """A run in a session of its own; whatever is left of it at the end is killed."""
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=wiki,
        stdout=subprocess.PIPE,
        stderr=stderr,
        env=environment(),
        start_new_session=True,
    )
    try:
        with process:
            yield process
    finally:
        if process.poll() is None:
            process.kill()


def _wait_until(question: Callable[[], bool]) -> None:
    end = time.monotonic() + TIME_LIMIT / 2
    while not question():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.001)


def _children(process: int) -> set[int]:
    try:
        return set(map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split()))
    except OSError:
        return set()


def _read_so_far(process: int) -> int:
    """Bytes that a process has read from files."""
    return int(Path(f"/proc/{process}/io").read_text().split()[1])


def _is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _kill(process: int, how: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, how)
