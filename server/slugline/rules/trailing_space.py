"""trailing-space: spaces or tabs at the end of a line."""

from __future__ import annotations

from collections.abc import Iterator

from slugline.model.edits import Edit
from slugline.rules.rule import ArticleRule, Explanation, Finding, Fix, Subject
from slugline.syntax import Article
from slugline.text import Span

CODE = "trailing-space"


def _check(article: Article) -> Iterator[Finding]:
    source = article.source
    ends = [*article.starts[1:], len(source)]
    for start, end in zip(article.starts, ends, strict=True):
        line = source[start:end].rstrip("\r\n")
        kept = len(line.rstrip(" \t"))
        if kept < len(line):
            span = Span(start + kept, start + len(line))
            yield Finding(CODE, span, f"the line ends with {_named(line[kept:])}")


def _named(blanks: str) -> str:
    kind = {" ": "space", "\t": "tab"}.get(blanks[0] if len(set(blanks)) == 1 else "", "blank")
    return f"a {kind}" if len(blanks) == 1 else f"{len(blanks)} {kind}s"


def _fixes(finding: Finding, _subject: Subject) -> Iterator[Fix]:
    yield Fix("Remove the blanks at the line's end", (Edit(finding.span, ""),), safe=True)


RULE = ArticleRule(
    code=CODE,
    level="hint",
    aspect="text",
    check=_check,
    fixes=_fixes,
    fixes_safely=True,
    explanation=Explanation(
        finds="spaces or tabs at the end of a line, or on a line that holds nothing else",
        why="They mean nothing, can't be seen, and make lines differ that are the same.",
        bad="""\
//- mill.article
The Mill⟨U+0020⟩
It grinds corn.
""",
        good="""\
//- mill.article
The Mill
It grinds corn.
""",
    ),
)
