"""Neovim of several versions, from Debian's suites, with the plugin as a package."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

import msgspec

from tests.editors.story import EDITORS, Place
from tests.editors.terminal import ENTER, LIMIT, Terminal
from tests.tools.debian import command, unpacked

PLUGIN = EDITORS / "nvim"
VERSIONS = {"0.7": "bookworm", "0.10": "trixie", "0.12": "forky"}
"""By version: the suite of Debian that has it."""

NO_SERVER = ("--cmd", "let g:slugline = {'lsp': v:false}")
"""The arguments that keep the plugin from starting the server."""


def install(version: str) -> Path:
    """The root folder of a version; raises ToolMissingError."""
    return unpacked("neovim", VERSIONS[version])


def install_luacheck() -> Path:
    """The root folder of the checker of the plugin's Lua; raises ToolMissingError."""
    return unpacked("lua-check", "trixie")


def start(
    version: str, at: Place, *arguments: str, installed: bool = True
) -> tuple[list[str], dict[str, str]]:
    """The command line and the environment of Neovim, where `installed` with the plugin."""
    root = install(version)
    pack = at.home / ".local/share/nvim/site/pack/slugline/start"
    if installed and not pack.exists():
        pack.mkdir(parents=True)
        (pack / "slugline").symlink_to(PLUGIN)
    environment = at.environment | {
        "VIMRUNTIME": str(root / "usr/share/nvim/runtime"),
        "VIM": str(root / "usr/share/nvim"),
    }
    # The parsers that come with Neovim are looked for where it was built to be installed.
    parsers = root / "usr/lib/nvim"
    line = [*command(root, "usr/bin/nvim"), "--cmd", f"set runtimepath+={parsers}"]
    return [*line, *arguments], environment


def lua(
    version: str,
    at: Place,
    source: str,
    *arguments: str,
    given: Any = None,
    installed: bool = True,
) -> Any:
    """What a Lua function body returns, with `given` at hand, in a Neovim without a screen.

    Both go through JSON. The plugin is there where `installed`.
    """
    script, result = at.home / "asked.lua", at.home / "asked.json"
    quoted = json.dumps(json.dumps(given, ensure_ascii=False), ensure_ascii=False)
    script.write_text(
        f"local function asked(given)\n{source}\nend\n"
        f"local file = io.open({json.dumps(str(result))}, 'w')\n"
        f"file:write(vim.fn.json_encode(asked(vim.fn.json_decode({quoted}))))\n"
        "file:close()\n",
        "utf-8",
    )
    line, environment = start(
        version,
        at,
        *("--headless", "-i", "NONE", "-n", *arguments, "-c", f"luafile {script}", "-c", "qall!"),
        installed=installed,
    )
    done = at.run(line, environment)
    assert result.exists(), done.stderr + done.stdout
    answer = json.loads(result.read_text("utf-8"))
    result.unlink()
    return answer


class Neovim(Terminal):
    """Neovim at a terminal, as a writer has it; also asked from beside what it does not show.

    Since 0.9 the program at the terminal starts another one, which the loader of an unpacked
    package does not let it find: there the two are started one after the other.
    """

    def __init__(self, version: str, at: Place, *arguments: str) -> None:
        self._socket = at.home / "nvim.socket"
        plain, environment = start(version, at)
        listening = ["-i", "NONE", "--listen", str(self._socket), *arguments]
        self._server: subprocess.Popen[bytes] | None = None
        if version == "0.7":
            super().__init__([*plain, *listening], folder=at.wiki, environment=environment)
            return
        self._server = subprocess.Popen(
            [*plain, "--headless", *listening],
            cwd=at.wiki,
            env=environment,
            stdin=subprocess.DEVNULL,
        )
        shown = [*plain, "--server", str(self._socket), "--remote-ui"]
        ends = time.monotonic() + LIMIT
        while not self._socket.exists() and time.monotonic() < ends:
            time.sleep(0.01)
        super().__init__(shown, folder=at.wiki, environment=environment)

    def __exit__(self, *reason: Any) -> None:
        super().__exit__(*reason)
        if self._server:
            self._server.kill()
            self._server.wait()

    def asked(self, source: str) -> Any:
        """What a Lua function body returns in it, through JSON."""
        wanted = f"return vim.fn.json_encode((function() {source} end)())"
        with socket.socket(socket.AF_UNIX) as channel:
            channel.settimeout(LIMIT)
            channel.connect(str(self._socket))
            channel.sendall(msgspec.msgpack.encode((0, 1, "nvim_exec_lua", (wanted, ()))))
            received = b""
            while True:
                received += channel.recv(1 << 16)
                try:
                    _, _, error, result = msgspec.msgpack.decode(received)
                except msgspec.DecodeError:
                    continue  # It has not all come yet.
                assert error is None, error
                return json.loads(result)

    def command(self, text: str) -> None:
        """Types a command line."""
        self.type(":", text, ENTER)
