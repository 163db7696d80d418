"""Measures the language server beside others, over the protocol, in processes of their own.

    python -m tests.bench.servers [--sizes 1000,10000,100000] [--json FILE]

Each is started on the same generated wiki, in Slugline's markup or as Markdown, and asked the same
questions by the same client as Visual Studio Code asks. Every wait has a limit. A dash means that
a server can't answer, with the reason. Round trips take in the change of the text before them.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import IO

from tests.bench import peers
from tests.bench.client import Client, NoAnswerError, client_params
from tests.bench.editor import Editor
from tests.bench.findings import all_findings
from tests.bench.generate import generate
from tests.bench.measure import as_installed
from tests.bench.places import Places, choose, places
from tests.bench.report import Case, comparison, growth
from tests.bench.stress import an_hour, beside_rename, burst

_BURST = 5_000
_PAUSE = 0.02
"""Seconds between two questions while the wiki is being read."""

_OWN, _OTHERS = "trailing-space", "broken-link"
"""Codes of Slugline's findings in the open article: one of its own, one of the whole wiki."""

Samples = dict[str, tuple[float, ...] | str]


def cases(size: int) -> list[Case]:
    """All cases, with their targets in a wiki of that many articles."""
    ten_thousand = size <= 10_000
    return [
        Case("spawn → initialize", "flat", 0.05),
        Case("spawn → first hover", "flat", 0.3),
        Case("cold: open → own findings", "flat", 0.4),
        Case("cold: index ready", "linear"),
        Case("cold: slowest symbols of the article meanwhile", "flat"),
        Case("warm: index ready", "linear"),
        Case("warm: spawn → all findings of the open article", "linear", 1.2),
        Case("keystroke → findings", "flat", 0.002, 0.004),
        *(Case(f"completion, {n} characters", "flat", None, 0.012) for n in (0, 1, 4)),
        Case("definition of a link", "flat", 0.0005, 0.0015),
        Case("definition of a link to a section", "flat", 0.0005, 0.0015),
        Case("hover", "flat", 0.0005, 0.0015),
        Case("document symbols", "flat", 0.0005, 0.0015),
        Case("workspace symbols, common word", "linear", 0.015),
        Case("workspace symbols, rare words", "linear", 0.015),
        Case("references of the hub", "linear", 0.15 if ten_thousand else 1.5),
        Case("references of a rare article", "flat", 0.002),
        Case("rename of the hub", "linear", 1.0 if ten_thousand else None),
        Case("hover during that rename", "flat", None, 0.05),
        Case("cancelled rename → answered", "flat", 0.05),
        Case("workspace findings, first part", "flat", 0.2),
        Case("workspace findings, all", "linear", 4.0),
        Case("workspace findings, unchanged", "linear", 0.5),
        Case(f"{_BURST:,} files changed → consistent", "", 1.5),
        Case("memory, indexed", "linear", 250e6, unit="B"),
        Case("memory, all asked", "linear", unit="B"),
        Case("memory, after the edits", "linear", unit="B"),
        Case("memory that the edits added", "flat", 5e6, unit="B"),
        Case("latency at the end ÷ at the beginning", "flat", 1.2, unit="×"),
    ]


