"""Exit codes of the command line."""

FOUND = 1
"""Findings at or above --fail-on, or files that --check would change."""

WRONG_USE = 2
"""Wrong use, a broken configuration, a file that can't be read or written."""

INTERRUPTED = 130
"""Stopped by Ctrl-C."""
