"""Programs of Debian's archive, of the system's own suite or unpacked beside it from another one.

A suite that is newer than the system's can't be installed into it. Its packages are fetched by an
apt with folders of its own, unpacked, and started with that folder's own loader and libraries.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from tests.tools.place import LIMIT, ToolMissingError, kept

_LIBRARIES = "usr/lib/x86_64-linux-gnu"
_LOADER = f"{_LIBRARIES}/ld-linux-x86-64.so.2"


def program(name: str, *packages: str) -> Path:
    """A program on PATH, where need be installed from the system's own `packages` (as root).

    Raises:
        ToolMissingError: where apt fails or may not, with its error lines.
    """
    found = shutil.which(name)
    if found:
        return Path(found)
    if os.name != "posix" or not shutil.which("apt-get") or os.geteuid():
        raise ToolMissingError(
            f"`{name}` is not installed, and only root on a Debian can install it"
        )
    kept(f"apt-{'-'.join(packages)}", lambda _: _install(*packages))
    found = shutil.which(name)
    if not found:  # It was removed since.
        _install(*packages)
        found = shutil.which(name)
    if not found:
        raise ToolMissingError(f"the packages {', '.join(packages)} have no program `{name}`")
    return Path(found)


def unpacked(package: str, suite: str, *others: str) -> Path:
    """The root folder of packages and all that they depend on, from a suite (such as `trixie`).

    Raises:
        ToolMissingError: where there is no apt, or it can't reach the archive.
    """
    packages = (package, *others)
    return kept("-".join((suite, *packages)), lambda folder: _unpack(folder, packages, suite))


def command(root: Path, program: str) -> list[str]:
    """The command line that starts a program (such as `usr/bin/nvim`) of an unpacked root."""
    return [
        str(root / _LOADER),
        *("--argv0", Path(program).name, "--library-path", str(root / _LIBRARIES)),
        str(root / program),
    ]


def _install(*packages: str) -> None:
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    _run("apt-get", "update", "-qq", environment=quiet)
    _run(
        *("apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages),
        environment=quiet,
    )


def _unpack(folder: Path, packages: Sequence[str], suite: str) -> None:
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise ToolMissingError(
            f"{', '.join(packages)} of Debian {suite} needs apt-get and dpkg-deb"
        )
    apt = folder / "apt"
    for part in ("state/lists/partial", "cache/archives/partial", "etc"):
        (apt / part).mkdir(parents=True)
    (apt / "state/status").touch()
    (apt / "etc/sources.list").write_text(f"deb {_archive()} {suite} main\n")
    options = {
        "Dir::Etc": apt / "etc",
        "Dir::Etc::sourcelist": apt / "etc/sources.list",
        "Dir::Etc::sourceparts": "-",
        "Dir::Etc::preferencesparts": "-",
        "Dir::Etc::trustedparts": "/etc/apt/trusted.gpg.d",
        "Dir::State": apt / "state",
        "Dir::State::status": apt / "state/status",
        "Dir::Cache": apt / "cache",
        "Acquire::Check-Valid-Until": "false",
        "APT::Install-Recommends": "false",
        "APT::Sandbox::User": "root",
    }
    chosen = [part for key, value in options.items() for part in ("-o", f"{key}={value}")]
    _run("apt-get", *chosen, "update", "-qq")
    _run("apt-get", *chosen, "install", "-qq", "-y", "--download-only", *packages)
    # Merged folders as on the system itself, so that both paths of a library are one.
    for name in ("bin", "sbin", "lib", "lib64"):
        (folder / "usr" / name).mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to(f"usr/{name}")
    for archive in sorted((apt / "cache/archives").glob("*.deb")):
        _extract(archive, folder)
    shutil.rmtree(apt)


def _extract(archive: Path, folder: Path) -> None:
    """Unpacks a package, through the links of merged folders (`dpkg-deb -x` replaces them)."""
    with subprocess.Popen(
        ["dpkg-deb", "--fsys-tarfile", str(archive)], stdout=subprocess.PIPE
    ) as tar:
        done = subprocess.run(
            ["tar", "-x", "--keep-directory-symlink", "-C", str(folder)],
            stdin=tar.stdout,
            stderr=subprocess.PIPE,
            text=True,
            timeout=LIMIT,
            check=False,
        )
    if done.returncode or tar.returncode:
        raise ToolMissingError(f"{archive.name} can't be unpacked: {done.stderr.strip()[-500:]}")


def _archive() -> str:
    """The address of Debian's archive as the system's own sources have it."""
    listed = _run("apt-get", "indextargets", "--no-release-info", "--format", "$(REPO_URI)")
    for line in listed.splitlines():
        if urlsplit(line).path.rstrip("/") == "/debian":
            return line
    raise ToolMissingError("the system's apt sources name no archive of Debian")


def _run(*arguments: str, environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        arguments,
        env=environment,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    if done.returncode:
        last = (done.stderr or done.stdout).strip()[-1500:]
        raise ToolMissingError(f"`{' '.join(arguments[:2])} …` failed: {last}")
    return done.stdout
