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
LINK = "[[river-navigation-acts|River Navigation Acts]]"
BROKEN_LINK = f"[[{BROKEN}|{BROKEN_LABEL}]]"
"""What stands in the article in place of `LINK`."""
MESSAGE = f"no article has the slug `{BROKEN}`"
RENAMED, NEW = "millponds-as-habitat-a-ten-year-survey", "millpond-survey"
RENAMED_TITLE = "Millponds as Habitat: A Ten-Year Survey"
ITEM = "- Most channels in the **Derrow Valley** are now dry for part of the year"
"""The item behind which the writer adds a link, completed from `COMPLETED`'s first letters."""
COMPLETED, COMPLETED_TITLE = "withy-beds-and-the-basket-maker", "Withy Beds and the Basket Maker"
COMPLETED_LINK = f"[[{COMPLETED}|{COMPLETED_TITLE}]]"
CREATED = f"""\
{BROKEN_LABEL}
Summary
Key Takeaways
Balanced Perspective
Optimistic View
Critical View
Source
"""
"""The article that the quick fix makes."""

TOLD = {
    "article": ARTICLE,
    "broken": BROKEN,
    "message": MESSAGE,
    "renamed": RENAMED,
    "renamedTitle": RENAMED_TITLE,
    "new": NEW,
    "item": ITEM,
    "completed": COMPLETED,
    "completedLink": COMPLETED_LINK,
}
"""The story, for tests that are not written in Python."""


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
    assert LINK in text
    article.write_text(text.replace(LINK, BROKEN_LINK), "utf-8")
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
    """Everything that the writer did is on disk, in whichever editor, and nothing else."""
    expected = {
        name.replace(RENAMED, NEW): text.replace(f"[[{RENAMED}", f"[[{NEW}")
        for name, text in _texts(EXAMPLE).items()
    }
    expected[ARTICLE] = (
        expected[ARTICLE].replace(LINK, BROKEN_LINK).replace(ITEM, f"{ITEM} {COMPLETED_LINK}")
    )
    expected[f"{BROKEN}.article"] = CREATED
    assert _lines(_texts(at.wiki)) == _lines(expected)
    done = at.run([sys.executable, "-m", "slugline", "check", "--select", "broken-link"])
    assert done.returncode == 0, done.stdout


def _texts(wiki: Path) -> dict[str, str]:
    """All files of a wiki."""
    return {
        str(path.relative_to(wiki)): path.read_text("utf-8")
        for path in wiki.rglob("*")
        if path.is_file()
    }


def _lines(texts: Mapping[str, str]) -> dict[str, list[str]]:
    """What counts: editors have ways of their own to end the last line of a file that is new."""
    return {name: text.rstrip("\n").splitlines() for name, text in texts.items()}


def is_saved(at: Place) -> bool:
    """Whether the changed links are on disk in all articles but the renamed one."""
    try:
        texts = [path.read_text("utf-8") for path in at.wiki.glob("[!.]*.article")]
    except FileNotFoundError:
        return False  # An editor is putting the new file in the old one's place.
    return not any(f"[[{RENAMED}" in text for text in texts)
