"""For how long the server knows that a file operation is one of its own edits."""

from __future__ import annotations

from slugline.lsp.own_operations import OwnOperations


def test_an_operation_is_told_of_once_and_not_too_late() -> None:
    now = 0.0
    own = OwnOperations(clock=lambda: now)
    own.sent([("file:///w/a%20b.article",), ("file:///w/old.article", "file:///w/new.article")])
    assert not own.told("file:///w/old.article")
    assert own.told("file:///w/a b.article"), "another spelling of the same place"
    assert not own.told("file:///w/a b.article"), "the second time it is the user"
    now = 119.0
    own.sent([("file:///w/later.article",)])
    now = 121.0
    assert not own.told("file:///w/old.article", "file:///w/new.article")
    assert own.told("file:///w/later.article")
