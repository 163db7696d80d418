"""Changes of a wiki as one plain value: texts edited, files renamed and created."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from slugline.model.edits import Edit
from slugline.rules.rule import NewFile


class TextChange(msgspec.Struct, frozen=True):
    """Edits of the text at a path, in order; they count in the text before all of them."""

    path: str
    edits: tuple[Edit, ...]


class FileRename(msgspec.Struct, frozen=True):
    """A file that gets another path; what is there is never overwritten.

    The two paths may differ in case or normal form only.
    """

    old: str
    new: str


Change = TextChange | FileRename | NewFile


class WikiEdit(msgspec.Struct, frozen=True):
    """Changes in the order in which they apply: texts by their old paths, then files.

    All of it or nothing is to be made. Paths are relative to the wiki's root, and stay inside;
    no path is changed twice.
    """

    changes: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes)


def text_change(path: str, edits: Iterable[Edit]) -> tuple[TextChange, ...]:
    """The edits of a text as a change; none where there are no edits."""
    ordered = tuple(sorted(edits))
    return (TextChange(path, ordered),) if ordered else ()
