from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_NOBODY = 65534


@pytest.fixture
def plain_folder() -> Iterator[Path]:
    """A folder in which permissions count: the administrator becomes nobody for the test."""
    folder = Path(tempfile.mkdtemp())
    is_administrator = os.geteuid() == 0
    if is_administrator:
        os.chown(folder, _NOBODY, _NOBODY)
        os.seteuid(_NOBODY)
    try:
        yield folder
    finally:
        if is_administrator:
            os.seteuid(0)
        for found in (folder, *(one for one in folder.rglob("*") if one.is_dir())):
            found.chmod(0o700)
        shutil.rmtree(folder)
