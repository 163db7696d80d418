"""Makes the pictures of the extension's README and walkthrough anew, and its icon.

`python -m tests.editors.vscode.pictures` drives VS Code on the example wiki.
"""

from __future__ import annotations

from tests.editors.vscode.installing import CURRENT, EXTENSION
from tests.editors.vscode.running import run_in

LARGEST = 200_000
"""Bytes of one picture."""

PICTURES = EXTENSION / "pictures"


def main() -> None:
    """Makes them all, and says how large they are."""
    run_in(CURRENT, "pictures.mjs", pictures=PICTURES)
    for picture in sorted(PICTURES.glob("*.png")):
        size = picture.stat().st_size
        print(f"{picture.name}: {size:,} bytes")
        assert size < LARGEST, f"{picture} is too large"


if __name__ == "__main__":
    main()
