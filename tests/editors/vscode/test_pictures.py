"""The pictures of the extension's README show what the server says now."""

from __future__ import annotations

import json

from tests.editors.vscode.pictures import PICTURES, SHOWN, TAKEN, current


def test_they_are_current() -> None:
    assert {path.stem for path in PICTURES.glob("*.png")} == {*TAKEN}
    shown = json.loads(SHOWN.read_text("utf-8"))
    assert shown == current(), "make them anew: python -m tests.editors.vscode.pictures"
