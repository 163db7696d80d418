"""The TextMate grammar as an engine: Visual Studio Code's tokeniser in Node.js."""

from __future__ import annotations

import atexit
import json
import subprocess
import threading
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from grammar.generate import kinds
from tests.grammar.engine import COMPARED, Mark
from tests.tools.node import modules, node

HERE = Path(__file__).parent
GRAMMAR = HERE.parent.parent / "grammar" / "textmate" / "slugline.tmLanguage.json"

LIMIT = 120.0
"""Seconds for one answer."""

_KIND_OF = {kind.scope.split()[-1]: name for name, kind in kinds().items()}

_ALONE = frozenset({"escape", "unclosed-link", "stray-close"})
"""Kinds of which each token is a mark of its own."""

_BRACKETED = frozenset({"link", "empty-slug", "empty-section", "empty-label"})
"""Kinds that begin with `[[` and hold no other: two of them may touch."""


class Token(NamedTuple):
    """A part of a line, in code points, and its scopes without the grammar's own."""

    start: int
    end: int
    scopes: tuple[str, ...]


class TextMate:
    """Tokens of the grammar, put together to marks again. One process answers all questions."""

    name = "TextMate"

    def marks(self, texts: Sequence[str]) -> list[list[Mark]]:
        """See `Engine`."""
        return [
            sorted(_marks(text, tokens))
            for text, tokens in zip(texts, self.tokens(texts), strict=True)
        ]

    def tokens(self, texts: Sequence[str]) -> list[list[Token]]:
        """The tokens of each text, in order; line breaks have none."""
        answer = self._ask({"texts": texts})
        scopes = [tuple(listed) for listed in answer["scopes"]]
        return [
            list(_tokens(text, flat, scopes))
            for text, flat in zip(texts, answer["tokens"], strict=True)
        ]

    def milliseconds(self, text: str, rounds: int = 1) -> list[float]:
        """How long it takes to tokenise a text, for each of some rounds."""
        taken: list[float] = self._ask({"time": text, "rounds": rounds})["milliseconds"]
        return taken

    @cached_property
    def _process(self) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [
                str(node()),
                str(HERE / "node" / "tokenise.cjs"),
                str(modules(HERE / "node")),
                str(GRAMMAR),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        atexit.register(_end, process)
        return process

    def _ask(self, question: dict[str, Any]) -> Any:
        process = self._process
        assert process.stdin and process.stdout
        watch = threading.Timer(LIMIT, process.kill)
        watch.start()
        try:
            process.stdin.write(json.dumps(question) + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
        finally:
            watch.cancel()
        assert answer, f"the tokeniser ended, or gave no answer in {LIMIT} s"
        return json.loads(answer)


def _end(process: subprocess.Popen[str]) -> None:
    with process:  # Closes its pipes, at whose end it ends, and waits.
        pass


def _tokens(text: str, flat: list[int], scopes: list[tuple[str, ...]]) -> Iterator[Token]:
    """Tokens of places in UTF-16 code units."""
    if not text.isascii():
        units = accumulate(1 + (char > "\uffff") for char in text)
        points = {unit: point for point, unit in enumerate(units, 1)} | {0: 0}
        flat = [number if place % 3 == 2 else points[number] for place, number in enumerate(flat)]
    for start, end, number in zip(flat[::3], flat[1::3], flat[2::3], strict=True):
        yield Token(start, end, scopes[number])


def _marks(text: str, tokens: list[Token]) -> Iterator[Mark]:
    """Tokens that touch and have a kind in common are one mark of that kind."""
    begun: dict[str, Mark] = {}
    for token in tokens:
        own = {_KIND_OF[scope] for scope in token.scopes if scope in _KIND_OF} & COMPARED
        for kind in own:
            before = begun.get(kind)
            if (
                before
                and before.end == token.start
                and kind not in _ALONE
                and not (kind in _BRACKETED and text.startswith("[[", token.start))
            ):
                begun[kind] = Mark(before.start, token.end, kind)
                continue
            if before:
                yield before
            begun[kind] = Mark(token.start, token.end, kind)
    yield from begun.values()
