"""`slugline check --fix`: safe fixes written to disk, or shown as a patch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import click
import msgspec

from slugline.check import Levels, examine_decoded, fix
from slugline.cli.opening import OpenWiki
from slugline.cli.terminal import complain, show_patch
from slugline.disk.writing import write_atomically
from slugline.errors import ReadError
from slugline.model.facts import stem_of
from slugline.report import counted
from slugline.text import decode


def apply_safe_fixes(
    opened: OpenWiki, only: Iterable[str] | None, levels: Levels, *, diff: bool
) -> None:
    """Applies the safe fixes of all rules that run, also of those that are only hints.

    With `diff` the files stay as they are and a patch goes to stdout; else stderr says what was
    done. The opened wiki is kept up to date.
    """
    levels = msgspec.structs.replace(levels, lowest="hint")
    counts: Counter[str] = Counter()
    files = 0
    verdict = opened.judge(levels, only)
    for path in dict.fromkeys(one.path for one in verdict.diagnostics):
        if path not in opened.wiki.articles:
            continue
        try:
            decoded = opened.decoded(path)
        except ReadError as error:
            opened.problems.append(ReadError(path, error.reason))
            continue
        if decoded.invalid:
            complain(f"{opened.shown(path)}: not fixed: it has bytes that are not UTF-8")
            continue
        fixed = fix(opened.wiki, path, decoded.source, levels)
        if fixed.source == decoded.source:
            continue
        files += 1
        counts.update(fixed.counts)
        if diff:
            show_patch(opened.shown(path), decoded.source, fixed.source)
            continue
        write_atomically(f"{opened.root}/{path}", fixed.source.encode(), root=opened.root)
        examined = examine_decoded(
            decode(fixed.source.encode()), stem_of(path), opened.configuration.schema
        )
        opened.findings[path] = examined.findings
    if counts:
        what = ", ".join(f"{number:,} {code}" for code, number in counts.most_common())
        done = "Would fix" if diff else "Fixed"
        total = counted(counts.total(), "finding")
        click.echo(f"{done} {total} in {counted(files, 'file')}: {what}", err=True)
