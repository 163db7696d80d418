"""What the user can mend, as exceptions that reach a terminal as one or two plain lines.

::

    SluglineError
    ├── UsageError            an argument that can't be carried out
    ├── ConfigurationError    a `slugline.toml` or an inventory that can't be read as one
    ├── ReadError             a file or folder that can't be read
    │   └── MissingError      one that is not there, or no longer
    ├── WriteError            a file that can't be written, or must not be
    └── RefusedError          a change of the wiki that would break or overwrite something

Broken article text is data, never an exception.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

_SHOWN = 20
"""How many problems of a configuration the message of the error lists."""


class SluglineError(Exception):
    """Base of all errors that a user can mend: the message says what, where, and what to do."""


class UsageError(SluglineError):
    """An argument of the command line that can't be carried out."""


class ConfigurationProblem(msgspec.Struct, frozen=True, order=True):
    """One thing that is wrong in a configuration file.

    `path` is the file, `line` its 1-based line where known (0 where not), `message` the sentence
    without the place.
    """

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message}"


class ConfigurationError(SluglineError):
    """A configuration that can't be used: `problems` are all that was found, in their order.

    The message has one line a problem, and stops after twenty. `inventories` are the names of the
    inventories that it names, as far as they are known: it may be good when one of them changes.
    """

    def __init__(self, *problems: ConfigurationProblem, inventories: Iterable[str] = ()) -> None:
        self.problems = problems
        self.inventories = tuple(inventories)
        lines = [str(problem) for problem in problems[:_SHOWN]]
        if len(problems) > _SHOWN:
            lines.append(f"… and {len(problems) - _SHOWN} more")
        super().__init__("\n".join(lines))


class ReadError(SluglineError):
    """A file or folder that can't be read: `path`, and the reason in a few words."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class MissingError(ReadError):
    """A file or folder that is not there, or no longer."""


class WriteError(SluglineError):
    """A file that can't be written, or that must not be overwritten."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class RefusedError(SluglineError):
    """A change of the wiki that is not made: the message is the reason, one plain sentence."""
