"""How the time of each piece grows with the wiki: ratios, which no machine changes.

`linear` work may take about ten times as long on ten times the articles; `flat` work, what is done
at a keystroke or for one question, may not grow with the wiki at all. Each time is the least of
several runs, in seconds of processor time.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from slugline.check import Levels, judge
from slugline.disk.discovery import discover
from slugline.disk.load import Job, Loaded, load
from slugline.disk.reading import read_bytes
from slugline.model.facts import Facts
from slugline.syntax import Article, parse
from slugline.text import decode
from slugline.wiki import Configuration, Wiki
from tests.bench.generate import generate

SIZES = (100, 1_000, 10_000)
LINEAR = 1.8
"""How much more than ten times as long ten times the articles may take."""

FLAT = 2.5
"""How much longer one question may take in a wiki of ten times the articles."""

NOISE = 30e-6
"""Seconds below which times are not compared."""


@dataclass
class Sized:
    """A wiki of one size, on disk and in memory."""

    root: Path
    size: int
    job: Job
    paths: list[str]
    loaded: Loaded
    wiki: Wiki
    levels: Levels
    rare: str
    """The path of an article that few others link to."""

    def read(self, path: str) -> Article:
        return parse(decode(read_bytes(f"{self.root}/{path}", 1_000_000)).source)

    def facts(self, path: str) -> Facts:
        return self.wiki.articles[path]


_RARE = 3
"""Articles that link to one that is rarely linked, in a wiki of any size."""


def _far_from_rare(wiki: Wiki, path: str) -> int:
    return abs(len(wiki.linked_from(wiki.articles[path].slug)) - _RARE)


@pytest.fixture(scope="module")
def wikis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Sized]]:
    found = []
    for size in SIZES:
        root = tmp_path_factory.mktemp("scaling") / str(size)
        generate(root, size)
        configuration = Configuration()
        job = Job(str(root), configuration.schema, configuration.max_size)
        paths = discover(root, configuration).paths
        loaded = load(job, paths, jobs=1)
        wiki = Wiki(configuration, loaded.facts.items())
        rare = min(paths, key=partial(_far_from_rare, wiki))
        levels = Levels(configuration)
        found.append(Sized(root, size, job, paths, loaded, wiki, levels, rare))
    gc.collect()
    gc.disable()
    yield found
    gc.enable()


def least(run: Callable[[], object], repeat: int) -> float:
    """The least processor time of several runs, in seconds."""
    times = []
    for _ in range(repeat):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return min(times)


LINEAR_WORK: dict[str, Callable[[Sized], object]] = {
    "discover": lambda one: discover(one.root, Configuration()),
    "load": lambda one: load(one.job, one.paths, jobs=1),
    "judge": lambda one: judge(
        Wiki(Configuration(), one.loaded.facts.items()), one.loaded.findings, one.levels, one.read
    ),
}


@pytest.mark.parametrize("name", LINEAR_WORK)
def test_linear(name: str, wikis: list[Sized]) -> None:
    times = [least(partial(LINEAR_WORK[name], one), 3) for one in wikis]
    growth = times[2] / times[1]
    assert growth < 10 * LINEAR, (name, times)


def edited(one: Sized) -> None:
    """An edit of one article that changes its links and entities, there and back."""
    path = one.rare
    facts = one.facts(path)
    changed = Facts(
        facts.slug,
        facts.title,
        facts.title_start,
        facts.headings,
        facts.links[:-1],
        (*facts.entities, "a new entity"),
        facts.offsets[:-4],
    )
    one.wiki.put(path, changed)
    judge(one.wiki, {}, one.levels, one.read, {path})
    one.wiki.put(path, facts)


def resolved(one: Sized) -> None:
    one.wiki.resolve(one.facts(one.paths[0]).slug)
    one.wiki.resolve("no-article-has-this-slug")


FLAT_WORK: dict[str, Callable[[Sized], object]] = {
    "edit and judge": edited,
    "resolve": resolved,
    "backlinks of a rare article": lambda one: one.wiki.backlinks(one.facts(one.rare).slug),
    "nearest": lambda one: one.wiki.nearest(one.facts(one.paths[0]).slug[:-1] + "x"),
}


@pytest.mark.parametrize("name", FLAT_WORK)
def test_flat(name: str, wikis: list[Sized]) -> None:
    times = []
    for one in wikis:
        FLAT_WORK[name](one)  # what is built at the first question is not of the question
        times.append(least(partial(FLAT_WORK[name], one), 15))
    assert times[2] < max(FLAT * times[1], NOISE), (name, times)
