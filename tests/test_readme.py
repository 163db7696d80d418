"""Every example in the README is run, and shows what the README says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from slugline.cli.main import COMMANDS
from slugline.disk.configuration import read_configuration
from slugline.wiki import Configuration

PROJECT = Path(__file__).parent.parent
README = (PROJECT / "README.md").read_text()
PAGES = [
    path
    for path in subprocess.run(
        ["git", "ls-files", "*.md"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    if not path.startswith("tests/")
]

_BLOCK = re.compile(r"^```(console|sh|toml|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FENCED = re.compile(r"^( *)```.*?^\1```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
BLOCKS = [(match[1], match[2]) for match in _BLOCK.finditer(README)]


def examples() -> list[tuple[str, str]]:
    """Each `$ slugline …` of the console blocks with what it prints."""
    found = []
    for kind, block in BLOCKS:
        if kind == "console":
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                found.append((command, output))
    return found


@pytest.mark.parametrize(("command", "output"), examples(), ids=lambda text: text[:40])
def test_example(command: str, output: str) -> None:
    python = str(Path(sys.executable).parent)
    ran = subprocess.run(
        ["bash", "-c", command],
        cwd=PROJECT,
        env={**os.environ, "PATH": f"{python}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "100"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.stdout == output


def test_there_are_examples() -> None:
    assert len(examples()) >= 3


def test_every_fence_is_known() -> None:
    assert README.count("```") == 2 * len(BLOCKS)


def test_the_two_commands() -> None:
    """The two `sh` blocks set up; the second is what CI runs."""
    commands = [block.strip() for kind, block in BLOCKS if kind == "sh"]
    assert len(commands) == 2
    ci = (PROJECT / ".ci" / "run").read_text()
    assert commands[1] in ci
    assert "slugline check tests/example/planted" in commands[0]


def test_the_configuration() -> None:
    """The `toml` blocks are configurations that say something."""
    texts = [block for kind, block in BLOCKS if kind == "toml"]
    assert texts
    for text in texts:
        read = read_configuration(text, "slugline.toml", {"published.tsv": ""})
        assert read != Configuration()


def test_the_commands_exist() -> None:
    """Each command of the table is one, and each one is in the table."""
    named = set(re.findall(r"^\| `slugline ([a-z]+)", README, re.MULTILINE))
    assert named == set(COMMANDS)


def test_the_options_exist() -> None:
    """Each option that is named is one of a command; those of `pip` and `pytest` have one dash."""
    existing = {
        option
        for command in COMMANDS
        for parameter in import_module(f"slugline.cli.{command}").command.params
        for option in parameter.opts
    }
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", README))
    others = {"--help", "--install-extension"}
    assert {"--since", "--watch", "--output"} <= named <= existing | others


@pytest.mark.parametrize("name", sorted(PAGES))
def test_what_a_page_leads_to_is_there(name: str) -> None:
    """Links and pictures of every page of documentation, but for addresses elsewhere."""
    page = PROJECT / name
    for target in re.findall(r"\]\(([^)\s]+)\)", _FENCED.sub("", page.read_text())):
        if not re.match(r"[a-z]+:|#", target):
            assert (page.parent / target.partition("#")[0]).exists(), target


def test_the_pictures_of_the_editor_are_those_of_the_extension() -> None:
    pictures = set(re.findall(r"!\[[^]]+\]\(([^)]+)\)", README))
    made = (PROJECT / "editors/vscode/pictures").glob("*.png")
    assert pictures == {path.relative_to(PROJECT).as_posix() for path in made}
