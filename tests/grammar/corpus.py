"""Makes the corpus of tree-sitter's own test command of the specification's examples.

    python -m tests.grammar.corpus

The trees are those of the Python parser. Left out are examples with another schema than the
default one, and those with a character that a corpus file can't keep in its place: CR, and a
byte-order mark.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from slugline.syntax import parse
from slugline.text import BYTE_ORDER_MARK, decode
from tests.grammar.compiled import GRAMMAR
from tests.grammar.tree import of_article
from tests.spec_examples import SPEC, Example, read_spec

CORPUS = GRAMMAR / "test" / "corpus"

# An end of their own tells the lines between the parts from lines of an article.
_HEADER = f"{'=' * 80}|||"
_DIVIDER = f"{'-' * 80}|||"


def examples() -> list[Example]:
    """The examples that are in the corpus."""
    return [
        example
        for example in read_spec(SPEC.read_text(encoding="utf-8")).examples
        if not example.schema
        and "\r" not in example.text
        and not example.text.startswith(BYTE_ORDER_MARK)
    ]


def corpus() -> dict[Path, str]:
    """A file for each chapter: path to content."""
    files: dict[Path, str] = defaultdict(str)
    numbers: dict[Path, int] = defaultdict(int)
    for example in examples():
        path = CORPUS / f"{re.sub(r'[^a-z]+', '-', example.chapter.lower())}.txt"
        numbers[path] += 1
        text = decode(example.data).source
        files[path] += (
            f"{_HEADER}\n{example.chapter}, {numbers[path]}\n{_HEADER}\n{text}\n"
            f"{_DIVIDER}\n\n{of_article(parse(text)).written(0)}\n\n"
        )
    return {path: content.removesuffix("\n") for path, content in files.items()}


def main() -> None:
    """Writes the corpus, and removes files that are none of it any more."""
    files = corpus()
    CORPUS.mkdir(parents=True, exist_ok=True)
    for path in CORPUS.iterdir():
        if path not in files:
            path.unlink()
    for path, content in files.items():
        path.write_text(content, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
