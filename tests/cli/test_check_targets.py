"""`slugline check --format`: several reports at once, where they go, and what is refused."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from slugline.report import FORMATS
from tests.cli.running import PLAIN, contents, each, environment, slugline, write_wiki

WIKI = {
    "slugline.toml": 'inventories = ["published.tsv"]\n',
    "published.tsv": "elsewhere\tElsewhere\n",
    "the-mill.article": PLAIN,
    "a.article": PLAIN.replace("The Mill", "A").replace("The **wheel**", "[[nowhere]] is"),
}
LINE = "a.article:6:5: broken-link no article has the slug `nowhere`\n"


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    return write_wiki(tmp_path / "wiki", WIKI)


def test_several_reports_of_one_check(wiki: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    result = slugline(
        *("check", "--format", "text", "--format", f"json={out}", "-f", f"jsonl={out}l"),
        cwd=wiki,
        code=1,
    )
    assert result.out == LINE
    (found,) = json.loads(out.read_text())["findings"]
    assert json.loads(out.with_suffix(".jsonl").read_text().split("\n")[1]) == found


def test_only_files_leave_stdout_empty(wiki: Path, tmp_path: Path) -> None:
    for name in FORMATS:
        slugline("check", f"--format={name}={tmp_path / name}", cwd=wiki, code=1)
    runs = each(wiki, *(["check", "--format", name] for name in FORMATS))
    for name, result in zip(FORMATS, runs, strict=True):
        assert result.raw == (tmp_path / name).read_bytes()


def test_output_is_where_the_one_without_a_file_goes(wiki: Path, tmp_path: Path) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    result = slugline("check", f"--format=json={a}", "-f", "text", "-o", b, cwd=wiki, code=1)
    assert result.raw == b""
    assert b.read_text() == LINE
    assert json.loads(a.read_text())["version"] == 1


REFUSED: list[tuple[list[str], str]] = [
    (["-f", "text", "-f", "json"], "both `text` and `json` would go to standard output"),
    (["-f", "text", "-f", "json", "-o", "x"], "both `text` and `json` would go to one file"),
    (["-f", "json=x", "-o", "y"], "--output goes with a --format that has no file"),
    (["-f", "json=x", "-f", "html=./x"], "two reports would go to x"),
    (["-f", "sarf"], "there is no format `sarf`; did you mean `sarif`?"),
    (["-f", "JUnit=x"], "there is no format `JUnit`; did you mean `junit`?"),
    (["-f", "zebra"], "there is no format `zebra`; there are text, full, json, "),
    (["-f", "json="], "the path is empty"),
    (["-f", "json=none/x"], "its folder does not exist"),
    (["-f", "sarif", "--statistics"], "`sarif` can't give --statistics; text, full, json can"),
    (["-f", "text", "--fix", "--diff"], "--diff writes a patch and no report"),
    (["-f", "json=a.article"], "a.article is an article of the wiki"),
    (["-o", "sub/../a.article"], "is an article of the wiki"),
    (["-o", "new.article"], "new.article would be an article of the wiki (include: "),
    (["--fix", "-o", "sub/report.txt"], "would be an article of the wiki"),
    (["-o", "slugline.toml"], "slugline.toml belongs to the wiki"),
    (["-o", "published.tsv"], "published.tsv belongs to the wiki"),
    (["-o", "../link"], "is an article of the wiki"),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED, ids=lambda value: str(value)[:40])
def test_refused(arguments: list[str], message: str, wiki: Path) -> None:
    (wiki / "sub").mkdir()
    (wiki.parent / "link").symlink_to("wiki/a.article")
    before = contents(wiki)
    result = slugline("check", *arguments, cwd=wiki, code=2)
    assert message in " ".join(result.err.split())
    assert result.out == ""
    assert contents(wiki) == before


def test_a_report_beside_articles_is_fine(wiki: Path) -> None:
    slugline("check", "-f", "html=report.html", "-f", "text=report.log", cwd=wiki, code=1)
    assert (wiki / "report.log").read_text() == LINE


def test_reports_of_paths_above_the_working_folder(wiki: Path) -> None:
    (wiki / "sub").mkdir()
    result = slugline("check", "..", "-f", "sarif", cwd=wiki / "sub", code=1)
    (found,) = json.loads(result.out)["runs"][0]["results"]
    location = found["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": "../a.article", "uriBaseId": "%SRCROOT%"}


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_bytes_cold_and_from_the_cache(name: str, tmp_path: Path) -> None:
    articles = {f"{n % 7}/n-{n}.article": f"N {n}\nAt [[none-{n}]].\n" for n in range(300)}
    write_wiki(tmp_path, articles)
    runs = each(
        tmp_path,
        ["check", "-f", name, "--no-cache", "--jobs", "1"],
        ["check", "-f", name],
        ["check", "-f", name, "--jobs", "2"],
    )
    assert runs[0].raw == runs[1].raw == runs[2].raw


def test_a_check_reads_in_only_the_format_that_is_asked_for(wiki: Path) -> None:
    script = (
        "import os, sys\n"
        "os._exit = lambda code: None\n"
        "from slugline.cli import main\n"
        "main(['check', '--format', 'github'])\n"
        "print(*sys.modules, file=sys.stderr)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=wiki,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env=environment(),
    )
    own = {name for name in ran.stderr.split() if name.startswith("slugline.report.")}
    formats = {f"slugline.report.{name}" for name in FORMATS}
    assert own & formats == {"slugline.report.github"}
