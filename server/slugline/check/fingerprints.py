"""What makes a finding the same one tomorrow: fingerprints.

A finding is known again by its code, by its article and by what its message names: a slug that is
no article, an entity, a section. None of this moves when lines do, when the text around it is
written anew, or when other articles come and go: suggestions (`near: …`), numbers and the wording
of messages don't count. An article is known again by its title, which stays when its file is
renamed; without a title, by its file's name without folder and suffix.

No article is read for this.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from slugline.check.judge import Diagnostic
from slugline.model.facts import stem_of
from slugline.rules import BY_CODE

VERSION = "slugline/1"
"""The name of this kind of fingerprint; another way to make them gets another name."""

_NAME = re.compile(r"`(.+?)`(?!`)", re.DOTALL)
_SIZE = 16
"""In bytes."""


def subject_of(diagnostic: Diagnostic) -> str:
    """What a finding speaks of, as far as that is its article's own; empty for the whole article.

    Several findings of one code in one article may have the same: they are equal, and counted.
    """
    words = BY_CODE[diagnostic.code].subject_after
    if words is None:
        return ""
    named = _NAME.search(diagnostic.message, diagnostic.message.find(words))
    return named[1] if named else ""


def article_name(path: str, title: str) -> str:
    """What an article is known by when its file has another name: its title, else its stem."""
    return title or stem_of(path)


def fingerprints(diagnostics: Iterable[Diagnostic], title_of: Callable[[str], str]) -> list[str]:
    """A fingerprint for each diagnostic, in order: 32 hexadecimal digits, none of them twice.

    `title_of` gives the title of the article at a path of the diagnostics, empty where there is
    none. Equal findings are told apart by their number among equals, in the given order.
    """
    from hashlib import blake2b  # not for a check that needs none

    seen: Counter[str] = Counter()
    made: list[str] = []
    for one in diagnostics:
        article = article_name(one.path, title_of(one.path))
        what = "\0".join((VERSION, one.code, subject_of(one), article))
        seen[what] += 1
        data = f"{what}\0{seen[what]}".encode("utf-8", "surrogatepass")
        made.append(blake2b(data, digest_size=_SIZE).hexdigest())
    return made
