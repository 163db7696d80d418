"""Every engine against grammar/spec.md and against the Python parser."""

from __future__ import annotations

import pytest

from tests.grammar.engine import Engine, engines
from tests.grammar.examples import SCHEMA, examples, listed, outcomes
from tests.spec_examples import quoted
from tests.tools.place import ToolMissingError, missing

ENGINES = engines()


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_every_example_means_the_same(engine: Engine) -> None:
    try:
        found = outcomes(engine)
    except ToolMissingError as error:
        missing(str(error))
    wrong: list[str] = []
    for one in found:
        if not one.is_right:
            why = f"`{one.difference}` is gone" if one.difference else "differs"
            wrong += (f"spec.md:{one.example.line}: {quoted(one.example.text)} {why}", *one.lines)
    assert not wrong, "\n".join(wrong)
    shown = {one.difference for one in found if one.lines}
    assert shown == {name for name, names in listed().items() if engine.name in names}


def test_every_difference_is_listed_and_shown() -> None:
    assert {example.differs for example in examples() if example.differs} <= set(listed())
    assert set(listed()) <= {example.differs for example in examples()} | {SCHEMA}
    named = {name for names in listed().values() for name in names}
    assert named <= {engine.name for engine in ENGINES}
