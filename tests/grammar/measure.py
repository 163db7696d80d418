"""How long tree-sitter takes to parse and to highlight.

    python -m tests.grammar.measure

prints it for an article of 4.7 KB, for one of 1 MB, and for lines of 1 MB that are nothing but
beginnings of marks.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from tree_sitter import Parser, Query, QueryCursor

from tests.bench.generate import generate
from tests.grammar.compiled import GRAMMAR, language

HOSTILE = (
    *("[[", "]]", "**", "***", "****", "\\", "[[a|", "[[a|**", "**[[", "***[[", "** [[a]]"),
    *("- ", "\n- ", "\n", " \n", "]]\n[[", "[[a#", "[[|", "\t", " a", "a", "\nSource"),
)
"""What a line, or a text, of nothing else might take too long with."""


def text_of(fragment: str, size: int) -> bytes:
    """A lead that is a fragment again and again, `size` bytes of it."""
    repeated = fragment * (size // len(fragment) + 1)
    return b"The Mill\n" + repeated[:size].encode()


def article(size: int) -> bytes:
    """An article of hardly less than `size` bytes, made of those that benchmarks read."""
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder), 4)
        articles = [path.read_bytes() for path in sorted(Path(folder).rglob("*.article"))]
    text = b"\n".join(articles)
    text = text * (size // len(text) + 1)
    return text[: text.rindex(b"\n", 0, size)]


def seconds(text: bytes, *, highlighted: bool = False, rounds: int = 5) -> float:
    """The least of some times that a text takes to be parsed, or to be highlighted, too.

    It is the processor's time, which other processes do not lengthen.
    """
    parser = Parser(language())
    query = Query(language(), (GRAMMAR / "queries" / "highlights.scm").read_text("utf-8"))
    taken = []
    for _ in range(rounds):
        begun = time.process_time()
        tree = parser.parse(text)
        if highlighted:
            QueryCursor(query).captures(tree.root_node)
        taken.append(time.process_time() - begun)
    return min(taken)


def main() -> None:
    """Prints the times in milliseconds."""
    for size in (4_700, 1_000_000):
        text = article(size)
        parsed, both = seconds(text) * 1000, seconds(text, highlighted=True) * 1000
        print(f"{len(text):>9,} bytes of an article: parse {parsed:.2f} ms, with query {both:.2f}")
    for fragment in HOSTILE:
        half, whole = (seconds(text_of(fragment, size), rounds=3) for size in (500_000, 1_000_000))
        print(
            f"1 MB of {fragment!r}: {whole * 1000:.0f} ms, {whole / half:.2f} x that of half of it"
        )


if __name__ == "__main__":
    main()
