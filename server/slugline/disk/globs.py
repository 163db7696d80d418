"""Globs: the patterns of `include`, `exclude` and `overrides.files`, and those of git."""

from __future__ import annotations

import re

_PLAIN_GLOB = re.compile(r"/?(?:[\w.*-]+/)*[\w.*-]+/?")


def glob_problem(glob: str) -> str:
    """What a glob of the configuration must be and is not (`without …`); empty where it is fine.

    A glob is a pattern of `.gitignore`, but for a `!` that takes back and a `#` that comments.
    """
    if glob != glob.strip() or "\n" in glob or "\r" in glob:
        return "without blanks around it"
    if glob.startswith("!"):
        return "without `!` (list what is left out under `exclude`)"
    if glob.startswith("#"):
        return r"without `#` at its start (write `\#`)"
    parts = glob.strip("/").split("/")
    if "." in parts or ".." in parts:
        return "without `./` and `../`, seen from the wiki's root"
    if _PLAIN_GLOB.fullmatch(glob):
        return ""
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([glob])
    except ValueError:
        return "that git understands"
    return ""
