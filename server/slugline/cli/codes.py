"""Codes of rules, and slugs, on the command line."""

from __future__ import annotations

from unicodedata import normalize

import click

from slugline.check import unknown_codes
from slugline.rules import BY_CODE
from slugline.text import unbroken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


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

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The codes that begin with what is there, behind the last comma."""
        from slugline.cli.completing import codes

        return codes(ctx, param, incomplete)


class _SlugType(click.ParamType[str]):
    """A slug of the wiki, in NFC as slugs are; a shell completes it."""

    name = "slug"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The slug; a keyboard or a file's name may have given letter and accent apart."""
        return value if value.isascii() else normalize("NFC", value)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The slugs of articles that begin with what is there."""
        from slugline.cli.completing import slugs

        return slugs(ctx, param, incomplete)


class _CodeType(_SlugType):
    """The code of one rule, as the user wrote it."""

    name = "code"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The codes that begin with what is there."""
        from slugline.cli.completing import codes

        return codes(ctx, param, incomplete)


SLUG = _SlugType()
CODE = _CodeType()
