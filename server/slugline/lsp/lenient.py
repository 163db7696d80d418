"""The converter of lsprotocol, for clients that are newer than it."""

from __future__ import annotations

import enum
from typing import Any

import cattrs
from lsprotocol import converters, types


def lenient_converter() -> cattrs.Converter:
    """Takes a value that an enumeration does not have yet as the plain value that it is."""
    converter = converters.get_converter()
    for kind in vars(types).values():
        if isinstance(kind, type) and issubclass(kind, enum.Enum):
            converter.register_structure_hook(kind, _member_or_value)
    return converter


def _member_or_value(value: Any, kind: Any) -> Any:
    try:
        return kind(value)
    except ValueError:
        if isinstance(value, int | str):
            return value
        raise
