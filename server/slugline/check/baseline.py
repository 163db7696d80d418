"""What was found before: a baseline, against which only what is new is reported.

Equal findings (same article, code and subject) are counted: where two are known, a third is new.
An article is known by its path. Where its file is gone, another one that has its title takes its
place, so a renamed file brings nothing new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import msgspec

from slugline.check.fingerprints import article_name, subject_of
from slugline.check.judge import Diagnostic


class Known(msgspec.Struct, frozen=True, order=True, array_like=True, forbid_unknown_fields=True):
    """Some equal findings of an article, and how many of them are known.

    `subject` is what they speak of (`subject_of`), `title` the article's, empty where it has none.
    """

    path: str
    code: str
    subject: str
    count: int
    title: str = ""


class Article(msgspec.Struct, frozen=True):
    """A file with findings: its path as the baseline has it, and its title."""

    path: str
    title: str


Found = Sequence[tuple[Article, Diagnostic]]
"""Findings in order, each with its article."""


class Compared(msgspec.Struct, frozen=True):
    """Findings beside a baseline: which of them are new, and what of the baseline is left over."""

    is_new: list[bool]
    left: list[Known]


def compare(known: Iterable[Known], found: Found, is_gone: Callable[[str], bool]) -> Compared:
    """Finds out what is new. `is_gone` says of a path of the baseline that no article is there."""
    budget: Counter[tuple[str, str, str]] = Counter()
    titles: dict[str, str] = {}
    for one in known:
        key = (one.path, one.code, one.subject)
        budget[key] = max(budget[key], one.count)  # both sides of a merge may have the line
        titles[one.path] = one.title
    is_new: list[bool] = []
    for article, diagnostic in found:
        key = (article.path, diagnostic.code, subject_of(diagnostic))
        is_known = budget[key] > 0
        budget[key] -= is_known
        is_new.append(not is_known)
    moved: dict[tuple[str, str, str], list[str]] = {}
    if any(is_new):
        for (path, code, subject), number in budget.items():
            if number and is_gone(path):
                name = article_name(path, titles[path])
                moved.setdefault((name, code, subject), []).extend([path] * number)
    if moved:
        for place, (article, diagnostic) in enumerate(found):
            if is_new[place]:
                code, subject = diagnostic.code, subject_of(diagnostic)
                paths = moved.get((article_name(article.path, article.title), code, subject))
                if paths:
                    budget[paths.pop(), code, subject] -= 1
                    is_new[place] = False
    left = [Known(*key, number, titles[key[0]]) for key, number in budget.items() if number > 0]
    return Compared(is_new, left)


def updated(
    left: Iterable[Known], found: Found, was_checked: Callable[[Known], bool]
) -> list[Known]:
    """The next baseline, sorted: what is found now, and what is left of what was not checked.

    `left` is that of `compare`.
    """
    counts = Counter(
        (article.path, one.code, subject_of(one), article.title) for article, one in found
    )
    now = [
        Known(path, code, subject, number, title)
        for (path, code, subject, title), number in counts.items()
    ]
    return sorted([*now, *(one for one in left if not was_checked(one))])
