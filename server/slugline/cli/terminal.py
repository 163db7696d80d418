"""What goes to the terminal: colour, width, complaints, and reports to files."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from slugline.disk.names import shown
from slugline.errors import WriteError
from slugline.text import unbroken


class _PathType(click.Path):
    """A path as the user wrote it; an empty one, as an unset variable gives, is refused."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, readable=False)  # whoever reads it says so

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str | bytes | os.PathLike[str]:
        if value == "":
            self.fail("the path is empty", param, ctx)
        return super().convert(value, param, ctx)


class _OutputType(_PathType):
    """A file to write. What can't be written is said before the work, not after it."""

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str | bytes | os.PathLike[str]:
        converted = super().convert(value, param, ctx)
        path = Path(value)
        try:
            if path.is_dir():
                self.fail(f"{shown(str(path))} is a folder, not a file", param, ctx)
            if not path.absolute().parent.is_dir():
                self.fail(f"{shown(str(path))}: its folder does not exist", param, ctx)
        except OSError:  # said when it is written
            pass
        return converted


PATH = _PathType()
OUTPUT = _OutputType()

color_option = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    metavar="WHEN",
    help="auto, always or never; auto obeys NO_COLOR.",
)


class Number(click.ParamType[int]):
    """A whole number from `least` to `most`, with messages for those who don't write programs."""

    name = "number"

    def __init__(self, least: int, most: int) -> None:
        self._least = least
        self._most = most

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """The number that a text is; fails with what was expected."""
        try:
            number = int(str(value))
        except ValueError:
            number = self._least - 1
        if not self._least <= number <= self._most:
            shown = unbroken(str(value))
            expected = f"a whole number from {self._least} to {self._most:,}"
            self.fail(f"`{shown}` is not {expected}", param, ctx)
        return number


root_option = click.option("--root", metavar="FOLDER", type=PATH, help="The folder of the wiki.")

force_exclude_option = click.option(
    "--force-exclude",
    is_flag=True,
    help="Leave out named files that are no articles.",
)

json_option = click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the answer is written.",
)

output_option = click.option(
    "--output",
    "-o",
    metavar="FILE",
    type=OUTPUT,
    help="Write to a file, which is replaced when all is done.",
)


def is_colored(color: str, at_terminal: bool) -> bool:
    """Whether to colour what is written: as asked, else at a terminal without NO_COLOR."""
    if color != "auto":
        return color == "always"
    return at_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def terminal_width() -> int:
    """The columns of the terminal, 80 where there is none."""
    import shutil

    return shutil.get_terminal_size().columns


def complain(message: str) -> None:
    """Writes one line to stderr."""
    click.echo(f"slugline: {unbroken(message)}", err=True)


def folded(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Lines of a head and a text; at a terminal a text that is too long goes on below itself."""
    if not sys.stdout.isatty():
        yield from (f"{head}{text}\n" for head, text in rows)
        return
    from slugline.report.cells import wrapped

    width = terminal_width()
    for head, text in rows:
        indent = min(len(head), width // 2)
        yield from (
            f"{line}\n" for line in wrapped(text, width, head, " " * indent, cuts_words=False)
        )


def write_out(parts: Iterable[str], output: Path | None) -> None:
    """Writes to stdout, or to a file that is replaced at once when all is written."""
    if output is None:
        sys.stdout.writelines(parts)
        sys.stdout.flush()
        return
    from slugline.disk.reading import reason_of
    from slugline.disk.writing import write_atomically

    data = "".join(parts).encode("utf-8", "backslashreplace")
    try:
        if _is_stream(output):
            output.write_bytes(data)
        else:
            real = Path(os.path.realpath(output))
            write_atomically(real, data, root=real.parent)
    except WriteError as error:
        raise WriteError(shown(str(output)), error.reason) from None
    except BrokenPipeError:
        raise
    except OSError as error:
        raise WriteError(shown(str(output)), reason_of(error)) from None


def _is_stream(path: Path) -> bool:
    """Whether there is a terminal, a pipe or a device, which can't be replaced."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))
