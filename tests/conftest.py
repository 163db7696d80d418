"""No test uses the cache folder of whoever runs it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest


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
