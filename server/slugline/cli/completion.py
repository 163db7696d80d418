"""`slugline completion`: the script with which a shell completes the command line."""

from __future__ import annotations

import click
from click.shell_completion import ShellComplete, get_completion_class

from slugline.cli.help import Command
from slugline.cli.terminal import write_out

_SHELLS = ("bash", "zsh", "fish")


@click.command(
    "completion",
    cls=Command,
    examples=[
        ("slugline completion bash", 'for ~/.bashrc: eval "$(slugline completion bash)"'),
        ("slugline completion zsh", "for ~/.zshrc, behind compinit, the same with zsh"),
        ("slugline completion fish", "into ~/.config/fish/completions/slugline.fish"),
    ],
)
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print a script with which SHELL completes commands, options, codes and slugs."""
    kind = get_completion_class(shell)
    assert kind is not None
    root = ctx.find_root()
    made = kind(root.command, {}, "slugline", "_SLUGLINE_COMPLETE")
    # What the class for bash does more is to ask the first bash on PATH for its version.
    script = ShellComplete.source(made)
    # Click's own script for fish loses all that follows a comma, as in a list of codes.
    write_out([script.replace('string split ","', 'string split --max 1 ","')], None)
