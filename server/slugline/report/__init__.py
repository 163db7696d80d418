"""Findings to text: one file for each format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module

from slugline.report.rendering import Each, Report, Sources, counted, in_turn, told

FORMATS: dict[str, str] = {
    "text": "a line for each finding",
    "full": "for people, with the source lines",
    "json": "one document",
    "jsonl": "a JSON object a line",
    "sarif": "SARIF 2.1.0, for code scanning",
    "github": "annotations of GitHub Actions",
    "gitlab": "code quality of GitLab",
    "junit": "a test case for each article",
    "html": "a page to read and filter",
}
"""Each is the name of a module here with a function `render`, and what it is good for."""

COUNTING = ("text", "full", "json")
"""The formats that can give the number of findings of each code alone."""

Render = Callable[[Report], Iterator[str]]


def renderer(name: str) -> Render:
    """The function that writes a report in a format; the format's module is imported now."""
    render: Render = import_module(f"slugline.report.{name}").render
    return render


__all__ = [
    "COUNTING",
    "FORMATS",
    "Each",
    "Render",
    "Report",
    "Sources",
    "counted",
    "in_turn",
    "renderer",
    "told",
]
