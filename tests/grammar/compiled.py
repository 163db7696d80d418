"""The tree-sitter parser, compiled outside of the project, and what its tests compile beside it."""

from __future__ import annotations

import ctypes
import hashlib
import subprocess
import tarfile
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

from tree_sitter import Language

from tests.tools.debian import command, program, unpacked
from tests.tools.place import LIMIT, kept, pip

GRAMMAR = Path(__file__).resolve().parent.parent.parent / "grammar" / "tree-sitter"
SOURCES = (GRAMMAR / "src" / "parser.c", GRAMMAR / "src" / "scanner.c")


def cli() -> list[str]:
    """The command line that starts tree-sitter's own program.

    Raises:
        ToolMissingError: where Debian's package of it can't be had.
    """
    return command(unpacked("tree-sitter-cli", "forky"), "usr/bin/tree-sitter")


def library() -> Path:
    """The committed parser as a shared library.

    Raises:
        ToolMissingError: where there is no C compiler.
    """
    return compile_c("parser.so", SOURCES, "-O2", "-shared", "-fPIC")


@cache
def language() -> Language:
    """The committed parser as a language of the package `tree-sitter`.

    Raises:
        ToolMissingError: where there is no C compiler.
    """
    loaded = ctypes.PyDLL(str(library()))
    loaded.tree_sitter_slugline.restype = ctypes.c_void_p
    capsule = ctypes.pythonapi.PyCapsule_New
    capsule.restype = ctypes.py_object
    capsule.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)
    return Language(capsule(loaded.tree_sitter_slugline(), b"tree_sitter.Language", None))


def runtime() -> Path:
    """The folder `lib` of tree-sitter's runtime in C, in the version that Python's package has.

    Raises:
        ToolMissingError: where the package's sources can't be had.
    """
    release = version("tree-sitter")
    folder = kept(f"tree-sitter-{release}", lambda folder: _fetch(folder, release))
    return folder / "core" / "lib"


def compile_c(name: str, sources: Sequence[Path], *options: str) -> Path:
    """The file `name` that gcc makes of C sources; made once for each content of them.

    Warnings are errors, but in the code that tree-sitter generates.

    Raises:
        ToolMissingError: where there is no C compiler.
        CalledProcessError: where a source can't be compiled.
    """
    digest = hashlib.sha256("\0".join(options).encode())
    for source in sorted({*sources, *(GRAMMAR / "src").rglob("*.h")}):
        digest.update(source.read_bytes())

    def make(folder: Path) -> None:
        compiler = program("gcc", "gcc", "libc6-dev")
        subprocess.run(
            [
                *(str(compiler), "-std=c11", "-Wall", "-Wextra", "-Wno-unused-parameter"),
                *("-Werror", "-I", str(GRAMMAR / "src"), *options),
                *(*map(str, sources), "-o", str(folder / name)),
            ],
            timeout=LIMIT,
            check=True,
        )

    return kept(f"c-{name}-{digest.hexdigest()[:12]}", make) / name


def _fetch(folder: Path, release: str) -> None:
    wanted = f"tree-sitter=={release}"
    options = ("download", "--no-deps", "--no-binary", "tree-sitter", "--dest", str(folder))
    pip(f"the sources of tree-sitter {release}", *options, wanted)
    (packed,) = folder.glob("*.tar.gz")
    with tarfile.open(packed) as sources:
        prefix = f"{sources.getnames()[0].partition('/')[0]}/tree_sitter/"
        for member in sources.getmembers():
            if member.name.startswith(f"{prefix}core/"):
                member.name = member.name.removeprefix(prefix)
                sources.extract(member, folder, filter="data")
    packed.unlink()
