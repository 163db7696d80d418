"""Characters that do not show, in texts of tests and explanations.

A character is written as its code point, `⟨U+0009⟩`, and a byte that is not UTF-8 as its value,
`⟨0xFF⟩`, as in the examples of grammar/spec.md.
"""

from __future__ import annotations

import re

from tests.little_wiki import LittleWiki, little_wiki

_UNSEEN = re.compile(r"⟨(?:U\+([0-9A-F]{4,6})|0x([89A-F][0-9A-F]))⟩")


def with_unseen(written: str) -> str:
    """The text that is meant, with a lone surrogate U+DC80 to U+DCFF for each byte."""
    return _UNSEEN.sub(
        lambda match: chr(int(match[1], 16)) if match[1] else chr(0xDC00 + int(match[2], 16)),
        written,
    )


def unseen_wiki(written: str) -> LittleWiki:
    """A little wiki with characters that do not show; files with bytes that are not UTF-8 too."""
    wiki = little_wiki(with_unseen(written))
    for path, text in list(wiki.files.items()):
        if any("\udc80" <= char <= "\udcff" for char in text):
            wiki.raw[path] = wiki.files.pop(path).encode("utf-8", "surrogateescape")
    return wiki
