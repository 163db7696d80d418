"""Reads wikis and builds their indexes: work for the thread beside the event loop."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress

from slugline.disk.load import WORTH_CACHING
from slugline.disk.opening import Contents, read_contents
from slugline.disk.refresh import Refresher
from slugline.model.columns import Columns
from slugline.model.facts import Facts
from slugline.wiki import Configuration, Wiki


def read_wiki(
    root: str,
    configuration: Configuration,
    progress_of: Callable[[int], Callable[[int], None]],
    opened: Callable[[], Mapping[str, Facts]],
) -> tuple[Contents, Refresher, Collection[str]]:
    """Reads a wiki, with what is needed to judge and to follow it; in the other thread.

    `opened` gives the facts of the articles that are open. They are put in place of those on disk
    before there is an index, when that costs nothing; their paths are given, too.
    """
    with _uncollected():
        contents = read_contents(root, configuration, progress_of=progress_of)
        put = opened()
        for path, facts in put.items():
            contents.wiki.put(path, facts)
        contents.wiki.prepare_to_judge()
        refresher = Refresher(root, configuration)
        refresher.remember(contents.wiki.articles, contents.stamps)
        contents.stamps = {}
        _freeze_large(contents.wiki)
    return contents, refresher, put.keys()


def indexed_wiki(configuration: Configuration, columns: Columns) -> Wiki:
    """A wiki with all its indexes; in the other thread, where this one must not be touched."""
    with _uncollected():
        wiki = Wiki(configuration, columns)
        wiki.prepare()
        _freeze_large(wiki)
    return wiki


def _freeze_large(wiki: Wiki) -> None:
    """What is there now stays; what comes is little, and is collected."""
    if len(wiki.articles) >= WORTH_CACHING:
        gc.freeze()


def give_memory_back() -> None:
    """Gives free memory back to the system, where the C library can; in the other thread.

    What is needed while a wiki is read leaves a tenth of all memory behind.
    """
    import ctypes

    with suppress(AttributeError, OSError, TypeError):  # none but glibc has it
        ctypes.CDLL(None).malloc_trim(0)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector, which takes half of the time of a bulk run for nothing."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def refresher_of(root: str, configuration: Configuration, paths: Iterable[str]) -> Refresher:
    """What follows a wiki of articles that are known; in the other thread."""
    refresher = Refresher(root, configuration)
    refresher.remember(paths)
    return refresher


def reads_alike(one: Configuration, other: Configuration) -> bool:
    """Whether two configurations find the same articles, and read them in the same way."""
    return all(
        getattr(one, name) == getattr(other, name)
        for name in ("include", "exclude", "max_size", "schema")
    )
