"""Keeps the bytecode that `attrs` makes for the protocol, as Python keeps that of modules.

`attrs` writes the methods of each class as a text and compiles it. For the 554 classes of
`lsprotocol` that is most of the time of the server's start, and always gives the same.
"""

from __future__ import annotations

import contextlib
import importlib.util
import marshal
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Any

_LARGEST = 1 << 26
"""A larger file is none of ours (bytes)."""


@contextlib.contextmanager
def kept_bytecode(name: str) -> Iterator[None]:
    """While it lasts, what `attrs` compiles is taken from a file beside this module's bytecode.

    The file is found by the running Python alone: each text is the key of its own code, so that
    another version of a library finds nothing and compiles. As with modules, nothing is written
    where Python is told to write no bytecode or may not, and no fault of the file ever shows.
    """
    import attr._make as make

    file = _file_of(name)
    kept = _read(file)
    codes: dict[tuple[str, str], CodeType] = {}

    def compiled(source: Any, filename: str, mode: str, *rest: Any, **options: Any) -> Any:
        if mode != "exec" or rest or options or not isinstance(source, str):
            return compile(source, filename, mode, *rest, **options)
        key = (source, filename)
        code = kept.get(key)
        if code is None:
            code = compile(source, filename, mode)
        codes[key] = code
        return code

    # A name of the module's own comes before the built-in one; stubs do not know of it.
    make.compile = compiled  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del make.compile  # type: ignore[attr-defined]
    if codes.keys() - kept.keys() and not sys.dont_write_bytecode:
        _write(file, codes)


def _file_of(name: str) -> Path:
    """Where Python keeps this module's bytecode: there and for that version."""
    own = Path(importlib.util.cache_from_source(__file__))
    tag = own.name.removeprefix("bytecode")
    return own.with_name(f"{name}{tag.removesuffix('.pyc')}.classes")


def _read(file: Path) -> dict[tuple[str, str], CodeType]:
    try:
        data = file.read_bytes() if file.stat().st_size <= _LARGEST else b""
        kept = marshal.loads(data)
    except (OSError, EOFError, ValueError, TypeError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _write(file: Path, codes: dict[tuple[str, str], CodeType]) -> None:
    """Writes a file beside and renames it, so that nobody reads half of one."""
    temporary = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(exist_ok=True)
        temporary.write_bytes(marshal.dumps(codes))
        temporary.replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
