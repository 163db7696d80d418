"""Emacs, as a writer uses it: at a terminal, by keys and commands."""

from __future__ import annotations

from tests.editors import story
from tests.editors.emacs import Emacs
from tests.editors.story import Place
from tests.editors.terminal import ENTER, ESCAPE, TAB, control


def test_a_writers_day(emacs_version: str, at: Place) -> None:
    with Emacs(emacs_version, at, story.ARTICLE) as editor:
        # The broken link is seen.
        editor.wait("Flymake[1")
        editor.command("flymake-goto-next-error")
        editor.wait(story.MESSAGE)

        # A quick fix creates the article, and the error is gone.
        editor.command("eglot-code-actions")
        editor.wait("Pick an action")
        editor.type("Create", TAB, ENTER)
        editor.wait_for((at.wiki / f"{story.BROKEN}.article").exists)
        editor.wait("Flymake[0")
        editor.type(control("x"), "b", story.ARTICLE, ENTER)

        # A link is completed.
        editor.type(ESCAPE, "<", control("s"), story.ITEM[-20:], ENTER)
        editor.type(f" [[{story.COMPLETED[:5]}", ESCAPE, TAB)
        if emacs_version != "28.2":  # where Eglot takes the only one that there is
            editor.wait("Completion List")
            editor.command("switch-to-completions")
            editor.type(ENTER)
        editor.wait(f"[[{story.COMPLETED}|{story.COMPLETED_TITLE}]]")

        # A link is looked at, and followed.
        editor.type(control("s"), "millponds-as", ENTER)
        editor.command("eldoc")
        editor.wait(f"{story.RENAMED_TITLE} {story.RENAMED}")
        editor.command("eldoc-doc-buffer")
        editor.wait("5 other articles link to it.")
        editor.type(control("x"), "1", ESCAPE, ".")
        editor.wait(f"{story.RENAMED}.article")
        editor.type(ESCAPE, ",")
        editor.wait(f" {story.ARTICLE}")

        # Its slug gets another name, in all articles.
        editor.command("slugline-rename-article")
        editor.wait("New slug")
        editor.type(story.NEW, ENTER)
        if emacs_version == "28.2":  # whose Eglot asks before it opens files
            editor.wait("Proceed?")
            editor.type("y")
        editor.wait(f"[[{story.NEW}|")
        editor.wait_for((at.wiki / f"{story.NEW}.article").exists)

        # Everything is saved.
        editor.type(control("x"), "s", "!")
        editor.wait_for(lambda: story.is_saved(at))
        editor.end(control("x"), control("c"))

    story.assert_saved(at)
