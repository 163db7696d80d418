"""The page that shows an article as each engine colours it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from grammar import show
from tests.grammar.engine import Coloured, engines
from tests.tools.place import ToolMissingError, missing

TEXT = "Mill <1>\nA **wheel** & [[weir#use|the \\* weir]].\r\nSummary\r## Notes\n- [[none\n"


@pytest.fixture(scope="module", autouse=True)
def _with_all_engines() -> None:
    try:
        for engine in engines():
            engine.coloured("Mill")
    except ToolMissingError as error:
        missing(str(error))


def column(page: str, name: str) -> str:
    found = re.search(rf"<section><h2>{name} .*?</section>", page, re.DOTALL)
    assert found, page
    return found[0]


def text_of(column: str) -> list[str]:
    return [re.sub("<[^>]*>", "", line) for line in re.findall(r"<p>(.*?)</p>", column, re.DOTALL)]


def test_every_column_shows_the_whole_text() -> None:
    page = show.page(TEXT, "mill & weir.article")
    assert "<title>mill &amp; weir.article" in page
    assert "<script" not in page
    for name in ("TextMate", "tree-sitter", "Language server"):
        assert text_of(column(page, name)) == [
            "Mill &lt;1&gt;",
            r"A **wheel** &amp; [[weir#use|the \* weir]].",
            "Summary",
            "## Notes",
            "- [[none",
        ]


def test_what_is_alike_has_one_class() -> None:
    page = show.page(TEXT, "mill.article")
    for name in ("TextMate", "tree-sitter", "Language server"):
        shown = column(page, name)
        for part in (
            '<span class="title">Mill &lt;1&gt;</span>',
            '<span class="entity">wheel</span>',
            '<span class="target">weir</span>',
            '<span class="target">use</span>',
            '<span class="heading">Summary</span>',
        ):
            assert part in shown, name
    for name in ("TextMate", "tree-sitter"):
        assert '<span class="problem">[[</span>' in column(page, name)


def test_an_engine_that_cannot_be_had_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def coloured(text: str) -> list[Coloured]:
        raise ToolMissingError(f"no <index> in reach of {len(text)} characters")

    monkeypatch.setattr(show, "_columns", lambda: iter([("Other", "names", coloured)]))
    assert text_of(show.page(TEXT, "mill.article")) == [
        f"no &lt;index&gt; in reach of {len(TEXT)} characters"
    ]


def test_the_command(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    subprocess.run([sys.executable, "-m", "grammar.show", page], check=True, timeout=120)
    assert "Otters Return" in page.read_text(encoding="utf-8")
