"""Helix from Debian, set up as its README says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.editors.story import EDITORS, Place
from tests.editors.terminal import Terminal
from tests.tools.debian import command, unpacked

README = EDITORS / "helix" / "README.md"


def install() -> Path:
    """The root folder of Helix; raises ToolMissingError."""
    return unpacked("hx", "forky")


def set_up(at: Place) -> None:
    """Does what the README says, with the place's own home; its commands are run as they stand."""
    (at.home / ".config" / "helix").mkdir(parents=True)
    shutil.copy(EDITORS / "helix" / "languages.toml", at.home / ".config" / "helix")
    block = re.search(r"```sh\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert block is not None
    done = at.run(["sh", "-e", "-c", block.group(1)], folder=EDITORS.parent)
    assert done.returncode == 0, done.stderr


def start(at: Place, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """The command line and the environment of Helix."""
    root = install()
    environment = at.environment | {"HELIX_RUNTIME": str(root / "usr/lib/hx/runtime")}
    return [*command(root, "usr/bin/hx"), *arguments], environment


def run(at: Place, *arguments: str) -> str:
    """What Helix prints without opening a file."""
    line, environment = start(at, *arguments)
    done = at.run(line, environment)
    return done.stdout + done.stderr


class Helix(Terminal):
    """Helix at a terminal."""

    def __init__(self, at: Place, *arguments: str) -> None:
        line, environment = start(at, *arguments)
        super().__init__(line, folder=at.wiki, environment=environment)
