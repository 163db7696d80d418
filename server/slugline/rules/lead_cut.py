"""lead-cut: a lead that was cut off inside a mark, a word or a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from slugline.model.reading import as_read, ends_sentence
from slugline.rules.leads import (
    ELLIPSIS,
    lead_from_summary,
    replace_lead,
    shorten,
    summary_paragraph,
    word_is_whole,
)
from slugline.rules.quoting import quoted
from slugline.rules.rule import ArticleRule, Explanation, Finding, Fix, Subject
from slugline.syntax import Article, Block, Escape, Problem
from slugline.text import Span

CODE = "lead-cut"

_BLANKS = " \t"
_UNCLOSED = frozenset({"unclosed-link", "unclosed-entity"})
_OPENING = re.compile(r"\*\*|\[\[(?:[^|]*\|)?")
_HALF_MARK = ("[", "*", "\\")


def _check(article: Article) -> Iterator[Finding]:
    if article.lead is None:
        return
    span = article.lead.span
    # Reading marks takes time, and what ends with a letter ends no sentence, marks or not.
    if not article.source[span.end - 1].isalnum() and ends_sentence(as_read(article, span)):
        return
    summary = summary_paragraph(article)
    sound = _sound_part(article, span, summary)
    if sound.end < span.end:
        end = Span(sound.end, span.end)
        message = f"the lead ends inside the mark {quoted(article.text_of(end))}"
        yield Finding(CODE, end, message)
    elif summary is not None and (begun := _begun(article, span, summary)) is not None:
        end = _last_word(article, span)
        word = quoted(as_read(article, end))
        if word_is_whole(*begun):
            yield Finding(CODE, end, f"the lead ends after {word}, in the middle of a sentence")
        else:
            yield Finding(CODE, end, f"the lead ends inside a word, after {word}")


def _sound_part(article: Article, span: Span, summary: Block | None) -> Span:
    """A lead without the mark, or marks, at its end that are not closed.

    Of `[[` and `**` half may be left: the Summary, if the lead was copied from it, shows that.
    """
    end = span.end
    marks = list(article.marks_in(span))
    for mark in reversed(marks):
        if type(mark) is Escape:
            continue
        if type(mark) is not Problem or mark.kind not in _UNCLOSED:
            break
        end = mark.span.start
    if (
        end == span.end
        and article.text_of(span)[-1] in _HALF_MARK
        and all(mark.span.end < end for mark in marks)
        and summary is not None
        and _is_copy(article, span, summary)
    ):
        end -= 1
    return Span(span.start, end)


def _is_copy(article: Article, lead: Span, summary: Block) -> bool:
    """Whether a lead is, mark for mark, a beginning of the Summary."""
    written, whole = article.text_of(lead), article.text_of(summary.span)
    return len(written) < len(whole) and whole.startswith(written)


def _begun(article: Article, lead: Span, summary: Block) -> tuple[str, str] | None:
    """A lead that is an unfinished piece of the Summary, with the Summary: as written or read."""
    if _is_copy(article, lead, summary):
        return article.text_of(lead), article.text_of(summary.span)
    read, whole = as_read(article, lead), as_read(article, summary.span)
    return (read, whole) if len(read) < len(whole) and whole.startswith(read) else None


def _last_word(article: Article, span: Span) -> Span:
    """The last word of a lead, with the mark that it stands in."""
    text = article.text_of(span)
    start = span.start + max(map(text.rfind, _BLANKS)) + 1
    for mark in article.marks_in(span):
        if mark.span.start < start < mark.span.end:
            start = mark.span.start
    return Span(start, span.end)


def _fixes(_finding: Finding, subject: Subject) -> Iterator[Fix]:
    article = subject.article
    if article.lead is None:
        return
    span = article.lead.span
    summary = summary_paragraph(article)
    told = as_read(article, summary.span) if summary else ""
    is_copy = summary is not None and _is_copy(article, span, summary)
    sound = _sound_part(article, span, summary)
    loose = article.text_of(Span(sound.end, span.end))
    kept = Span(span.start, span.start + len(article.text_of(sound).rstrip(_BLANKS)))
    read = as_read(article, kept)
    read_all = as_read(article, sound) + _OPENING.sub("", loose, count=1)
    from_summary = is_copy or (bool(told) and told.startswith(read_all))
    if from_summary and told.startswith(read):
        whole = word_is_whole(read, told)
    else:
        whole = kept.end < sound.end
    new = shorten(article, kept, whole=whole)
    if new:
        dropped = article.text_of(Span(span.start + len(new.removesuffix(ELLIPSIS)), span.end))
        one_word = dropped.strip(_BLANKS) == loose and not any(map(loose.count, _BLANKS))
        edit = replace_lead(article, new)
        if edit is not None:
            title = "End the lead with its last whole sentence or word"
            yield Fix(title, (edit,), safe=from_summary or one_word)
    elif from_summary and (new := lead_from_summary(article)):
        edit = replace_lead(article, new)
        if edit is not None:
            yield Fix("Write the lead anew from the Summary", (edit,))


RULE = ArticleRule(
    code=CODE,
    level="warning",
    aspect="lead",
    check=_check,
    fixes=_fixes,
    fixes_safely=True,
    explanation=Explanation(
        finds=(
            "a lead that ends inside a mark, or that is the beginning of the Summary, "
            "cut off inside a word or a sentence"
        ),
        why=(
            "Such leads come from programs that cut a text after so many characters. Readers see "
            "half a word, or the marks themselves. A lead that ends as a sentence does, or with "
            "`…`, is never taken for cut."
        ),
        bad="""\
//- mill.article
The Mill
Water turns the **wheel**, and the wh
Summary
Water turns the **wheel**, and the wheel turns the stone.
""",
        good="""\
//- mill.article
The Mill
Water turns the **wheel**, and the…
Summary
Water turns the **wheel**, and the wheel turns the stone.
""",
    ),
)
