"""Changes as a patch, in the form that `patch -p1` and `git apply` take."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from slugline.cli.terminal import complain, write_out

_UNSAFE = re.compile(r'["\\\x00-\x1f\x7f]')


def write_patch(texts: Mapping[str, tuple[str, str]], output: Path | None) -> None:
    """Writes the changes of files, by their shown paths: each with its text before and after.

    A patch is applied where it was made. No tool goes up from there: where a file lies above, the
    paths are seen from the nearest folder that holds all files, and stderr names it.
    """
    above = "../" * max((_steps_up(path) for path in texts), default=0)
    named = {os.path.relpath(path, above) if above else path: texts[path] for path in texts}
    if above:
        complain(f"the patch is to be applied in {above}")
    write_out((line for path in sorted(named) for line in _patch(path, *named[path])), output)


def _steps_up(path: str) -> int:
    """How many folders up a path leads."""
    parts = path.split("/")
    return next((number for number, part in enumerate(parts) if part != ".."), len(parts))


def _patch(path: str, before: str, after: str) -> Iterator[str]:
    from difflib import unified_diff

    name = path.replace(os.sep, "/").removeprefix("./")
    lines = unified_diff(_lines(before), _lines(after), _named(f"a/{name}"), _named(f"b/{name}"))
    for line in lines:
        yield line
        if not line.endswith("\n"):
            yield "\n\\ No newline at end of file\n"


def _named(name: str) -> str:
    """A file's name as patches have it: in quotes where it has characters that would end it."""
    quoted, number = _UNSAFE.subn(lambda match: f"\\{ord(match[0]):03o}", name)
    if number:
        return f'"{quoted}"'
    return f"{name}\t" if " " in name else name


def _lines(source: str) -> list[str]:
    """Lines as patches count them: they end at LF only."""
    lines = [f"{line}\n" for line in source.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]
