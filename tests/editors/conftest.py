"""What the tests of all editors begin with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.editors import emacs, nvim, story
from tests.editors.story import Place
from tests.tools.place import needed


@pytest.fixture
def at(tmp_path: Path) -> Place:
    """The example wiki with a broken link, and the server on PATH."""
    return story.place(tmp_path)


@pytest.fixture(params=nvim.VERSIONS)
def nvim_version(request: pytest.FixtureRequest) -> str:
    """Each version of Neovim, installed."""
    version: str = request.param
    needed(nvim.install, version)
    return version


@pytest.fixture(params=emacs.PACKAGES)
def emacs_version(request: pytest.FixtureRequest) -> str:
    """Each version of Emacs, installed."""
    version: str = request.param
    needed(emacs.install, version)
    return version
