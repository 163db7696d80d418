"""`slugline check --fix`: safe fixes written to disk, or shown as a patch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

import click
import msgspec

from slugline.check import Diagnostic, Levels, examine_decoded, fix, may_be_mended
from slugline.cli.exits import FOUND, WRONG_USE
from slugline.cli.opening import OpenWiki
from slugline.cli.patches import Changed, write_patch
from slugline.cli.reporting import Choices, Part
from slugline.cli.terminal import complain
from slugline.disk.writing import write_atomically
from slugline.errors import ReadError, WriteError
from slugline.model.facts import stem_of
from slugline.report import counted
from slugline.text import Decoded

_ROUNDS = 10
"""A fix of one article can make one of another possible; but not for ever."""


class Change(msgspec.Struct):
    """An article's text before and after its safe fixes, and how many of each rule were made."""

    path: str
    before: str
    after: str
    counts: Counter[str]


def apply_safe_fixes(parts: Sequence[Part], choices: Choices) -> None:
    """Writes the safe fixes of all rules that run, also of those that are only hints.

    The opened wikis are kept up to date; stderr says what was done.
    """
    done: list[Change] = []
    for part in parts:
        opened = part.opened
        for change in _changes(part, choices):
            path = change.path
            try:
                write_atomically(f"{opened.root}/{path}", change.after.encode(), root=opened.root)
            except WriteError as error:
                opened.problems.append(ReadError(path, f"not fixed: {error.reason}"))
                _put(opened, path, change.before)
            else:
                done.append(change)
    _say("Fixed", done)


def show_safe_fixes(parts: Sequence[Part], choices: Choices, output: Path | None) -> int:
    """Writes the safe fixes as a patch, and gives the exit code; no article is touched."""
    changes = [(part.opened, change) for part in parts for change in _changes(part, choices)]
    texts = {opened.shown(one.path): Changed(one.before, one.after) for opened, one in changes}
    write_patch(texts, output)
    _say("Would fix", [change for _, change in changes])
    complaints = [part.opened.complain() for part in parts]
    if any(complaints):
        return WRONG_USE
    return FOUND if changes and choices.fail_on is not None else 0


def _changes(part: Part, choices: Choices) -> list[Change]:
    """The changes of a wiki, in order of their paths.

    What the opened wiki says of the articles is what is true after the changes.
    """
    opened = part.opened
    levels = msgspec.structs.replace(choices.levels(opened), lowest="hint")
    changes: dict[str, Change] = {}
    left: dict[str, tuple[Diagnostic, ...]] = {}
    for _ in range(_ROUNDS):
        found = opened.judge(levels, part.only).diagnostics
        mended = False
        for path, some in groupby(found, key=lambda one: one.path):
            now = tuple(some)
            if now != left.get(path) and any(map(may_be_mended, now)):
                left[path] = now
                mended |= _mend(opened, path, levels, changes, left)
        if not mended:
            break
    return [changes[path] for path in sorted(changes)]


def _mend(
    opened: OpenWiki,
    path: str,
    levels: Levels,
    changes: dict[str, Change],
    left: dict[str, tuple[Diagnostic, ...]],
) -> bool:
    """Mends one article; whether that changed it."""
    if path not in opened.wiki.articles:
        return False
    try:
        decoded = opened.decoded(path)
    except ReadError as error:
        opened.problems.append(error)
        return False
    if decoded.invalid:
        complain(f"{opened.shown(path)}: not fixed: it has bytes that are not UTF-8")
        return False
    fixed = fix(opened.wiki, path, decoded.source, levels)
    left[path] = fixed.left
    opened.findings[path] = fixed.findings
    if fixed.source == decoded.source:
        return False
    opened.texts[path] = Decoded(fixed.source)
    change = changes.setdefault(path, Change(path, decoded.source, fixed.source, Counter()))
    change.after = fixed.source
    change.counts.update(fixed.counts)
    return True


def _put(opened: OpenWiki, path: str, source: str) -> None:
    decoded = Decoded(source)
    examined = examine_decoded(decoded, stem_of(path), opened.configuration.schema)
    opened.wiki.put(path, examined.facts)
    opened.findings[path] = examined.findings
    opened.texts[path] = decoded


def _say(done: str, changes: Iterable[Change]) -> None:
    counts: Counter[str] = Counter()
    files = 0
    for change in changes:
        counts.update(change.counts)
        files += 1
    if files:
        what = ", ".join(f"{number:,} {code}" for code, number in counts.most_common())
        total = counted(counts.total(), "finding")
        click.echo(f"{done} {total} in {counted(files, 'file')}: {what}", err=True)
