"""malformed-entity: what looks like an entity mark and is none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from slugline.model.edits import Edit, apply_edits
from slugline.rules.rule import ArticleRule, Explanation, Finding, Fix, Subject
from slugline.syntax import Article, Block, BlockKind, Problem, ProblemKind, Schema, parse
from slugline.text import Span, unbroken

CODE = "malformed-entity"

_BLANKS = " \t"
_ESCAPE_OR_STARS = re.compile(r"(\\[\\\[\]*|])|\*{2,}")
_WORD = re.compile(r"[^\s*\[\]|\\]+")
_SHOWN = 40
"""How many characters of an article's text a message shows."""

_OPENING = "([{<\"'“‘«‹„‚「『（《〈"
_CLOSING = ")]}>\"'”’»›.,;:!?…」』）》〉。、，！？；：।،؛؟۔"


def _check(article: Article) -> Iterator[Finding]:
    for problem in article.problems:
        written = _shown(article.text_of(problem.span))
        match problem.kind:
            case "unclosed-entity":
                message = "`**` opens an entity that is not closed on its line"
            case "empty-entity":
                message = f"there is no text between the marks of `{written}`"
            case "spaced-entity":
                message = f"`{written}` has a space just inside its marks"
            case "star-run":
                stars = _shown("*" * max(map(len, _runs(article, problem.span))))
                message = f"`{stars}` marks nothing: an entity stands between `**` and `**`"
            case "marks-in-label":
                message = f"the label `{written}` has marks in it, but a label is plain text"
            case _:
                continue
        yield Finding(CODE, problem.span, message)


