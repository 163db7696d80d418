"""Where a link that is only half marked was probably meant to begin and to end."""

from __future__ import annotations

import re

from slugline.model.slugs import slug_of
from slugline.syntax import Article, read_link_text
from slugline.text import Span
from slugline.wiki import Wiki

_WORD = r"[^\s\[\]|#*\\]+"
_FIRST_WORD = re.compile(_WORD)
_WORDS_AHEAD = re.compile(rf"{_WORD}(?:[ \t]{_WORD}){{0,7}}")
_WORDS_BEHIND = re.compile(rf"{_WORD}(?:[ \t]{_WORD}){{0,7}}$")
_SECTION = re.compile(rf"#{_WORD}")
_ENDING = ".,;:!?…)\"'”’»。，"
_BEGINNING = "(\"'“‘«"
_FULL_AHEAD = re.compile(r"[^\[\]]*(?=\])")
_FULL_BEHIND = re.compile(r"(?<=\[)[^\[\]]*$")
_LABELLED_BEHIND = re.compile(rf"{_WORD}(?:#{_WORD})?\|[^\[\]|*]*$")
_TARGET_BEHIND = re.compile(rf"{_WORD}#{_WORD}$")

_REACH = 500
"""So many characters on either side of a mark are looked at."""


def end_of_link(article: Article, start: int, wiki: Wiki) -> int | None:
    """Where a link ends whose text begins at `start`, behind `[[`; None where it has no text.

    Before a single `]`; else behind the label, which is the title of its article or one word;
    else behind the section; else behind the most words that are an article's slug; else behind
    the first word.
    """
    line = article.blocks[article.place_at(start).line].text_span
    text = article.text_of(Span(start, min(line.end, start + _REACH)))
    full = _FULL_AHEAD.match(text)
    if full and read_link_text(full[0]).problem is None:
        return start + full.end()
    words = _WORDS_AHEAD.match(text)
    target = _length(words[0], wiki) if words else 0
    section = _SECTION.match(text, target)
    if section:
        target = section.end() - _trailing(section[0])
    if not target:
        return None
    if text[target : target + 1] != "|":
        return start + target
    label = text[target + 1 :]
    title = wiki.title_of(wiki.resolve(slug_of(text[:target].partition("#")[0])))
    if title and label[: len(title)].casefold() == title.casefold():
        return start + target + 1 + len(title)
    word = _FIRST_WORD.match(label)
    return start + target + 1 + word.end() - _trailing(word[0]) if word else None


def start_of_link(article: Article, end: int, wiki: Wiki) -> int | None:
    """Where a link begins whose text ends at `end`, before `]]`; None where it has no text.

    Behind a single `[`; else before the target, if there is a label or a section; else before
    the most words that are an article's slug; else before the last word.
    """
    line = article.blocks[article.place_at(end).line].text_span
    begin = max(line.start, end - _REACH)
    text = article.text_of(Span(begin, end))
    full = _FULL_BEHIND.search(text)
    if full and read_link_text(full[0]).problem is None:
        return begin + full.start()
    found = _LABELLED_BEHIND.search(text) or _TARGET_BEHIND.search(text)
    if found:
        return begin + found.start() + _leading(found[0])
    words = _WORDS_BEHIND.search(text)
    if not words:
        return None
    starts = [match.start() for match in _FIRST_WORD.finditer(words[0])]
    known = (at for at in starts if _is_known(words[0][at:], wiki))
    chosen = words[0][next(known, starts[-1]) :]
    return end - len(chosen) + _leading(chosen)


def _length(words: str, wiki: Wiki) -> int:
    """How many characters of some words are the name of an article, else of the first word."""
    ends = [match.end() - _trailing(match[0]) for match in _FIRST_WORD.finditer(words)]
    known = (end for end in reversed(ends) if _is_known(words[:end], wiki))
    return next(known, ends[0])


def _is_known(words: str, wiki: Wiki) -> bool:
    return wiki.resolve(slug_of(words)).kind in ("article", "inventory")


def _trailing(word: str) -> int:
    """How many characters at the end of a word are punctuation; none where all of it is."""
    return len(word) - (len(word.rstrip(_ENDING)) or len(word))


def _leading(word: str) -> int:
    return len(word) - (len(word.lstrip(_BEGINNING)) or len(word))