class Measuring:
    """Measures one server on one wiki, and keeps what each case gives in `samples`."""

    def __init__(self, peer: peers.Peer, where: Places, cache: Path, options: argparse.Namespace):
        self.samples: Samples = {}
        self._peer = peer
        self._places = where
        self._cache = cache
        self._limit: float = options.limit
        self._edits: int = options.edits
        self._starts_wanted: int = options.starts
        self._log: IO[bytes] | None = options.log

    def all(self) -> Samples:
        """Every case."""
        self._note("spawn → initialize", self._starts)
        self._note("spawn → first hover", self._first_hover)
        if self._peer.is_ours:
            self._attempt(self._cold)
            self._note("warm: spawn → all findings of the open article", self._first_findings)
        self._attempt(self._session)
        return self.samples

    def _note(self, name: str, measure: Callable[[], tuple[float, ...]]) -> None:
        try:
            self.samples[name] = measure()
        except NoAnswerError as reason:
            self.samples[name] = str(reason)

    def _attempt(self, measure: Callable[[], None]) -> None:
        try:
            measure()
        except NoAnswerError as reason:
            print(f"  {self._peer.name}: {reason}", file=sys.stderr)

    @contextlib.contextmanager
    def _started(self, *, asked_again: bool = False) -> Iterator[tuple[Editor, float]]:
        """A server that has answered `initialize`, and the seconds until then."""
        environment = {"SLUGLINE_CACHE_DIR": str(self._cache)}
        peer = self._peer
        with Client(peer.command, environment, peer.settings, self._log) as client:
            params = client_params(self._places.root, asked_again=asked_again)
            seconds = client.initialize(params)
            if self._peer.settings:
                settings = {"settings": self._peer.settings}
                client.notify("workspace/didChangeConfiguration", settings)
            yield Editor(client, self._places), seconds

    def _starts(self) -> tuple[float, ...]:
        times = []
        for _ in range(self._starts_wanted):
            with self._started() as (_, seconds):
                times.append(seconds)
        return tuple(times)

    def _first_hover(self) -> tuple[float, ...]:
        times = []
        for _ in range(self._starts_wanted):
            with self._started() as (editor, _):
                editor.open()
                number = editor.client.request("textDocument/hover", editor.heading())
                reply = editor.client.reply(number, self._limit)
                times.append(reply.at - editor.client.started)
        return tuple(times)

    def _cold(self) -> None:
        """The first time that the server reads this wiki."""
        shutil.rmtree(self._cache, ignore_errors=True)
        with self._started(asked_again=True) as (editor, _):
            began = time.perf_counter()
            opened = editor.open()
            reply = editor.pull(self._limit)
            if _OWN not in editor.codes(reply):
                raise NoAnswerError("the first findings are not the article's own")
            self.samples["cold: open → own findings"] = (reply.at - opened,)
            hub = editor.places.chosen.slugs[editor.places.chosen.hub]
            number = editor.client.request("textDocument/references", editor.references_of(hub))
            outlines = [editor.outline()]
            end = began + self._limit
            while not editor.client.has_answered(number) and time.perf_counter() < end:
                time.sleep(_PAUSE)
                outlines.append(editor.outline())
            self._note("cold: slowest symbols of the article meanwhile", lambda: (max(outlines),))
            ready = editor.client.answered(number, self._limit)
            self.samples["cold: index ready"] = (ready - began,)
            if _OTHERS not in editor.codes(editor.pull(self._limit)):
                raise NoAnswerError("the findings are not complete")

    def _first_findings(self) -> tuple[float, ...]:
        times = []
        for _ in range(self._starts_wanted):
            with self._started() as (editor, _):
                editor.open()
                reply = editor.pull(self._limit)
                if not {_OWN, _OTHERS} <= editor.codes(reply):
                    raise NoAnswerError("the findings are not complete")
                times.append(reply.at - editor.client.started)
        return tuple(times)

    def _session(self) -> None:
        """All that is asked in one session, and what it does to the memory."""
        chosen = self._places.chosen
        hub, rare = chosen.slugs[chosen.hub], chosen.slugs[chosen.rare]
        with self._started() as (editor, _):
            client = editor.client
            note = self._note
            began = editor.open()
            announced = self._peer.announces_index
            note(
                "warm: index ready",
                lambda: (editor.wait_for_index(2 * self._limit, announced=announced) - began,),
            )
            self.samples["memory, indexed"] = (client.memory(),)
            note("keystroke → findings", editor.keystrokes)
            for typed in (0, 1, 4):
                note(f"completion, {typed} characters", partial(editor.completions, typed))
            note("definition of a link", lambda: editor.at_hub("textDocument/definition"))
            note("definition of a link to a section", editor.definitions)
            note("hover", lambda: editor.at_hub("textDocument/hover"))
            note("document symbols", editor.symbols)
            note("workspace symbols, common word", lambda: editor.search(chosen.common_word))
            note("workspace symbols, rare words", lambda: editor.search(chosen.rare_word))
            note("references of a rare article", lambda: editor.references(rare, 100))
            note("references of the hub", lambda: editor.references(hub, 5))
            self._rename(editor)
            self._findings(client)
            note("memory, all asked", lambda: (client.memory(),))
            changed = min(_BURST, len(chosen.slugs) - 1)
            note(f"{_BURST:,} files changed → consistent", lambda: burst(editor, changed, 30))
            self._attempt(lambda: self._hour(editor))

    def _rename(self, editor: Editor) -> None:
        new = {"newName": self._peer.new_name}
        self._note("rename of the hub", lambda: editor.at_hub("textDocument/rename", 5, **new))
        if isinstance(self.samples["rename of the hub"], str):
            return
        hub = editor.places.chosen.slugs[editor.places.chosen.hub]
        beside: Mapping[str, tuple[float, ...]] = {}
        with contextlib.suppress(NoAnswerError):
            beside = beside_rename(editor, {**editor.places.at(hub), **new}, self._limit)
        self.samples["hover during that rename"] = beside.get("hover", "")
        self.samples["cancelled rename → answered"] = beside.get("cancel", "")

    def _findings(self, client: Client) -> None:
        try:
            found: Mapping[str, tuple[float, ...] | str] = all_findings(client, self._limit)
        except NoAnswerError as reason:
            found = dict.fromkeys(("first", "all", "unchanged"), str(reason))
        for key, name in (("first", "first part"), ("all", "all"), ("unchanged", "unchanged")):
            self.samples[f"workspace findings, {name}"] = found[key]

    def _hour(self, editor: Editor) -> None:
        hour = an_hour(editor, self._edits, 2 * self._limit)
        done = f"{hour.edits:,} edits, {hour.requests:,} requests"
        print(f"  {self._peer.name}: {done}", file=sys.stderr)
        self.samples["memory, after the edits"] = (hour.memory[-1],)
        self.samples["memory that the edits added"] = (hour.growth,)
        self.samples["latency at the end ÷ at the beginning"] = (hour.slowing,)


