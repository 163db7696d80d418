"""How the time of each piece grows with the wiki: ratios, which no machine changes.

`linear` work may take about ten times as long on ten times the articles; `flat` work, what is done
at a keystroke or for one question, may not grow with the wiki at all. Each time is the least of
several runs, in seconds of processor time.
"""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from slugline.check import Examined, Levels, change, examine_article, judge
from slugline.disk.cache import Cache
from slugline.disk.discovery import discover
from slugline.disk.load import Job, Loaded, load
from slugline.disk.reading import read_bytes
from slugline.features.code_lens import code_lenses, number_of
from slugline.features.completion import completion
from slugline.features.definition import definition
from slugline.features.document_symbols import document_symbols
from slugline.features.hover import hover
from slugline.features.references import references
from slugline.features.view import View
from slugline.features.workspace_symbols import workspace_symbols
from slugline.model.facts import Facts, stem_of
from slugline.syntax import Article, parse
from slugline.text import Span, decode
from slugline.wiki import Configuration, Wiki
from tests.bench.generate import generate

SIZES = (100, 1_000, 10_000)
LINEAR = 1.8
"""How much more than ten times as long ten times the articles may take."""

FLAT = 4
"""How much longer one question may take in a wiki of ten times the articles.

There are more near slugs and more matches to choose from; what looks at all articles takes ten
times as long.
"""

_SHORT = 0.03
"""Seconds that short runs of one kind take in all."""

_TRIES = 6

NOISE = 100e-6
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
    hub: str
    """The path of the one that most others link to."""

    def read(self, path: str) -> Article:
        return parse(decode(read_bytes(f"{self.root}/{path}", 1_000_000)).source)

    def facts(self, path: str) -> Facts:
        return self.wiki.articles[path]

    def view(self, path: str, added: str = "", back: int = 0) -> View:
        """An article with a text added to its Summary, and the cursor `back` from its end."""
        source = self.read(path).source
        end = source.index("\nKey Takeaways\n")
        article = parse(f"{source[:end]}{added}{source[end:]}")
        cursor = end + len(added) - back
        return View(self.wiki, path, article, self.read, Span(cursor, cursor))

    def examined(self, path: str, added: str = "") -> Examined:
        return examine_article(self.view(path, added).article, stem_of(path))


_RARE = 3
"""Articles that link to one that is rarely linked, in a wiki of any size."""


def _far_from_rare(wiki: Wiki, path: str) -> int:
    return abs(_number_of_links(wiki, path) - _RARE)


def _number_of_links(wiki: Wiki, path: str) -> int:
    return len(wiki.linked_from(wiki.articles[path].slug))


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
        hub = max(paths, key=partial(_number_of_links, wiki))
        levels = Levels(configuration)
        found.append(Sized(root, size, job, paths, loaded, wiki, levels, rare, hub))
    gc.collect()
    gc.disable()
    yield found
    gc.enable()


def assert_grows(runs: Sequence[Callable[[], object]], most: float) -> None:
    """Holds that the last run takes at most so many times as long as the one before.

    The runs are those of the sizes in turn, and of each the least processor time counts. Where that
    is too much it is measured again: a busy machine slows one size more than the other for a while.
    """
    times = [math.inf] * len(runs)
    for _ in range(_TRIES):
        times = [min(known, least(run)) for known, run in zip(times, runs, strict=True)]
        if times[-1] < max(most * times[-2], NOISE):
            return
    raise AssertionError(f"{times[-1] / times[-2]:.1f} times, and at most {most:g}: {times}")


def least(run: Callable[[], object]) -> float:
    """The least processor time of two runs, or of more where they are short, in seconds."""
    times: list[float] = []
    while len(times) < 2 or (len(times) < 50 and sum(times) < _SHORT):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return min(times)


