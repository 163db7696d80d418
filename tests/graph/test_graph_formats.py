"""The graph in its formats, read back by Graphviz, networkx and a browser; hostile names in it."""

from __future__ import annotations

import io
import json
import re
import subprocess
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import networkx
import pytest

from slugline.graph import FORMATS, graph_of, renderer
from slugline.wiki import Wiki
from tests.cli.running import slugline, write_wiki
from tests.little_wiki import LittleWiki
from tests.tools.debian import program
from tests.tools.place import ToolMissingError, missing

HOSTILE = (
    '</script><script>document.title="owned"</script>',
    '"]; evil -> "x\\',
    "&lt;b&gt; & <b> \\N \\G %0A ::error::",
    "\x1b[31mred\x07 \x0b",
    "]]> <!-- --> <![CDATA[",
    "<img src=x onerror=document.title='owned'>",
)
FILES = {
    "slugline.toml": 'inventories = ["known.tsv"]\n[redirects]\nold = "a"\n',
    "known.tsv": "elsewhere\tElsewhere\n",
    "a.article": "Alder\nTo [[b]], [[b|Once more]], [[nowhere]], [[elsewhere]], [[a#x]], [[#y]].\n",
    "b.article": "Birch\nTo [[old]] and [[a]].\n",
    "in/b.article": "Another Birch\nTo [[c]].\n",
    "…/?.article": "…\n[[a]]\n",  # without a slug
    **{f"c{number}.article": f"{title}\n[[a]]\n" for number, title in enumerate(HOSTILE)},
}
ENDS = {
    ("a", "b"),
    ("a", "nowhere"),
    ("a", "elsewhere"),
    ("a", "a"),
    ("b", "a"),
    ("b", "c"),
    ("…/?.article", "a"),
    *((f"c{number}", "a") for number in range(len(HOSTILE))),
}
BROKEN = {("a", "nowhere"), ("b", "c")}
NAMES = {name for pair in ENDS for name in pair}


def wiki() -> Wiki:
    return LittleWiki(FILES).wiki


def rendered(form: str) -> str:
    return "".join(renderer(form)(graph_of(wiki())))


def shown(title: str) -> str:
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in title
    )


def test_graphviz_reads_dot() -> None:
    try:
        dot = program("dot", "graphviz")
    except ToolMissingError as error:
        missing(str(error))
    ran = subprocess.run(
        [dot, "-Tjson"],
        input=rendered("dot"),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    assert ran.stderr == ""
    graph = json.loads(ran.stdout)
    assert graph["directed"] is True
    names = {one["_gvid"]: one["name"] for one in graph["objects"]}
    assert set(names.values()) == NAMES
    edges = {(names[one["tail"]], names[one["head"]]): one for one in graph["edges"]}
    assert edges.keys() == ENDS
    assert {ends for ends, one in edges.items() if one.get("style") == "dashed"} == BROKEN
    drawn = {
        one["name"]: "".join(part["text"] for part in one["_ldraw_"] if part["op"] == "T")
        for one in graph["objects"]
    }
    assert drawn["a"] == "Alder"
    assert drawn["b"] == "Birch"
    for number, title in enumerate(HOSTILE):
        assert drawn[f"c{number}"] == shown(title)


def test_networkx_reads_graphml() -> None:
    read = networkx.read_graphml(io.BytesIO(rendered("graphml").encode()))
    assert read.is_directed()
    nodes = dict(read.nodes(data=True))
    assert {one["name"] for one in nodes.values()} == NAMES
    edges = {
        (nodes[start]["name"], nodes[end]["name"]): data["broken"]
        for start, end, data in read.edges(data=True)
    }
    assert edges.keys() == ENDS
    assert {ends for ends, broken in edges.items() if broken} == BROKEN
    by_name = {one["name"]: one for one in nodes.values()}
    assert by_name["a"] == {"name": "a", "title": "Alder", "path": "a.article", "kind": "article"}
    assert by_name["nowhere"]["kind"] == "missing"
    assert by_name["elsewhere"]["kind"] == "inventory"
    for number, title in enumerate(HOSTILE):
        expected = re.sub("[\x1b\x07\x0b]", "\ufffd", title)
        assert by_name[f"c{number}"]["title"] == expected


def test_json_is_nodes_and_edges() -> None:
    graph = json.loads(rendered("json"))
    assert {(one["source"], one["target"]) for one in graph["edges"]} == ENDS
    assert {one["path"] for one in graph["nodes"]} == {
        path for path in FILES if path.endswith(".article")
    }
    assert next(one for one in graph["nodes"] if one["path"] == "c0.article")["title"] == HOSTILE[0]


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.policy = ""
        self.texts: dict[str, list[str]] = {}
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append(tag)
        self.attributes |= values.keys()
        if values.get("http-equiv") == "Content-Security-Policy":
            self.policy = values["content"] or ""
        self.open.append(f"{tag}[{values['type']}]" if "type" in values else tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and not self.open.pop().startswith(tag):
            pass

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data)


def test_the_page_holds_what_it_should_and_nothing_else() -> None:
    page = _Page(rendered("html"))
    assert page.tags.count("script") == 2
    assert not {"img", "b", "a", "iframe", "link"} & set(page.tags)
    assert not any(name.startswith("on") for name in page.attributes)
    [script] = page.texts["script"]
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in page.policy
    assert page.policy.startswith("default-src 'none'; ")
    cells = page.texts["td"]
    for title in HOSTILE:
        assert shown(title) in cells
    data = json.loads("".join(page.texts["script[application/json]"]))
    assert set(map(shown, HOSTILE)) < set(data["titles"])
    assert page.texts["h2"] == [
        "Linked by others ",
        "Linked by no other ",
        "Wanted: linked, but not written ",
    ]


def test_a_browser_runs_the_page_and_nothing_of_an_article(tmp_path: Path) -> None:
    try:
        chromium = program("chromium", "chromium", "fonts-dejavu-core")
    except ToolMissingError as error:
        missing(str(error))
    page = tmp_path / "graph.html"
    page.write_text(rendered("html"))
    ran = subprocess.run(
        [
            *(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr"),
            *(f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=3000"),
            *("--dump-dom", page.as_uri()),
        ],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )
    assert '<html lang="en" class="scripts">' in ran.stdout
    assert "<title>Links of the wiki – Slugline</title>" in ran.stdout
    assert (
        "CONSOLE" not in ran.stderr
    )  # no error of the script, and nothing that the policy stopped
    assert re.search(r'<canvas id="drawing"[^>]* width="[1-9]', ran.stdout)


def test_the_command(tmp_path: Path) -> None:
    write_wiki(tmp_path, FILES)
    for form in FORMATS:
        result = slugline("graph", "--format", form, cwd=tmp_path, code=0)
        assert result.out == rendered(form)
        slugline("graph", "-f", form, "-o", "graph.out", cwd=tmp_path, code=0)
        assert (tmp_path / "graph.out").read_bytes() == result.raw
    assert slugline("graph", cwd=tmp_path, code=0).out == rendered("dot")
    refused = slugline("graph", "-o", "a.article", cwd=tmp_path, code=2)
    assert "is an article of the wiki" in refused.err


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_wiki(form: str, tmp_path: Path) -> None:
    result = slugline("graph", "--format", form, cwd=tmp_path, code=0)
    assert "no articles in ./" in result.err
    if form == "json":
        assert result.json() == {"nodes": [], "edges": []}
