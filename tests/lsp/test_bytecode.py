from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import sys
from slugline.lsp import bytecode
compiled = 0
real = compile
def counted(*given, **options):
    global compiled
    compiled += 1
    return real(*given, **options)
bytecode.compile = counted
with bytecode.kept_bytecode("protocol"):
    from lsprotocol import types
place = types.Position(3, 4)
assert place == types.Position(3, 4) and repr(place) == "3:4", repr(place)
assert types.Range(place, place) != types.Range(place, types.Position(4, 4))
try:
    types.Position(-1, 0)
except ValueError:
    print(compiled)
"""


@pytest.fixture
def prefix(tmp_path: Path) -> Path:
    return tmp_path / "bytecode"


def compiled(prefix: Path, **more: str) -> int:
    """How many texts are compiled by a process that imports the protocol's types."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(prefix), **more}
    environment.setdefault("PYTHONPATH", os.pathsep.join(sys.path))
    if "PYTHONDONTWRITEBYTECODE" not in more:
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.stderr == ""
    return int(ran.stdout)


def file_in(prefix: Path) -> Path:
    (file,) = prefix.rglob("protocol.*.classes*")
    return file


def test_what_was_compiled_once_is_kept(prefix: Path) -> None:
    assert compiled(prefix) > 500
    assert compiled(prefix) == 0


def test_a_broken_file_is_written_anew(prefix: Path) -> None:
    compiled(prefix)
    whole = file_in(prefix).read_bytes()
    for broken in (b"", whole[: len(whole) // 2], b"nothing of ours", b"[" + whole):
        file_in(prefix).write_bytes(broken)
        assert compiled(prefix) > 500
        assert compiled(prefix) == 0


def test_nothing_is_written_where_python_writes_no_bytecode(prefix: Path) -> None:
    assert compiled(prefix, PYTHONDONTWRITEBYTECODE="1") > 500
    assert not list(prefix.rglob("protocol.*"))


def test_a_folder_that_is_none_does_no_harm(prefix: Path) -> None:
    prefix.write_text("a file")
    assert compiled(prefix) > 500