def read_options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """What is to be measured, and how often."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--edits", type=int, default=100_000, help="edits of a long session")
    parser.add_argument("--starts", type=int, default=5, help="starts of each server")
    parser.add_argument("--limit", type=float, default=60, help="seconds for one answer")
    parser.add_argument("--only", help="servers to measure, by name, with commas")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--keep", type=Path, help="keep the wikis in this folder")
    parser.add_argument("--log", type=argparse.FileType("wb"), help="what the servers say")
    parser.add_argument("--install", action="store_true", help="install the server of VS Code")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the measurements that the arguments ask for."""
    options = read_options(arguments)
    if options.install:
        peers.install()
        return 0
    as_installed()
    servers, missing = peers.found()
    print(*missing, sep="\n", file=sys.stderr)
    if options.only:
        wanted = options.only.split(",")
        unknown = set(wanted) - {one.name for one in servers}
        if unknown:
            names = ", ".join(one.name for one in servers)
            print(
                f"no server {', '.join(sorted(unknown))} here; there are: {names}", file=sys.stderr
            )
            return 2
        servers = [one for one in servers if one.name in wanted]
    by_size: dict[int, dict[str, Samples]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        for size in map(int, options.sizes.split(",")):
            by_size[size] = _measure(servers, folder, Path(scratch, "cache"), size, options)
            print()
            print(comparison(f"{size:,} articles", cases(size), by_size[size]), flush=True)
    if len(by_size) > 1:
        for server in servers:
            print(f"\n{server.name}\n")
            print(growth(cases(1), {size: one[server.name] for size, one in by_size.items()}))
    if options.json:
        options.json.write_text(json.dumps(by_size, indent=2, ensure_ascii=False) + "\n")
    return 0


def _measure(
    servers: Sequence[peers.Peer],
    folder: Path,
    cache: Path,
    size: int,
    options: argparse.Namespace,
) -> dict[str, Samples]:
    wiki, markdown = folder / f"wiki-{size}", folder / f"markdown-{size}"
    for target, as_markdown in ((wiki, False), (markdown, True)):
        if not target.exists() and (not as_markdown or len(servers) > 1):
            generate(target, size, markdown=as_markdown)
    chosen = choose(wiki, size)
    results = {}
    for server in servers:
        root = wiki if server.is_ours else markdown
        where = places(root.resolve(), chosen, markdown=not server.is_ours)
        start = time.perf_counter()
        results[server.name] = Measuring(server, where, cache, options).all()
        print(f"  {server.name}: {time.perf_counter() - start:.0f} s", file=sys.stderr)
    return results


if __name__ == "__main__":
    sys.exit(main())