def _shown(text: str) -> str:
    return unbroken(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")


def _runs(article: Article, span: Span) -> list[Span]:
    """The first and the last run of two or more `*` in a span; one, if they are the same."""
    runs = [
        Span(*match.span())
        for match in _ESCAPE_OR_STARS.finditer(article.source, span.start, span.end)
        if match[1] is None
    ]
    return runs if len(runs) == 1 else [runs[0], runs[-1]]


def _fixes(finding: Finding, subject: Subject) -> Iterator[Fix]:
    """Only fixes that leave less to find in their line; first those that leave least."""
    article = subject.article
    problem = next((one for one in article.problems if one.span == finding.span), None)
    if problem is None:
        return
    block = article.blocks[article.place_at(problem.span.start).line]
    line = _Line(article, block)
    fixes = [(line.left_by(fix.edits), fix) for fix in _candidates(article, block, problem)]
    mending = [(left, fix) for left, fix in fixes if left is not None]
    for _, fix in sorted(mending, key=lambda one: one[0]):
        yield fix


class _Line:
    """A line, as it is read before and after edits; the lines around it make no difference."""

    def __init__(self, article: Article, block: Block) -> None:
        self._schema = article.schema
        self._span = block.span
        self._text = article.text_of(block.span)
        self._kind, self._links, self._problems = _read(self._text, article.schema)

    def left_by(self, edits: Iterable[Edit]) -> int | None:
        """How many problems edits leave; None where they mend none, or do harm."""
        start = self._span.start
        moved = [Edit(Span(e.span.start - start, e.span.end - start), e.text) for e in edits]
        kind, links, problems = _read(apply_edits(self._text, moved), self._schema)
        if links != self._links or kind not in (self._kind, "blank"):
            return None
        if problems - self._problems or problems == self._problems:
            return None
        return problems.total()


_Reading = tuple[BlockKind, list[tuple[str, str | None]], Counter[ProblemKind]]


def _read(line: str, schema: Schema) -> _Reading:
    """The kind of a line, where its links lead, and its problems."""
    article = parse(f"Title\n{line}", schema)
    links = [(link.slug, link.section) for link in article.links]
    return article.blocks[1].kind, links, Counter(problem.kind for problem in article.problems)


def _candidates(article: Article, block: Block, problem: Problem) -> Iterator[Fix]:
    match problem.kind:
        case "unclosed-entity":
            yield from _of_unclosed(article, block, problem.span)
        case "empty-entity":
            yield from _of_empty(article, block, problem.span)
        case "spaced-entity":
            yield from _of_spaced(article, block, problem.span)
        case "star-run":
            yield from _of_stars(article, block, problem.span)
        case "marks-in-label":
            yield from _of_label(article, problem.span)


def _of_unclosed(article: Article, block: Block, span: Span) -> Iterator[Fix]:
    ahead = _WORD.match(article.source, span.end, block.text_span.end)
    behind = _WORD.match(article.source[block.text_span.start : span.start][::-1])
    if ahead and (word := ahead.group().rstrip(_CLOSING)):
        end = span.end + len(word)
        yield Fix(f"Close the entity after `{_shown(word)}`", (Edit(Span(end, end), "**"),))
    elif behind and (word := behind.group()[::-1].lstrip(_OPENING)):
        start = span.start - len(word)
        yield Fix(f"Open the entity before `{_shown(word)}`", (Edit(Span(start, start), "**"),))
    yield from _remove_or_keep(article, block, [span])


def _of_empty(article: Article, block: Block, span: Span) -> Iterator[Fix]:
    following = next((one.span for one in article.problems if one.span.start >= span.end), None)
    if (
        following is not None
        and len(span) == len(following) == 4
        and following.start < block.span.end
        and following.of(article.source) == "****"
    ):
        yield Fix("Mark it with `**`", (Edit(span, "**"), Edit(following, "**")))
    edit = Edit(block.span, "") if span == block.text_span else _removal(article, block, span)
    yield Fix("Remove the marks", (edit,))


def _of_spaced(article: Article, block: Block, span: Span) -> Iterator[Fix]:
    source = article.source
    written = source[span.start + 2 : span.end - 2]
    text = written.strip(_BLANKS)
    before = written[: len(written) - len(written.lstrip(_BLANKS))]
    after = written[len(written.rstrip(_BLANKS)) :]
    # A space that parts two words moves out of the marks.
    before = before[:1] if source[block.text_span.start : span.start][-1:].isalnum() else ""
    after = after[:1] if source[span.end : block.text_span.end][:1].isalnum() else ""
    title = "Remove the spaces inside the marks"
    yield Fix(title, (Edit(span, f"{before}**{text}**{after}"),))
    runs = [Span(span.start, span.start + 2), Span(span.end - 2, span.end)]
    if written[0] in _BLANKS:
        yield Fix("Keep the first `**` as text", (_kept(runs[0]),))
    yield from _remove_or_keep(article, block, runs)


def _of_stars(article: Article, block: Block, span: Span) -> Iterator[Fix]:
    runs = _runs(article, span)
    if tuple(map(len, runs)) == (2, 4):
        middle = span.end - 2
        yield Fix("Put a space between the marks", (Edit(Span(middle, middle), " "),))
    yield Fix("Mark it with `**`", tuple(Edit(run, "**") for run in runs if len(run) > 2))
    yield from _remove_or_keep(article, block, runs)


def _of_label(article: Article, span: Span) -> Iterator[Fix]:
    label = _ESCAPE_OR_STARS.sub(r"\1", article.text_of(span)).strip(_BLANKS)
    if label:
        yield Fix("Remove the marks from the label", (Edit(span, label),))
    else:
        bar = Span(span.start - 1, span.end)
        yield Fix("Remove the label", (Edit(bar, ""),))


def _remove_or_keep(article: Article, block: Block, runs: list[Span]) -> Iterator[Fix]:
    if not article.source[runs[0].end : runs[-1].start].strip(_BLANKS):
        removed = [Span(runs[0].start, runs[-1].end)]
    else:
        removed = runs
    yield Fix("Remove the marks", tuple(_removal(article, block, run) for run in removed))
    stars = _shown(article.text_of(runs[0]))
    yield Fix(f"Keep `{stars}` as text", tuple(map(_kept, runs)))


def _kept(stars: Span) -> Edit:
    """Keeps stars as text."""
    return Edit(stars, r"\*" * len(stars))


def _removal(article: Article, block: Block, span: Span) -> Edit:
    """Removes a mark, and a blank that would be left over beside it."""
    start, end = span.start, span.end
    text = block.text_span
    before = article.source[text.start : start]
    after = article.source[end : text.end]
    if not after:
        start = text.start + len(before.rstrip(_BLANKS))
    elif not before:
        end = text.end - len(after.lstrip(_BLANKS))
    elif before[-1] in _BLANKS and after[0] in _BLANKS:
        start -= 1
    return Edit(Span(start, end), "")


RULE = ArticleRule(
    code=CODE,
    level="error",
    aspect="marks",
    check=_check,
    fixes=_fixes,
    explanation=Explanation(
        finds=(
            "`**` that is not closed on its line, marks with nothing or a space inside, three or "
            "more `*` in a row, and marks in a link's label"
        ),
        why="It is read as plain text: readers see the stars, and the entity is not one.",
        bad="""\
//- mill.article
Mill
The ** water mill ** is ***old***, and so is the **weir.
""",
        good="""\
//- mill.article
Mill
The **water mill** is **old**, and so is the **weir**.
""",
    ),
)
