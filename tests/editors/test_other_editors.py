"""What `editors/README.md` gives to copy is well formed."""

from __future__ import annotations

import json
import re
import tomllib

from tests.editors.story import EDITORS

README = (EDITORS / "README.md").read_text("utf-8")


def test_the_settings_to_copy_start_the_server() -> None:
    blocks = re.findall(r"^ *```json\n(.*?)^ *```", README, re.DOTALL | re.MULTILINE)
    servers = [next(iter(json.loads(block).values()))["slugline"] for block in blocks]
    assert [server["command"] for server in servers] == [["slugline", "server"]] * 2


def test_the_versions_that_the_tests_drive_are_named() -> None:
    languages = tomllib.loads((EDITORS / "helix" / "languages.toml").read_text("utf-8"))
    assert languages["language-server"]["slugline"]["command"] == "slugline"
    for driven in ("0.7.2, 0.10.4, 0.12.4", "28.2, 30.1", "25.07.1"):
        assert driven in README
