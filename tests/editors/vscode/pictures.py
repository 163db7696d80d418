"""Makes the pictures of the extension's README and walkthrough anew, and its icon.

`python -m tests.editors.vscode.pictures` drives VS Code on the example wiki. It waits until VS Code
shows what the server says, and notes that in `pictures.json`, so that a test can tell whether the
pictures are current.
"""

from __future__ import annotations

import hashlib
import json

import msgspec

from slugline.features.code_actions import code_actions
from slugline.features.completion import completion
from slugline.features.hover import hover
from slugline.features.prose import as_plain
from tests.editors.vscode.installing import CURRENT, EXTENSION, HERE
from tests.editors.vscode.running import run_in
from tests.little_wiki import LittleWiki

LARGEST = 200_000
"""Bytes of one picture."""

PICTURES = EXTENSION / "pictures"
ICON = EXTENSION / "icon" / "slugline.svg"
SHOWN = HERE / "pictures.json"
EXAMPLE = HERE.parents[1] / "example" / "planted"
ARTICLE = "dendrochronology-dates-thornby-wheel-pit-to-1287.article"


class Taken(msgspec.Struct, frozen=True):
    """Where the cursor is in a picture: some characters into a text, behind what is typed."""

    before: str
    after: int
    typed: str = ""


TAKEN = {
    "quick-fix": Taken("fulling-by-watter", 3),
    "hover": Taken("[[millrace", 4),
    "completion": Taken("calls it as good as such things get.", 36, " See also [[mills"),
}
"""The pictures, by name."""


def current() -> dict[str, list[str] | str]:
    """What the pictures show if they are made now, and digests of the article and of the icon."""
    files = {"article": EXAMPLE / ARTICLE, "icon": ICON}
    digests = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    return {**_said(), **digests}


def _said() -> dict[str, list[str]]:
    """By picture: the titles of the quick fixes, the lines of the hover, the completed titles."""
    wiki = _wiki(TAKEN["quick-fix"])
    findings = [one.finding() for one in wiki.diagnostics() if one.path == ARTICLE]
    actions = code_actions(wiki.view(), findings)
    hovered = hover(_wiki(TAKEN["hover"]).view())
    assert hovered is not None
    items = completion(_wiki(TAKEN["completion"]).view()).items
    return {
        "quick-fix": [action.title for action in actions if action.kind == "quickfix"],
        "hover": as_plain(hovered.prose).split("\n"),
        "completion": [item.label for item in items],
    }


def _wiki(taken: Taken) -> LittleWiki:
    """The example wiki, with the cursor where it is in a picture."""
    texts = {
        str(path.relative_to(EXAMPLE)): path.read_text("utf-8", "replace")
        for path in EXAMPLE.rglob("*")
        if path.is_file()
    }
    cursor = texts[ARTICLE].index(taken.before) + taken.after
    texts[ARTICLE] = texts[ARTICLE][:cursor] + taken.typed + texts[ARTICLE][cursor:]
    return LittleWiki(texts, (ARTICLE, cursor + len(taken.typed)))


def main() -> None:
    """Makes them all, and says how large they are."""
    shown = current()
    of = {"article": ARTICLE, "taken": msgspec.to_builtins(TAKEN), "shown": shown}
    variables = {"TEST_PICTURES_OF": json.dumps(of)}
    run_in(CURRENT, "pictures.mjs", pictures=PICTURES, variables=variables)
    SHOWN.write_text(json.dumps(shown, indent=2, ensure_ascii=False) + "\n", "utf-8")
    for picture in sorted(PICTURES.glob("*.png")):
        size = picture.stat().st_size
        print(f"{picture.name}: {size:,} bytes")
        assert size < LARGEST, f"{picture} is too large"


if __name__ == "__main__":
    main()
