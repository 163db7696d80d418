"""What editors must colour that find the marks themselves: what the server's parser finds."""

from __future__ import annotations

import shutil

from slugline.syntax import Entity, Link, parse
from slugline.text import Span
from tests.editors import story
from tests.editors.story import Place

ARTICLE = r"""
# Title of **it** [[not-one]]
A lead with **an entity** and \[\[no link\]\] or \**none*, **Odd\*One**.
Summary
Read [[mill#source|the **old** mill]], [[[half]], [[a [[inner]], [[]] and **in [[linked]] it**.
  Key Takeaways
- an item ** spaced ** and ***three*** **[[
- a [[#source]] [[a\|b|c\]\]]], [[a| ]], [[ ]], [[x|a|b]]]** and **one** two**
- \***a** b, **a\**, [[a#]] [[a# ]] [[a#b#]] ***x** y** **z [[ ]]** [[\#a|b]]
- ** [[x|a**b]] c [[]] [[**|d]] e**
Not Summary
## My Own
Source
"""

FIRST_LINES = (
    *("", "## A", "  ## A", "\n- a", "  - a", "Summary", " Summary", "# Summary"),
    *("**a** [[b]]", "\n\n \t\n  # T"),
)

KINDS = {"slug": "s", "label": "l", "entity": "e", "title": "t", "heading": "h", "mark": "."}


def coloured(text: str) -> str:
    """For each character, what it is a part of: a letter of `KINDS`."""
    article = parse(text)
    kinds = ["."] * len(text)

    def colour(span: Span | None, kind: str) -> None:
        if span:
            kinds[span.start : span.end] = KINDS[kind] * len(span)

    for block in article.blocks:
        if block.kind in ("title", "heading"):
            colour(block.text_span, block.kind)
    for mark in article.marks:
        if isinstance(mark, Entity):
            colour(mark.text_span, "entity")
        elif isinstance(mark, Link):
            colour(Span(mark.slug_span.start, (mark.section_span or mark.slug_span).end), "slug")
            colour(mark.label_span, "label")
    return "".join(kinds)


def texts_to_colour(at: Place) -> dict[str, str]:
    """Articles on disk by path: the example's with what is wrong in them, and some of odd marks."""
    odd = at.wiki / "odd"
    shutil.copytree(story.EXAMPLE.parent / "planted", odd)
    (odd / "marks.article").write_text(ARTICLE)
    for number, line in enumerate(FIRST_LINES):
        (odd / f"first-{number}.article").write_text(f"{line}\nSummary\na **b**\n")
    texts = {
        str(path): text
        for path in odd.rglob("*.article")
        if "\r" not in (text := path.read_bytes().decode("utf-8", "replace"))
        and "\ufffd" not in text
    }
    assert len(texts) > 30
    return texts
