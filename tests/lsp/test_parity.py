"""An editor shows exactly what the command line does, with the real process, in each way."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from slugline.lsp.uris import path_of
from tests.cli.running import slugline
from tests.lsp.editor import until
from tests.lsp.served import Served, serving, soon

pytestmark = pytest.mark.asyncio(loop_scope="module")

PLANTED = Path(__file__).parent.parent / "example" / "planted"
LEVELS = {"error": 1, "warning": 2, "info": 3, "hint": 4}
IN_CODE_POINTS: dict[str, Any] = {"general": {"positionEncodings": ["utf-32"]}}
PULLS: dict[str, Any] = {
    **IN_CODE_POINTS,
    "textDocument": {"diagnostic": {}},
    "workspace": {"diagnostics": {"refreshSupport": True}},
}

Row = tuple[str, int, int, int, int, str, int, str]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parity") / "planted"
    shutil.copytree(PLANTED, folder)
    return folder


@pytest.fixture(scope="module")
def expected(root: Path) -> list[Row]:
    ran = slugline("check", "--show", "hint", "--format", "json", cwd=root)
    found = [
        (
            one["path"],
            one["line"] - 1,
            one["column"] - 1,
            one["endLine"] - 1,
            one["endColumn"] - 1,
            one["code"],
            LEVELS[one["severity"]],
            one["message"],
        )
        for one in json.loads(ran.out)["findings"]
    ]
    assert len(found) > 25
    return sorted(found)


def rows(root: Path, uri: str, found: Iterable[types.Diagnostic]) -> list[Row]:
    path = Path(path_of(uri) or "").relative_to(root).as_posix()
    return [
        (
            path,
            one.range.start.line,
            one.range.start.character,
            one.range.end.line,
            one.range.end.character,
            str(one.code),
            int(one.severity or 0),
            one.message,
        )
        for one in found
    ]


def open_all(served: Served) -> list[str]:
    """Opens all articles but those with bytes that no editor can open as they are."""
    opened: list[str] = []
    for path in sorted(served.root.rglob("*.article")):
        try:
            path.read_bytes().decode()
        except UnicodeDecodeError:
            continue
        opened.append(path.relative_to(served.root).as_posix())
        served.open(opened[-1])
    return opened


async def test_pushed(root: Path, expected: list[Row]) -> None:
    async with serving(root, client={"capabilities": IN_CODE_POINTS}) as served:
        names = open_all(served)
        wanted = [one for one in expected if one[0] in names or one[0] == "slugline.toml"]

        def shown() -> list[Row]:
            last = {one.uri: one.diagnostics for one in served.client.pushed}
            return sorted(row for uri, found in last.items() for row in rows(root, uri, found))

        await until(lambda: len(shown()) >= len(wanted))
        await served.indexed()
        assert shown() == wanted


async def test_pulled_one_by_one(root: Path, expected: list[Row]) -> None:
    async with serving(root, client={"capabilities": PULLS}) as served:
        found: list[Row] = []
        assert served.pulls
        names = open_all(served)
        await served.indexed()  # before, what is pulled needs no other article
        for name in names:
            found += rows(root, served.uri(name), await served.findings(name))
        assert sorted(found) == [one for one in expected if one[0] in names]


@pytest.mark.parametrize("token", [None, "parts"])
async def test_pulled_as_a_workspace(root: Path, expected: list[Row], token: str | None) -> None:
    async with serving(root, client={"capabilities": PULLS}) as served:
        params = types.WorkspaceDiagnosticParams([], partial_result_token=token)
        report = await soon(served.client.workspace_diagnostic_async(params))
        items = [*report.items]
        await until(lambda: token is None or token in served.client.parts)
        for part in served.client.parts.get("parts", []):
            plain = part if isinstance(part, dict) else part._asdict()
            converter = served.client.protocol._converter
            items += converter.structure(plain, types.WorkspaceDiagnosticReport).items
        found = [
            row
            for one in items
            if isinstance(one, types.WorkspaceFullDocumentDiagnosticReport)
            for row in rows(root, one.uri, one.items)
        ]
        assert sorted(found) == expected
