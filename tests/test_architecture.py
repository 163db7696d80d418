"""The floors of the house, and what a check may import: read from the imports themselves."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "server" / "slugline"
PROJECT = PACKAGE.parent.parent

FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"text", "errors"}),
    frozenset({"syntax"}),
    frozenset({"model"}),
    frozenset({"wiki"}),
    frozenset({"rules"}),
    frozenset({"check", "graph", "features"}),
    frozenset({"disk", "report"}),
    frozenset({"lsp"}),
    frozenset({"cli"}),
)
FLOOR_OF = {unit: floor for floor, units in enumerate(FLOORS) for unit in units}

TOP_LEVEL = {"pyproject.toml", "server", "grammar", "tests", "editors", "README.md", "LICENSE"}
FORBIDDEN = {"lsprotocol", "pygls", "cattrs", "attrs", "attr"}
MODULES = sorted(PACKAGE.rglob("*.py"))


def unit_of(path: Path) -> str:
    """The unit that a module belongs to: its first folder or its own name."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_units(path: Path) -> Iterator[tuple[int, str]]:
    """Line and unit of each import of the package's own modules."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            names = [node.module or ""]
            if node.module == "slugline":
                names = [f"slugline.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "slugline" and len(parts) > 1:
                yield node.lineno, parts[1]


def test_there_are_modules() -> None:
    assert len(MODULES) > 40


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down(path: Path) -> None:
    if path == PACKAGE / "__init__.py" or path == PACKAGE / "__main__.py":
        return
    unit = unit_of(path)
    for line, other in imported_units(path):
        if other == unit:
            continue
        assert FLOOR_OF[other] < FLOOR_OF[unit], f"{path}:{line}: {unit} imports {other}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_lsp_speaks_the_protocol(path: Path) -> None:
    if unit_of(path) == "lsp":
        return
    source = path.read_text()
    for name in FORBIDDEN:
        assert f"import {name}" not in source
        assert f"from {name}" not in source


def test_a_check_does_not_import_the_protocol(tmp_path: Path) -> None:
    (tmp_path / "mill.article").write_text("Mill\nIt turns [[nowhere]].\n")
    script = (
        "import sys, os\n"
        "os._exit = lambda code: None\n"
        "from slugline.cli import main\n"
        "main(['check', sys.argv[1]])\n"
        "print(*sys.modules, file=sys.stderr)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "broken-link" in ran.stdout
    modules = {name.partition(".")[0] for name in ran.stderr.split()}
    assert "slugline" in modules
    assert not modules & FORBIDDEN


def test_nothing_else_at_the_top_level() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=False, timeout=60
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    names = {line.split("/")[0].strip('"') for line in listed.stdout.splitlines()}
    assert {name for name in names if not name.startswith(".")} <= TOP_LEVEL
