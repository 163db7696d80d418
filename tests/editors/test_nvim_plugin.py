"""The parts of the Neovim plugin: files, links without the server, colours, health, help."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.editors import nvim, story
from tests.editors.nvim import lua
from tests.editors.story import EDITORS, Place
from tests.tools.debian import command
from tests.tools.place import missing, needed

PLUGIN = EDITORS / "nvim"
NO_SERVER = ("--cmd", "let g:slugline = {'lsp': v:false}")


CONFIGURATION = """\
# include = ["**/*.nothing"]
include = [
  "pages/**/*.md",  # "not/this.txt"
  '*.note', "a[bc]?.xyz",
]
exclude = ["drafts", "/pages/old/*", "!pages/old/kept.md"]
title = { include = "none" }
[lead]
include = ["*.lua"]
[redirects]
old = "mill"
"""


def test_which_files_are_articles(nvim_version: str, at: Place, tmp_path: Path) -> None:
    wiki = tmp_path / "other"
    wiki.mkdir()
    (wiki / "slugline.toml").write_text(CONFIGURATION)
    paths = {
        "x.article": "slugline",
        "pages/a.md": "slugline",
        "pages/deep/er/a.md": "slugline",
        "a.md": "markdown",
        "deep/x.note": "slugline",
        "ab1.xyz": "slugline",
        "ad1.xyz": "",
        "drafts/x.note": "",
        "pages/old/a.md": "markdown",
        "pages/old/kept.md": "slugline",
        ".hidden/x.note": "",
        "x.txt": "text",
        "x.lua": "lua",
    }
    names = {str(wiki / name): filetype for name, filetype in paths.items()}
    names |= {str(at.wiki / "plain.txt"): "slugline", str(tmp_path / "plain.txt"): "text"}
    found = lua(
        nvim_version,
        at,
        f"""
        local found = vim.empty_dict()
        for _, path in ipairs(vim.fn.json_decode({json.dumps(json.dumps(list(names)))})) do
          vim.cmd('edit ' .. path)
          found[path] = vim.bo.filetype
        end
        return found
        """,
        *NO_SERVER,
    )
    assert found == names


def test_links_are_followed_without_the_server(nvim_version: str, at: Place) -> None:
    links = at.wiki / "links.article"
    links.write_text(
        "Links\n[[millwright]] a [[eel-trap|Eel Trap]], [[stone-dressing#source|the dressing]]\n"
        "[[#source]] [[nowhere|Nowhere]] [[водяная-мельница-на-сольве|Мельница]]\nSource\n"
    )
    goes = {
        "millw": "millwright.article",
        "eel-t": "eel-weir.article",
        "Eel T": "eel-weir.article",
        "dressing]]": "stone-dressing.article",
        "#source]] ": "links.article",
        "Nowhere": "",
        "Мель": "водяная-мельница-на-сольве.article",
    }
    found = lua(
        nvim_version,
        at,
        f"""
        local found = vim.empty_dict()
        for _, text in ipairs(vim.fn.json_decode({json.dumps(json.dumps(list(goes)))})) do
          vim.cmd('edit links.article')
          vim.fn.cursor(1, 1)
          vim.fn.search('\\\\V' .. text)
          local ok = pcall(vim.cmd, 'normal! gf')
          found[text] = ok and vim.fn.expand('%:t') or ''
        end
        return found
        """,
        *NO_SERVER,
    )
    assert found == goes


ARTICLE = """\
Title of **it**
A lead with **an entity** and \\[\\[no link]].
Summary
Read [[mill#source|the **old** mill]] now, **Two Words** or ** none **.
## My Own
- an item
"""


def test_patterns_colour_where_there_is_no_parser(nvim_version: str, at: Place) -> None:
    (at.wiki / "colours.article").write_text(ARTICLE)
    found = lua(
        nvim_version,
        at,
        """
        local found = vim.empty_dict()
        for _, text in ipairs({ 'Title', 'it', 'lead', 'entity', 'no link', 'Summary', 'mill#',
                                'source', 'the', 'Two', 'none', 'My Own', '- an', 'an item' }) do
          vim.fn.cursor(1, 1)
          vim.fn.search('\\\\V' .. text, 'c')
          local id = vim.fn.synID(vim.fn.line('.'), vim.fn.col('.'), 1)
          found[text] = vim.fn.synIDattr(id, 'name'):gsub('slugline', '')
        end
        return found
        """,
        *NO_SERVER,
        "colours.article",
    )
    assert found == {
        "Title": "Title",
        "it": "Title",
        "lead": "",
        "entity": "Entity",
        "no link": "",
        "Summary": "Heading",
        "mill#": "Slug",
        "source": "Anchor",
        "the": "Label",
        "Two": "Entity",
        "none": "",
        "My Own": "Heading",
        "- an": "ItemMarker",
        "an item": "",
    }


def test_the_wikis_own_sections_are_headings(nvim_version: str, at: Place) -> None:
    (at.wiki / "slugline.toml").write_text(
        '[[sections]]\nkey = "facts"\nname = "Plain Facts"\naliases = [\n  "A/B", "F.A.Q."]\n'
    )
    (at.wiki / "own.article").write_text("Plain Facts\nPlain Facts\na\nA/B\nb\nFxAxQx\nF.A.Q.\nc\n")
    found = lua(
        nvim_version,
        at,
        """
        local seen = {}
        for number = 1, vim.fn.line('$') do
          local name = vim.fn.synIDattr(vim.fn.synID(number, 1, 1), 'name')
          seen[number] = { name, vim.fn.foldlevel(number) }
        end
        vim.fn.cursor(1, 1)
        vim.cmd('normal ]]')
        local first = vim.fn.line('.')
        vim.cmd('normal 2]]')
        table.insert(seen, { first, vim.fn.line('.') })
        return seen
        """,
        *NO_SERVER,
        "own.article",
    )
    title, heading = "sluglineTitle", "sluglineHeading"
    assert found == [
        *([title, 0], [heading, 1], ["", 1], [heading, 1], ["", 1]),
        *(["", 1], [heading, 1], ["", 1], [2, 7]),
    ]


@pytest.mark.parametrize("nvim_version", ["0.10", "0.12"], indirect=True)
def test_the_parser_is_built_and_colours(nvim_version: str, at: Place) -> None:
    if not shutil.which("cc"):
        missing("the parser is compiled by `cc`, which is not installed")
    (at.wiki / "colours.article").write_text(ARTICLE)
    built = lua(nvim_version, at, "vim.cmd('Slugline build'); return vim.fn.execute('messages')")
    assert "the parser is installed" in built
    found = lua(
        nvim_version,
        at,
        """
        vim.treesitter.get_parser(0, 'slugline'):parse()
        local found = vim.empty_dict()
        for _, text in ipairs({ 'Title', 'entity', 'Summary', 'mill#', 'the', '\\\\[\\\\[' }) do
          vim.fn.cursor(1, 1)
          vim.fn.search('\\\\V' .. text, 'c')
          local names = {}
          local row, column = vim.fn.line('.') - 1, vim.fn.col('.') - 1
          for _, one in ipairs(vim.treesitter.get_captures_at_pos(0, row, column)) do
            names[#names + 1] = one.capture
          end
          found[text] = names
        end
        return { found, vim.bo.syntax, vim.treesitter.highlighter.active[1] ~= nil }
        """,
        *NO_SERVER,
        "colours.article",
    )
    captures, _, is_active = found
    assert is_active
    assert "markup.heading.1" in captures["Title"]
    assert "markup.strong" in captures["entity"]
    assert "markup.heading.2" in captures["Summary"]
    assert "markup.link.url" in captures["mill#"]
    assert "markup.link.label" in captures["the"]


def test_health(nvim_version: str, at: Place) -> None:
    health = """
        vim.wait(20000, function() return require('slugline.client').of(0) ~= nil end)
        vim.cmd('checkhealth slugline')
        return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\\n')
    """
    told = lua(nvim_version, at, health, story.ARTICLE)
    assert f"{at.environment['PATH'].partition(':')[0]}/slugline: slugline" in told
    assert f"{story.ARTICLE}: wiki {at.wiki} (slugline.toml)" in told
    assert "ERROR" not in told
    absent = "let g:slugline = {'cmd': ['/no/slugline', 'server'], 'lsp': v:false}"
    told = lua(nvim_version, at, health.replace("20000", "1"), "--cmd", absent, story.ARTICLE)
    assert "there is no program `/no/slugline`" in told


def test_commands(nvim_version: str, at: Place) -> None:
    told = lua(
        nvim_version,
        at,
        """
        local client = require('slugline.client')
        vim.wait(20000, function() return client.of(0) ~= nil end)
        local names = vim.fn.getcompletion('Slugline ', 'cmdline')
        vim.cmd('Slugline new The Weir Keeper')
        vim.wait(20000, function() return vim.fn.expand('%:t') == 'the-weir-keeper.article' end)
        local new = { vim.fn.expand('%:t'), vim.fn.getline(1), vim.fn.line('$') > 5 }
        vim.cmd('edit loose.article')
        vim.fn.setline(1, { 'Loose', 'A [[Millrace]].  ' })
        vim.wait(20000, function() return client.of(0) ~= nil end)
        vim.cmd('Slugline fix')
        vim.wait(20000, function() return vim.fn.getline(2) == 'A [[millrace|Millrace]].' end)
        local fixed = vim.fn.getline(2)
        vim.cmd('Slugline graph dot')
        vim.wait(20000, function() return vim.bo.filetype == 'dot' end)
        return { names, new, fixed, vim.fn.getline(1) }
        """,
        story.ARTICLE,
    )
    names, new, fixed, graph = told
    assert names == ["build", "fix", "graph", "new", "reload"]
    assert new == ["the-weir-keeper.article", "The Weir Keeper", True]
    assert fixed == "A [[millrace|Millrace]]."
    assert graph.startswith("digraph")


def test_the_help_has_valid_tags(nvim_version: str, at: Place, tmp_path: Path) -> None:
    folder = tmp_path / "doc"
    shutil.copytree(PLUGIN / "doc", folder)
    lua(nvim_version, at, f"vim.cmd('helptags {folder}'); return 1")
    tags = {line.split("\t")[0] for line in (folder / "tags").read_text().splitlines()}
    assert {"slugline", "slugline.txt", ":Slugline", "g:slugline"} <= tags
    text = (folder / "slugline.txt").read_text()
    own = {word for word in text.replace("|", " | ").split() if word.startswith("slugline-")}
    assert {word for word in own if not word.endswith(("]]*", "[[*"))} <= tags


def test_the_lua_is_clean(at: Place) -> None:
    root = needed(nvim.install_luacheck)
    share, version = root / "usr/share/lua/5.1", "5.1"
    done = at.run(
        [
            *command(root, f"usr/bin/lua{version}"),
            str(root / "usr/bin/luacheck"),
            *("--no-color", "--std", "luajit", "--globals", "vim", "--max-line-length", "120"),
            str(PLUGIN),
        ],
        {
            "LUA_PATH": f"{share}/?.lua;{share}/?/init.lua",
            "LUA_CPATH": f"{root}/usr/lib/x86_64-linux-gnu/lua/5.1/?.so",
            "PATH": "",
        },
    )
    assert done.returncode == 0, done.stdout + done.stderr
