"""Codes of rules on the command line."""

from __future__ import annotations

import click

from slugline.check import unknown_codes
from slugline.rules import BY_CODE
from slugline.text import unbroken


def unknown_code(code: str) -> str:
    """What to say of a code that no rule has."""
    from rapidfuzz.process import extractOne

    near = extractOne(code, list(BY_CODE), score_cutoff=70)
    hint = f"did you mean `{near[0]}`?" if near else "`slugline rules` lists them"
    return f"there is no rule `{unbroken(code)}`; {hint}"


class CodesType(click.ParamType[frozenset[str]]):
    """Codes of rules, several separated by commas."""

    name = "code"

    def convert(
        self,
        value: str | frozenset[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> frozenset[str]:
        """The codes; fails on one that no rule has, and names the nearest."""
        if isinstance(value, frozenset):
            return value
        codes = [code.strip() for code in value.split(",") if code.strip()]
        if not codes:
            self.fail("no code is given; `slugline rules` lists them", param, ctx)
        for code in unknown_codes(codes):
            self.fail(unknown_code(code), param, ctx)
        return frozenset(codes)
