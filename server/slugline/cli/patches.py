"""Changes as a patch, in the form that `patch -p1` and `git apply` take."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from slugline.cli.terminal import complain, write_out

_UNSAFE = re.compile(r'["\\\x00-\x1f\x7f]')


class Changed(msgspec.Struct, frozen=True):
    """A file's text before (None where it is made) and after; `old` is its path before it moved."""

    before: str | None
    after: str
    old: str = ""


def write_patch(files: Mapping[str, Changed], output: Path | None) -> None:
    """Writes the changes of files, by the paths that are shown for them after all changes.

    A patch is applied where it was made. No tool goes up from there: where a file lies above, the
    paths are seen from the nearest folder that holds all files. In a patch with renamed files git
    takes paths as seen from its repository's root. Where the patch does not belong here, stderr
    names the folder.
    """
    moves = any(one.old for one in files.values())
    above = _repository() if moves else ""
    above = above or "../" * max((_steps_up(path) for path in files), default=0)
    if above:
        complain(f"the patch is to be applied in {above}")

    def seen(path: str) -> str:
        path = os.path.relpath(path, above) if above else path
        return path.replace(os.sep, "/").removeprefix("./")

    def lines() -> Iterator[str]:
        for path in sorted(files, key=seen):
            one = files[path]
            old, new = seen(one.old or path), seen(path)
            if moves:
                yield from _headed(old, new, one)
            yield from _patch(old, new, one)

    write_out(lines(), output)


def _repository() -> str:
    """The way up to the root of the git repository; empty where it is here, or there is none."""
    here = Path.cwd()
    for steps, folder in enumerate((here, *here.parents)):
        if (folder / ".git").exists():
            return "../" * steps
    return ""


def _steps_up(path: str) -> int:
    """How many folders up a path leads."""
    parts = path.split("/")
    return next((number for number, part in enumerate(parts) if part != ".."), len(parts))


def _headed(old: str, new: str, changed: Changed) -> Iterator[str]:
    """What git wants to know of a file in a patch with renamed ones."""
    yield f"diff --git {_named(f'a/{old}', '')} {_named(f'b/{new}', '')}\n"
    if changed.old:
        yield f"rename from {_named(old, '')}\nrename to {_named(new, '')}\n"
    if changed.before is None:
        yield "new file mode 100644\n"


def _patch(old: str, new: str, changed: Changed) -> Iterator[str]:
    from difflib import unified_diff

    source = "/dev/null" if changed.before is None else _named(f"a/{old}")
    before = _lines(changed.before or "")
    for line in unified_diff(before, _lines(changed.after), source, _named(f"b/{new}")):
        yield line
        if not line.endswith("\n"):
            yield "\n\\ No newline at end of file\n"


def _named(name: str, end: str = "\t") -> str:
    """A file's name as patches have it: in quotes where it has characters that would end it.

    With a space in it, it has an `end`, so that no tool takes the rest for a date.
    """
    quoted, number = _UNSAFE.subn(lambda match: f"\\{ord(match[0]):03o}", name)
    if number:
        return f'"{quoted}"'
    return f"{name}{end}" if " " in name else name


def _lines(source: str) -> list[str]:
    """Lines as patches count them: they end at LF only."""
    lines = [f"{line}\n" for line in source.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]
