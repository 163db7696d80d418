"""All commands but `check` and `format`: what they write, and what they refuse."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest

from slugline.cli.main import COMMANDS
from slugline.rules import RULES
from tests.cli.running import CLEAN, PLAIN, contents, each, fresh_slugline, slugline, write_wiki

WIKI = """
//- slugline.toml
[redirects]
old-mill = "the-mill"
[rules]
missing-section = "off"
//- the-mill.article
The Mill
To [[wheel]], [[wheel#parts|its wheel]] and [[none]].
//- parts/wheel.article
Wheel
A **Water Wheel** turns the [[old-mill]] and [[#parts]].
## Parts
A **water wheel** has [[none]] and [[lost]].
//- alone.article
Alone
A **water wheel**.
"""


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_wiki(tmp_path_factory.mktemp("commands"), WIKI)


# -- the program itself


def test_version_and_help(tmp_path: Path) -> None:
    result = fresh_slugline("--version", cwd=tmp_path, code=0)
    assert result.out == f"slugline {version('slugline')}\n"
    assert result.err == ""
    general, short, bare = each(tmp_path, ["--help"], ["-h"], [])
    assert general.raw == short.raw == bare.raw_err
    assert (general.code, bare.code, bare.raw) == (0, 2, b"")
    for name, told in COMMANDS.items():
        assert f"  {name} " in general.out
        assert told in general.out
    assert all(len(line) <= 80 for line in general.lines)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_each_command(name: str, tmp_path: Path) -> None:
    long, short = each(tmp_path, [name, "--help"], [name, "-h"])
    assert long.code == short.code == 0
    assert long.raw == short.raw
    assert long.err == ""
    assert long.out.startswith(f"Usage: slugline {name} ")
    assert all(len(line) <= 80 for line in long.lines)
    options = [line for line in long.lines if line.startswith("  -")]
    assert options
    # Every option says what it is for, on its line or the next.
    for line, below in zip(long.lines, [*long.lines[1:], ""], strict=True):
        if line.startswith("  -"):
            assert "  " in line.strip() or below.startswith("       "), line


def test_what_is_no_command(tmp_path: Path) -> None:
    runs = each(
        tmp_path,
        ["chek"],
        ["reprt", "hubs"],
        ["zebra"],
        [""],
        ["-"],
        ["--jobs", "2"],
        ["check", "-x"],
    )
    assert [(result.code, result.out) for result in runs] == [(2, "")] * len(runs)
    assert runs[0].err == (
        "slugline: there is no command `chek`; did you mean `check`?\n"
        "slugline: Try `slugline --help`.\n"
    )
    assert "did you mean `report`?" in runs[1].err
    assert "`slugline --help` lists them" in runs[2].err
    assert "No such option '--jobs'" in runs[5].err
    assert "slugline: Try `slugline check --help`." in runs[6].err


def test_values_are_refused_in_plain_words(tmp_path: Path) -> None:
    words, many, nothing = each(
        tmp_path,
        ["check", "--jobs", "x\x1b"],
        ["check", "-j", "257"],
        ["check", "--since", ""],
    )
    assert words.code == many.code == nothing.code == 2
    assert "`x\\x1b` is not a whole number from 1 to 256" in words.err
    assert "`257` is not a whole number from 1 to 256" in many.err
    which = "--since: which revision? Name a commit, a branch or a tag"
    assert nothing.err == f"slugline: {which}\n"


def test_output_is_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    write_wiki(tmp_path, {"水車.article": "水車\n[[Ω]]\n"})
    env = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    result = fresh_slugline("check", "--select", "invalid-slug", cwd=tmp_path, env=env, code=1)
    assert result.out.startswith("水車.article:2:3: invalid-slug `Ω` is not a slug")


# -- rules


def test_rules_lists_all(tmp_path: Path) -> None:
    text, as_json = each(tmp_path, ["rules"], ["rules", "--format", "json"])
    assert [line.split()[:2] for line in text.lines] == [[one.code, one.level] for one in RULES]
    listed = as_json.json()
    assert [one["code"] for one in listed] == [rule.code for rule in RULES]
    assert {*listed[0]} == {"code", "level", "finds", "why", "bad", "good"}


def test_rules_explains_one(tmp_path: Path) -> None:
    result, as_json = each(
        tmp_path, ["rules", "broken-link"], ["rules", "broken-link", "-f", "json"]
    )
    (rule,) = (rule for rule in RULES if rule.code == "broken-link")
    assert result.out.startswith(f"broken-link (error)\n\nFinds {rule.explanation.finds}.\n")
    assert f"    {rule.explanation.bad.splitlines()[0]}\n" in result.out
    assert as_json.json()[0]["why"] == rule.explanation.why


def test_rules_knows_no_other(tmp_path: Path) -> None:
    near, far = each(tmp_path, ["rules", "brokenlink"], ["rules", "zebra\x1b"])
    assert near.code == far.code == 2
    assert near.err == "slugline: there is no rule `brokenlink`; did you mean `broken-link`?\n"
    assert far.err == "slugline: there is no rule `zebra\\x1b`; `slugline rules` lists them\n"


# -- init


def test_init_writes_a_configuration_that_changes_nothing(tmp_path: Path) -> None:
    write_wiki(tmp_path, {"the-mill.article": PLAIN, "a.article": "A\n[[none]]\n"})
    before = slugline("check", "--show", "hint", cwd=tmp_path)
    result = slugline("init", cwd=tmp_path, code=0)
    assert result.out == "Wrote slugline.toml\n"
    assert slugline("check", "--show", "hint", cwd=tmp_path).raw == before.raw
    again = slugline("init", cwd=tmp_path, code=2)
    assert again.err == "slugline: slugline.toml: exists already\n"


def test_init_of_another_folder(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "file").touch()
    runs = each(tmp_path, ["init", "sub"], ["init", "sub"], ["init", "none"], ["init", "file"])
    assert [result.code for result in runs] == [0, 2, 2, 2]
    assert runs[0].out == "Wrote sub/slugline.toml\n"
    assert runs[1].err == "slugline: sub/slugline.toml: exists already\n"
    assert runs[2].err == "slugline: none is not a folder\n"
    assert sorted(contents(tmp_path)) == ["file", "sub/slugline.toml"]


# -- new


def test_new_creates_an_article_that_is_named_by_its_slug(tmp_path: Path) -> None:
    write_wiki(tmp_path, {"slugline.toml": "", "the-mill.txt": PLAIN, "sub/b.txt": PLAIN})
    result = slugline("new", "  Crème\tBrûlée,  again! ", "--folder", "sub", cwd=tmp_path, code=0)
    assert (result.out, result.err) == ("sub/creme-brulee-again.txt\n", "")
    assert contents(tmp_path)["sub/creme-brulee-again.txt"].decode() == (
        "Crème Brûlée, again!\nSummary\nKey Takeaways\nBalanced Perspective\n"
        "Optimistic View\nCritical View\nSource\n"
    )
    found = slugline("check", "sub/creme-brulee-again.txt", cwd=tmp_path, code=0)
    assert {line.split()[1] for line in found.lines} == {"missing-lead", "empty-section"}
    # The path is shown from the working folder, and the article is at the root all the same.
    result = slugline("new", "水車", cwd=tmp_path / "sub", code=0)
    assert result.out == "../水車.txt\n"


def test_new_is_where_the_wiki_has_its_articles(tmp_path: Path) -> None:
    settings = 'include = ["content/**/*.txt"]\n'
    write_wiki(tmp_path, {"slugline.toml": settings})
    assert slugline("new", "Tide Mill", cwd=tmp_path, code=0).out == "content/tide-mill.txt\n"
    result = slugline("new", "Weir", "--folder", ".", cwd=tmp_path, code=2)
    assert "weir.txt would be no article of this wiki" in result.err


def test_new_in_an_empty_folder(tmp_path: Path) -> None:
    result = slugline("new", "The First", cwd=tmp_path, code=0)
    assert (result.out, result.err) == ("the-first.article\n", "")
    assert slugline("check", "--select", "missing-section", cwd=tmp_path, code=0).out == ""


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["The Mill"], "the slug `the-mill` is taken by the-mill.article; choose another title"),
        (["the mill!"], "the slug `the-mill` is taken by the-mill.article; choose another title"),
        (["Old Mill"], "the slug `old-mill` is taken by the-mill.article; choose another title"),
        ([""], "the title `` has no letter or digit to make a slug of"),
        (["!?"], "the title `!?` has no letter or digit to make a slug of"),
        (["## Heading"], "`## Heading` can't be a title: it would be read as something else"),
        (["--", "- item"], "`- item` can't be a title: it would be read as something else"),
        (["# Title"], "`# Title` can't be a title: it would be read as something else"),
        (["Bell \x07"], "`Bell \\x07` can't be a title: it would be read as something else"),
        (["x" * 400], f"{'x' * 400}.article: the name is too long"),
        (["A", "--folder", ".."], "--folder ..: name a folder of the wiki, as seen from its root"),
        (["A", "--folder", "/tmp"], "--folder /tmp: name a folder of the wiki"),
        (["A", "--folder", "the-mill.article"], "the-mill.article is not a folder"),
        (["A", "--folder", ".hidden"], ".hidden/a.article would be no article of this wiki"),
        (["A", "--folder", "PARTS"], "parts exists already, with the same name but for capitals"),
        ([b"\xff"], "the title `\\udcff` has no letter or digit to make a slug of"),
    ],
)
def test_new_refuses(arguments: list[str], reason: str, wiki: Path) -> None:
    before = contents(wiki)
    result = slugline("new", *arguments, cwd=wiki, code=2)
    assert reason in result.err
    assert result.err.count("\n") == 1
    assert contents(wiki) == before


def test_new_leaves_slugs_that_lead_elsewhere(tmp_path: Path) -> None:
    """As `rename` does."""
    write_wiki(
        tmp_path,
        {
            "slugline.toml": 'inventories = ["in.tsv"]\n[redirects]\nold-inv = "inv-slug"\n',
            "in.tsv": "inv-slug\tInv Slug\n",
            "a.article": "A\n",
        },
    )
    before = contents(tmp_path)
    for title, slug, by in (
        ("Inv Slug", "inv-slug", "an article of an inventory"),
        ("Old Inv", "old-inv", "a redirect to `inv-slug`"),
    ):
        new, renamed = each(tmp_path, ["new", title], ["rename", "a", slug])
        assert new.code == renamed.code == 2
        assert renamed.err == f"slugline: the slug `{slug}` is taken by {by}\n"
        assert new.err == f"slugline: the slug `{slug}` is taken by {by}; choose another title\n"
    assert contents(tmp_path) == before


# -- links


def test_links(wiki: Path) -> None:
    runs = each(
        wiki,
        ["links", "the-mill"],
        ["links", "wheel", "--in"],
        ["links", "wheel", "--out"],
        ["links", "old-mill", "--in"],
        ["links", "none"],
        ["links", "alone"],
    )
    assert runs[0].lines == [
        "out  the-mill.article:2:4  wheel",
        "out  the-mill.article:2:15  wheel#parts  its wheel",
        "out  the-mill.article:2:45  none",
        "in   parts/wheel.article:2:29  old-mill",
    ]
    assert [line.split()[1] for line in runs[1].lines] == [
        "the-mill.article:2:4",
        "the-mill.article:2:15",
    ]
    assert [line.split()[2] for line in runs[2].lines] == ["old-mill", "#parts", "none", "lost"]
    assert [line.split()[2] for line in runs[3].lines] == ["old-mill"]
    assert [line.split()[1] for line in runs[4].lines] == [
        "parts/wheel.article:4:23",
        "the-mill.article:2:45",
    ]
    assert (runs[5].out, runs[5].err) == ("", "slugline: there is nothing to list\n")
    assert all(result.code == 0 for result in runs)


def test_a_slug_typed_in_parts(tmp_path: Path) -> None:
    """A letter and its accent may be two characters: the slug has one."""
    write_wiki(tmp_path, {"й.article": "Й\n", "b.article": "B\nTo [[й]].\n"})
    parts = "\u0438\u0306"
    assert slugline("links", parts, cwd=tmp_path, code=0).out == "in   b.article:2:4  й\n"
    slugline("rename", parts, "c", cwd=tmp_path, code=0)
    slugline("rename", "c", parts, cwd=tmp_path, code=0)
    assert (tmp_path / "й.article").exists()


def test_links_as_json(wiki: Path) -> None:
    result = slugline("links", "wheel", "--in", "-f", "json", cwd=wiki / "parts", code=0)
    assert result.json() == [
        {
            "direction": "in",
            "path": "../the-mill.article",
            "line": 2,
            "column": column,
            "slug": "wheel",
            "section": section,
            "label": label,
        }
        for column, section, label in ((4, None, None), (15, "parts", "its wheel"))
    ]


def test_links_of_what_is_nowhere(wiki: Path) -> None:
    runs = each(wiki, ["links", "weel"], ["links", ""], ["links", "zz\x1b"])
    assert [result.code for result in runs] == [2, 2, 2]
    assert "no article has the slug `weel`, and no link names it; near: `wheel`" in runs[0].err
    assert "zz\\x1b" in runs[2].err


# -- inventory


def test_an_inventory_is_read_by_another_wiki(tmp_path: Path) -> None:
    untitled = "- item\nText.\n"
    write_wiki(
        tmp_path / "published",
        {"the-mill.article": PLAIN, "水車.article": "水 車\n", "untitled.article": untitled},
    )
    inventory = tmp_path / "mine" / "published.tsv"
    write_wiki(
        tmp_path / "mine",
        {
            "slugline.toml": 'inventories = ["published.tsv"]',
            "a.article": "A\nTo [[the-mill]], [[水車|水 車]], [[untitled]] and [[none]].\n",
        },
    )
    written = slugline("inventory", "-o", inventory, cwd=tmp_path / "published", code=0)
    assert written.out == ""
    assert inventory.read_text(encoding="utf-8") == (
        "the-mill\tThe Mill\nuntitled\tuntitled\n水車\t水 車\n"
    )
    shown = slugline("inventory", "--root", "published", cwd=tmp_path, code=0)
    assert shown.raw == inventory.read_bytes()
    only = ["--select", "broken-link,label-drift"]
    result = slugline("check", *only, cwd=tmp_path / "mine", code=1)
    assert [line.split("`")[1] for line in result.lines] == ["none"]


@pytest.mark.parametrize("command", ["inventory", "graph"])
def test_what_is_written_overwrites_nothing_of_the_wiki(command: str, tmp_path: Path) -> None:
    wiki = write_wiki(
        tmp_path / "wiki",
        {
            "slugline.toml": 'inventories = ["in/other.tsv"]\nbaseline = "known.jsonl"\n',
            "in/other.tsv": "lost\tLost\n",
            "a.article": "A\nTo [[none]].\n",
        },
    )
    (tmp_path / "link").symlink_to("wiki/in/other.tsv")
    belongs = "belongs to the wiki: no report is written there"
    refused = {
        "a.article": "a.article is an article of the wiki",
        "b.txt": "b.txt would be an article of the wiki",
        "slugline.toml": f"slugline.toml {belongs}",
        "in/other.tsv": f"in/other.tsv {belongs}",
        "../link": f"../link {belongs}",
        "known.jsonl": f"known.jsonl {belongs}",
    }
    # The baseline is not there yet, and then it is.
    for update in (False, True):
        if update:
            slugline("check", "--update-baseline", cwd=wiki, code=0)
        before = contents(tmp_path)
        for name, reason in refused.items():
            result = slugline(command, "-o", name, cwd=wiki, code=2)
            assert result.err.startswith(f"slugline: {reason}")
            assert contents(tmp_path) == before
    named = ("--baseline", "known.jsonl", "--update-baseline")
    slugline("check", *named, "--select", "broken-link", cwd=wiki, code=0)
    slugline(command, "-o", "in/mine.tsv", cwd=wiki, code=0)


def test_the_inventory_of_the_example(tmp_path: Path) -> None:
    result = slugline("inventory", cwd=CLEAN, code=0)
    assert len(result.lines) == 28
    assert result.lines == sorted(result.lines)
    write_wiki(tmp_path, {"a.tsv": result.raw, "slugline.toml": 'inventories = ["a.tsv"]'})
    assert slugline("check", cwd=tmp_path, code=0).err.startswith("slugline: no articles")


# -- report

REPORTS = {
    "wanted": "      2  none\n      1  lost\n",
    "orphans": "      0  alone.article  Alone\n",
    "dead-ends": "      0  alone.article  Alone\n",
    "hubs": "      1  parts/wheel.article  Wheel\n      1  the-mill.article  The Mill\n",
    "entities": "      3  water wheel  (also Water Wheel)\n",
}


@pytest.mark.parametrize("name", REPORTS)
def test_report(name: str, wiki: Path) -> None:
    text, as_json, one = each(
        wiki, ["report", name], ["report", name, "-f", "json"], ["report", name, "-n", "1"]
    )
    assert (text.code, text.out, text.err) == (0, REPORTS[name], "")
    rows = as_json.json()
    assert len(rows) == len(text.lines)
    keys = {"wanted": ["slug", "articles"], "entities": ["entity", "articles", "spellings"]}
    assert list(rows[0]) == keys.get(name, ["path", "slug", "title", "links"])
    assert one.lines == text.lines[:1]


def test_reports_of_little(tmp_path: Path) -> None:
    write_wiki(tmp_path, {"a.article": "A\n"})
    result = slugline("report", "wanted", cwd=tmp_path, code=0)
    assert (result.out, result.err) == ("", "slugline: there is nothing to list\n")
    assert slugline("report", "wanted", "-f", "json", cwd=tmp_path, code=0).out == "[]\n"
    result = slugline("report", "hub", cwd=tmp_path, code=2)
    assert "'hub' is not one of 'wanted', 'orphans', 'dead-ends', 'hubs', 'entities'" in result.err
    (tmp_path / "a.article").unlink()
    result = slugline("report", "wanted", cwd=tmp_path, code=0)
    assert result.err == "slugline: no articles in ./ (include: **/*.article, **/*.txt)\n"
