"""How long tree-sitter takes to parse and to highlight.

    python -m tests.grammar.measure

prints it for an article of usual size, for one of 1 MB, and for lines of 1 MB that are nothing but
beginnings of marks.
"""

from __future__ import annotations

import time
from pathlib import Path

from tree_sitter import Parser, Query, QueryCursor

from tests.grammar.compiled import GRAMMAR, language

ARTICLE = (Path(__file__).parent / "otters.article").read_bytes()

HOSTILE = (
    *("[[", "]]", "**", "***", "****", "\\", "[[a|", "[[a|**", "**[[", "***[[", "** [[a]]"),
    *("[[a|***]]", "x[[a|**b]]", "**a ", "***a ", "[[a#", "[[|", "- ", "\t", " a", "a"),
    *("\n", " \n", "\n- ", "]]\n[[", "\nSource"),
)
"""What a line, or a text, of nothing else might take too long with."""


def text_of(fragment: str, size: int) -> bytes:
    """A lead that is a fragment again and again, `size` bytes of it."""
    repeated = fragment * (size // len(fragment) + 1)
    return b"The Mill\n" + repeated[:size].encode()


def article(size: int) -> bytes:
    """An article of about `size` bytes: one of usual size, and its sections again and again."""
    begin, sections = ARTICLE.split(b"Summary\n", 1)
    body = b"Summary\n" + sections.rstrip() + b"\n"
    return begin + body * max(1, size // len(body))


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
    for size in (len(ARTICLE), 1_000_000):
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
