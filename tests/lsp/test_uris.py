"""File URIs and paths, as different clients write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slugline.lsp.uris import path_of, uri_of


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///wiki/mill.article", "/wiki/mill.article"),
        ("file:///wiki/the%20mill.article", "/wiki/the mill.article"),
        ("file:///wiki/the mill.article", "/wiki/the mill.article"),
        ("FILE:///wiki/a", "/wiki/a"),
        ("file:/wiki/a", "/wiki/a"),
        ("file://localhost/wiki/a", "/wiki/a"),
        ("file:///wiki/%D0%B2%D0%BE%D0%B4%D0%B0", "/wiki/вода"),
        ("file:///wiki/вода", "/wiki/вода"),
        ("file:///wiki/a%23b%3Fc%25d", "/wiki/a#b?c%d"),
        ("file:///wiki//x/../a", "/wiki/a"),
        ("file:////wiki/a", "/wiki/a"),
        ("file:///wiki/%FF", "/wiki/\udcff"),
        ("file:///c%3A/wiki/a", "C:\\wiki\\a"),
        ("file:///C:/wiki/a%20b", "C:\\wiki\\a b"),
        ("file:///c:", "C:\\"),
        ("file://server/share/a", "\\\\server\\share\\a"),
        ("untitled:Untitled-1", None),
        ("untitled:/wiki/new.article", None),
        ("vscode-remote://host/wiki/a", None),
        ("file:///wiki/%00", None),
        ("", None),
        ("wiki/a", None),
    ],
)
def test_paths(uri: str, path: str | None) -> None:
    assert path_of(uri) == path


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("/wiki/the mill.article", "file:///wiki/the%20mill.article"),
        ("/wiki/a#b?c%d:e", "file:///wiki/a%23b%3Fc%25d%3Ae"),
        ("/вода", "file:///%D0%B2%D0%BE%D0%B4%D0%B0"),
        ("C:\\wiki\\a b", "file:///c%3A/wiki/a%20b"),
        ("c:/wiki", "file:///c%3A/wiki"),
        ("\\\\server\\share\\a", "file://server/share/a"),
    ],
)
def test_uris(path: str, uri: str) -> None:
    assert uri_of(path) == uri


names = st.text(
    st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=8
).filter(lambda name: name not in (".", ".."))


@given(st.lists(names, min_size=1, max_size=4))
def test_a_path_there_and_back(parts: list[str]) -> None:
    path = "/x/" + "/".join(parts)
    assert path_of(uri_of(path)) == path
