"""`slugline check --since REF`: only what has changed, and what links to it."""

from __future__ import annotations

from pathlib import Path

from slugline.check import examine, linking_to_changed
from slugline.cli.reporting import Part
from slugline.disk.git import changes_since, old_versions
from slugline.disk.selection import Selection
from slugline.model.facts import Facts, stem_of


def narrow(part: Part, revision: str) -> None:
    """Leaves of what is to be judged what has changed since a revision, and what links to that.

    Raises UsageError where git can't say what has changed.
    """
    opened = part.opened
    changes = changes_since(Path(opened.root), revision)
    selection = Selection(opened.root, opened.configuration)
    articles = opened.wiki.articles
    untracked = articles.keys() - changes.tracked
    names = {
        path: name
        for path, name in changes.old.items()
        if name is not None and (path in articles or selection.holds(path))
    }
    old: dict[str, Facts] = {}
    max_size, schema = opened.configuration.max_size, opened.configuration.schema
    versions = old_versions(Path(opened.root), names.values())
    for path, data in zip(names, versions, strict=True):
        if len(data) <= max_size and b"\0" not in data:
            old[path] = examine(data, stem_of(path), schema).facts
    changed = {*changes.old, *untracked}
    told = changed | linking_to_changed(opened.wiki, old, changed)
    part.only = told if part.only is None else part.only & told
