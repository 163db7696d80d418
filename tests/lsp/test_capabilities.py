"""What the server says it can do, to real clients and to strange ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import converters, types

from slugline.lsp.capabilities import initialize_result, position_encoding

CLIENTS = {
    path.stem: json.loads(path.read_text())
    for path in sorted((Path(__file__).parent / "clients").glob("*.json"))
}


def capabilities_for(client: str) -> dict[str, Any]:
    capabilities: dict[str, Any] = initialize_result(CLIENTS[client])["capabilities"]
    return capabilities


@pytest.mark.parametrize("client", CLIENTS)
def test_the_result_is_valid(client: str) -> None:
    plain = json.loads(json.dumps(initialize_result(CLIENTS[client])))
    converter = converters.get_converter()
    result = converter.structure(plain, types.InitializeResult)
    # Every key is one that lsprotocol knows: nothing is lost on the way there and back.
    assert converter.unstructure(result) == plain


@pytest.mark.parametrize(
    ("client", "encoding"),
    [
        ("vscode-1.139", "utf-16"),
        ("vscode-1.100", "utf-16"),
        ("neovim-0.12", "utf-8"),
        ("neovim-0.10", "utf-16"),
        ("neovim-0.7", "utf-16"),
        ("helix-25.07", "utf-8"),
        ("emacs-30-eglot-1.17", "utf-32"),
        ("emacs-28-eglot-1.9", "utf-16"),
    ],
)
def test_the_encoding_is_the_first_choice_of_the_client(client: str, encoding: str) -> None:
    assert capabilities_for(client)["positionEncoding"] == encoding


def test_encodings_that_are_not_known_are_passed_over() -> None:
    offered = {"general": {"positionEncodings": ["utf-7", 8, ["utf-8"], "utf-32", "utf-8"]}}
    assert position_encoding({"capabilities": offered}) == "utf-32"


@pytest.mark.parametrize("client", CLIENTS)
def test_diagnostics_are_pulled_by_those_that_can_be_told_to_ask_again(client: str) -> None:
    pulls = client in {"vscode-1.139", "vscode-1.100", "neovim-0.12"}
    assert ("diagnosticProvider" in capabilities_for(client)) is pulls


@pytest.mark.parametrize(
    ("client", "whole"),
    [("vscode-1.139", True), ("vscode-1.100", True), ("neovim-0.12", False)],
)
def test_what_a_client_would_stumble_over_is_not_offered(client: str, whole: bool) -> None:
    offered = capabilities_for(client)
    assert offered["diagnosticProvider"]["workspaceDiagnostics"] is whole
    assert offered["semanticTokensProvider"]["range"] is whole


def test_forms_for_clients_that_can_take_less() -> None:
    plain = initialize_result({"capabilities": {}})["capabilities"]
    assert plain["renameProvider"] is True
    assert plain["codeActionProvider"] is True
    rich = capabilities_for("vscode-1.139")
    assert rich["renameProvider"] == {"prepareProvider": True}
    assert rich["codeActionProvider"]["resolveProvider"] is True
    assert "source.fixAll.slugline" in rich["codeActionProvider"]["codeActionKinds"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
NAMES = st.sampled_from(
    ["general", "positionEncodings", "textDocument", "rename", "codeAction", "diagnostic"]
)


@given(st.recursive(JSON, lambda inner: st.dictionaries(NAMES, inner), max_leaves=10))
def test_any_shape_is_taken(capabilities: Any) -> None:
    told = {"capabilities": capabilities, "clientInfo": capabilities}
    assert initialize_result(told)["serverInfo"]["name"] == "slugline"
