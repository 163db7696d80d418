"""Runs the real program in a process of its own, and writes the little wikis that it is given."""

from __future__ import annotations

import atexit
import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
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
        return self.out.split("\n")[:-1]

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
    """Runs `slugline` in a copy of a process that has read it in already.

    Asserts that no traceback is seen, and the exit code where it is given.
    """
    return _checked(_FORKS.run(arguments, cwd, stdin, environment(**(env or {}))), arguments, code)


def fresh_slugline(
    *arguments: str | bytes | Path,
    cwd: Path,
    stdin: bytes = b"",
    env: Mapping[str, str] | None = None,
    code: int | None = None,
) -> Result:
    """The same with `python -m slugline`, for what depends on the start."""
    ran = subprocess.run(
        [*COMMAND, *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        env=environment(**(env or {})),
        timeout=TIME_LIMIT,
        check=False,
    )
    return _checked(Result(ran.returncode, ran.stdout, ran.stderr), arguments, code)


def each(cwd: Path, *runs: Iterable[str | bytes | Path]) -> list[Result]:
    """Several runs in one folder."""
    return [slugline(*arguments, cwd=cwd) for arguments in runs]


def _checked(result: Result, arguments: Iterable[object], code: int | None) -> Result:
    assert b"Traceback" not in result.raw_err, result.err
    if code is not None:
        assert result.code == code, (arguments, result.out[-2000:], result.err[-2000:])
    return result


class _Forks:
    """The process of `forking.py`, started at the first run."""

    @cached_property
    def _folder(self) -> Path:
        kept = tempfile.TemporaryDirectory()
        atexit.register(kept.cleanup)
        return Path(kept.name)

    @cached_property
    def _process(self) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("forking.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        atexit.register(process.communicate)
        return process

    def run(
        self,
        arguments: Iterable[str | bytes | Path],
        cwd: Path,
        stdin: bytes,
        env: Mapping[str, str],
    ) -> Result:
        files = {name: self._folder / name for name in ("stdin", "out", "err")}
        files["stdin"].write_bytes(stdin)
        request = {
            "arguments": [os.fsdecode(one) for one in arguments],
            "cwd": str(cwd),
            "env": env,
            **{name: str(path) for name, path in files.items()},
        }
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{json.dumps(request)}\n")
        process.stdin.flush()
        if not select.select([process.stdout], [], [], TIME_LIMIT)[0]:
            process.kill()
            raise TimeoutError(f"slugline {request['arguments']} did not end")
        code = int(process.stdout.readline())
        return Result(code, files["out"].read_bytes(), files["err"].read_bytes())


_FORKS = _Forks()


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
