"""Places of articles as the client counts them: open or on disk, one or very many."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from lsprotocol import types

from slugline.features.view import Location
from slugline.lsp.live import LiveWiki
from slugline.lsp.session import Session
from slugline.text import Span
from tests.lsp.editor import Editor, finish, unstructured, write

pytestmark = pytest.mark.asyncio(loop_scope="function")

EMACS, HELIX, VS_CODE = "emacs-30-eglot-1.17", "helix-25.07", "vscode-1.139"

FILES = {
    "mill.article": "Mill\nIt turns [[race|a race]].\n",
    "вода.article": "Вода\nИ ё [[mill]].\r\nx\ry",
    "wheel.article": "Wheel\n😀😀 [[mill]] 😀.\n",
    "marked.article": "\ufeffMarked\n\ufeff [[mill]]",
}


async def wiki(root: Path, client: str) -> tuple[Editor, LiveWiki]:
    editor = Editor(write(root, FILES), client=client)
    await editor.start()
    live = editor.session.wikis[0]
    return editor, live


def shown(session: Session, live: LiveWiki, path: str) -> tuple[int, int, int, int]:
    """Where the link to the mill is."""
    (link,) = live.wiki.links_of(path)
    found = session.range_of(live, path, link.span)
    return (found.start.line, found.start.character, found.end.line, found.end.character)


@pytest.mark.parametrize(
    ("client", "path", "expected"),
    [
        (VS_CODE, "вода.article", (1, 4, 1, 12)),
        (HELIX, "вода.article", (1, 6, 1, 14)),
        (EMACS, "вода.article", (1, 4, 1, 12)),
        (VS_CODE, "wheel.article", (1, 5, 1, 13)),
        (HELIX, "wheel.article", (1, 9, 1, 17)),
        (EMACS, "wheel.article", (1, 3, 1, 11)),
        (VS_CODE, "marked.article", (1, 2, 1, 10)),
        (HELIX, "marked.article", (1, 4, 1, 12)),
    ],
)
async def test_ranges_are_the_same_open_and_on_disk(
    tmp_path: Path, client: str, path: str, expected: tuple[int, int, int, int]
) -> None:
    editor, live = await wiki(tmp_path, client)
    assert shown(editor.session, live, path) == expected
    editor.open(tmp_path / path, FILES[path])
    assert shown(editor.session, live, path) == expected
    editor.close()


async def test_the_byte_order_mark_of_a_file_is_no_column(tmp_path: Path) -> None:
    editor, live = await wiki(tmp_path, HELIX)
    title = live.wiki.articles["marked.article"].title_span
    found = editor.session.range_of(live, "marked.article", title)
    assert found == types.Range(types.Position(0, 0), types.Position(0, 6))
    editor.close()


async def test_plain_columns_need_no_file(tmp_path: Path) -> None:
    editor, live = await wiki(tmp_path, VS_CODE)
    (tmp_path / "вода.article").unlink()
    assert shown(editor.session, live, "вода.article") == (1, 4, 1, 12)
    (tmp_path / "wheel.article").unlink()
    assert shown(editor.session, live, "wheel.article")[0] == 1
    editor.close()


async def test_an_open_document_is_called_as_its_client_calls_it(tmp_path: Path) -> None:
    editor, live = await wiki(tmp_path, VS_CODE)
    session = editor.session
    assert session.uri(live, "вода.article").endswith("/%D0%B2%D0%BE%D0%B4%D0%B0.article")
    uri = editor.open(f"file://{tmp_path}/вода.article", FILES["вода.article"])
    assert session.uri(live, "вода.article") == uri
    other = session.document(f"file://{tmp_path}/%D0%B2%D0%BE%D0%B4%D0%B0.article")
    assert other is session.document(uri)
    editor.close()


@pytest.mark.parametrize("client", [EMACS, HELIX, VS_CODE])
async def test_many_locations_are_what_one_is(tmp_path: Path, client: str) -> None:
    editor, live = await wiki(tmp_path, client)
    editor.open(tmp_path / "mill.article", "Mill\n😀 [[race]] and\n[[race]]")
    live.settle()
    places = [Location(path, link.span) for path in FILES for link in live.wiki.links_of(path)]
    places.append(Location("вода.article", Span(2, len(FILES["вода.article"]))))
    encoded = await finish(editor.session.locations(live, places))
    assert json.loads(encoded.json) == [
        unstructured(editor.session.location(live, one.path, one.span)) for one in places
    ]
    assert json.loads((await finish(editor.session.locations(live, []))).json) == []
    editor.close()


async def test_the_links_to_a_hub_are_converted_quickly(tmp_path: Path) -> None:
    line = "It hangs from [[hub|the hub]] and from [[hub]], as é all do.\n"
    files = {f"leaf-{number}.article": f"Leaf\n{line * 40}" for number in range(50)}
    editor = Editor(write(tmp_path, {"hub.article": "Hub\n", **files}), client=VS_CODE)
    await editor.start()
    live = editor.session.wikis[0]
    places = [Location(one.path, one.span) for one in live.wiki.backlinks("hub")] * 10
    assert len(places) == 40_000
    start = time.perf_counter()
    pauses = sum(1 for _ in editor.session.locations(live, places))
    assert pauses >= 10
    assert time.perf_counter() - start < 2
    editor.close()
