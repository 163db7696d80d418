from __future__ import annotations

import sys
from pathlib import Path

import pytest

from slugline.disk.load import WORTH_CACHING
from tests.killing import Killing


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
def test_a_killed_check_leaves_a_whole_cache_or_none(tmp_path: Path) -> None:
    Killing(tmp_path, WORTH_CACHING, 7).rounds(10)
