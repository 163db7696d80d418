from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from slugline.disk.pool import CAN_FORK, map_in_processes

PLANTED = Path(__file__).parent.parent / "example" / "planted"
PARENT = os.getpid()


def doubled(limit: int, item: int) -> int:
    """Twice the item; in a process of a pool, an item behind the limit is the end of it."""
    if item >= limit and os.getpid() != PARENT:
        os._exit(1)
    return 2 * item


@pytest.mark.skipif(not CAN_FORK, reason="the test tells processes apart by being forked")
@pytest.mark.parametrize("limit", [0, 1, 300, 3_000])
def test_what_dying_processes_leave_is_done_here(limit: int) -> None:
    items = range(3_000)
    assert list(map_in_processes(doubled, limit, items, 2)) == [2 * item for item in items]


IMPORTING = """
import sys, threading
from importlib.machinery import PathFinder
from slugline.disk.pool import map_in_processes

half, whole = threading.Event(), threading.Event()


class Slow:
    def find_spec(self, name, path=None, target=None):
        if name != "rapidfuzz.process":
            return None
        spec = PathFinder.find_spec(name, path, target)
        execute = spec.loader.exec_module

        def slowly(module):
            half.set()
            whole.wait(20)
            execute(module)

        spec.loader.exec_module = slowly
        return spec


def work(state, item):
    from rapidfuzz.process import extractOne
    return extractOne(item, ["mill", "race"])[0]


if __name__ == "__main__":
    sys.meta_path.insert(0, Slow())
    threading.Thread(target=lambda: __import__("rapidfuzz.process"), daemon=True).start()
    assert half.wait(20)
    threading.Timer(1, whole.set).start()
    print(*map_in_processes(work, None, ["mil", "rase"], 2))
"""
"""Processes start while another thread imports what they are going to need."""


@pytest.mark.skipif(not CAN_FORK, reason="processes start anew here")
def test_processes_never_wait_for_what_another_thread_imports(tmp_path: Path) -> None:
    program = tmp_path / "importing.py"
    program.write_text(IMPORTING)
    done = subprocess.run(
        [sys.executable, str(program)], capture_output=True, text=True, timeout=30, check=False
    )
    assert done.stdout == "mill race\n", done.stderr


NOTING = """
import sys
from pathlib import Path
from slugline.check.levels import Levels
from slugline.disk import judging, load
from slugline.disk.configuration import load_configuration
from slugline.disk.opening import read_contents
from slugline.disk.reading import read_bytes
from slugline.syntax import parse
from slugline.text import decode


def note(module, name):
    inner = getattr(module, name)

    def noted(state, item):
        before = set(sys.modules)
        found = inner(state, item)
        with open(sys.argv[2], "a") as log:
            print(name, *sorted(set(sys.modules) - before), file=log)
        return found

    noted.__module__, noted.__qualname__ = module.__name__, name
    setattr(module, name, noted)


if __name__ == "__main__":
    root = sys.argv[1]
    load.SMALL = judging.SMALL = 0
    load._BATCH = 3
    note(load, "_work")
    note(judging, "_judge_part")
    configuration = load_configuration(Path(root))
    contents = read_contents(root, configuration, jobs=2, cached=False)

    def read(path):
        decoded = decode(read_bytes(f"{root}/{path}", configuration.max_size))
        return parse(decoded.source, configuration.schema, decoded.invalid)

    levels = Levels(configuration, lowest="hint")
    verdict = judging.judge_whole(contents.wiki, contents.findings, levels, read, jobs=2)
    print(len(verdict.diagnostics))
"""


@pytest.mark.skipif(not CAN_FORK, reason="processes start anew here")
def test_processes_import_nothing(tmp_path: Path) -> None:
    program, log = tmp_path / "noting.py", tmp_path / "log"
    program.write_text(NOTING)
    wiki = shutil.copytree(PLANTED, tmp_path / "wiki")
    toml = wiki / "slugline.toml"
    override = '\n[[overrides]]\nfiles = ["*.article"]\nrules = { "dead-end" = "off" }\n'
    toml.write_text(toml.read_text() + override)
    done = subprocess.run(
        [sys.executable, str(program), str(wiki), str(log)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert int(done.stdout or 0) > 30, done.stderr
    lines = log.read_text().splitlines()
    assert set(lines) == {"_work", "_judge_part"}
