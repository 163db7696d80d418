"""The command line: one file for each command."""

from slugline.cli.main import main

__all__ = ["main"]
