"""What `editors/README.md` gives to copy is well formed."""

from __future__ import annotations

import json
import re
import tomllib

import yaml

from tests.editors import emacs
from tests.editors.story import EDITORS
from tests.editors.vscode import installing

README = (EDITORS / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    """What is there to copy in a language."""
    return re.findall(rf"^ *```{language}\n(.*?)^ *```", README, re.DOTALL | re.MULTILINE)


def test_the_settings_to_copy_start_the_server() -> None:
    servers = [next(iter(json.loads(block).values()))["slugline"] for block in blocks("json")]
    assert [server["command"] for server in servers] == [["slugline", "server"]] * 2


DOCUMENTED: dict[str, dict[str, type]] = {
    "clients": {"command": list, "enabled": bool, "selector": str},
    "servers": {
        "command": list,
        "documentLanguageId": str,
        "highlightingModeRegex": str,
        "rootIndicationFileNames": list,
    },
}
"""Keys of a server that Sublime's package LSP and Kate document, below the key of all servers."""


def test_the_settings_to_copy_have_the_documented_keys() -> None:
    assert len(blocks("json")) == len(DOCUMENTED)
    for block in blocks("json"):
        ((kind, servers),) = json.loads(block).items()
        for key, value in servers["slugline"].items():
            assert isinstance(value, DOCUMENTED[kind][key]), key


def test_the_syntax_to_copy_is_that_of_the_settings() -> None:
    (sublime, _), (written,) = blocks("json"), blocks("yaml")
    syntax = yaml.safe_load(written)
    assert json.loads(sublime)["clients"]["slugline"]["selector"] == syntax["scope"]
    line = r"See [[mill#source|the \]mill]] and **Jo Stow**."
    found = [
        (scope, match[group])
        for pattern in syntax["contexts"]["main"]
        for match in [re.search(pattern["match"], line) or re.search(pattern["match"], "## Name")]
        if match
        for group, scope in pattern["captures"].items()
        if "punctuation" not in scope
    ]
    assert found == [
        ("markup.heading.slugline", "Name"),
        ("markup.underline.link.slugline", "mill#source"),
        ("string.other.link.slugline", r"the \]mill"),
        ("markup.bold.slugline", "Jo Stow"),
    ]


def test_the_versions_that_the_tests_drive_are_named() -> None:
    languages = tomllib.loads((EDITORS / "helix" / "languages.toml").read_text("utf-8"))
    assert languages["language-server"]["slugline"]["command"] == "slugline"
    code = ", ".join(sorted(version.name for version in installing.VERSIONS))
    for driven in (code, "0.7.2, 0.10.4, 0.12.4", ", ".join(emacs.PACKAGES), "25.07.1"):
        assert f"| {driven} |" in README