def all_stamped(one: Sized) -> None:
    """Waits until every article is old enough to be cached: a few seconds after it was written."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        found = discover(one.root, Configuration(), stamped=True)
        if len(found.stamps) == len(found.paths):
            return
        time.sleep(0.1)
    raise TimeoutError(f"some articles are not cached: {one.root}")


def cached(one: Sized) -> None:
    found = discover(one.root, Configuration(), stamped=True)
    loaded = Cache(one.job).load(found.paths, found.stamps, jobs=1)
    assert len(loaded.facts) == one.size


LINEAR_WORK: dict[str, Callable[[Sized], object]] = {
    "discover": lambda one: discover(one.root, Configuration()),
    "load": lambda one: load(one.job, one.paths, jobs=1),
    "judge": lambda one: judge(
        Wiki(Configuration(), one.loaded.facts.items()), one.loaded.findings, one.levels, one.read
    ),
    "load unchanged articles from the cache": cached,
    "symbols of the wiki by a common word": lambda one: workspace_symbols(one.wiki, "treatment"),
}


@pytest.mark.parametrize("name", LINEAR_WORK)
def test_linear(name: str, wikis: list[Sized]) -> None:
    if LINEAR_WORK[name] is cached:
        for one in wikis:
            all_stamped(one)
            cached(one)
    assert_grows([partial(LINEAR_WORK[name], one) for one in wikis], 10 * LINEAR)


def typed(one: Sized) -> Callable[[], object]:
    """A sentence with a link to the hub and an entity, letter by letter, and all of it undone.

    At each letter the article is parsed, the wiki and the names to search in take it over, and it
    is judged.
    """
    path = one.rare
    hub = one.facts(one.hub).slug
    sentence = f" As in [[{hub}|Other]], **ketamine** is old."
    before = one.examined(path)
    one.wiki.search.prepare()

    def keystroke(examined: Examined) -> None:
        findings = {path: examined.findings} if examined.findings else {}
        change(one.wiki, {path: examined.facts})
        judge(one.wiki, findings, one.levels, one.read, {path})

    def run() -> None:
        for end in range(1, len(sentence)):
            keystroke(one.examined(path, sentence[:end]))
        keystroke(before)

    return run


def resolved(one: Sized) -> Callable[[], object]:
    slug = one.facts(one.paths[0]).slug
    return lambda: (one.wiki.resolve(slug), one.wiki.resolve("no-article-has-this-slug"))


def backlinks(one: Sized) -> Callable[[], object]:
    slug = one.facts(one.rare).slug
    return lambda: list(one.wiki.backlinks(slug))


def nearest(one: Sized) -> Callable[[], object]:
    slug = one.facts(one.paths[0]).slug[:-1] + "x"
    return lambda: one.wiki.nearest(slug)


def completed(letters: str) -> Callable[[Sized], Callable[[], object]]:
    def prepared(one: Sized) -> Callable[[], object]:
        view = one.view(one.paths[0], f" [[{letters}")
        return lambda: completion(view)

    return prepared


def at_link(
    ask: Callable[[View], object], *, to_hub: bool
) -> Callable[[Sized], Callable[[], object]]:
    def prepared(one: Sized) -> Callable[[], object]:
        slug = one.facts(one.hub if to_hub else one.rare).slug
        view = one.view(one.paths[0], f" [[{slug}|Other]]", back=9)
        assert view.link
        return lambda: ask(view)

    return prepared


def outlined(one: Sized) -> Callable[[], object]:
    article = one.read(one.paths[0])
    return lambda: document_symbols(article)


def sought(one: Sized) -> Callable[[], object]:
    title = one.facts(one.rare).title
    return lambda: workspace_symbols(one.wiki, title)


def counted(one: Sized) -> Callable[[], object]:
    view = one.view(one.rare)
    return lambda: [number_of(view, lens) for lens in code_lenses(view)]


FLAT_WORK: dict[str, Callable[[Sized], Callable[[], object]]] = {
    "resolve": resolved,
    "backlinks of a rare article": backlinks,
    "nearest": nearest,
    "completion after [[": completed(""),
    "completion after one letter": completed("k"),
    "completion after four letters": completed("keta"),
    "hover on a link to the hub": at_link(hover, to_hub=True),
    "definition of a link to the hub": at_link(definition, to_hub=True),
    "references of a rare article": at_link(lambda view: list(references(view)), to_hub=False),
    "symbols of an article": outlined,
    "symbols of the wiki by rare words": sought,
    "numbers above an article": counted,
    "keystrokes": typed,
}
"""Gives, for a wiki, the work that is timed."""


@pytest.mark.parametrize("name", FLAT_WORK)
def test_flat(name: str, wikis: list[Sized]) -> None:
    runs = [FLAT_WORK[name](one) for one in wikis]
    for run in runs:
        run()  # what is built at the first question is not of the question
    assert_grows(runs, FLAT)
