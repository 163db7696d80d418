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
from typing import Any

from grammar.generate import TEXTMATE, kinds
from tests.grammar.engine import COMPARED, Coloured, Mark
from tests.tools.node import modules, node

HERE = Path(__file__).parent

LIMIT = 120.0
"""Seconds for one answer."""

_KIND_OF = {kind.scope.split()[-1]: name for name, kind in kinds().items()}

_ALONE = frozenset({"escape", "unclosed-link", "stray-close"})
"""Kinds of which each token is a mark of its own."""

_BRACKETED = frozenset({"link", "empty-slug", "empty-section", "empty-label"})
"""Kinds that begin with `[[` and hold no other: two of them may touch."""


class TextMate:
    """Tokens of the grammar, put together to marks again. One process answers all questions."""

    name = "TextMate"

    def marks(self, texts: Sequence[str]) -> list[list[Mark]]:
        """See `Engine`."""
        return [
            sorted(_marks(text, tokens))
            for text, tokens in zip(texts, self.tokens(texts), strict=True)
        ]

    def coloured(self, text: str) -> list[Coloured]:
        """See `Engine`."""
        return self.tokens([text])[0]

    def tokens(self, texts: Sequence[str]) -> list[list[Coloured]]:
        """The tokens of each text with their scopes, in order; line breaks have none."""
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
                str(TEXTMATE),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        atexit.register(_end, process)
        return process

    def _ask(self, question: dict[str, Any]) -> Any:
        process = self._process
        assert process.stdin
        assert process.stdout
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


def _tokens(text: str, flat: list[int], scopes: list[tuple[str, ...]]) -> Iterator[Coloured]:
    """Tokens of places in UTF-16 code units."""
    if not text.isascii():
        units = accumulate(1 + (char > "\uffff") for char in text)
        points = {unit: point for point, unit in enumerate(units, 1)} | {0: 0}
        flat = [number if place % 3 == 2 else points[number] for place, number in enumerate(flat)]
    for start, end, number in zip(flat[::3], flat[1::3], flat[2::3], strict=True):
        yield Coloured(start, end, scopes[number])


def _marks(text: str, tokens: list[Coloured]) -> Iterator[Mark]:
    """Tokens that touch and have a kind in common are one mark of that kind."""
    begun: dict[str, Mark] = {}
    for token in tokens:
        own = {_KIND_OF[scope] for scope in token.names if scope in _KIND_OF} & COMPARED
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
