"""`slugline rules`: the list of all rules, or what one of them finds, and why."""

from __future__ import annotations

from collections.abc import Iterator

import click
import msgspec

from slugline.cli.codes import CODE, unknown_code
from slugline.cli.help import Command
from slugline.cli.terminal import folded, json_option, write_out
from slugline.errors import UsageError
from slugline.rules import BY_CODE, RULES
from slugline.rules.rule import Rule


@click.command(
    "rules",
    cls=Command,
    examples=[
        ("slugline rules broken-link", "what it finds, why, and how to mend it"),
    ],
)
@click.argument("code", type=CODE, required=False)
@json_option
def command(code: str | None, form: str) -> None:
    """List the rules, or explain the rule CODE."""
    if code is None:
        chosen = list(RULES)
    elif code in BY_CODE:
        chosen = [BY_CODE[code]]
    else:
        raise UsageError(unknown_code(code))
    if form == "json":
        write_out([msgspec.json.encode([_object(rule) for rule in chosen]).decode(), "\n"], None)
    elif code is None:
        width = max(len(rule.code) for rule in RULES)
        rows = [
            (f"{rule.code:{width}}  {rule.level:7}  ", rule.explanation.finds) for rule in RULES
        ]
        write_out(folded(rows), None)
    else:
        write_out(_explained(chosen[0]), None)


def _object(rule: Rule) -> dict[str, str]:
    return {"code": rule.code, "level": rule.level, **msgspec.structs.asdict(rule.explanation)}


def _explained(rule: Rule) -> Iterator[str]:
    explanation = rule.explanation
    yield f"{rule.code} ({rule.level})\n\n"
    yield from folded([("", f"Finds {explanation.finds}."), ("", ""), ("", explanation.why)])
    for head, example in (("Example", explanation.bad), ("Mended", explanation.good)):
        yield f"\n{head}:\n\n"
        yield from (f"    {line}\n" for line in example.rstrip("\n").split("\n"))
