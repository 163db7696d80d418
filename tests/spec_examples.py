"""The examples of grammar/spec.md, for every engine that reads the markup.

`read_spec` reads them, and knows no engine. `outline` says of an article of the Python parser what
the examples say of theirs. For engines in other languages

    python tests/spec_examples.py

prints all examples as one JSON value, with the characters that do not show in their places. It
needs nothing but Python.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from slugline.syntax import Article, Mark

SPEC = Path(__file__).resolve().parent.parent / "grammar" / "spec.md"

SlugQuestion = Literal["slug-of", "is-slug", "not-a-slug"]


class SpecError(ValueError):
    """An example that cannot be read: says in which line of the specification, and why."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"line {line}: {why}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Example:
    """A text and what it means.

    `number` counts all examples from 1, `line` is that of the fence, counted from 1. `text` has
    a lone surrogate U+DC80 to U+DCFF for each byte that is not UTF-8. `expected` has one line an
    element, its strings in one and the same spelling (see `quoted`). `schema` is the schema as
    TOML, empty for the default one. `differs` names the difference between engines that it shows.
    """

    number: int
    line: int
    chapter: str
    text: str
    expected: tuple[str, ...]
    schema: str = ""
    differs: str = ""

    @property
    def data(self) -> bytes:
        """The text as a file holds it."""
        return self.text.encode("utf-8", "surrogateescape")


@dataclass(frozen=True, slots=True)
class SlugExample:
    """One line about slugs: which one `text` gives (`slug-of`), or whether it is one."""

    number: int
    line: int
    chapter: str
    question: SlugQuestion
    text: str
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Spec:
    """All examples of a specification, in order."""

    examples: tuple[Example, ...]
    slugs: tuple[SlugExample, ...]


def quoted(text: str) -> str:
    """A text as a JSON string, in which only what shows stands for itself."""
    written = json.dumps(text, ensure_ascii=False)
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in written)


_FENCE = re.compile(r"(`{3,}) *(.*)")
_CHAPTER = re.compile(r"## +(.*\S)")
_INFO = re.compile(r"(example|toml)(?: +schema=([\w-]+))?(?: +differs=([\w-]+))?|(slugs)")
_UNSEEN = re.compile(r"⟨(?:U\+([0-9A-F]{4,6})|0x([89A-F][0-9A-F]))⟩")
_STRING = r'"(?:[^"\\\x00-\x1f]|\\.)*"'
_BLOCK = re.compile(rf"(?:title|lead|item|paragraph) {_STRING}|heading {_STRING} [\w-]+")
_MARK = re.compile(
    rf"  (?:link(?= )(?: slug={_STRING})?(?: section={_STRING})?(?: label={_STRING})?"
    rf"|(?:entity|escape|attribution) {_STRING}|problem [a-z-]+ {_STRING})"
)
_ARROW = " ->"


@dataclass(frozen=True, slots=True)
class _Fenced:
    """A fenced block: the line of its fence, its chapter, its info string and its lines."""

    line: int
    chapter: str
    info: str
    lines: list[str]


def read_spec(source: str) -> Spec:
    """Reads the examples of a specification. Raises SpecError for one that is not well made."""
    examples: list[Example] = []
    slugs: list[SlugExample] = []
    schemas: dict[str, str] = {}
    number = 0
    for fenced in _read_fenced(source):
        info = _INFO.fullmatch(fenced.info)
        if not info:
            raise SpecError(fenced.line, f"a block is `example`, `slugs` or `toml`: {fenced.info}")
        kind, schema = info[1] or info[4], info[2] or ""
        if kind == "toml":
            schemas[schema] = "\n".join(fenced.lines)
            continue
        number += 1
        if not fenced.chapter:
            raise SpecError(fenced.line, "an example before the first chapter")
        if kind == "slugs":
            slugs += _read_slugs(fenced, number)
            continue
        if schema and schema not in schemas:
            raise SpecError(fenced.line, f"no schema {schema} above this example")
        text, expected = _read_example(fenced)
        examples.append(
            Example(
                number,
                fenced.line,
                fenced.chapter,
                text,
                expected,
                schemas[schema] if schema else "",
                info[3] or "",
            )
        )
    return Spec(tuple(examples), tuple(slugs))


def _read_fenced(source: str) -> Iterator[_Fenced]:
    chapter = ""
    fence = ""
    fenced = _Fenced(0, "", "", [])
    for line, text in enumerate(source.split("\n"), 1):
        if fence:
            if text.startswith(fence) and not text.strip("`"):
                fence = ""
                yield fenced
            else:
                fenced.lines.append(text)
        elif match := _FENCE.fullmatch(text):
            fence = match[1]
            fenced = _Fenced(line, chapter, match[2], [])
        elif match := _CHAPTER.fullmatch(text):
            chapter = match[1]
    if fence:
        raise SpecError(fenced.line, "this block does not end")


