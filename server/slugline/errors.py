"""What the user can mend, as exceptions that reach a terminal as one or two plain lines.

::

    SluglineError
    ├── UsageError            an argument that can't be carried out
    ├── ConfigurationError    a `slugline.toml` or an inventory that can't be read as one
    ├── ReadError             a file or folder that can't be read
    └── WriteError            a file that can't be written, or must not be

Broken article text is data, never an exception.
"""

from __future__ import annotations


class SluglineError(Exception):
    """Base of all errors that a user can mend: the message says what, where, and what to do."""


class UsageError(SluglineError):
    """An argument of the command line that can't be carried out."""


class ConfigurationError(SluglineError):
    """A configuration file that can't be used.

    `path` is the file, `line` its 1-based line where known (0 where not), `problem` the sentence
    without the place.
    """

    def __init__(self, path: str, problem: str, line: int = 0) -> None:
        self.path = path
        self.line = line
        self.problem = problem
        super().__init__(f"{path}:{line}: {problem}" if line else f"{path}: {problem}")


class ReadError(SluglineError):
    """A file or folder that can't be read: `path`, and the reason in a few words."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class WriteError(SluglineError):
    """A file that can't be written, or that must not be overwritten."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")
