"""Findings to text: one file for each format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module

from slugline.report.rendering import Report, counted, told

FORMATS: tuple[str, ...] = ("text", "full", "json")
"""Each is the name of a module here with a function `render`."""

Render = Callable[[Report], Iterator[str]]


def renderer(name: str) -> Render:
    """The function that writes a report in a format; the format's module is imported now."""
    render: Render = import_module(f"slugline.report.{name}").render
    return render


__all__ = ["FORMATS", "Render", "Report", "counted", "renderer", "told"]
