"""Helix, as a writer uses it: at a terminal, by its own keys."""

from __future__ import annotations

import re
import shutil

import pytest

from tests.editors import helix, story
from tests.editors.helix import Helix
from tests.editors.story import Place
from tests.editors.terminal import BACKSPACE, ENTER, ESCAPE, TAB
from tests.tools.place import missing, needed


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Place:
    if not shutil.which("cc"):
        missing("the grammar is compiled by `cc`, which is not installed")
    needed(helix.install)
    at = story.place(tmp_path_factory.mktemp("helix"))
    helix.set_up(at)
    return at


def test_health(at: Place) -> None:
    told = re.sub(r"\x1b\[[0-9;]*m", "", helix.run(at, "--health", "slugline"))
    assert f"✓ slugline: {at.environment['PATH'].partition(':')[0]}/slugline" in told
    assert "Tree-sitter parser: ✓" in told
    assert "Highlight queries: ✓" in told
    assert "Textobject queries: ✓" in told


def test_a_writers_day(at: Place) -> None:
    with Helix(at, story.ARTICLE) as editor:
        # The broken link is seen.
        editor.wait("● 1")
        editor.type("]d")
        editor.wait(f"─{story.MESSAGE}")

        # A quick fix creates the article, and the error is gone.
        editor.type(" a")
        editor.wait("Create the article")
        editor.type(ENTER)
        editor.wait_for((at.wiki / f"{story.BROKEN}.article").exists)
        editor.wait(lambda shown: "Create the" not in shown and "● 1" not in shown)
        editor.type(f":o {story.ARTICLE}", ENTER)
        editor.wait(f" {story.ARTICLE}")

        # A link is completed.
        editor.type(f"/{story.ITEM[-20:]}", ENTER)
        editor.wait("11:")
        editor.type("A", f" [[{story.COMPLETED[:5]}")
        editor.wait(story.COMPLETED_TITLE)
        editor.type(TAB, ENTER)
        editor.wait(f"[[{story.COMPLETED}|{story.COMPLETED_TITLE}]]")
        editor.type(ESCAPE)
        editor.wait(" NOR ")  # another key at once would be one with Alt

        # A link is looked at, and followed.
        editor.type("/millponds-as", ENTER, " k")
        editor.wait("5 other articles link to it.")
        editor.type(ESCAPE)
        editor.wait(lambda shown: "5 other articles" not in shown)
        editor.type("gd")
        editor.wait(f"{story.RENAMED}.article")
        editor.type("\x0f")
        editor.wait(f" {story.ARTICLE}")

        # Its slug gets another name, in all articles.
        editor.type(" r")
        editor.wait(f"rename-to:{story.RENAMED}")
        editor.type(BACKSPACE * len(story.RENAMED), story.NEW, ENTER)
        editor.wait(f"[[{story.NEW}|")

        # Everything is saved.
        editor.type(":wa", ENTER)
        editor.wait_for(lambda: story.is_saved(at))
        editor.end(":qa", ENTER)

    story.assert_saved(at)
