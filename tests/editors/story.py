"""What a writer does in every editor, and what is on disk afterwards.

In the example wiki, the article `millrace` has a link to an article that nobody has written. The
writer sees it, creates the article by a quick fix, completes a link, follows one, looks at one,
renames a slug, and saves.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

EXAMPLE = Path(__file__).parent.parent / "example" / "clean"
SERVER = Path(__file__).parent.parent.parent / "server"
EDITORS = Path(__file__).parent.parent.parent / "editors"

ARTICLE = "millrace.article"
BROKEN, BROKEN_LABEL = "lock-keepers", "Lock Keepers"
MESSAGE = f"no article has the slug `{BROKEN}`"
RENAMED, NEW = "millponds-as-habitat-a-ten-year-survey", "millpond-survey"
RENAMED_TITLE = "Millponds as Habitat: A Ten-Year Survey"
ITEM = "- Most channels in the **Derrow Valley** are now dry for part of the year"
"""The item behind which the writer adds a link, completed from `COMPLETED`'s first letters."""
COMPLETED, COMPLETED_TITLE = "withy-beds-and-the-basket-maker", "Withy Beds and the Basket Maker"


class Place(msgspec.Struct, frozen=True):
    """Where a writer works: the wiki, and an environment with a home of its own."""

    wiki: Path
    home: Path
    environment: dict[str, str]

    def text(self, name: str) -> str:
        return (self.wiki / name).read_text("utf-8")

    def run(
        self,
        line: Sequence[str],
        environment: Mapping[str, str] | None = None,
        *,
        folder: Path | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Runs a program that reads nothing, in the wiki, in the place's environment at first."""
        return subprocess.run(
            line,
            cwd=folder or self.wiki,
            env=environment or self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


def place(folder: Path) -> Place:
    """The example wiki with a broken link, and `slugline` on PATH, in an empty folder."""
    wiki, home, programs = folder / "wiki", folder / "home", folder / "bin"
    shutil.copytree(EXAMPLE, wiki)
    article = wiki / ARTICLE
    text = article.read_text("utf-8")
    link = "[[river-navigation-acts|River Navigation Acts]]"
    assert link in text
    article.write_text(text.replace(link, f"[[{BROKEN}|{BROKEN_LABEL}]]"), "utf-8")
    home.mkdir()
    programs.mkdir()
    program = programs / "slugline"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m slugline "$@"\n')
    program.chmod(0o755)
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("XDG_", "EMACS", "NVIM", "VIM", "HELIX", "LC_"))
    } | {
        "HOME": str(home),
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(SERVER),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
    }
    return Place(wiki, home, environment)


def assert_saved(at: Place) -> None:
    """Everything that the writer did is on disk, and nothing else."""
    before = {path.name: path.read_text("utf-8") for path in EXAMPLE.glob("*.article")}
    after = {path.name: path.read_text("utf-8") for path in at.wiki.glob("*.article")}
    created = after.pop(f"{BROKEN}.article")
    assert created.startswith(f"{BROKEN_LABEL}\n")
    assert "Summary\n" in created
    expected = {
        name.replace(RENAMED, NEW): text.replace(f"[[{RENAMED}", f"[[{NEW}")
        for name, text in before.items()
    }
    mine = expected[ARTICLE].replace(
        "[[river-navigation-acts|River Navigation Acts]]", f"[[{BROKEN}|{BROKEN_LABEL}]]"
    )
    expected[ARTICLE] = mine.replace(ITEM, f"{ITEM} [[{COMPLETED}|{COMPLETED_TITLE}]]")
    assert {name: text.splitlines() for name, text in after.items()} == {
        name: text.splitlines() for name, text in expected.items()
    }
    done = at.run([sys.executable, "-m", "slugline", "check", "--select", "broken-link"])
    assert done.returncode == 0, done.stdout


def is_saved(at: Place) -> bool:
    """Whether the changed links are on disk in all articles but the renamed one."""
    try:
        texts = [path.read_text("utf-8") for path in at.wiki.glob("[!.]*.article")]
    except FileNotFoundError:
        return False  # An editor is putting the new file in the old one's place.
    return not any(f"[[{RENAMED}" in text for text in texts)
