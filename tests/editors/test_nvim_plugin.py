"""The parts of the Neovim plugin: files, links without the server, colours, health, help."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.editors import nvim, story
from tests.editors.colours import KINDS, coloured, texts_to_colour
from tests.editors.files import CONFIGURATION, FILES
from tests.editors.nvim import lua
from tests.editors.story import EDITORS, Place
from tests.tools.debian import command
from tests.tools.place import missing, needed

PLUGIN = EDITORS / "nvim"
README = (PLUGIN / "README.md").read_text("utf-8")
NO_SERVER = ("--cmd", "let g:slugline = {'lsp': v:false}")


def test_which_files_are_articles(nvim_version: str, at: Place, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "slugline.toml").write_text(CONFIGURATION)
    articles = {str(other / name): is_article for name, is_article in FILES.items()}
    articles |= {
        str(at.wiki / "plain.txt"): True,
        str(at.wiki / "plain.md"): False,
        str(tmp_path / "plain.txt"): False,
        str(tmp_path / "plain.article"): True,
    }
    found = lua(
        nvim_version,
        at,
        """
        return vim.tbl_map(function(path)
          vim.cmd('edit ' .. path)
          return vim.bo.filetype == 'slugline'
        end, given)
        """,
        *NO_SERVER,
        given=list(articles),
    )
    assert dict(zip(articles, found, strict=True)) == articles


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
        """
        return vim.tbl_map(function(text)
          vim.cmd('edit links.article')
          vim.fn.cursor(1, 1)
          vim.fn.search('\\\\V' .. text)
          local ok = pcall(vim.cmd, 'normal! gf')
          return ok and vim.fn.expand('%:t') or ''
        end, given)
        """,
        *NO_SERVER,
        given=list(goes),
    )
    assert dict(zip(goes, found, strict=True)) == goes


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
        "none": "Pair",
        "My Own": "Heading",
        "- an": "ItemMarker",
        "an item": "",
    }


def test_patterns_colour_what_the_servers_parser_finds(nvim_version: str, at: Place) -> None:
    texts = texts_to_colour(at)
    found = lua(
        nvim_version,
        at,
        """
        return vim.tbl_map(function(path)
          vim.cmd('edit ' .. vim.fn.fnameescape(path))
          local names = {}
          for number = 1, vim.fn.line('$') do
            local line, name = vim.fn.getline(number), ''
            for start = 0, vim.fn.strchars(line) - 1 do
              -- Vim is slow to tell; what it tells changes beside marks, and where a line begins.
              if start < 8 or vim.fn.strcharpart(line, start - 1, 3):find('[][*|#\\\\]') then
                name = ''
                for _, id in ipairs(vim.fn.synstack(number, vim.fn.byteidx(line, start) + 1)) do
                  local inner = vim.fn.synIDattr(id, 'name')
                  name = inner == 'sluglineEscape' and name or inner
                end
              end
              names[#names + 1] = name
            end
            names[#names + 1] = ''
          end
          return names
        end, given)
        """,
        *NO_SERVER,
        given=list(texts),
    )
    for (path, text), names in zip(texts.items(), found, strict=True):
        kinds = [name.removeprefix("slugline").lower().replace("anchor", "slug") for name in names]
        written = "".join(KINDS.get(kind, ".") for kind in kinds)
        assert written[: len(text)] == coloured(text), path


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


def health(version: str, at: Place, *arguments: str, started: bool = True) -> str:
    """What `:checkhealth slugline` tells with the broken article open."""
    told: str = lua(
        version,
        at,
        f"""
        vim.wait({20000 if started else 1}, function()
          return require('slugline.client').of(0) ~= nil
        end)
        vim.cmd('checkhealth slugline')
        return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\\n')
        """,
        *arguments,
        story.ARTICLE,
    )
    return told


ABSENT = ("--cmd", "let g:slugline = {'cmd': ['/no/slugline', 'server']}")
MESSAGES = """
    vim.wait(20000, function() return vim.fn.execute('messages') ~= '' end)
    return { vim.fn.execute('messages'), vim.b.current_syntax or '' }
"""


def test_health(nvim_version: str, at: Place) -> None:
    told = health(nvim_version, at)
    assert f"{at.environment['PATH'].partition(':')[0]}/slugline: slugline" in told
    assert f"{story.ARTICLE}: wiki {at.wiki} (slugline.toml)" in told
    assert "ERROR" not in told
    assert "WARNING" not in told


def test_an_absent_server_is_told_of(nvim_version: str, at: Place) -> None:
    told = health(nvim_version, at, *ABSENT, started=False)
    assert "there is no program `/no/slugline`" in told
    assert "pipx install slugline" in told
    assert f"{story.ARTICLE}: the server is not running" in told
    messages, syntax = lua(nvim_version, at, MESSAGES, *ABSENT, story.ARTICLE)
    assert messages.strip().startswith("slugline: there is no program `/no/slugline`")
    assert len(messages.strip().splitlines()) == 1
    assert syntax == "slugline"


def test_a_server_that_is_not_wanted_is_not_missed(nvim_version: str, at: Place) -> None:
    told = health(nvim_version, at, *NO_SERVER, started=False)
    assert "the server is not started by itself" in told
    assert "WARNING" not in told


@pytest.mark.parametrize("nvim_version", ["0.10", "0.12"], indirect=True)
def test_a_parser_that_does_not_load_is_told_of(nvim_version: str, at: Place) -> None:
    parsers = at.home / ".local/share/nvim/site/parser"
    parsers.mkdir(parents=True)
    (parsers / "slugline.so").write_text("of another machine")
    messages, syntax = lua(
        nvim_version,
        at,
        "return { vim.fn.execute('messages'), vim.b.current_syntax or '' }",
        *NO_SERVER,
        story.ARTICLE,
    )
    assert (messages.strip(), syntax) == ("", "slugline")
    assert "the parser does not load" in health(nvim_version, at, *NO_SERVER, started=False)


@pytest.mark.parametrize("nvim_version", ["0.12"], indirect=True)
def test_a_command_line_of_ones_own(nvim_version: str, at: Place) -> None:
    own = ("--cmd", "lua vim.lsp.config('slugline', { cmd = { '/my/slugline', 'server' } })")
    assert "there is no program `/my/slugline`" in health(nvim_version, at, *own, started=False)


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


def example(language: str) -> str:
    """The example in the plugin's README that is written in a language."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    return str(found)


def clone(at: Place) -> Path:
    """A clone of the project, as far as the README needs it, where it says that one is."""
    folder = at.home / "src/slugline"
    for name in ("editors/nvim", "grammar/tree-sitter"):
        shutil.copytree(EDITORS.parent / name, folder / name)
    return folder


INSTALLED = """
    vim.cmd('edit millrace.article')
    local help = pcall(vim.cmd, 'help slugline-setup')
    return { vim.bo[vim.fn.bufnr('millrace.article')].filetype, help,
             require('slugline.parser').is_installed() }
"""


def test_the_example_for_packages(nvim_version: str, at: Place) -> None:
    folder = clone(at)
    line, environment = nvim.start(nvim_version, at, installed=False)
    program = Path(at.environment["PATH"].partition(":")[0]) / "nvim"
    program.write_text(f'#!/bin/sh\nexec {shlex.join(line)} "$@"\n')
    program.chmod(0o755)
    done = at.run(["sh", "-e", "-c", example("sh")], environment, folder=folder)
    assert done.returncode == 0, done.stderr
    assert "the parser is installed" in done.stderr
    assert lua(nvim_version, at, INSTALLED, *NO_SERVER, installed=False) == ["slugline", True, True]


def test_the_example_for_lazy(nvim_version: str, at: Place) -> None:
    """What lazy.nvim does with a plugin of this kind is done here; it can't be had itself."""
    clone(at)
    found = lua(
        nvim_version,
        at,
        f"""
        local plugin = (loadstring or load)('return ' .. given)()
        assert(plugin.lazy == false and plugin.build:sub(1, 1) == ':')
        local folder = vim.fn.expand(plugin.dir)
        vim.opt.runtimepath:prepend(folder)
        vim.cmd('runtime! plugin/slugline.lua ftdetect/slugline.lua')
        vim.cmd('helptags ' .. folder .. '/doc')
        vim.cmd(plugin.build:sub(2))
        {INSTALLED}
        """,
        *NO_SERVER,
        given=example("lua"),
        installed=False,
    )
    assert found == ["slugline", True, True]


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
