"""The VS Code extension: what it says of itself, its search for the server, and VS Code itself."""

from __future__ import annotations

import json
import subprocess
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from slugline import __version__
from slugline.features.legend import TOKEN_MODIFIERS, TOKEN_TYPES
from slugline.rules import BY_CODE
from slugline.wiki import Configuration
from tests.editors import story
from tests.editors.vscode.building import ROOT
from tests.editors.vscode.installing import CURRENT, EXTENSION, HERE, VERSIONS, Version
from tests.editors.vscode.running import OWN, run_in, run_node
from tests.tools.node import modules, node
from tests.tools.place import ToolMissingError, missing


def _manifest() -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((EXTENSION / "package.json").read_text("utf-8"))
    return manifest


def test_the_extension_has_the_servers_version() -> None:
    assert _manifest()["version"] == __version__


def test_its_settings_are_the_servers() -> None:
    groups = _manifest()["contributes"]["configuration"]
    settings = {key: value for group in groups for key, value in group["properties"].items()}
    rules = settings["slugline.rules"]["properties"]
    assert {code: (rule["description"], rule["default"]) for code, rule in rules.items()} == {
        code: (f"{rule.explanation.finds[0].upper()}{rule.explanation.finds[1:]}.", rule.level)
        for code, rule in BY_CODE.items()
    }
    default = Configuration()
    assert settings["slugline.include"]["default"] == list(default.include)
    assert settings["slugline.exclude"]["default"] == list(default.exclude)
    assert settings["slugline.lead.max-length"]["default"] == default.schema.lead_length
    assert settings["slugline.max-size"]["default"] == f"{default.max_size // 1_000_000} MB"


def test_the_server_colours_as_the_grammar_does() -> None:
    (contributed,) = _manifest()["contributes"]["semanticTokenScopes"]
    scopes: dict[str, list[str]] = contributed["scopes"]
    named = {part for selector in scopes for part in selector.split(".")}
    assert named == {*TOKEN_TYPES, *TOKEN_MODIFIERS}
    names = tomllib.loads((ROOT / "grammar" / "names.toml").read_text("utf-8"))
    for kind in names.values():
        if token := kind.get("token"):
            selector = ".".join((token, *kind.get("modifiers", ())))
            assert scopes[selector] == [f"{scope}.slugline" for scope in kind["scope"].split()]
            for modifier in kind.get("sometimes", ()):
                assert f"{selector}.{modifier}" in scopes


def _tool(*arguments: str) -> None:
    try:
        home = modules(EXTENSION)
    except ToolMissingError as error:
        missing(str(error))
    script, *rest = arguments
    done = subprocess.run(
        [node(), home / script, *rest],
        cwd=EXTENSION,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_its_code_is_formatted() -> None:
    tests = [
        str(path)
        for pattern in ("*.mjs", "*.ts", "probe/*.js", "python/*.js")
        for path in HERE.glob(pattern)
    ]
    options = ("--config", "package.json", "--check")
    _tool("prettier/bin/prettier.cjs", *options, "src", "scripts", *tests)


def test_the_search_for_the_server() -> None:
    try:
        run_node("search.test.ts", {})
    except ToolMissingError as error:
        missing(str(error))


EITHER = pytest.mark.parametrize("version", VERSIONS, ids=[version.name for version in VERSIONS])


@EITHER
def test_a_writers_day(version: Version, tmp_path: Path) -> None:
    at = story.place(tmp_path)
    variables = {"TEST_WIKI": str(at.wiki), "TEST_STORY": json.dumps(story.TOLD)}
    _in_the_editor(version, "writer.test.mjs", tmp_path, server=OWN, variables=variables)
    story.assert_saved(at)


@EITHER
def test_typing(version: Version, tmp_path: Path) -> None:
    _in_the_editor(version, "typing.test.mjs", tmp_path)


@pytest.mark.parametrize(
    ("script", "server"),
    [
        pytest.param("articles.test.mjs", "", id="articles"),
        pytest.param("setup.test.mjs", OWN, id="setup"),
        pytest.param("workspaces.test.mjs", "", id="workspaces"),
    ],
)
def test_in_the_current_version(script: str, server: str, tmp_path: Path) -> None:
    _in_the_editor(CURRENT, script, tmp_path, server=server)


def _in_the_editor(
    version: Version,
    script: str,
    folder: Path,
    *,
    server: str = "",
    variables: Mapping[str, str] | None = None,
) -> None:
    pictures = folder / "pictures"
    try:
        print(run_in(version, script, pictures=pictures, server=server, variables=variables))
    except ToolMissingError as error:
        missing(str(error))
