"""An editor at a terminal: keys are typed, and what is on the screen is read."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pexpect  # type: ignore[import-untyped]
import pyte

LIMIT = 60.0
"""Seconds that anything may take to show, on a busy machine."""

ENTER, ESCAPE, TAB, BACKSPACE = "\r", "\x1b", "\t", "\x7f"


def control(letter: str) -> str:
    """What a terminal sends for a letter with Ctrl."""
    return chr(ord(letter.upper()) & 0x1F)


_DEVICE_STRING = re.compile(rb"\x1b[P_^X].*?(?:\x1b\\|\x9c)", re.DOTALL)
"""What is sent to the terminal itself, and would be shown by `pyte`, which does not know it."""


class _Screen(pyte.Screen):
    """A screen that answers what programs ask of the terminal, and passes over what it has not."""

    answer: Callable[[str], object] = staticmethod(lambda _: None)

    def write_process_input(self, data: str) -> None:
        self.answer(data)

    def select_graphic_rendition(self, *attributes: int, private: bool = False) -> None:
        if not private:  # `CSI > 4 m` sets how keys are reported.
            super().select_graphic_rendition(*attributes)

    def report_device_status(self, mode: int, private: bool = False) -> None:
        if not private:
            super().report_device_status(mode)


class Terminal:
    """A program in a pseudo-terminal of 120 columns and 40 lines."""

    def __init__(
        self, command: Sequence[str], *, folder: Path, environment: Mapping[str, str]
    ) -> None:
        self._process = pexpect.spawn(
            command[0],
            list(command[1:]),
            cwd=str(folder),
            env={**environment, "TERM": "xterm-256color", "LINES": "40", "COLUMNS": "120"},
            dimensions=(40, 120),
            timeout=LIMIT,
        )
        self._process.delaybeforesend = None
        self._screen = _Screen(120, 40)
        self._screen.answer = self._process.send
        self._stream = pyte.ByteStream(self._screen)
        self._held = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.close(force=True)

    def type(self, *keys: str) -> None:
        """Sends keys, as a writer who does not wait."""
        for key in keys:
            self._process.send(key)

    def shown(self) -> str:
        """All that is on the screen, lines without blanks at their ends."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def wait(self, what: str | Callable[[str], Any], limit: float = LIMIT) -> str:
        """The screen as soon as it holds a text, or as a question about it has a true answer.

        A text is found also where the editor has wrapped it.
        """
        ends = time.monotonic() + limit
        while not _answers(what, self.shown()):
            if time.monotonic() > ends:
                raise AssertionError(f"after {limit} s there is no {what!r} in\n{self.shown()}")
            self._read()
        return self.shown()

    def wait_for(self, fact: Callable[[], Any], limit: float = LIMIT) -> None:
        """Waits for something that is not on the screen."""
        self.wait(lambda _: fact(), limit)

    def end(self, *keys: str) -> None:
        """Types what ends the program, and waits until it has."""
        self.type(*keys)
        ends = time.monotonic() + LIMIT
        while self._process.isalive():
            if time.monotonic() > ends:
                raise AssertionError(f"the program does not end:\n{self.shown()}")
            self._read()

    def _read(self) -> None:
        try:
            self._feed(self._process.read_nonblocking(1 << 16, timeout=0.05))
        except pexpect.TIMEOUT:
            pass
        except pexpect.EOF:
            time.sleep(0.02)

    def _feed(self, data: bytes) -> None:
        data = _DEVICE_STRING.sub(b"", self._held + data)
        begun = re.search(rb"\x1b(?:[P_^X].*)?\Z", data, re.DOTALL)
        self._held = begun.group() if begun else b""
        self._stream.feed(data[: len(data) - len(self._held)])


def _answers(what: str | Callable[[str], Any], shown: str) -> Any:
    if not isinstance(what, str):
        return what(shown)
    return what in shown or what.replace(" ", "") in re.sub(r"[\s↪]+", "", shown)
