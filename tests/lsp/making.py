"""Makes workspace edits as a careful editor does, and takes them back again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from lsprotocol import types

from slugline.lsp.uris import path_of
from tests.lsp.served import Served

AnyEdit = types.TextEdit | types.AnnotatedTextEdit | types.SnippetTextEdit


_LINE = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")


def abilities(served: Served) -> types.WorkspaceEditClientCapabilities:
    """What the client can do with workspace edits."""
    assert served.client.capabilities is not None
    workspace = served.client.capabilities.workspace
    return (workspace and workspace.workspace_edit) or types.WorkspaceEditClientCapabilities()


def now(served: Served, name: str) -> str:
    """The text of a file that is open, or else of one on disk."""
    if version(served, name) is None:
        return (served.root / name).read_bytes().decode()
    return served.text(name)


def version(served: Served, name: str) -> int | None:
    """The version of a file that is open."""
    try:
        return served.version(name)
    except KeyError:
        return None


def offset(served: Served, text: str, place: types.Position) -> int:
    """The offset of a place in a text; it has to be one in the text."""
    start = len("".join(_LINE.split(text)[: place.line]))
    for found in range(start, len(text) + 1):
        if served.position(text, found) == place:
            return found
    raise AssertionError(place)


def files_of(root: Path) -> dict[str, bytes]:
    """All files of a wiki on disk."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


class Undo:
    """What takes an edit back: bytes by path as they were, in the order of the changes."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._steps: list[tuple[str, str, Any]] = []

    def note(self, what: str, name: str, before: Any) -> None:
        """Notes a step: a text, a file that was renamed from `before`, or a new one."""
        self._steps.append((what, name, before))

    def make(self) -> None:
        """Takes everything back."""
        for what, name, before in reversed(self._steps):
            match what:
                case "text":
                    _put(self._served, name, before)
                case "rename":
                    (self._served.root / name).rename(self._served.root / before)
                case "create":
                    (self._served.root / name).unlink()
            self._served.tell(name)


def make(served: Served, edit: types.WorkspaceEdit | None) -> Undo:
    """Makes an edit; asserts that it is one that a client can make, and that it is not late."""
    assert edit is not None
    undo = Undo(served)
    can = abilities(served)
    if edit.document_changes is None:
        for uri, edits in (edit.changes or {}).items():
            _edit(served, undo, _name(served, uri), edits)
        return undo
    assert edit.changes is None
    assert can.document_changes or can.resource_operations
    for change in edit.document_changes:
        match change:
            case types.TextDocumentEdit(text_document=about):
                name = _name(served, about.uri)
                assert about.version == version(served, name), name
                _edit(served, undo, name, change.edits)
            case types.RenameFile():
                _check(served, "rename", change.options)
                old, new = _name(served, change.old_uri), _name(served, change.new_uri)
                _rename(served, undo, old, new)
            case types.CreateFile():
                _check(served, "create", change.options)
                path = served.root / _name(served, change.uri)
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("xb"):
                    undo.note("create", _name(served, change.uri), None)
            case _:
                raise AssertionError(change)
    return undo


def _check(served: Served, kind: str, options: Any) -> None:
    assert kind in (abilities(served).resource_operations or ())
    assert options.overwrite is False
    assert options.ignore_if_exists is False


def _name(served: Served, uri: str) -> str:
    path = path_of(uri)
    assert path is not None
    return Path(path).relative_to(served.root).as_posix()


def _edit(served: Served, undo: Undo, name: str, edits: Sequence[AnyEdit]) -> None:
    before = now(served, name)
    undo.note("text", name, before)
    _put(served, name, edited(served, before, edits))


def edited(served: Served, text: str, edits: Iterable[AnyEdit]) -> str:
    """A text after edits, which count in the text before all of them."""
    placed = []
    for edit in edits:
        assert isinstance(edit, types.TextEdit)
        placed.append(
            (offset(served, text, edit.range.start), offset(served, text, edit.range.end), edit)
        )
    placed.sort(key=lambda one: one[:2])
    parts = []
    position = 0
    for start, end, edit in placed:
        assert position <= start <= end, "edits overlap"
        parts += [text[position:start], edit.new_text]
        position = end
    return "".join([*parts, text[position:]])


def _put(served: Served, name: str, text: str) -> None:
    """Changes what is open, else the file."""
    if version(served, name) is not None:
        served.open(name, text)
    else:
        (served.root / name).write_bytes(text.encode())
        served.tell(name)


def _rename(served: Served, undo: Undo, old: str, new: str) -> None:
    assert not (served.root / new).exists()
    text = now(served, old) if version(served, old) is not None else None
    if text is not None:
        served.shut(old)
    (served.root / old).rename(served.root / new)
    undo.note("rename", new, old)
    served.tell(old, new)
    if text is not None:
        served.open(new, text)
