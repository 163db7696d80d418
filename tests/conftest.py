"""No test uses the cache folder of whoever runs it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

_SLOW = ("bench", "ci", "cli", "editors", "lsp")
"""Folders of tests most of which start programs: the server, the command line, an editor."""

_SLOW_FILES = {
    "disk/test_cache.py",
    "graph/test_graph_formats.py",
    "grammar/test_textmate.py",
    "grammar/test_treesitter.py",
    "report/test_page.py",
    "rules/test_structure_fixes.py",
    "test_cache_killed.py",
    "test_changing.py",
    "test_names.py",
    "test_readme.py",
    "test_shortcut.py",
    "test_tools.py",
    "test_wiki_properties.py",
}
_QUICK_FILES = {
    "lsp/test_capabilities.py",
    "lsp/test_client.py",
    "lsp/test_conversion.py",
    "lsp/test_diagnostics.py",
    "lsp/test_documents.py",
    "lsp/test_own_operations.py",
    "lsp/test_positions.py",
    "lsp/test_uris.py",
}
"""Those in slow folders that ask the server's parts without a process."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what `-m 'not slow'` leaves out."""
    here = Path(__file__).parent
    for item in items:
        file = item.path.relative_to(here).as_posix()
        if (file.partition("/")[0] in _SLOW or file in _SLOW_FILES) and file not in _QUICK_FILES:
            item.add_marker("slow")


@pytest.fixture(autouse=True, scope="session")
def _own_cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("cache")
    before = os.environ.get("SLUGLINE_CACHE_DIR")
    os.environ["SLUGLINE_CACHE_DIR"] = str(folder)
    yield folder
    if before is None:
        del os.environ["SLUGLINE_CACHE_DIR"]
    else:
        os.environ["SLUGLINE_CACHE_DIR"] = before
