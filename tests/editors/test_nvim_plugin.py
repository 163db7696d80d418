"""The parts of the Neovim plugin: files, links without the server, colours, sections, commands."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest

from tests.editors import story
from tests.editors.colours import KINDS, coloured, texts_to_colour
from tests.editors.files import written
from tests.editors.nvim import NO_SERVER, lua
from tests.editors.story import Place
from tests.tools.place import missing


def test_which_files_are_articles(nvim_version: str, at: Place, tmp_path: Path) -> None:
    articles = written(at.wiki, tmp_path)
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


def test_links_are_followed_wherever_the_wiki_is(nvim_version: str, at: Place) -> None:
    wiki = at.wiki.rename(at.wiki.with_name("a, b [cd] {e,f} * ?"))
    (wiki / "deep, [er]").mkdir()
    (wiki / "deep, [er]/loch-kelpie.article").write_text("Loch Kelpie\n")
    (wiki / ".old").mkdir()
    (wiki / ".old/eel-weir.article").touch()
    (wiki / "links.article").write_text("Links\n[[eel-weir]] [[loch-kelpie]]\n")
    found = lua(
        nvim_version,
        msgspec.structs.replace(at, wiki=wiki),
        """
        return vim.tbl_map(function(text)
          vim.cmd('edit links.article')
          vim.fn.search(text)
          vim.cmd('normal! gf')
          return vim.fn.expand('%:p')
        end, { 'eel', 'loch' })
        """,
        *NO_SERVER,
    )
    assert found == [str(wiki / "eel-weir.article"), str(wiki / "deep, [er]/loch-kelpie.article")]


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


def test_another_filetype_has_nothing_of_it(nvim_version: str, at: Place) -> None:
    mapped, options = lua(
        nvim_version,
        at,
        """
        vim.bo.filetype = 'text'
        local mapped = {}
        for _, mode in ipairs({ 'n', 'x', 'o' }) do
          for _, mapping in ipairs(vim.api.nvim_buf_get_keymap(0, mode)) do
            if mapping.lhs:find('[][]') then
              table.insert(mapped, mode .. mapping.lhs)
            end
          end
        end
        return { mapped, { vim.wo.foldmethod, vim.bo.includeexpr } }
        """,
        *NO_SERVER,
        story.ARTICLE,
    )
    assert mapped == []
    assert options == ["manual", ""]


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


@pytest.mark.parametrize(("marker", "opened"), [(".git", ""), ("slugline.toml", "deep/notes.md")])
def test_the_first_article_of_a_wiki(
    nvim_version: str, at: Place, tmp_path: Path, marker: str, opened: str
) -> None:
    wiki = tmp_path / "empty"
    (wiki / "deep").mkdir(parents=True)
    (wiki / marker).touch()
    told = lua(
        nvim_version,
        msgspec.structs.replace(at, wiki=wiki),
        """
        local started = 0
        local start = vim.loop.spawn
        vim.loop.spawn = function(...)
          started = started + 1
          return start(...)
        end
        if given ~= '' then
          vim.cmd('edit ' .. given)
        end
        vim.cmd('Slugline new First Steps')
        vim.wait(20000, function() return vim.fn.expand('%:t') == 'first-steps.article' end)
        local first = { vim.fn.expand('%:p'), vim.fn.getline(1) }
        vim.wait(20000, function() return require('slugline.client').of(0) ~= nil end)
        vim.cmd('enew')
        vim.cmd('Slugline new Second Thoughts')
        vim.wait(20000, function() return vim.fn.expand('%:t') == 'second-thoughts.article' end)
        vim.wait(20000, function() return require('slugline.client').of(0) ~= nil end)
        return { first, vim.fn.expand('%:p'), started }
        """,
        given=opened,
    )
    assert told == [
        [str(wiki / "first-steps.article"), "First Steps"],
        str(wiki / "second-thoughts.article"),
        1,
    ]


def test_a_new_article_that_cannot_be_is_told_of(nvim_version: str, at: Place) -> None:
    new = """
        local _, fault = pcall(vim.cmd, 'Slugline new First Steps')
        return vim.fn.execute('messages') .. tostring(fault)
    """
    told = lua(nvim_version, msgspec.structs.replace(at, wiki=at.home), new)
    assert "this is in no wiki: put a slugline.toml into its folder, or go to one by :cd" in told
    told = lua(nvim_version, at, new, *NO_SERVER)
    assert "the server is not started: vim.g.slugline has `lsp = false`" in told
    absent = ("--cmd", "let g:slugline = {'cmd': ['/no/slugline', 'server']}")
    told = lua(nvim_version, at, f"require('slugline.client').is_installed() {new}", *absent)
    assert told.count("there is no program `/no/slugline`") >= 2
