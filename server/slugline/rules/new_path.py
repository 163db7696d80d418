"""Where the file of a new article goes: to a place where the wiki has it as an article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import takewhile

from slugline.rules.rule import Holds, holds_all
from slugline.wiki import Wiki

LONGEST_NAME = 255
"""In bytes of UTF-8: file systems take no longer name."""

_SUFFIX = ".article"
_WILD = frozenset("*?[]\\!")


def new_path(
    wiki: Wiki,
    slug: str,
    *,
    beside: str = "",
    folder: str | None = None,
    holds: Holds = holds_all,
) -> tuple[str, bool]:
    """The path of a new article, and whether the wiki has a file there as an article.

    Best is one in the folder of the article at `beside` and with its suffix; else one with the
    suffix of most articles, in a folder that `include` names, or in that of another article.
    With a `folder` (empty for the root) it is there or nowhere. Where no place will do, the path
    is the one that would be best. Too long a name is given as it is: no file can have it, and
    whoever creates it says so.
    """
    best = ""
    for path in _paths(wiki, slug, beside, folder):
        if len(path.rpartition("/")[2].encode()) > LONGEST_NAME or holds(path):
            return path, True
        best = best or path
    return best, False


def no_place(path: str) -> str:
    """What to say where no place will do."""
    return (
        f"{path} would be no article of this wiki: "
        "`include`, `exclude` or an ignore file leaves it out"
    )


def _paths(wiki: Wiki, slug: str, beside: str, folder: str | None) -> Iterator[str]:
    own, slash, name = beside.rpartition("/")
    own_suffix = _suffix_of(name)
    if folder is None and own_suffix:
        yield f"{own}{slash}{slug}{own_suffix}"
    suffixes = list(dict.fromkeys(_suffixes(wiki)))
    if folder is not None:
        folders = [folder]
    else:
        folders = [own] if beside else []
        folders += _folders(wiki)
    for one in dict.fromkeys(folders):
        way = f"{one}/" if one else ""
        yield from (f"{way}{slug}{suffix}" for suffix in suffixes)


def _suffixes(wiki: Wiki) -> Iterator[str]:
    """The suffixes that an article may have, that of most articles first."""
    count = Counter(map(_suffix_of, wiki.articles))
    yield max(count, key=lambda one: (count[one], one), default=_SUFFIX) or _SUFFIX
    yield _SUFFIX
    for pattern in wiki.configuration.include:
        suffix = _suffix_of(pattern)
        if suffix and not _WILD.intersection(suffix):
            yield suffix
    yield ".txt"


def _suffix_of(path: str) -> str:
    name = path.rpartition("/")[2]
    stem, dot, suffix = name.rpartition(".")
    return f"{dot}{suffix}" if stem and suffix else ""


def _folders(wiki: Wiki) -> Iterator[str]:
    """The folders in which there may be articles: those that `include` names without wildcards."""
    for pattern in wiki.configuration.include:
        if not pattern.startswith("!"):
            parts = pattern.strip("/").split("/")
            plain = list(takewhile(lambda part: not _WILD.intersection(part), parts))
            yield "/".join(plain)
            yield "/".join(plain[: len(parts) - 1])
    yield next(iter(wiki.articles), "").rpartition("/")[0]
