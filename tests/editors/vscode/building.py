"""The extension as users get it: `slugline.vsix`, built by its own command."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from slugline import __version__
from tests.editors.vscode.installing import EXTENSION
from tests.tools.node import environment, modules, node
from tests.tools.place import LIMIT, kept, tools

ROOT = EXTENSION.parents[1]
NEWER = "9.9.9"
"""The version of `newer.vsix`, which is beside `slugline.vsix` and has another wheel."""

_MADE = {"node_modules", "dist", "server", "LICENSE", "slugline.vsix"}
_GRAMMAR = ROOT / "grammar" / "textmate" / "slugline.tmLanguage.json"


def vsix() -> Path:
    """The extension, built anew where it or the server has changed.

    It is built in a copy of its folder, so that the project stays as it is.

    Raises:
        ToolMissingError: where Node.js or its modules can't be had.
        AssertionError: where the build fails, with what it printed.
    """
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(path.read_bytes())
    return kept(f"vsix-{digest.hexdigest()[:12]}", _build) / "slugline.vsix"


def _sources() -> Iterator[Path]:
    yield from (Path(__file__), ROOT / "pyproject.toml", ROOT / "README.md", _GRAMMAR)
    yield from sorted((ROOT / "server").rglob("*.py"))
    for path in sorted(EXTENSION.rglob("*")):
        if path.is_file() and path.relative_to(EXTENSION).parts[0] not in _MADE:
            yield path


def _build(folder: Path) -> None:
    for old in tools().glob("vsix-*"):
        if old.is_dir() and old != folder and not old.name.endswith(".begun"):
            shutil.rmtree(old, ignore_errors=True)
    copy = folder / "copy"
    shutil.copytree(EXTENSION, copy, ignore=lambda at, _: _MADE if Path(at) == EXTENSION else set())
    (copy / "node_modules").symlink_to(modules(EXTENSION))
    for script in ("node_modules/typescript/bin/tsc", "scripts/build.mjs", "scripts/package.mjs"):
        done = subprocess.run(
            [node(), script],
            cwd=copy,
            env=environment() | {"SLUGLINE_ROOT": str(ROOT), "PYTHON": sys.executable},
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
        assert done.returncode == 0, f"{script} failed:\n{done.stdout}{done.stderr}"
    made = (copy / "slugline.vsix").rename(folder / "slugline.vsix")
    (folder / "newer.vsix").write_bytes(_renumbered(made.read_bytes(), NEWER))
    shutil.rmtree(copy)


def _renumbered(archive: bytes, version: str) -> bytes:
    """An archive with `version` in place of this one, in names and texts, and in wheels inside."""
    made = io.BytesIO()
    old, new = f"slugline-{__version__}", f"slugline-{version}"
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith(".whl"):
                content = _renumbered(content, version)
            elif name.endswith(("/package.json", ".vsixmanifest", "/METADATA", "/RECORD")) or (
                name == "slugline/__init__.py"
            ):
                content = content.replace(__version__.encode(), version.encode())
            target.writestr(name.replace(old, new), content)
    return made.getvalue()
