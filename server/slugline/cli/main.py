"""The command `slugline`: finds the command asked for, and turns errors into exit codes.

0: nothing found; 1: findings; 2: wrong use, broken configuration, unreadable files; 130: stopped
by Ctrl-C. No traceback reaches a user for anything that the user can mend.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from importlib import import_module
from typing import Any, NoReturn

import click

from slugline.cli.exits import INTERRUPTED, WRONG_USE
from slugline.cli.terminal import complain
from slugline.errors import SluglineError
from slugline.text import unbroken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS: dict[str, str] = {
    "check": "Find what is wrong in a wiki, in folders or in files.",
    "rules": "List the rules, or explain one.",
    "format": "Tidy the spacing of articles.",
    "new": "Create an article from a title.",
    "rename": "Give an article another slug, with all links to it.",
    "links": "Show the links from and to an article.",
    "report": "Show wanted, orphaned, dead-end or hub articles, or entities.",
    "graph": "Write the link graph, for other programs or as a page.",
    "inventory": "Write the slugs and titles of a wiki.",
    "init": "Write a commented slugline.toml.",
    "server": "Serve editors: the language server.",
    "cache": "Show or empty the cache.",
    "completion": "Print the script with which a shell completes commands.",
}
"""Each command is a module here with a click command named `command`."""


EXAMPLES = (
    ("slugline check", "what is wrong in the wiki of this folder"),
    ("slugline check --fix", "mend what can be mended without asking"),
    ("slugline report wanted", "what is linked, but not written yet"),
)


class _NobodyReadsError(Exception):
    """What is written goes to a program that has ended, as in `slugline check | head`."""


class _Commands(click.Group):
    """Imports a command when it is used, so that each starts as fast as it can."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"slugline.cli.{cmd_name}").command
        return command

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes a page that fits a screen of 24 lines, without importing the commands."""
        from slugline.cli.help import write_examples

        formatter.write_usage("slugline", "[--version] COMMAND [ARGS]...")
        formatter.write_paragraph()
        formatter.write_text(self.help or "")
        formatter.write_text("`slugline COMMAND --help` tells more of each:")
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_dl(list(COMMANDS.items()))
        write_examples(formatter, EXAMPLES)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands that begin with what is there, without importing them."""
        from click.shell_completion import CompletionItem

        return [
            CompletionItem(name, help=what)
            for name, what in COMMANDS.items()
            if name.startswith(incomplete)
        ]

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; click would make of a reader that is gone the exit code 1."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _NobodyReadsError from error

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Finds the command; an unknown one is an error that names the nearest."""
        name = args[0]
        if name not in COMMANDS:
            from difflib import get_close_matches

            near = get_close_matches(name, COMMANDS, 1)
            hint = f"did you mean `{near[0]}`?" if near else "`slugline --help` lists them"
            raise click.UsageError(f"there is no command `{unbroken(name)}`; {hint}", ctx)
        return super().resolve_command(ctx, args)


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="slugline", message="slugline %(version)s")
def slugline() -> None:
    """Check, mend and explore wikis of plain-text articles."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Runs the command line and ends the process.

    The process ends without tearing its objects down: at 100,000 articles that would take longer
    than the check.
    """
    gc.disable()
    code = run(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, KeyboardInterrupt):
            code = code or 1
    os._exit(code)


def run(arguments: list[str]) -> int:
    """Runs a command and gives its exit code."""
    _prepare_streams()
    try:
        return _run(arguments)
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except (BrokenPipeError, _NobodyReadsError):
        _close_quietly()
        return 128 + signal.SIGPIPE
    except OSError as error:
        from slugline.disk.reading import reason_of

        place = f"{error.filename}: " if error.filename else ""
        return _refuse(f"{place}{reason_of(error)}")


def _run(arguments: list[str]) -> int:
    try:
        result: Any = slugline.main(arguments, prog_name="slugline", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return WRONG_USE
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        hint = f"\nTry `{context.command_path} --help`." if context else ""
        return _refuse(" ".join(error.format_message().split()) + hint)
    except SluglineError as error:
        return _refuse(str(error))
    return result if isinstance(result, int) else 0


def _refuse(message: str) -> int:
    """Says what is wrong, in one or more lines."""
    for line in message.split("\n"):
        complain(line)
    return WRONG_USE


def _prepare_streams() -> None:
    """Output is UTF-8 whatever the locale says; what can't be encoded shows as an escape.

    What is written to a closed stream goes nowhere.
    """
    # Streams of the whole process are never closed, and `pathlib` is not needed to start.
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _close_quietly() -> None:
    """Nobody reads our output any more: what is left of it goes nowhere, without a complaint."""
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(null, stream.fileno())
