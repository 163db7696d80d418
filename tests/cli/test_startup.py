"""What a check reads in before it starts: Python's own modules, click and msgspec."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.cli.running import PLAIN, environment, write_wiki

HEAVY = {
    *("asyncio", "attr", "attrs", "cattrs", "concurrent", "ctypes", "difflib", "lsprotocol"),
    *("multiprocessing", "pathspec", "platformdirs", "pygls", "rapidfuzz", "rich", "shutil"),
    *("sqlite3", "subprocess", "threading", "tomllib", "watchfiles", "anyascii"),
}
"""Each costs milliseconds, and is for large wikis, for findings or for other commands."""

SCRIPT = (
    "import os, sys\n"
    "os._exit = lambda code: None\n"
    "from slugline.cli import main\n"
    "main(['check', '--format', 'text'])\n"
    "print(*sys.modules, file=sys.stderr)\n"
)


def modules_of_a_check(folder: Path) -> set[str]:
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env=environment(),
    )
    assert ran.stdout == ""
    return set(ran.stderr.split())


def test_a_check_of_one_article_reads_in_little(tmp_path: Path) -> None:
    write_wiki(tmp_path, {"the-mill.article": PLAIN})
    bare = subprocess.run(
        [sys.executable, "-c", "import sys, click; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    modules = modules_of_a_check(tmp_path)
    assert "slugline.cli.check" in modules
    tops = {name.partition(".")[0] for name in modules - set(bare.stdout.split())}
    assert not tops & HEAVY
    # And of its own only what a check needs.
    own = {name for name in modules if name.startswith("slugline.cli.")}
    assert not own & {f"slugline.cli.{name}" for name in ("new", "fixes", "links", "report")}
    assert not any(name.startswith(("slugline.graph", "slugline.features")) for name in modules)
