"""Reads `slugline.toml` and the inventories that it names (grammar/spec.md, "Configuration")."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from slugline.disk.inventory import read_inventory
from slugline.disk.reading import read_file
from slugline.errors import ConfigurationError, ConfigurationProblem, MissingError, ReadError
from slugline.text import BYTE_ORDER_MARK
from slugline.wiki import Configuration

if TYPE_CHECKING:
    from slugline.disk.configuration_keys import Settings
    from slugline.disk.toml_lines import Key

CONFIGURATION_FILE = "slugline.toml"
"""The name of the file, in the wiki's root."""

_MAX_SIZE = 2_000_000
_MAX_INVENTORY_SIZE = 200_000_000
"""In bytes: a file above is a mistake, and would only take long to refuse."""

_MOST_DOTS = 1_000
"""On one line: the time that `tomllib` takes for a key grows with the square of its dots."""

_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def is_configured(folder: Path) -> bool:
    """Whether a folder holds a `slugline.toml`: a wiki begins there."""
    try:
        return (folder / CONFIGURATION_FILE).is_file()
    except OSError:  # no permission
        return False


def read_configuration(
    text: str, path: str, inventories: Mapping[str, str] | None = None
) -> Configuration:
    """The configuration that the text of a `slugline.toml` gives.

    `path` names the file in errors. `inventories` holds the texts of inventory files, by the name
    that the configuration gives them. Raises ConfigurationError with everything that is wrong.
    """
    texts = inventories or {}

    def inventory(name: str) -> str:
        if name not in texts:
            raise MissingError(name, "no such file")
        return texts[name]

    return _read(text, path, inventory)


def load_configuration(root: Path, above: Mapping[str, object] | None = None) -> Configuration:
    """The configuration of the wiki at `root`; the default one where it has no `slugline.toml`.

    `above` are settings with the keys of the file that count for more than it: their tables are
    laid over those of the file key by key, all else replaces what is there. Inventories are looked
    up from the root, and never outside of it. Raises ConfigurationError with everything that is
    wrong, with paths relative to the root.
    """
    above = above or {}
    path = CONFIGURATION_FILE
    try:
        text = _text_of(root / CONFIGURATION_FILE, _MAX_SIZE, CONFIGURATION_FILE)
    except MissingError:
        if (root / CONFIGURATION_FILE).is_symlink():
            raise _error(CONFIGURATION_FILE, "is a symbolic link to nothing") from None
        if not above:
            return Configuration()
        text, path = "", ""
    except ReadError as error:
        raise _error(CONFIGURATION_FILE, error.reason) from None

    def inventory(name: str) -> str:
        path = root / name
        if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root)):
            raise ReadError(name, "leads out of the wiki's root")
        return _text_of(path, _MAX_INVENTORY_SIZE, name)

    return _read(text, path, inventory, above)


def problems_of(values: Mapping[str, object]) -> list[str]:
    """What is wrong with settings that stand in no file, such as those of an editor."""
    from slugline.disk.configuration_keys import read_settings

    found = read_settings(dict(values), "", lambda _: 0).problems
    return [problem.message for problem in found]


def _read(
    text: str,
    path: str,
    inventory: Callable[[str], str],
    above: Mapping[str, object] = MappingProxyType({}),
) -> Configuration:
    settings = _settings(text.removeprefix(BYTE_ORDER_MARK), path, above)
    problems = list(settings.problems)
    titles: dict[str, str] = {}
    for name, line in settings.inventory_lines:
        try:
            for slug, title in read_inventory(inventory(name), name).items():
                titles.setdefault(slug, title)
        except ReadError as error:
            message = f"`inventories` names `{name}`, which can't be read: {error.reason}"
            problems.append(ConfigurationProblem(path, line + 1, message))
        except ConfigurationError as error:
            problems += error.problems
    if problems:
        names = [name for name, _ in settings.inventory_lines]
        raise ConfigurationError(*problems, inventories=names)
    return settings.configuration(path, titles)


def _settings(text: str, path: str, above: Mapping[str, object]) -> Settings:
    """Text to settings; raises ConfigurationError where it is not TOML."""
    # Imported where there is a file to read: a wiki without one starts quicker.
    import tomllib

    from slugline.disk.configuration_keys import read_settings
    from slugline.disk.toml_lines import key_lines

    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > _MOST_DOTS:
            raise _error(path, f"has more than {_MOST_DOTS:,} dots on one line", number)
    lines: dict[Key, int] | None = None

    def line_of(key: Key) -> int:
        nonlocal lines
        if lines is None:
            lines = key_lines(text)
        while key and key not in lines:
            key = key[:-1]
        return lines.get(key, 0)

    try:
        return read_settings(_laid_over(tomllib.loads(text), above), path, line_of)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(str(error), text, path) from None
    except RecursionError:
        raise _error(path, "tables and arrays are nested too deeply") from None
    except ValueError as error:  # numbers of thousands of digits, dates like 2024-02-31
        raise _error(path, f"is not TOML: {error}") from None


def _laid_over(values: dict[str, object], above: Mapping[str, object]) -> dict[str, object]:
    laid = dict(values)
    for name, value in above.items():
        below = laid.get(name)
        if isinstance(below, dict) and isinstance(value, Mapping):
            laid[name] = {**below, **value}
        else:
            laid[name] = value
    return laid


def _syntax_error(message: str, text: str, path: str) -> ConfigurationError:
    place = _TOML_PLACE.search(message)
    line = text.rstrip().count("\n") + 1
    if place is None:
        line = 0
    elif place[1]:
        line = int(place[1])
    told = _TOML_PLACE.sub("", message)
    column = f" at column {place[2]}" if place and place[2] else ""
    return _error(path, f"is not TOML{column}: {told[:1].lower()}{told[1:]}", line)


def _error(path: str, message: str, line: int = 0) -> ConfigurationError:
    return ConfigurationError(ConfigurationProblem(path, line, message))


def _text_of(path: Path, max_size: int, shown: str) -> str:
    """A file's text. Raises ReadError; ConfigurationError with a line where it is not UTF-8."""
    data = read_file(str(path), max_size, "Slugline")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = f"the byte 0x{data[error.start]:02x}"
        raise _error(shown, f"is not UTF-8: {byte} can't stand here", line) from None
