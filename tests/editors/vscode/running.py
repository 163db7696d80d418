"""Runs tests of Node.js in one version of VS Code, one at a time: each needs all of the machine."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from filelock import FileLock
from pip._internal.models.index import PyPI

from tests.editors.vscode.building import NEWER, vsix
from tests.editors.vscode.installing import HERE, Version, chromium, code_server, strace
from tests.tools.node import modules, node
from tests.tools.place import tools

LIMIT = 420.0
"""Seconds that one file of tests may take."""

OWN = "own"
"""The server that the extension sets up by itself."""


def run_in(
    version: Version,
    script: str,
    *,
    pictures: Path,
    server: str = "",
    variables: Mapping[str, str] | None = None,
) -> str:
    """What a file of tests prints; raises AssertionError with it where one fails.

    `server` is the program that is found, by default the one of this environment. Pictures go to
    the folder `pictures`, also of tests that fail. The file gets `variables` in its environment.

    Raises:
        ToolMissingError: where VS Code or the browser can't be had.
    """
    given = {
        **(variables or {}),
        **_index(),
        "TEST_CHROMIUM": str(chromium()),
        "TEST_CODE_SERVER": str(code_server(version)),
        "TEST_MODULES": str(modules(HERE)),
        "TEST_NEWER_VSIX": str(vsix().with_name("newer.vsix")),
        "TEST_NEWER_VERSION": NEWER,
        "TEST_NODE": str(node(version.node)),
        "TEST_PICTURES": str(pictures),
        "TEST_PIP_CACHE": str(tools() / "pip"),
        "TEST_PYTHON": str(Path(sys.base_prefix, "bin", "python3")),
        "TEST_SERVER": server or str(Path(sys.executable).with_name("slugline")),
        "TEST_STRACE": str(strace()),
        "TEST_VERSION": version.name,
        "TEST_VSIX": str(vsix()),
    }
    with FileLock(tools() / "vscode.lock", timeout=4 * LIMIT):
        return run_node(script, given)


def _index() -> dict[str, str]:
    """Where pip gets packages from, for one with an empty home folder, and `TEST_HOSTS` of that."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=True,
    )
    found = {}
    for line in listed.stdout.splitlines():
        key, _, value = line.partition("=")
        name = key.rpartition(".")[2]
        if name in ("index-url", "extra-index-url"):
            found[f"PIP_{name.replace('-', '_').upper()}"] = str(ast.literal_eval(value))
    found |= {name: value for name, value in os.environ.items() if name in found}
    hosts = {urlsplit(url).hostname or "" for urls in found.values() for url in urls.split()}
    if "PIP_INDEX_URL" not in found:
        hosts |= {PyPI.netloc, PyPI.file_storage_domain}
    return {**found, "TEST_HOSTS": " ".join(hosts)}


def run_node(script: str, variables: dict[str, str]) -> str:
    """Runs a file of tests; see `run_in`."""
    done = subprocess.run(
        [node(), "--test", "--test-reporter=spec", "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON",
         HERE / script],
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LIMIT,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{script}: pictures are in {variables.get('TEST_PICTURES')}\n" + (
        done.stdout
    )
    return done.stdout
