"""What the tests of editors take for articles is what the server takes for them."""

from __future__ import annotations

from pathlib import Path

from slugline.disk.configuration import read_configuration
from slugline.disk.discovery import is_article
from tests.editors.files import CONFIGURATION, FILES


def test_the_server_has_the_same_files(tmp_path: Path) -> None:
    configuration = read_configuration(CONFIGURATION, "slugline.toml")
    assert {path: is_article(tmp_path, path, configuration) for path in FILES} == FILES
