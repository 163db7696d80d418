"""How the Neovim plugin is set up: health, examples of the README, help; its Lua is checked."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.editors import nvim, story
from tests.editors.nvim import NO_SERVER, PLUGIN, lua
from tests.editors.story import EDITORS, Place
from tests.tools.debian import command
from tests.tools.place import missing, needed

README = (PLUGIN / "README.md").read_text("utf-8")
HELP = (PLUGIN / "doc/slugline.txt").read_text("utf-8")


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
    assert ("the parser needs 0.9" in told) == (nvim_version == "0.7")
    assert "ERROR" not in told
    assert "WARNING" not in told


def test_an_absent_server_is_told_of(nvim_version: str, at: Place) -> None:
    told = health(nvim_version, at, *ABSENT, started=False)
    assert "there is no program `/no/slugline`" in told
    assert "pipx install ~/src/slugline" in told
    assert f"{story.ARTICLE}: the server is not running" in told
    messages, syntax = lua(nvim_version, at, MESSAGES, *ABSENT, story.ARTICLE)
    assert messages.strip().startswith("slugline: there is no program `/no/slugline`")
    assert len(messages.strip().splitlines()) == 1
    assert syntax == "slugline"


@pytest.mark.parametrize("buffer", ["enew", "new | set buftype=nofile | file notes"])
def test_what_is_no_file_starts_no_server(nvim_version: str, at: Place, buffer: str) -> None:
    roots = lua(
        nvim_version,
        at,
        """
        local started = {}
        local start = vim.lsp.start_client
        vim.lsp.start_client = function(configuration)
          table.insert(started, tostring(configuration.root_dir))
          return start(configuration)
        end
        if vim.lsp.start then
          local start_or_take = vim.lsp.start
          vim.lsp.start = function(configuration, ...)
            table.insert(started, tostring(configuration.root_dir))
            return start_or_take(configuration, ...)
          end
        end
        vim.cmd(given[1])
        vim.bo.filetype = 'slugline'
        vim.cmd('edit ' .. given[2])
        vim.wait(20000, function() return require('slugline.client').of(0) ~= nil end)
        return started
        """,
        given=[buffer, story.ARTICLE],
    )
    assert set(roots) == {str(at.wiki)}


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


@pytest.mark.parametrize("nvim_version", ["0.10", "0.12"], indirect=True)
def test_the_state_of_the_parser_is_told(nvim_version: str, at: Place, tmp_path: Path) -> None:
    if not shutil.which("cc"):
        missing("the parser is compiled by `cc`, which is not installed")
    grammar = tmp_path / "tree-sitter"
    option = ("--cmd", f"let g:slugline = {{'lsp': v:false, 'grammar': '{grammar}'}}")

    def told() -> str:
        return health(nvim_version, at, *option, started=False)

    def built() -> str:
        # What is told as an error is an error to Lua.
        build = """
            local _, fault = pcall(vim.cmd, 'Slugline build')
            return vim.fn.execute('messages') .. tostring(fault)
        """
        return str(lua(nvim_version, at, build, *option))

    assert "the grammar is not beside the plugin" in told()
    assert "the grammar is not beside the plugin: set `grammar`" in built()
    shutil.copytree(EDITORS.parent / "grammar/tree-sitter", grammar)
    assert f"grammar: {grammar}" in told()
    assert "the parser is installed" not in told()
    assert "the parser is installed" in built()
    assert "the parser is installed" in told()
    installed = (at.home / ".local/share/nvim/site/parser/slugline.so").stat().st_mtime
    os.utime(grammar / "src/scanner.c", (installed + 2, installed + 2))
    assert "the parser is older than the grammar" in told()
    os.utime(grammar / "src/scanner.c", (installed, installed))
    (grammar / "queries/highlights.scm").write_text("(title) @markup.heading\n")
    assert "the parser is older than the grammar" in told()
    (grammar / "src/scanner.c").write_text("wrong")
    assert "the parser does not compile" in built()
    assert "the parser is installed" not in told()


@pytest.mark.parametrize("nvim_version", ["0.12"], indirect=True)
def test_a_command_line_of_ones_own(nvim_version: str, at: Place) -> None:
    own = ("--cmd", "lua vim.lsp.config('slugline', { cmd = { '/my/slugline', 'server' } })")
    assert "there is no program `/my/slugline`" in health(nvim_version, at, *own, started=False)


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
    own = {word for word in HELP.replace("|", " | ").split() if word.startswith("slugline-")}
    assert {word for word in own if not word.endswith(("]]*", "[[*"))} <= tags


def test_the_help_names_what_there_is(nvim_version: str, at: Place) -> None:
    sources = "".join(path.read_text("utf-8") for path in PLUGIN.rglob("*.lua"))
    _, options, _, _, _, colours, _ = re.split(r"^=+\n\d\. .*\n", HELP, flags=re.MULTILINE)[1:]
    named = set(re.findall(r"^(\w+)\t", options, re.MULTILINE))
    assert named == set(re.findall(r"^---@field (\w+)", sources, re.MULTILINE))
    assert named == set(re.findall(r"\boptions(?:\(\))?\.(\w+)", sources))
    variables = set(re.findall(r"\bvim\.g\.(\w+)", sources)) - {"loaded_slugline", "no_plugin_maps"}
    assert set(re.findall(r"\*g:(\w+)\*", options)) == variables

    (defaults,) = re.findall(r"^\tvim\.g\.slugline = .*?^\t}", options, re.DOTALL | re.MULTILINE)
    (groups,) = re.findall(r"^Syntax groups: (.*?)\.$", colours, re.DOTALL | re.MULTILINE)
    are_defaults, commands, coloured_groups = lua(
        nvim_version,
        at,
        """
        local before = require('slugline').options()
        ;(loadstring or load)(given)()
        local groups = vim.tbl_filter(function(name)
          local id = vim.fn.hlID(name)
          return vim.fn.synIDtrans(id) ~= id
        end, vim.fn.getcompletion('slugline', 'highlight'))
        return { vim.deep_equal(require('slugline').options(), before),
                 vim.fn.getcompletion('Slugline ', 'cmdline'), groups }
        """,
        story.ARTICLE,
        given=defaults,
    )
    assert are_defaults
    assert set(commands) == set(re.findall(r"^:Slugline (\w+)", HELP, re.MULTILINE))
    assert set(coloured_groups) == set(re.split(r",\s+", groups))


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
