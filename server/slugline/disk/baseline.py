"""A baseline as a file: JSON lines, sorted, so that a difference shows what came and went.

The first line says what the file is, and each other one how many equal findings are known::

    {"slugline-baseline":1}
    ["mill.article","broken-link","tide-mil",2,"The Mill"]

These are the article's path, seen from the file's folder, with `/`; the code; what the findings
speak of; their number; and the article's title.
"""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from collections.abc import Iterable
from pathlib import Path

import msgspec

from slugline.check.baseline import Known
from slugline.disk.reading import read_file
from slugline.disk.writing import write_atomically
from slugline.errors import ConfigurationError, ConfigurationProblem

_HEAD = b'{"slugline-baseline":1}'
_ANY_HEAD = b'{"slugline-baseline":'
_MAX_SIZE = 500_000_000
_CONFLICT = (b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")


def read_baseline(path: Path, shown: str) -> list[Known]:
    """What a baseline knows.

    Raises ReadError, MissingError where there is no such file, and ConfigurationError, with the
    line, where it is no baseline, or damaged. `shown` names it there.
    """
    data = read_file(str(path), _MAX_SIZE, "Slugline").removeprefix(BOM_UTF8)
    head, _, body = data.partition(b"\n")
    head = head.rstrip(b"\r")
    if head != _HEAD:
        if head.startswith(_ANY_HEAD):
            raise _error(shown, 1, "is a baseline of a later Slugline, which this one can't read")
        raise _error(shown, 1, "is not a baseline of Slugline; nothing is done to it")
    decoder = msgspec.json.Decoder(Known)
    known: list[Known] = []
    for number, line in enumerate(body.split(b"\n"), 2):
        if not line.strip():
            continue
        try:
            one = decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            what = "is damaged: this line is not one of a baseline"
            if line.startswith(_CONFLICT):
                what = "has a merge conflict: keep the lines of both sides"
            raise _error(shown, number, what) from None
        if one.count < 1:
            raise _error(shown, number, "is damaged: the number of findings is less than 1")
        known.append(one)
    return known


def write_baseline(path: Path, known: Iterable[Known]) -> None:
    """Replaces a baseline, or writes a new one, whole or not at all. Raises WriteError."""
    encode = msgspec.json.encode
    lines = [_HEAD, *map(encode, known), b""]
    real = Path(os.path.realpath(path))
    write_atomically(real, b"\n".join(lines), root=real.parent)


def _error(shown: str, line: int, message: str) -> ConfigurationError:
    return ConfigurationError(ConfigurationProblem(shown, line, message))
