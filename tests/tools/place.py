"""Where the tools of the tests are kept between runs, and what happens where one can't be had."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, ParamSpec, TypeVar

import platformdirs
import pytest
from filelock import FileLock

_P = ParamSpec("_P")
_T = TypeVar("_T")

LIMIT = 900.0
"""Seconds that one installation may take."""


class ToolMissingError(Exception):
    """A tool that could not be installed: which one, and what was missing."""


def tools() -> Path:
    """The folder of all tools: `SLUGLINE_TEST_TOOLS`, else one in the user's cache folder."""
    named = os.environ.get("SLUGLINE_TEST_TOOLS")
    return Path(named) if named else platformdirs.user_cache_path("slugline") / "test-tools"


def kept(name: str, make: Callable[[Path], None]) -> Path:
    """The folder `name` of the tools, made by `make` where it isn't there yet.

    `name` holds all that the content depends on (versions, a lock file's digest). Processes that
    ask at once wait for one that makes it; what was made half is never found.

    Raises:
        ToolMissingError: from `make`, and then nothing is kept.
    """
    folder = tools() / name
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_name(f"{folder.name}.lock"), timeout=LIMIT):
        if not folder.is_dir():
            begun = folder.with_name(f"{folder.name}.begun")
            shutil.rmtree(begun, ignore_errors=True)
            begun.mkdir()
            make(begun)
            begun.rename(folder)
    return folder


def missing(reason: str) -> NoReturn:
    """Skip the test for what is missing here; in CI (`CI` is set) that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def needed(install: Callable[_P, _T], *arguments: _P.args, **options: _P.kwargs) -> _T:
    """What `install(*arguments)` returns; where it can't, the test ends as `missing` says."""
    try:
        return install(*arguments, **options)
    except ToolMissingError as error:
        reason = str(error)
    missing(reason)


def pip(what: str, *arguments: str) -> None:
    """Runs pip to get something; raises ToolMissingError, which names it, where that fails."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", *arguments],
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    if done.returncode:
        raise ToolMissingError(f"{what} can't be had: {done.stderr.strip()[-500:]}")
