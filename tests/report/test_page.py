"""The HTML report in a real browser: with and without script, at several widths, and if hostile."""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import slugline, write_wiki
from tests.report.readers import READERS
from tests.report.test_formats import PLANTED, hostile
from tests.tools.debian import program
from tests.tools.node import modules, node
from tests.tools.place import ToolMissingError, missing

HERE = Path(__file__).parent
LIMIT = 300


@cache
def _tools() -> tuple[str, str, str]:
    """Node.js, Chromium and the modules."""
    try:
        chromium = program("chromium", "chromium", "fonts-dejavu-core")
        return str(node()), str(chromium), str(modules(HERE))
    except ToolMissingError as error:
        missing(str(error))


def look_at(page: Path) -> Any:
    """What the browser sees; `SLUGLINE_SCREENSHOTS` names a folder for pictures of it."""
    program_of_node, chromium, installed = _tools()
    pictures = os.environ.get("SLUGLINE_SCREENSHOTS")
    ran = subprocess.run(
        [
            *(program_of_node, HERE / "page.cjs", chromium, installed, page),
            *([pictures] if pictures else []),
        ],
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    return json.loads(ran.stdout)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Any:
    page = tmp_path_factory.mktemp("page") / "planted.html"
    slugline("check", "--show=hint", f"--format=html={page}", cwd=PLANTED, code=1)
    return look_at(page)


def test_all_is_read_without_script(planted: Any) -> None:
    plain = planted["plain"]
    assert plain["all"] == 33
    assert plain["controls"] == 0
    assert plain["noticed"] == []
    assert "no article has the slug fulling-by-watter; near: fulling-by-water" in plain["text"]
    assert "in [[fulling-by-watter|Fulling by Water]]" in plain["text"]
    assert "What the codes find" in plain["text"]


def test_filters_by_code_and_folder(planted: Any) -> None:
    scripted = planted["scripted"]
    assert (scripted["all"], scripted["status"]) == (33, "All 33 shown.")
    assert (scripted["none"], scripted["noneStatus"]) == (0, "0 of 33 shown.")
    assert scripted["onlyFirst"] == [scripted["firstCode"]] * 2
    assert scripted["again"] == 33
    assert scripted["folders"] == ["all folders (33)", "./ (32)", "archive/ (1)"]
    assert (scripted["chosen"], scripted["inFolder"]) == ("archive/", 1)
    assert scripted["headings"] == ["archive/"]


def test_only_the_script_of_the_page_runs(planted: Any) -> None:
    """A script that somehow got in is refused: that is all that the browser says."""
    scripted = planted["scripted"]
    assert scripted["forged"] == "undefined"
    assert len(scripted["noticed"]) == 1
    assert "Content Security Policy" in scripted["noticed"][0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_every_width_and_is_accessible(scheme: str, planted: Any) -> None:
    looked = planted[scheme]
    assert looked["violations"] == []
    for width, needed in looked["widths"].items():
        assert needed <= int(width)


def test_nothing_from_an_article_is_executed(tmp_path: Path) -> None:
    wiki = write_wiki(tmp_path / "wiki", hostile())
    page = tmp_path / "hostile.html"
    slugline("check", "--show=hint", f"--format=html={page}", cwd=wiki, code=1)
    seen = look_at(page)
    expected = len(READERS["html"](page.read_text()))
    assert seen["scripted"]["all"] == seen["plain"]["all"] == expected
    assert seen["plain"]["noticed"] == []
    assert len(seen["scripted"]["noticed"]) == 1  # As above.
    assert seen["light"]["violations"] == []
    assert all(needed <= int(width) for width, needed in seen["light"]["widths"].items())


def test_a_page_of_nothing(tmp_path: Path) -> None:
    page = tmp_path / "clean.html"
    clean = HERE.parent / "example" / "clean"
    slugline("check", f"--format=html={page}", cwd=clean, code=0)
    seen = look_at(page)
    assert seen["plain"]["text"] == "No findings\n\n28 articles checked."
    assert seen["scripted"]["noticed"] == []
    assert seen["light"]["violations"] == []


def test_thirty_thousand_findings_load_at_once(tmp_path: Path) -> None:
    links = "\n".join(f"- It says [[none-{number}]] in one of many lines" for number in range(15))
    wiki = write_wiki(
        tmp_path / "wiki",
        {f"{number % 40}/a-{number}.article": f"A\n{links}\n" for number in range(2000)},
    )
    page = tmp_path / "big.html"
    slugline("check", "--select=broken-link", f"--format=html={page}", cwd=wiki, code=1)
    seen = look_at(page)
    assert seen["scripted"]["all"] == 30_000
    assert seen["scripted"]["loaded"] < 15  # Seconds; about one on a machine that is not busy.
