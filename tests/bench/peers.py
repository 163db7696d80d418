"""The language servers that are measured, and how each is started.

The Markdown server of Visual Studio Code runs in node. It is installed from npm once, into the
user's cache folder, by `python -m tests.bench.servers --install`; without it, or without node,
or without rumdl, the others are measured alone.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_cache_path

_PACKAGES = ("vscode-markdown-languageserver@0.3.0", "markdown-it@14")

_VALIDATE = {
    "enabled": True,
    "referenceLinks": {"enabled": "warning"},
    "fragmentLinks": {"enabled": "warning"},
    "fileLinks": {"enabled": "warning", "markdownFragmentLinks": "inherit"},
    "ignoredLinks": [],
    "unusedLinkDefinitions": {"enabled": "hint"},
    "duplicateLinkDefinitions": {"enabled": "warning"},
}
_MARKDOWN = {
    "suggest": {"paths": {"enabled": True, "includeWorkspaceHeaderCompletions": "never"}},
    "occurrencesHighlight": {"enabled": True},
    "validate": _VALIDATE,
}


@dataclass(frozen=True)
class Peer:
    """A language server: its name, its command, and the settings it is told.

    `new_name` is what a link's target is renamed to. `announces_index` says whether it answers
    from a part of the wiki while it reads, and tells by a progress when it has read all.
    """

    name: str
    command: tuple[str, ...]
    settings: Mapping[str, object] = field(default_factory=dict)
    new_name: str = "a-new-name"
    is_ours: bool = False
    announces_index: bool = False


def ours() -> Peer:
    """Slugline's own server."""
    return Peer("Slugline", (sys.executable, "-m", "slugline", "server", "--stdio"), is_ours=True)


def found() -> tuple[list[Peer], list[str]]:
    """The servers that are there, Slugline first, and what is to be said of those that are not."""
    peers = [ours()]
    missing = []
    if rumdl := beside_or_on_path("rumdl"):
        peers.append(
            Peer("rumdl", (rumdl, "server"), new_name="a-new-name.md", announces_index=True)
        )
    else:
        missing.append("rumdl is not installed")
    node = shutil.which("node")
    if node and _modules().is_dir():
        script = str(Path(__file__).with_name("vscode_markdown.cjs"))
        command = (node, script, str(_modules()), "--stdio")
        peers.append(
            Peer("VS Code Markdown", command, {"markdown": _MARKDOWN}, new_name="a-new-name.md")
        )
    else:
        missing.append("the server of Visual Studio Code is not there: --install, with node")
    return peers, missing


def beside_or_on_path(name: str) -> str | None:
    """A program beside the running Python, else the one on PATH."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name)


def install() -> None:
    """Installs the Markdown server of Visual Studio Code."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is not installed")
    folder = _modules().parent
    folder.mkdir(parents=True, exist_ok=True)
    options = ["--no-audit", "--no-fund", "--prefix", str(folder)]
    subprocess.run([npm, "install", *options, *_PACKAGES], check=True)


def _modules() -> Path:
    return user_cache_path("slugline-bench") / "node_modules"
