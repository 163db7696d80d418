"""An editor with one article open, and how long its questions take."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from itertools import cycle
from typing import Any

import msgspec

from tests.bench.client import LIMIT, Client, NoAnswerError, Reply
from tests.bench.measure import Times
from tests.bench.places import BURST, Places

ENOUGH = 5.0
"""Seconds after which a question is repeated no more, but for the first `_FEWEST` times."""

_FEWEST = 3
_POLL = 0.02


class Editor:
    """Asks a server about the article that is open. Times are in seconds; raises NoAnswerError."""

    def __init__(self, client: Client, places: Places) -> None:
        self.client = client
        self.places = places
        self._random = random.Random(1)
        self._version = 1
        self._end = places.end

    # -- documents

    def open(self) -> float:
        """Opens the article; gives when."""
        start = time.perf_counter()
        places = self.places
        item = {
            "uri": places.uri,
            "languageId": "markdown" if places.suffix == ".md" else "slugline",
            "version": self._version,
            "text": places.text,
        }
        self.client.notify("textDocument/didOpen", {"textDocument": item})
        return start

    def type(self, text: str) -> None:
        """Adds text to the end of the line."""
        self._change(self._end, self._end, text)
        self._end += len(text)

    def erase(self) -> None:
        """Takes all that was typed away."""
        self._change(self.places.end, self._end, "")
        self._end = self.places.end

    def _change(self, start: int, end: int, text: str) -> None:
        self._version += 1
        line = self.places.line
        span = {
            "start": {"line": line, "character": start},
            "end": {"line": line, "character": end},
        }
        document = {"uri": self.places.uri, "version": self._version}
        params = {"textDocument": document, "contentChanges": [{"range": span, "text": text}]}
        self.client.notify("textDocument/didChange", params)

    # -- questions

    def ask(self, method: str, params: object, limit: float = LIMIT) -> float:
        """One round trip; nothing as an answer is none."""
        seconds, reply = self.client.ask(method, params, limit)
        if reply.json in {b"null", b"[]", b""}:
            raise NoAnswerError("the answer is empty")
        return seconds

    def pull(self, limit: float = LIMIT) -> Reply:
        """The findings of the article."""
        return self.client.ask("textDocument/diagnostic", self._document(), limit)[1]

    def codes(self, reply: Reply) -> set[str]:
        """The codes of the findings in a reply."""
        return {str(one.get("code")) for one in reply.value.get("items", ())}

    def _document(self) -> dict[str, Any]:
        return {"textDocument": {"uri": self.places.uri}}

    def keystrokes(self) -> Times:
        """From each letter of a sentence to the findings for it, a link and an entity in it."""
        places, chosen = self.places, self.places.chosen
        link = places.link(chosen.hub, chosen.slugs[chosen.hub])
        letters = cycle(f"It is said of {link} and **ketamine** alike.\0")

        def once() -> float:
            letter = next(letters)
            start = time.perf_counter()
            if letter == "\0":
                self.erase()
            else:
                self.type(letter)
            return self.pull().at - start

        times = repeated(once, 300)
        self.erase()
        return times

    def completions(self, typed: int) -> Times:
        """From the last of so many letters in a new link to what it can be.

        The letters are of articles in the same folder: some servers know files, and no names.
        """
        near = self.places.neighbours

        def once() -> float:
            slug = self._random.choice(near)
            self.type(f" {self.places.opening}{slug[: max(0, typed - 1)]}")
            start = time.perf_counter()
            self.type(slug[typed - 1 : typed] if typed else "")
            at = self.places.params(self._end)
            reply = self.client.reply(self.client.request("textDocument/completion", at))
            self.erase()
            if reply.json in {b"null", b"[]"}:
                raise NoAnswerError("the answer is empty")
            return reply.at - start

        return repeated(once, 100)

    def definitions(self) -> Times:
        """The definition of the link to a section of the hub."""
        where = self.places.at_section
        return repeated(lambda: self.ask("textDocument/definition", where), 200)

    def at_hub(self, method: str, runs: int = 200, **more: object) -> Times:
        """A question about the link to the hub."""
        chosen = self.places.chosen
        params = {**self.places.at(chosen.slugs[chosen.hub]), **more}
        return repeated(lambda: self.ask(method, params), runs)

    def outline(self) -> float:
        """The symbols of the article, once."""
        return self.ask("textDocument/documentSymbol", self._document())

    def symbols(self) -> Times:
        """The symbols of the article."""
        return repeated(self.outline, 200)

    def search(self, text: str) -> Times:
        """The symbols of the wiki that match a text."""
        return repeated(lambda: self.ask("workspace/symbol", {"query": text}), 30)

    def references(self, slug: str, runs: int) -> Times:
        """The references of the link to a slug."""
        params = self.references_of(slug)
        return repeated(lambda: self.ask("textDocument/references", params), runs)

    def references_of(self, slug: str) -> dict[str, object]:
        """The params of that question."""
        return {**self.places.at(slug), "context": {"includeDeclaration": False}}

    def heading(self) -> dict[str, object]:
        """The params of a question about a heading, which no other article has a say in."""
        position = {"line": self.places.heading, "character": 4}
        return {**self._document(), "position": position}

    def number_of_references(self, slug: str, limit: float = LIMIT) -> tuple[int, float]:
        """How many references of a slug the server knows, and when it said so."""
        _, reply = self.client.ask("textDocument/references", self.references_of(slug), limit)
        return len(msgspec.json.decode(reply.json) or ()), reply.at

    def wait_for_index(self, limit: float, *, announced: bool) -> float:
        """Waits until the whole wiki is known; gives when.

        Where that is `announced` it is the end of the first progress. Asking again and again
        meanwhile would slow the reading down. Other servers answer no sooner than they know it.
        """
        if announced:
            return self._end_of_progress(limit)
        chosen = self.places.chosen
        number, at = self.number_of_references(chosen.slugs[chosen.hub], limit)
        if 2 * number < chosen.hub_links:
            raise NoAnswerError(f"{number} of {chosen.hub_links} references")
        return at

    def _end_of_progress(self, limit: float) -> float:
        end = time.monotonic() + limit
        seen = 0
        while time.monotonic() < end:
            parts = self.client.parts[seen:]
            for part in parts:
                if b'"kind":"end"' in bytes(part.json):
                    return part.at
            seen += len(parts)
            time.sleep(_POLL)
        raise NoAnswerError(f"no index within {limit:g} s")

    def wait_for_burst(self, wanted: int, limit: float) -> float:
        """Waits until a slug has that many references beside the open article's; gives when."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            number, at = self.number_of_references(BURST, limit)
            if number == wanted + 1:
                return at
            time.sleep(_POLL)
        raise NoAnswerError(f"not consistent within {limit:g} s")


def repeated(once: Callable[[], float], runs: int) -> Times:
    """The times of a question that is asked again and again; the first time is not counted."""
    once()
    seconds: list[float] = []
    end = time.monotonic() + ENOUGH
    while len(seconds) < runs and (time.monotonic() < end or len(seconds) < _FEWEST):
        seconds.append(once())
    return tuple(seconds)
