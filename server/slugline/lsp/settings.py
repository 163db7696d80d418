"""Settings of the client: the keys of `slugline.toml`, which count for more than the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from slugline.disk.configuration import problems_of

SECTION = "slugline"
"""The name of the settings in `workspace/configuration`."""

_EDITORS = frozenset({"commands", "server", "trace"})
"""Keys that editors keep beside them: for their own use, and to say which commands they have."""


def settings_in(value: object) -> dict[str, object]:
    """The settings in what a client sent: as it is, or below `slugline`.

    What is not set is null in some clients, and left out here. Clients in Lua send an empty table
    as an empty list.
    """
    if not isinstance(value, Mapping):
        return {}
    found = cast("Mapping[str, object]", value)
    inner = found.get(SECTION)
    if inner == []:
        return {}
    if isinstance(inner, Mapping):
        found = cast("Mapping[str, object]", inner)
    return {
        name: _without_nulls(one)
        for name, one in found.items()
        if one is not None and name not in _EDITORS
    }


def are_of_others(value: Mapping[str, object]) -> bool:
    """Whether pushed settings have none of ours in them: Eglot sends those of all its servers."""
    from slugline.disk.configuration_keys import TOP

    return not value.keys() & {SECTION, *TOP, *_EDITORS}


def _without_nulls(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _without_nulls(one) for name, one in value.items() if one is not None}
    if isinstance(value, list | tuple):
        return [_without_nulls(one) for one in value if one is not None]
    return value


def joined(*layers: Mapping[str, object]) -> dict[str, object]:
    """Settings laid over each other, the last one on top; tables key by key."""
    result: dict[str, object] = {}
    for layer in layers:
        for name, value in layer.items():
            below = result.get(name)
            if isinstance(below, dict) and isinstance(value, dict):
                result[name] = {**below, **value}
            else:
                result[name] = value
    return result


class Settings:
    """The client's settings: `initializationOptions`, and what it sent later on top.

    Where some are wrong the last good ones stay in force.
    """

    def __init__(self) -> None:
        self._options: dict[str, object] = {}
        self._sent: dict[str, dict[str, object]] = {}

    def begin(self, options: object) -> list[str]:
        """Takes `initializationOptions`; gives what is wrong with them."""
        settings = settings_in(options)
        problems = problems_of(settings) if settings else []
        if not problems:
            self._options = settings
        return problems

    def take(self, scope: str, value: object) -> list[str]:
        """Takes the settings for a workspace folder's URI, empty for all; gives what is wrong."""
        settings = settings_in(value)
        problems = problems_of(settings) if settings else []
        if not problems:
            self._sent[scope] = settings
        return problems

    def of(self, scope: str) -> dict[str, object]:
        """The settings in force for a workspace folder's URI."""
        sent = self._sent.get(scope)
        return joined(self._options, self._sent.get("", {}) if sent is None else sent)
