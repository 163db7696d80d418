"""malformed-link: what looks like a link and is none, or stands where no link can."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from slugline.model.edits import Edit, apply_edits
from slugline.rules.link_bounds import end_of_link, start_of_link
from slugline.rules.link_edits import keeps_blocks, plain_text
from slugline.rules.quoting import quoted
from slugline.rules.rule import ArticleRule, Explanation, Finding, Fix, Subject
from slugline.syntax import (
    Article,
    Link,
    LinkText,
    Problem,
    ProblemKind,
    escape,
    parse,
    read_link_text,
)
from slugline.text import Span

CODE = "malformed-link"

_KINDS: frozenset[ProblemKind] = frozenset(
    {
        "unclosed-link",
        "link-across-lines",
        "stray-close",
        "empty-slug",
        "empty-section",
        "empty-label",
        "link-in-entity",
    }
)


_REACH = 100
"""So many characters on either side of a bracket are looked at for a message."""


def _check(article: Article) -> Iterator[Finding]:
    if not _malformed(article):
        return
    outer: Problem | None = None
    for mark in article.marks:
        if isinstance(mark, Link) and outer is not None:
            held = quoted(article.text_of(mark.span))
            yield Finding(CODE, outer.span, f"the link {held} stands inside an entity")
            outer = None
        elif isinstance(mark, Problem) and mark.kind == "link-in-entity":
            outer = mark
        elif isinstance(mark, Problem) and mark.kind in _KINDS:
            yield Finding(CODE, mark.span, _message(article, mark))


def _message(article: Article, problem: Problem) -> str:
    span = problem.span
    line = article.blocks[article.place_at(span.start).line].text_span
    written = article.text_of(span)
    match problem.kind:
        case "unclosed-link":
            after = Span(span.end, min(line.end, span.end + _REACH))
            return f"{_beginning(article.text_of(after))} has no closing `]]`"
        case "link-across-lines":
            shown = quoted(article.text_of(Span(span.start, line.end)))
            return f"the link {shown} is closed only on the next line"
        case "stray-close":
            before = Span(max(line.start, span.start - _REACH), span.start)
            return f"{_end(article.text_of(before))} has no opening `[[`"
        case "empty-slug":
            return f"the link {quoted(written)} names no article"
        case "empty-section":
            return f"the link {quoted(written)} names no section after its `#`"
        case _:
            return f"the link {quoted(written)} has no label after its `|`"


def _beginning(after: str) -> str:
    """An unclosed link up to its first blank, or to the next one."""
    words = after.partition("[[")[0].split()
    return quoted("[[" + (words[0] if words else ""))


def _end(before: str) -> str:
    """A stray `]]` with the word that it touches."""
    near = before.rpartition("]]")[2]
    words = near.split() if near and not near[-1].isspace() else []
    return quoted((words[-1] if words else "") + "]]")


def _fixes(finding: Finding, subject: Subject) -> Iterator[Fix]:
    article = subject.article
    problem = next(
        (one for one in article.problems if one.span == finding.span and one.kind in _KINDS), None
    )
    if problem is None:
        return
    for fix in _ways(problem, subject):
        if _mends(article, fix.edits):
            yield fix


def _mends(article: Article, edits: tuple[Edit, ...]) -> bool:
    """Whether a fix leaves fewer malformed links, no other problem for one, and the blocks."""
    after = parse(apply_edits(article.source, edits), article.schema)
    return (
        len(after.problems) < len(article.problems)
        and _malformed(after) < _malformed(article)
        and (len(after.blocks) != len(article.blocks) or keeps_blocks(article, edits))
    )


def _malformed(article: Article) -> int:
    return sum(problem.kind in _KINDS for problem in article.problems)


def _ways(problem: Problem, subject: Subject) -> Iterable[Fix]:
    """What may be done about a problem, the likeliest first."""
    article, span = subject.article, problem.span
    match problem.kind:
        case "unclosed-link":
            return _unclosed(span, subject)
        case "link-across-lines":
            return _across_lines(article, span)
        case "stray-close":
            return _stray(span, subject)
        case "link-in-entity":
            return _in_entity(article, span)
        case _:
            written = read_link_text(article.text_of(Span(span.start + 2, span.end - 2)))
            return _empty(problem, written, subject)


def _unclosed(span: Span, subject: Subject) -> Iterator[Fix]:
    end = end_of_link(subject.article, span.end, subject.wiki)
    if end is not None:
        yield Fix("Close the link", (Edit(Span(end, end), _missing(subject, end, "]")),))
    yield Fix("Remove the `[[`", (Edit(span, ""),))
    yield Fix("Keep the `[[` as text", (Edit(span, escape("[[")),))


def _stray(span: Span, subject: Subject) -> Iterator[Fix]:
    start = start_of_link(subject.article, span.start, subject.wiki)
    if start is not None:
        brackets = _missing(subject, start - 1, "[")
        yield Fix("Open the link", (Edit(Span(start, start), brackets),))
    yield Fix("Remove the `]]`", (Edit(span, ""),))
    yield Fix("Keep the `]]` as text", (Edit(span, escape("]]")),))


def _missing(subject: Subject, place: int, bracket: str) -> str:
    """The brackets to add at the end of a link that has one of the two already."""
    return bracket if subject.article.source[place : place + 1] == bracket else 2 * bracket


def _across_lines(article: Article, span: Span) -> Iterator[Fix]:
    line = article.place_at(span.start).line
    block, following = article.blocks[line : line + 2]
    gap = Span(block.span.end, following.text_span.start)
    before, after = article.source[gap.start - 1], article.source[gap.end]
    blank = "" if before in "[-|#" or after in "]-|#" else " "
    yield Fix("Put the link on one line", (Edit(gap, blank),))
    for mark in article.marks_in(following.text_span):
        if isinstance(mark, Problem) and mark.kind == "stray-close":
            yield Fix("Remove the `[[` and the `]]`", (Edit(span, ""), Edit(mark.span, "")))
            return


def _in_entity(article: Article, span: Span) -> Iterator[Fix]:
    opening, closing = Span(span.start, span.start + 2), Span(span.end - 2, span.end)
    yield Fix("Keep the link, not the entity", (Edit(opening, ""), Edit(closing, "")))
    held = [link for link in article.links if span.holds(link.span)]
    edits = tuple(Edit(link.span, plain_text(link)) for link in held)
    yield Fix("Keep the entity, not the link", edits)


def _empty(problem: Problem, written: LinkText, subject: Subject) -> Iterator[Fix]:
    """Fills the empty part from what is known, or takes it out, or all marks."""
    article, wiki, span = subject.article, subject.wiki, problem.span
    inside = span.start + 2
    label, label_span = written.label, written.label_span
    has_label = label is not None and label.strip() != ""
    if problem.kind == "empty-slug" and label is not None:
        for path in wiki.titled(label.strip()):
            slug = wiki.articles.slug_of(path)
            if slug:
                slug_span = Span(inside, inside + written.slug_span.end)
                yield Fix(f"Link to `{slug}`", (Edit(slug_span, slug),))
    elif written.slug.strip():
        bar = len(article.text_of(span)) - 4 if label_span is None else label_span.start - 1
        end = bar if has_label or label_span is None else label_span.end
        if problem.kind == "empty-section" and written.section_span is not None:
            empty = Span(inside + written.section_span.start - 1, inside + end)
            yield Fix("Link to the whole article", (Edit(empty, ""),))
        else:
            yield Fix("Remove the `|`", (Edit(Span(inside + bar, inside + end), ""),))
    elif problem.kind == "empty-label" and label_span is not None:
        empty = Span(inside + label_span.start - 1, inside + label_span.end)
        yield Fix("Remove the `|`", (Edit(empty, ""),))
    text = plain_text(written).strip()
    if text:
        yield Fix("Keep the text without the marks", (Edit(span, text),))
    else:
        yield Fix("Remove the marks", (_removal(article, span),))


def _removal(article: Article, span: Span) -> Edit:
    """Takes a mark out, with one blank of two around it, or with its line if that is all."""
    line = article.place_at(span.start).line
    block = article.blocks[line]
    if block.text_span == span and line:
        whole = article.line_span(line)
        if line + 1 < len(article.blocks):
            return Edit(whole, "")
        previous = article.text_of(article.line_span(line - 1))
        line_break = len(previous) - len(previous.rstrip("\r\n"))
        return Edit(Span(whole.start - line_break, whole.end), "")
    before = article.source[max(span.start - 1, block.text_span.start) : span.start]
    after = article.source[span.end : min(span.end + 1, block.text_span.end)]
    if before in (" ", "\t") and (not after or after in " \t.,;:!?"):
        return Edit(Span(span.start - 1, span.end), "")
    return Edit(span, "")


RULE = ArticleRule(
    code=CODE,
    level="error",
    aspect="marks",
    check=_check,
    fixes=_fixes,
    explanation=Explanation(
        finds=(
            "an unclosed `[[`, a `]]` that closes nothing, a link with an empty part or over two "
            "lines, and a link inside an entity"
        ),
        why="Readers see brackets and bars instead of a link, or a link that leads nowhere.",
        bad="""\
//- home.article
Home
See the [[water-mill by the river.
//- water-mill.article
Water Mill
A mill that a river drives.
""",
        good="""\
//- home.article
Home
See the [[water-mill]] by the river.
//- water-mill.article
Water Mill
A mill that a river drives.
""",
    ),
)
