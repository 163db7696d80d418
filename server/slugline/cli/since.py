"""`slugline check --since REF`: only what has changed, and what links to it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from posixpath import normpath

from slugline.check import examine, linking_to_changed
from slugline.cli.opening import OpenWiki
from slugline.cli.reporting import Part
from slugline.cli.terminal import complain
from slugline.disk.git import changes_since, old_versions
from slugline.disk.selection import IGNORE_FILE, Selection
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
    _say_what_is_not_asked(opened, {*changes.old, *_untracked_settings(opened, changes.tracked)})
    told = changed | linking_to_changed(opened.wiki, old, changed)
    part.only = told if part.only is None else part.only & told


def _settings(opened: OpenWiki) -> set[str]:
    """The files beside articles of which all that is found may depend."""
    configuration = opened.configuration
    return {configuration.path, *map(normpath, configuration.inventories)} - {""}


def _untracked_settings(opened: OpenWiki, tracked: Collection[str]) -> set[str]:
    return _settings(opened).difference(tracked)


def _say_what_is_not_asked(opened: OpenWiki, changed: Collection[str]) -> None:
    """A check that is narrow must not be taken for one of everything."""
    settings = sorted(
        opened.shown(path)
        for path in changed
        if path in _settings(opened) or path.rpartition("/")[2] == IGNORE_FILE
    )
    if settings:
        complain(
            f"{', '.join(settings)} changed: what that means for other articles is not looked at; "
            "leave --since out to see it"
        )
