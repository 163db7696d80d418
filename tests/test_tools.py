"""What the tests need beside Python: kept whole or not at all, and said where it can't be had."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.tools.place import ToolMissingError, kept

PROJECT = Path(__file__).parent.parent

MISSING = {
    "tests/editors/test_nvim.py": "neovim of Debian bookworm needs apt-get and dpkg-deb",
    "tests/editors/test_emacs.py": "emacs-nox, elpa-eglot of Debian bookworm needs apt-get",
    "tests/editors/test_helix.py": "the grammar is compiled by `cc`, which is not installed",
    "tests/grammar/test_textmate.py": "Node.js 24.19.0 can't be had: ERROR: ",
    "tests/cli/test_shell_completion.py": "`zsh` is not installed, and only root on a Debian can",
}
"""By a file of tests: what it says where there are no programs, no network, and nothing is kept."""


@pytest.mark.parametrize("ci", ["", "true"], ids=["here", "in CI"])
def test_what_is_missing_is_said(ci: str, tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *MISSING),
            *("--basetemp", str(tmp_path / "run"), "--junit-xml", str(report)),
        ],
        cwd=PROJECT,
        env={
            "HOME": str(tmp_path),
            "PATH": "",
            "SLUGLINE_TEST_TOOLS": str(tmp_path / "tools"),
            "PIP_NO_INDEX": "1",
            "CI": ci,
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == (1 if ci else 0), done.stdout + done.stderr
    said: dict[str, set[str]] = {}
    for case in ElementTree.parse(report).iter("testcase"):
        file = case.attrib["classname"].replace(".", "/") + ".py"
        for outcome in case:
            # In CI it is a failure, or an error where a fixture needed it.
            assert (outcome.tag == "skipped") is not bool(ci), case.attrib
            said.setdefault(file, set()).add(f"{outcome.get('message')} {outcome.text}")
    for file, reason in MISSING.items():
        assert any(reason in text for text in said[file]), said[file]


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SLUGLINE_TEST_TOOLS", str(tmp_path))
    return tmp_path


def test_a_tool_is_made_once(tools: Path) -> None:
    made = []

    def make(folder: Path) -> None:
        made.append(folder)
        (folder / "program").touch()

    folders = {kept("tool-1", make), kept("tool-1", make)}
    assert (folders, len(made)) == ({tools / "tool-1"}, 1)
    assert (tools / "tool-1" / "program").exists()
    kept("tool-2", make)
    assert len(made) == 2


def test_what_was_made_half_is_made_anew(tools: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise ToolMissingError("no network")

    with pytest.raises(ToolMissingError, match="no network"):
        kept("tool", fail)
    assert not (tools / "tool").exists()
    kept("tool", lambda folder: (folder / "whole").touch())
    assert [path.name for path in (tools / "tool").iterdir()] == ["whole"]
