"""What happens to a server in a long session, and when a branch is checked out."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.client import Client, NoAnswerError
from tests.bench.editor import Editor
from tests.bench.measure import Times, quick
from tests.bench.places import BURST, Places

_PER_REQUEST = 10
"""Edits to one question."""

_ASKED = ("textDocument/completion", "textDocument/definition", "textDocument/hover")
"""What is asked about a link after each pull of the findings."""

_CHANGED = 2
"""The kind of an event that a file has changed (LSP, FileChangeType)."""

_HEADING = {".article": b"\nKey Takeaways\n", ".md": b"\n\n## Key Takeaways\n"}


@dataclass(frozen=True)
class Hour:
    """A session of many edits: a tenth of its latencies at a time, and the memory around it."""

    tenths: tuple[Times, ...]
    memory: tuple[int, ...]
    """Bytes: after the first tenth, …, at the end."""
    edits: int
    requests: int

    @property
    def slowing(self) -> float:
        """How many times as long as in the second tenth an answer takes in the last.

        Compared is what nine of ten take longer than: there other programs disturb least.
        """
        return quick(self.tenths[-1]) / quick(self.tenths[1])

    @property
    def growth(self) -> int:
        """Bytes that came after the second tenth."""
        return self.memory[-1] - self.memory[1]


def an_hour(editor: Editor, edits: int, limit: float) -> Hour:
    """Types and erases links and entities that were never there before; every tenth edit asks.

    Ends early, with fewer edits, where the limit in seconds is over.
    """
    tenths, memory = [], []
    done = requests = 0
    in_round = _PER_REQUEST * (1 + len(_ASKED))
    chosen = editor.places.chosen
    link = editor.places.at(chosen.slugs[chosen.hub])
    end = time.monotonic() + limit
    while done < edits and time.monotonic() < end:
        seconds = []
        until = done + max(2 * in_round, edits // 10)
        while done < until:
            for _ in range(in_round // 2):
                editor.type(f" [[never-before-{done}]] and **thing {done}**")
                editor.erase()
                done += 2
            start = time.perf_counter()
            pulled = editor.pull().at - start
            seconds.append(pulled + sum(editor.ask(method, link) for method in _ASKED))
            requests += 1 + len(_ASKED)
        tenths.append(tuple(seconds))
        memory.append(editor.client.memory())
    if len(tenths) < 3:
        raise NoAnswerError(f"only {done} edits within {limit:g} s")
    return Hour(tuple(tenths), tuple(memory), done, requests)


def burst(editor: Editor, files: int, limit: float) -> Times:
    """From the events of that many changed files until they are known."""
    places = editor.places
    with _changed(places, files) as paths:
        start = time.perf_counter()
        _tell(editor.client, paths)
        at = editor.wait_for_burst(len(paths), limit)
    _tell(editor.client, paths)
    editor.wait_for_burst(0, limit)
    return (at - start,)


def _tell(client: Client, paths: list[Path]) -> None:
    changes = [{"uri": path.as_uri(), "type": _CHANGED} for path in paths]
    client.notify("workspace/didChangeWatchedFiles", {"changes": changes})


@contextmanager
def _changed(places: Places, files: int) -> Iterator[list[Path]]:
    """Adds a link to each of that many articles, and takes it away at the end."""
    chosen = places.chosen
    numbers = [one for one in range(len(chosen.slugs)) if one != chosen.home]
    step = max(1, len(numbers) // files)
    target = places.path(chosen.home).parent / f"{BURST}{places.suffix}"
    before: dict[Path, bytes] = {}
    for number in numbers[::step][:files]:
        path = places.path(number)
        before[path] = path.read_bytes()
    try:
        for path, text in before.items():
            path.write_bytes(_with_link(text, path, target))
        yield list(before)
    finally:
        for path, text in before.items():
            path.write_bytes(text)


def _with_link(text: bytes, path: Path, target: Path) -> bytes:
    link = f" [[{BURST}]]"
    if path.suffix == ".md":
        link = f" [see]({os.path.relpath(target, path.parent)})"
    heading = _HEADING[path.suffix]
    return text.replace(heading, link.encode() + heading, 1)


def beside_rename(editor: Editor, params: Mapping[str, object], limit: float) -> dict[str, Times]:
    """Hovers while the hub is renamed, and how soon a rename that is cancelled is answered."""
    client = editor.client
    chosen = editor.places.chosen
    hover = editor.places.at(chosen.slugs[chosen.rare])
    number = client.request("textDocument/rename", params)
    seconds = [client.ask("textDocument/hover", hover, limit)[0] for _ in range(5)]
    client.reply(number, limit)
    number = client.request("textDocument/rename", params)
    start = time.perf_counter()
    client.notify("$/cancelRequest", {"id": number})
    at = client.answered(number, limit)
    return {"hover": tuple(seconds), "cancel": (at - start,)}
