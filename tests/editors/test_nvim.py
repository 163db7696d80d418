"""Neovim, as a writer uses it: at a terminal, by keys and commands."""

from __future__ import annotations

from tests.editors import story
from tests.editors.nvim import Neovim
from tests.editors.story import Place
from tests.editors.terminal import ENTER, ESCAPE, control

KEYS = {
    "0.7": {
        "next finding": ":lua vim.diagnostic.goto_next()\r",
        "show finding": ":lua vim.diagnostic.open_float()\r",
        "hover": ":lua vim.lsp.buf.hover()\r",
        "actions": ":lua vim.lsp.buf.code_action()\r",
        "rename": ":lua vim.lsp.buf.rename()\r",
    },
    "0.10": {
        "next finding": "]d",
        "show finding": control("w") + "d",
        "hover": "K",
        "actions": ":lua vim.lsp.buf.code_action()\r",
        "rename": ":lua vim.lsp.buf.rename()\r",
    },
    "0.12": {
        "next finding": "]d",
        "show finding": control("w") + "d",
        "hover": "K",
        "actions": "gra",
        "rename": "grn",
    },
}
"""What each version has by itself; the plugin makes no such keys."""

FINDINGS = f"return #vim.diagnostic.get(vim.fn.bufnr('{story.ARTICLE}'))"


def test_a_writers_day(nvim_version: str, at: Place) -> None:
    keys = KEYS[nvim_version]
    with Neovim(nvim_version, at, story.ARTICLE) as editor:
        editor.wait("Millrace")

        # The broken link is seen.
        editor.wait_for(lambda: editor.asked(FINDINGS))
        editor.type(keys["next finding"])
        editor.wait_for(lambda: editor.asked("return vim.fn.expand('<cword>')") == "lock")
        editor.type(keys["show finding"])
        editor.wait(story.MESSAGE)

        # A quick fix creates the article, and the error is gone.
        editor.type(keys["actions"])
        shown = editor.wait("Create")
        editor.type(_number(shown, "Create"), ENTER)
        editor.wait_for(lambda: editor.asked(FINDINGS) == 0)

        # A link is completed.
        editor.command(f"buffer {story.ARTICLE}")
        editor.type("/^- Most", ENTER, "A", f" [[{story.COMPLETED[:5]}", control("x"), control("o"))
        editor.wait(f"[[{story.COMPLETED}|")
        editor.type(ESCAPE)

        # A link is looked at, and followed.
        editor.type("/millponds-as", ENTER, keys["hover"])
        editor.wait("5 other articles link to it.")
        editor.type(control("]"))
        editor.wait_for(lambda: editor.asked("return vim.fn.expand('%:t:r')") == story.RENAMED)
        assert editor.asked("return vim.api.nvim_win_get_cursor(0)") == [1, 0]
        editor.type(control("t"))
        editor.wait_for(lambda: editor.asked("return vim.fn.expand('%:t')") == story.ARTICLE)

        # Its slug gets another name, in all articles.
        editor.type("/millponds-as", ENTER, keys["rename"])
        editor.wait("New Name")
        editor.type(control("u"), story.NEW, ENTER)
        editor.wait_for(
            lambda: editor.asked(f"return vim.fn.search('\\\\[\\\\[{story.NEW}|', 'nw')")
        )
        editor.wait_for(lambda: editor.asked(FINDINGS) == 0)

        # Everything is saved.
        editor.command("wall")
        editor.wait("written")
        editor.end(":qall", ENTER)

    story.assert_saved(at)


SHOWN = """
local found = vim.fn.complete_info({'items', 'pum_visible'})
local shown = {}
for _, one in ipairs(found.pum_visible == 1 and found.items or {}) do
  if one.match ~= false then shown[#shown + 1] = one.abbr end
end
return shown"""


def test_completion_goes_on_from_a_bare_link(nvim_version: str, at: Place) -> None:
    """With Neovim's own completion as one types where it has that, else on its key.

    On its key older versions keep only what is inserted just as it was typed.
    """
    types_along = nvim_version == "0.12"
    key = [] if types_along else [control("x"), control("o")]
    with Neovim(nvim_version, at, story.ARTICLE) as editor:
        editor.wait("Millrace")
        editor.wait_for(lambda: editor.asked(FINDINGS))
        editor.command("set completeopt=menu,menuone,noinsert")
        if types_along:
            editor.command(
                "lua vim.lsp.completion.enable("
                "true, vim.lsp.get_clients()[1].id, 0, {autotrigger = true})"
            )
        editor.type("/^- Most", ENTER, "A", " [[", *key)
        editor.wait_for(lambda: len(editor.asked(SHOWN)) > 20)
        if not types_along:
            editor.type(control("e"))
        editor.type("bask" if types_along else story.COMPLETED[:4], *key)
        editor.wait_for(lambda: editor.asked(SHOWN)[:1] == [story.COMPLETED_TITLE], 20)
        editor.type(control("y"))
        editor.wait(f"[[{story.COMPLETED}|{story.COMPLETED_TITLE}]]")
        editor.type(ESCAPE)
        editor.end(":qall!", ENTER)


def _number(shown: str, title: str) -> str:
    """The number before an entry of a list of choices."""
    line = next(line for line in shown.splitlines() if title in line)
    return line.strip().partition(":")[0]
