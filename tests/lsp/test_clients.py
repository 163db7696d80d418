"""A session with each real client: what it says at `initialize`, and what it is answered."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from lsprotocol import converters, types

from tests.lsp.editor import CLIENTS
from tests.lsp.served import serving, soon

pytestmark = pytest.mark.asyncio(loop_scope="function")

EXAMPLE = Path(__file__).parent.parent / "example" / "planted"
NAME = "breastshot-wheel.article"

PRESETS = (
    "emacs@v29.1",
    "neovim@v0.11.0",
    "neovim@v0.10.0",
    "neovim@v0.9.1",
    "neovim@v0.8.0",
    "neovim@v0.7.0",
    "neovim@v0.6.1",
    "visual_studio_code@v1.65.2",
)


def preset(name: str) -> dict[str, Any]:
    """What a client of pytest-lsp's own collection sends."""
    can = converters.get_converter().unstructure(pytest_lsp.client_capabilities(name))
    return {"capabilities": can}


@pytest.mark.parametrize(
    "client", ["plain", *sorted(path.stem for path in CLIENTS.glob("*.json")), *PRESETS]
)
async def test_a_session(client: str, tmp_path: Path) -> None:
    root = tmp_path / "wiki"
    shutil.copytree(EXAMPLE, root)
    async with serving(root, client=preset(client) if "@" in client else client) as served:
        served.open(NAME)
        await served.comes_to(NAME, "label-drift")
        place = served.range(NAME, "millrace]]").start

        hover = await served.ask(types.TEXT_DOCUMENT_HOVER, NAME, place)
        assert "Millrace" in hover.contents.value
        assert ("**" in hover.contents.value) is (hover.contents.kind == "markdown")
        assert hover.range == served.range(NAME, "[[millrace]]")

        (target,) = await served.ask(types.TEXT_DOCUMENT_DEFINITION, NAME, place)
        is_link = isinstance(target, types.LocationLink)
        assert (target.target_uri if is_link else target.uri) == served.uri("millrace.article")

        text = served.text(NAME)
        cursor = served.open(NAME, text.replace("[[millrace]]", "[[millr$0"))
        offered = await served.ask(types.TEXT_DOCUMENT_COMPLETION, NAME, cursor)
        first = offered.items[0]
        assert first.label == "Millrace"
        assert first.text_edit.new_text == "millrace|Millrace]]"
        resolved = await soon(served.client.completion_item_resolve_async(first))
        assert resolved.documentation is not None

        assert await served.codes(NAME) == ["label-drift", "malformed-link"]
        served.open(NAME, text)
        assert await served.codes(NAME) == ["label-drift"]
