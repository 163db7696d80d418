"""Makes the changes of a `WikiEdit` in a little wiki, as strictly as a careful editor."""

from __future__ import annotations

from collections.abc import Iterable

from slugline.features.wiki_edit import Change, FileRename, TextChange
from slugline.model.edits import apply_edits
from slugline.rules.rule import NewFile
from tests.little_wiki import LittleWiki


def applied(wiki: LittleWiki, changes: Iterable[Change]) -> dict[str, str]:
    """The files after the changes; asserts that nothing is overwritten or changed twice."""
    files = dict(wiki.files)
    touched: set[str] = set()
    moved = False
    for change in changes:
        path = change.old if isinstance(change, FileRename) else change.path
        match change:
            case TextChange(edits=edits):
                assert not moved, "texts are edited by their old paths"
                assert path not in touched
                assert edits
                assert list(edits) == sorted(edits)
                before = files[path]
                files[path] = apply_edits(before, edits)
                assert files[path] != before
                touched.add(path)
            case FileRename(new=new):
                moved = True
                text = files.pop(path)
                assert_inside(new)
                assert new not in files
                files[new] = text
            case NewFile(text=text):
                assert_inside(path)
                assert path.lower() not in map(str.lower, files)
                files[path] = text
    return files


def assert_inside(path: str) -> None:
    assert not path.startswith("/")
    assert ".." not in path.split("/")


def changed(wiki: LittleWiki, changes: Iterable[Change]) -> dict[str, str]:
    """Only the files that are others after the changes, and those that are new."""
    files = applied(wiki, changes)
    return {path: text for path, text in files.items() if wiki.files.get(path) != text}
