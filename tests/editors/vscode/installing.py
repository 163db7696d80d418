"""What the tests of the VS Code extension need: two versions of VS Code in a browser, and Node.js.

VS Code is code-server, its workbench in a browser, from npm. It is installed without scripts, for
they would compile modules that come ready.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from tests.tools.debian import program
from tests.tools.node import modules, npm
from tests.tools.place import kept

HERE = Path(__file__).parent
EXTENSION = HERE.parents[2] / "editors" / "vscode"


class Version(msgspec.Struct, frozen=True):
    """A version of VS Code, the code-server that is it, and the Node.js that this runs on."""

    name: str
    code_server: str
    node: str
    rebuilt: tuple[str, ...] = ()
    """Modules whose scripts are needed, for they come as sources."""


CURRENT = Version("1.139", "4.139.1", "24.19.0")
OLDEST = Version("1.100", "4.100.3", "20.18.0", ("argon2",))
VERSIONS = (CURRENT, OLDEST)


def code_server(version: Version) -> Path:
    """The script that Node.js runs as code-server."""

    def make(folder: Path) -> None:
        def run(*arguments: str, at: Path = folder) -> None:
            npm(*arguments, folder=at, version=version.node)

        run("init", "--yes")
        run("install", f"code-server@{version.code_server}", "--ignore-scripts")
        run(
            *("install", "--omit=dev", "--ignore-scripts"),
            at=folder / "node_modules" / "code-server" / "lib" / "vscode",
        )
        for module in version.rebuilt:
            run("rebuild", module)

    found = kept(f"code-server-{version.code_server}", make)
    return found / "node_modules" / "code-server" / "out" / "node" / "entry.js"


def chromium() -> Path:
    """The browser."""
    return program("chromium", "chromium", "fonts-dejavu-core")


def strace() -> Path:
    """The program that tells whom VS Code and all that it runs speak to."""
    return program("strace", "strace")


def install() -> None:
    """Fetches all of it."""
    chromium()
    strace()
    for version in VERSIONS:
        code_server(version)
    for package in (EXTENSION, HERE):
        modules(package)
