"""What `python grammar/generate.py` makes is up to date, and makes sense to the engines."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from grammar import generate
from slugline.features import legend
from slugline.syntax import DEFAULT_SCHEMA, ProblemKind

KINDS = generate.kinds()
PROJECT = Path(__file__).parent.parent.parent


def test_everything_is_up_to_date() -> None:
    assert generate.outdated() == []


def test_the_command() -> None:
    for arguments, code in ((["--check"], 0), (["--all"], 2)):
        ran = subprocess.run(
            [sys.executable, "grammar/generate.py", *arguments],
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert ran.returncode == code, ran.stderr


def test_a_stale_file_is_named_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = tmp_path / "legend.py"
    monkeypatch.setattr(generate, "PROJECT", tmp_path)
    monkeypatch.setattr(generate, "generated", lambda: {made: "new\n"})
    made.write_text("old\n")

    assert generate.main(["--check"]) == 1
    assert "legend.py is not up to date" in capsys.readouterr().err
    assert made.read_text() == "old\n"
    assert generate.main([]) == 0
    assert made.read_text() == "new\n"
    assert generate.main(["--check"]) == 0


def test_every_problem_has_names() -> None:
    assert set(get_args(ProblemKind)) <= set(KINDS)


def test_scopes_tell_kinds_apart() -> None:
    last = [kind.scope.split()[-1] for kind in KINDS.values()]
    assert len(set(last)) == len(last)


def test_the_grammar_names_nothing_that_is_not_there() -> None:
    grammar = json.loads(generate.generated()[generate.TEXTMATE])
    repository = grammar["repository"]
    included = {
        rule["include"].removeprefix("#")
        for holder in (grammar, *repository.values())
        for rule in holder.get("patterns", ())
    }
    assert included == set(repository)


def test_sections_are_those_of_the_default_schema() -> None:
    names = generate.generated()[generate.TREE_SITTER_NAMES]
    rows = re.findall(r'\{"([^"]+)", (\d+), (true|false)\},', names)
    assert {(name, int(length), attributes == "true") for name, length, attributes in rows} == {
        (name, len(name), kind.body == "attribution")
        for name, kind in DEFAULT_SCHEMA.by_heading.items()
    }


def test_the_legend_has_every_token() -> None:
    for name, kind in KINDS.items():
        if kind.token:
            look = getattr(legend, name.upper().replace("-", "_"))
            assert look == (kind.token, kind.modifiers)
            assert kind.token in legend.TOKEN_TYPES
        assert {*kind.modifiers, *kind.sometimes} <= set(legend.TOKEN_MODIFIERS)