def _read_example(fenced: _Fenced) -> tuple[str, tuple[str, ...]]:
    if "." not in fenced.lines:
        raise SpecError(fenced.line, "an example needs a line with a lone `.`")
    dot = fenced.lines.index(".")
    text = "\n".join(
        _with_unseen(line, fenced.line + offset)
        for offset, line in enumerate(fenced.lines[:dot], 1)
    )
    expected: list[str] = []
    for offset, line in enumerate(fenced.lines[dot + 1 :], dot + 2):
        if _MARK.fullmatch(line):
            if not expected:
                raise SpecError(fenced.line + offset, f"a mark without a block: {line}")
        elif not _BLOCK.fullmatch(line):
            raise SpecError(fenced.line + offset, f"this is no line of a meaning: {line}")
        expected.append(_in_one_spelling(line, fenced.line + offset))
    return text, tuple(expected)


def _with_unseen(written: str, line: int) -> str:
    """A line with the characters that are written as code points or bytes."""
    for char in written:
        if not char.isprintable():
            raise SpecError(line, f"a character that does not show: write ⟨U+{ord(char):04X}⟩")
    if written.endswith(" "):
        raise SpecError(line, "a space at the end: write ⟨U+0020⟩")
    text = _UNSEEN.sub(_unseen, written)
    if "⟨" in _UNSEEN.sub("", written):
        raise SpecError(line, f"⟨ begins neither ⟨U+0009⟩ nor ⟨0xFF⟩: {written}")
    return text


def _unseen(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else chr(0xDC00 + int(match[2], 16))


def _in_one_spelling(written: str, line: int) -> str:
    """A line of a meaning with its strings as `quoted` spells them."""
    try:
        return re.sub(_STRING, lambda match: quoted(json.loads(match[0])), written)
    except json.JSONDecodeError as error:
        raise SpecError(line, f"not a JSON string ({error.msg}): {written}") from error


def _read_slugs(fenced: _Fenced, number: int) -> Iterator[SlugExample]:
    if not fenced.lines:
        raise SpecError(fenced.line, "a block of slugs needs a line")
    for line, written in enumerate(fenced.lines, fenced.line + 1):
        text = _with_unseen(written, line)
        title, arrow, slug = f" {text}".rpartition(_ARROW)
        if arrow and (not slug or slug.startswith(" ")):
            yield SlugExample(number, line, fenced.chapter, "slug-of", title[1:], slug[1:])
            continue
        word, _, text = text.partition(" ")
        for question in get_args(SlugQuestion)[1:]:
            if word == question:
                yield SlugExample(number, line, fenced.chapter, question, text)
                break
        else:
            raise SpecError(
                line, f"neither `title -> slug` nor `is-slug` or `not-a-slug`: {written}"
            )


def outline(article: Article) -> list[str]:
    """What an article means, in the form of the examples."""
    sections = {section.heading: section for section in article.sections}
    lines: list[str] = []
    for block in article.blocks:
        if block.kind == "blank":
            continue
        text = quoted(article.text_of(block.text_span))
        if block.kind == "heading":
            kind = sections[block].kind
            lines.append(f"heading {text} {kind.key if kind else 'unknown'}")
        else:
            lines.append(f"{'lead' if block is article.lead else block.kind} {text}")
        if article.attribution and article.attribution.span == block.span:
            lines.append(f"  attribution {quoted(article.attribution.publisher)}")
        lines += (
            f"  {_mark(article, mark)}" for mark in article.marks if block.span.holds(mark.span)
        )
    return lines


def _mark(article: Article, mark: Mark) -> str:
    from slugline.syntax import Entity, Escape, Link, Problem

    match mark:
        case Link(slug=slug, section=section, label=label):
            parts = (("slug", slug), ("section", section), ("label", label))
            return "link" + "".join(f" {name}={quoted(part)}" for name, part in parts if part)
        case Entity(text=text):
            return f"entity {quoted(text)}"
        case Escape():
            return f"escape {quoted(article.text_of(mark.span))}"
        case Problem(kind=kind):
            return f"problem {kind} {quoted(article.text_of(mark.span))}"


def main() -> None:
    """Prints all examples as JSON; bytes that are not UTF-8 as lone surrogates."""
    json.dump(asdict(read_spec(SPEC.read_text(encoding="utf-8"))), sys.stdout, indent=1)


if __name__ == "__main__":
    main()
