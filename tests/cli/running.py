"""Runs the real program in a process of its own, and writes the little wikis that it is given."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from tests.little_wiki import little_wiki

TIME_LIMIT = 60
"""Seconds, for a busy machine; what is tested takes a part of one."""

COMMAND = (sys.executable, "-m", "slugline")
CLEAN = Path(__file__).parent.parent / "example" / "clean"

PLAIN = """\
The Mill
It turns whenever the river does.
Summary
Water drives the **wheel** of the mill, and the wheel drives the stones.
Key Takeaways
- The **wheel** is old
Balanced Perspective
It works, and it is slow to mend.
Optimistic View
It may turn for another century.
Critical View
It may also rot away in a wet year.
Source
Originally reported by The River Paper
"""
"""An article in which nothing is found; its slug is `the-mill`."""


@dataclass(frozen=True)
class Result:
    """What a run gave: its exit code, and both outputs to the byte."""

    code: int
    raw: bytes
    raw_err: bytes

    @property
    def out(self) -> str:
        return self.raw.decode()

    @property
    def err(self) -> str:
        return self.raw_err.decode()

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    def json(self) -> Any:
        return msgspec.json.decode(self.raw)


def environment(**more: str) -> dict[str, str]:
    """The environment without what changes the output."""
    dropped = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return {**kept, "PYTHONWARNINGS": "error", **more}


def slugline(
    *arguments: str | bytes | Path,
    cwd: Path,
    stdin: bytes = b"",
    env: Mapping[str, str] | None = None,
    code: int | None = None,
) -> Result:
    """Runs `slugline`; asserts that no traceback is seen, and the exit code where it is given."""
    ran = subprocess.run(
        [*COMMAND, *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        env=environment(**(env or {})),
        timeout=TIME_LIMIT,
        check=False,
    )
    result = Result(ran.returncode, ran.stdout, ran.stderr)
    assert b"Traceback" not in ran.stderr, result.err
    if code is not None:
        assert result.code == code, (arguments, result.out[-2000:], result.err[-2000:])
    return result


def each(cwd: Path, *runs: Iterable[str | bytes | Path]) -> list[Result]:
    """Several runs at once, in the order in which they are given."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda arguments: slugline(*arguments, cwd=cwd), runs))


def write_wiki(folder: Path, files: str | Mapping[str, str | bytes]) -> Path:
    """Writes files, given by path or as a little wiki, into a folder; gives the folder."""
    contents = little_wiki(files).files if isinstance(files, str) else files
    for path, content in contents.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """All files of a folder by path, to the byte."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
