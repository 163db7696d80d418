"""What clients say of themselves, from real ones to nonsense."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slugline.lsp.client import Client, read_client
from tests.lsp.editor import CLIENTS, initialize_of

NAMES = sorted(path.stem for path in CLIENTS.glob("*.json"))


def client(name: str) -> Client:
    return read_client(initialize_of(name))


@pytest.mark.parametrize(
    ("name", "encoding", "pulls", "watches"),
    [
        ("emacs-28-eglot-1.9", "utf-16", False, True),
        ("emacs-30-eglot-1.17", "utf-32", False, True),
        ("helix-25.07", "utf-8", False, True),
        ("neovim-0.7", "utf-16", False, False),
        ("neovim-0.10", "utf-16", False, False),
        ("neovim-0.12", "utf-8", True, False),
        ("vscode-1.100", "utf-16", True, True),
        ("vscode-1.139", "utf-16", True, True),
    ],
)
def test_real_clients(name: str, encoding: str, pulls: bool, watches: bool) -> None:
    its = client(name)
    assert its.encoding == encoding
    assert its.pulls is pulls
    assert its.registers_watching is watches


def test_every_client_file_is_read() -> None:
    assert len(NAMES) == 8
    for name in NAMES:
        assert client(name) != Client()


def test_what_vs_code_can() -> None:
    its = client("vscode-1.139")
    assert its.snippets
    assert its.label_details
    assert its.hierarchical_symbols
    assert its.document_changes
    assert all(map(its.can, ("create", "rename", "delete")))
    assert its.prepares_rename
    assert its.prepare_default
    assert its.definition_links
    assert its.hover_markdown
    assert its.related_information
    assert its.line_folding_only
    assert its.folding_limit == 5000
    assert "edit" in its.action_resolves
    assert "willRename" in its.file_operations
    assert "keyword" in its.token_types


def test_what_others_can_not() -> None:
    assert not client("helix-25.07").hierarchical_symbols
    assert client("helix-25.07").related_documents
    assert not client("emacs-30-eglot-1.17").hover_markdown
    assert not client("neovim-0.10").document_changes
    assert client("neovim-0.10").can("rename")


def test_nothing_said_is_the_plainest_client() -> None:
    assert read_client({}) == Client()


def test_folders() -> None:
    both = {"workspaceFolders": [{"uri": "file:///a", "name": "a"}], "rootUri": "file:///b"}
    assert [one.uri for one in read_client(both).folders] == ["file:///a"]
    assert [one.uri for one in read_client({"rootUri": "file:///b"}).folders] == ["file:///b"]
    assert [one.uri for one in read_client({"rootPath": "/c d"}).folders] == ["file:///c%20d"]
    assert read_client({"workspaceFolders": None, "rootUri": None}).folders == ()


def test_the_first_known_encoding_counts() -> None:
    general = {"positionEncodings": ["utf-7", 8, "utf-32", "utf-8"]}
    assert read_client({"capabilities": {"general": general}}).encoding == "utf-32"


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


def spoiled(value: Any, draw: Any) -> Any:
    """A value with some of its parts replaced by anything."""
    if draw(st.integers(0, 9)) == 0:
        return draw(json_values)
    if isinstance(value, dict):
        return {name: spoiled(one, draw) for name, one in value.items()}
    return value


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_nonsense_never_raises(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(NAMES))
    params = spoiled(initialize_of(name), data.draw)
    assert isinstance(read_client(params if isinstance(params, dict) else {}), Client)
