"""What writers do, from end to end: articles come, go and are mended, and every editor sees it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from lsprotocol import types

from tests.lsp.driver import REAL, running
from tests.lsp.editor import initialize_of, until, write
from tests.lsp.served import Served, serving

pytestmark = pytest.mark.asyncio(loop_scope="function")

pytestmark = pytest.mark.asyncio(loop_scope="function")

EXAMPLE = Path(__file__).parent.parent / "example" / "clean"
DATED = "dendrochronology-dates-thornby-wheel-pit-to-1287.article"
RACE, FULLING = "millrace.article", "fulling-by-water.article"
NEW = "leat-song.article"
CLIENTS = ("vscode-1.139", "neovim-0.12", "helix-25.07", "emacs-30-eglot-1.17", "plain")
REFRESH = types.WORKSPACE_SEMANTIC_TOKENS_REFRESH
PLACE = "\nKey Takeaways\n"


@pytest_asyncio.fixture(loop_scope="function", params=CLIENTS)
async def served(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Served]:
    """The example wiki with two open articles that link to one which is not written."""
    root = tmp_path / "wiki"
    shutil.copytree(EXAMPLE, root)
    async with serving(root, client=request.param) as one:
        for name in (RACE, FULLING):
            text = (root / name).read_text()
            one.open(name, text.replace(PLACE, f" See [[leat-song]].{PLACE}", 1))
            await one.comes_to(name, "broken-link")
        yield one


def new_text(served: Served) -> str:
    """An article like any other, with links that lead on."""
    return (served.root / DATED).read_text().replace("Dendrochronology", "Leat Song", 1)


async def test_opening_and_saving_what_is_missing(served: Served) -> None:
    title, _, rest = new_text(served).partition("\n")
    assert title
    served.open(NEW, f"Leat Song\n{rest}")
    for name in (RACE, FULLING, NEW):
        await served.comes_to(name)
    served.save(NEW)
    served.shut(NEW)
    for name in (RACE, FULLING):
        await served.comes_to(name)


async def test_creating_what_is_missing_on_disk(served: Served) -> None:
    _, _, rest = new_text(served).partition("\n")
    write(served.root, {NEW: f"Leat Song\n{rest}"})
    if types.WORKSPACE_DID_CHANGE_WATCHED_FILES in served.client.registered:
        served.tell(NEW, kind=types.FileChangeType.Created)
    for name in (RACE, FULLING):
        await served.comes_to(name)
    (served.root / NEW).unlink()
    if types.WORKSPACE_DID_CHANGE_WATCHED_FILES in served.client.registered:
        served.tell(NEW, kind=types.FileChangeType.Deleted)
    for name in (RACE, FULLING):
        await served.comes_to(name, "broken-link")


async def test_a_fix_here_clears_findings_there(served: Served) -> None:
    _, _, rest = new_text(served).partition("\n")
    for name in (RACE, FULLING):
        served.open(name, served.text(name).replace("[[leat-song]]", "[[leat-song|Leat Song]]"))
    served.open(NEW, f"A Weir Ballad\n{rest}")
    for name in (RACE, FULLING):
        await served.comes_to(name, "label-drift")
    before = served.client.refreshed[REFRESH]
    served.open(NEW, f"Leat Song\n{rest}")
    for name in (RACE, FULLING):
        await served.comes_to(name)
    can = served.client.capabilities.workspace if served.client.capabilities else None
    if can and can.semantic_tokens and can.semantic_tokens.refresh_support:
        await until(lambda: served.client.refreshed[REFRESH] > before)
    served.shut(NEW)  # it never was on disk
    for name in (RACE, FULLING):
        await served.comes_to(name, "broken-link")


async def test_a_change_of_the_configuration(served: Served) -> None:
    settings = (served.root / "slugline.toml").read_text()
    is_there = "[redirects]" in settings
    line = '[redirects]\nleat-song = "millwright"\n'
    changed = settings.replace("[redirects]\n", line) if is_there else settings + line
    write(served.root, {"slugline.toml": changed})
    if types.WORKSPACE_DID_CHANGE_WATCHED_FILES in served.client.registered:
        served.tell("slugline.toml")
    for name in (RACE, FULLING):
        await served.comes_to(name, "redirected-link")


async def test_questions_during_indexing_wait_for_the_whole(tmp_path: Path) -> None:
    leaves = {f"leaf-{number}.article": "Leaf\n[[hub]]\n" for number in range(2_000)}
    write(tmp_path, {"hub.article": "Hub\nA lead.\n[[leaf-7]] **Wheel**\n", **leaves})
    async with serving(tmp_path) as served:
        served.open("hub.article")
        place = served.range("hub.article", "Hub").start
        tokens = await served.ask(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, "hub.article")
        outline = await served.ask(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, "hub.article")
        hover = await served.ask(types.TEXT_DOCUMENT_HOVER, "hub.article", place)
        assert "2,000 other articles link to it." in hover.contents.value
        assert [one.name for one in outline] == ["Hub"]
        again = await served.ask(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, "hub.article")
        assert again.data == tokens.data


@pytest.mark.parametrize("client", CLIENTS)
async def test_nothing_but_protocol_and_no_popups(tmp_path: Path, client: str) -> None:
    root = tmp_path / "wiki"
    shutil.copytree(EXAMPLE, root)
    with running(REAL) as server:
        folder = {"uri": root.as_uri(), "name": "wiki"}
        given = {**initialize_of(client), "rootUri": root.as_uri(), "workspaceFolders": [folder]}
        server.result("initialize", given)
        server.notify("initialized", {})
        uri = (root / RACE).as_uri()
        text = (root / RACE).read_text()
        item = {"uri": uri, "languageId": "slugline", "version": 1, "text": text}
        server.notify("textDocument/didOpen", {"textDocument": item})
        about = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}
        assert server.result("textDocument/hover", about)["contents"]
        for method in ("$/setTrace", "workspace/didCreateFiles", "textDocument/didSave"):
            server.notify(method, {"files": [], "value": "off", "textDocument": {"uri": uri}})
        assert server.shut_down() == 0  # which reads the whole output again
        methods = {one.get("method") for one in server.messages}
        assert not methods & {"window/showMessage", "window/showMessageRequest"}
        assert "Traceback" not in server.log
        assert "Error" not in server.log
