"""`--help`: pages that fit a terminal, and examples that do what they say."""

from __future__ import annotations

import re
import shlex
import shutil
from importlib import import_module
from pathlib import Path

import pytest

from slugline.cli.help import Command
from slugline.cli.main import COMMANDS, EXAMPLES
from tests.cli.running import CLEAN, fresh_slugline, slugline
from tests.cli.test_since import git


def examples() -> list[str]:
    found = [line for line, _ in EXAMPLES]
    for name in COMMANDS:
        command = import_module(f"slugline.cli.{name}").command
        found += [line for line, _ in command.examples] if isinstance(command, Command) else []
    return found


def test_the_first_page_fits_a_screen(tmp_path: Path) -> None:
    for arguments in (["--help"], ["-h"]):
        result = slugline(*arguments, cwd=tmp_path, code=0)
        assert len(result.lines) <= 23  # and a line for the prompt
        assert max(map(len, result.lines)) <= 80
        for name, what in COMMANDS.items():
            assert re.search(rf"^  {name} +{re.escape(what)}$", result.out, re.MULTILINE)
    for line, what in EXAMPLES:
        assert re.search(rf"^  {re.escape(line)}  +{re.escape(what)}$", result.out, re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_page_fits_the_width(name: str, tmp_path: Path) -> None:
    result = slugline(name, "--help", cwd=tmp_path, code=0)
    assert max(map(len, result.lines)) <= 80
    assert len(result.lines) <= (52 if name == "check" else 23)
    command = import_module(f"slugline.cli.{name}").command
    for one in command.params:
        for option in (*one.opts, *one.secondary_opts):
            if option.startswith("--"):
                assert len(re.findall(rf"^  (?:-\w, )?{option}\b", result.out, re.MULTILINE)) == 1
    assert result.out.count("--help") >= 1


def test_the_help_of_a_command_reads_in_that_command_alone(tmp_path: Path) -> None:
    assert fresh_slugline("--help", cwd=tmp_path, code=0).out.startswith("Usage: slugline ")


@pytest.mark.parametrize("line", examples())
def test_each_example_runs(line: str, tmp_path: Path) -> None:
    wiki = shutil.copytree(CLEAN, tmp_path / "wiki")
    git(wiki, "init", "-q")
    git(wiki, "add", ".")
    git(wiki, "commit", "-qm", "one")
    program, *arguments = shlex.split(line)
    assert program == "slugline"
    result = slugline(*arguments, cwd=wiki, code=0)
    out = [arguments[place + 1] for place, one in enumerate(arguments) if one == "-o"]
    assert all((wiki / name).stat().st_size for name in out)
    if "--dry-run" in arguments:
        assert "rename to weir.article\n" in result.out
    elif arguments[0] == "rename":
        assert (wiki / "weir.article").exists()
