"""What holds for every text: nothing is lost, spans are in place, no mark crosses another."""

from __future__ import annotations

import re
import time
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from slugline.syntax import (
    DEFAULT_SCHEMA,
    Article,
    Entity,
    Escape,
    Link,
    Problem,
    Schema,
    SectionKind,
    escape,
    open_mark,
    parse,
    read_link_text,
    slug_in,
    unescape,
)
from slugline.text import Span, decode
from tests.any_text import BLANKS, BREAKS, LETTERS, LINES, MARKS, TEXTS, joined
from tests.spec_examples import SPEC, outline, read_spec

_SINGLE = ("[a", "]a", "|", "#", "\\\\", "\\[", "\\]", "\\|", "\\*", "\\a", "**", "***", "*a")
INSIDE_LINKS = st.lists(st.sampled_from(_SINGLE + BLANKS + LETTERS)).map("".join)
"""Texts that neither close a link nor open another, whatever stands around them."""

SCHEMAS = st.sampled_from(
    (
        DEFAULT_SCHEMA,
        Schema(()),
        Schema(
            (
                SectionKind("a", "A", ("Summary", "é"), "attribution"),
                SectionKind("b", "- a", ("## a", "# a"), "attribution"),
            ),
            "*{publisher}|",
        ),
    )
)

thoroughly = settings(deadline=None, max_examples=200)
quickly = settings(deadline=None, max_examples=100)


def lines_of(article: Article) -> list[Span]:
    return [article.line_span(line) for line in range(len(article.starts))]


def plain_break(text: str, line_break: str = "\n") -> str:
    """The text with each of its line breaks as `line_break`."""
    return re.sub(r"\r\n|\r|\n", lambda _: line_break, text)


@thoroughly
@given(TEXTS, SCHEMAS)
def test_every_text_is_read_and_nothing_is_lost(text: str, schema: Schema) -> None:
    article = parse(text, schema)

    outline(article)
    assert "".join(article.text_of(span) for span in lines_of(article)) == text
    assert len(article.blocks) == len(article.starts) == len(re.findall(r"\r\n|\r|\n", text)) + 1
    assert [block.line for block in article.blocks] == list(range(len(article.starts)))


@quickly
@given(st.binary() | TEXTS.map(lambda text: text.encode()[1:]))
def test_all_bytes_are_read(data: bytes) -> None:
    decoded = decode(data)
    article = parse(decoded.source, invalid=decoded.invalid)

    outline(article)
    assert decoded.encode() == data
    assert article.invalid == decoded.invalid


@thoroughly
@given(TEXTS, SCHEMAS)
def test_blocks_lie_in_their_lines(text: str, schema: Schema) -> None:
    article = parse(text, schema)

    for block, line in zip(article.blocks, lines_of(article), strict=True):
        content = article.text_of(block.span)
        assert 0 <= len(block.text_span) <= len(block.span)
        assert line.holds(block.span)
        assert block.span.holds(block.text_span)
        assert block.span.end == block.text_span.end
        assert content == content.strip(" \t")
        assert not re.search(r"[\r\n]", content)
        around = article.text_of(line).replace(content, "", 1) if content else article.text_of(line)
        assert around.strip(" \t\r\n") in (("", "\ufeff") if block.line == 0 else ("",))
        assert (block.kind == "blank") == (content == "")
        assert block.kind == "blank" or article.text_of(block.text_span)


@thoroughly
@given(TEXTS, SCHEMAS)
def test_title_lead_and_preamble(text: str, schema: Schema) -> None:
    article = parse(text, schema)
    written = [block for block in article.blocks if block.kind != "blank"]
    headings = [block for block in written if block.kind == "heading"]
    before = written[: written.index(headings[0])] if headings else written

    assert [block for block in written if block.kind == "title"] == (
        [article.title] if article.title else []
    )
    assert article.title in (None, *written[:1])
    paragraphs = [block for block in before if block.kind == "paragraph"]
    assert article.lead == (paragraphs[0] if paragraphs else None)
    assert list(article.preamble) == [
        block for block in before if block not in (article.title, article.lead)
    ]
    assert article.title_text == (article.text_of(article.title.text_span) if article.title else "")


@thoroughly
@given(TEXTS, SCHEMAS)
def test_sections_follow_each_other_to_the_end(text: str, schema: Schema) -> None:
    article = parse(text, schema)
    headings = [block for block in article.blocks if block.kind == "heading"]

    assert [section.heading for section in article.sections] == headings
    for section in article.sections:
        assert section.span.holds(section.heading.span)
        assert section.span.start == article.starts[section.heading.line]
        assert section.name == article.text_of(section.heading.text_span)
        assert section.kind == schema.by_heading.get(section.name)
        assert all(section.span.holds(block.span) for block in section.blocks)
        assert all(block.kind not in ("heading", "title") for block in section.blocks)
    for section, following in pairwise(article.sections):
        assert section.span.end == following.span.start
    if article.sections:
        assert article.sections[-1].span.end == len(text)
        held = sum(1 + len(section.blocks) for section in article.sections)
        assert held == len(article.blocks) - headings[0].line
    for offset in range(len(text) + 1):
        inside = [section for section in article.sections if section.span.start <= offset]
        assert article.section_at(offset) == (inside[-1] if inside else None)


@thoroughly
@given(TEXTS, SCHEMAS)
@example(
    "Source\n\tOriginally reported by a\n## Source\n Originally reported by  b", DEFAULT_SCHEMA
)
def test_the_attribution_lies_in_its_section(text: str, schema: Schema) -> None:
    article = parse(text, schema)
    attribution = article.attribution

    if attribution is not None:
        before, after = schema.attribution_parts
        section = article.section_at(attribution.span.start)
        assert section is not None
        assert section.kind is not None
        assert section.kind.body == "attribution"
        assert attribution.span in [block.span for block in section.blocks]
        assert attribution.span.holds(attribution.publisher_span)
        assert article.text_of(attribution.publisher_span) == attribution.publisher
        assert attribution.publisher.strip(" \t")
        assert article.text_of(attribution.span) == f"{before}{attribution.publisher}{after}"


@thoroughly
@given(TEXTS)
def test_marks_lie_in_their_lines_and_parts_in_their_marks(text: str) -> None:
    article = parse(text)

    starts = [mark.span.start for mark in article.marks]
    assert starts == sorted(starts)
    for mark in article.marks:
        block = article.blocks[article.place_at(mark.span.start).line]
        written = article.text_of(mark.span)
        assert block.kind in ("item", "paragraph")
        assert block.text_span.holds(mark.span)
        assert mark.span.start < mark.span.end
        match mark:
            case Link():
                assert re.fullmatch(r"\[\[.+\]\]", written, re.DOTALL)
                assert_parts(article, mark)
            case Entity():
                inside = article.text_of(mark.text_span)
                assert mark.text_span == Span(mark.span.start + 2, mark.span.end - 2)
                assert written == f"**{inside}**"
                assert inside == inside.strip(" \t") != ""
                assert mark.text == unescape(inside)
            case Escape():
                assert re.fullmatch(r"\\[\\\[\]*|]", written)
            case Problem():
                assert re.search(r"\[\[|\]\]|\*\*", written)


def assert_parts(article: Article, link: Link) -> None:
    """Holds that a link is its parts, in order, with nothing between but `[[`, `#`, `|`, `]]`."""
    inside = article.text_of(link.slug_span)
    assert unescape(inside) == link.slug
    if link.section_span is not None and link.section is not None:
        inside += f"#{article.text_of(link.section_span)}"
        assert unescape(article.text_of(link.section_span)) == link.section
        assert link.section.strip(" \t")
    if link.label_span is not None and link.label is not None:
        inside += f"|{article.text_of(link.label_span)}"
        assert unescape(article.text_of(link.label_span)) == link.label
        assert link.label.strip(" \t")
    assert article.text_of(link.span) == f"[[{inside}]]"
    assert (link.section is None) == (link.section_span is None)
    assert (link.label is None) == (link.label_span is None)
    assert link.slug.strip(" \t") or link.section is not None
    ends = [link.span.start]
    for part in (link.slug_span, link.section_span, link.label_span):
        if part is not None:
            assert link.span.holds(part)
            assert ends[-1] < part.start <= part.end
            ends.append(part.end)
    assert ends[-1] + 2 == link.span.end


@thoroughly
@given(TEXTS)
@example("- **[[a]]** [[b|**c**]] [[d **e]] f** [[|**g**]] **h")
def test_links_and_entities_do_not_overlap(text: str) -> None:
    article = parse(text)

    spans = [mark.span for mark in article.marks if isinstance(mark, Link | Entity)]
    assert all(before.end <= after.start for before, after in pairwise(spans))
    escapes = [mark.span for mark in article.marks if type(mark) is Escape]
    assert all(before.end <= after.start for before, after in pairwise(escapes))


@thoroughly
@given(TEXTS)
@example("- [[a\n- b]] c]] [[d\n- e")
def test_a_line_is_read_alike_by_itself(text: str) -> None:
    article = parse(text)

    for block in article.blocks:
        alone = [
            mark
            for mark in article.marks_in(block.span)
            if not (type(mark) is Problem and mark.kind in ("unclosed-link", "stray-close"))
        ]
        assert alone == [
            mark
            for mark in article.marks
            if block.span.holds(mark.span)
            and not (
                type(mark) is Problem
                and mark.kind in ("unclosed-link", "stray-close", "link-across-lines")
            )
        ]


@thoroughly
@given(TEXTS)
def test_a_link_across_lines_is_an_open_and_a_stray_mark(text: str) -> None:
    article = parse(text)
    lines = [list(article.marks_in(block.span)) for block in article.blocks]
    stray = [mark for line in lines for mark in line if mark not in article.marks]
    across = [mark for mark in article.problems if mark.kind == "link-across-lines"]

    expected = []
    for problem in across:
        line = article.place_at(problem.span.start).line
        strays = [m for m in lines[line + 1] if type(m) is Problem and m.kind == "stray-close"]
        expected += [Problem("unclosed-link", problem.span), strays[0]]
    assert stray == expected


@thoroughly
@given(TEXTS)
@example("\ufeffMill\r\r\n- [[a\r\nb]]\rSummary\n\rSource\r")
def test_line_breaks_mean_the_same(text: str) -> None:
    meaning = outline(parse(text))

    for line_break in BREAKS:
        assert outline(parse(plain_break(text, line_break))) == meaning


@pytest.mark.parametrize("line_break", BREAKS)
def test_line_breaks_mean_the_same_in_the_specification(line_break: str) -> None:
    for one in read_spec(SPEC.read_text(encoding="utf-8")).examples:
        source = decode(one.data).source
        assert outline(parse(plain_break(source, line_break))) == outline(parse(source))


@thoroughly
@given(joined(*MARKS, *BREAKS, *LETTERS))
def test_what_is_escaped_is_read_again(text: str) -> None:
    assert unescape(escape(text)) == text


@thoroughly
@given(LINES)
def test_what_is_escaped_is_text(text: str) -> None:
    article = parse(f"- a{escape(text)}a")

    assert {type(mark) for mark in article.marks} <= {Escape}
    assert unescape(article.text_of(article.blocks[0].text_span)) == f"a{text}a"


@thoroughly
@given(LINES, LINES, LINES)
def test_what_is_escaped_may_be_any_part(slug: str, label: str, entity: str) -> None:
    slug = slug.replace("#", "") + "a"
    label += "a"
    entity = entity.strip(" \t") + "a"
    section = label.replace("|", "\\")

    article = parse(
        f"- [[{escape(slug)}#{escape(section)}|{escape(label)}]] **{escape(entity.strip())}**"
    )

    (link,) = article.links
    assert (link.slug, link.section, link.label) == (slug, section, label)
    assert [mark.text for mark in article.entities] == [entity.strip()]
    assert not article.problems


@thoroughly
@given(INSIDE_LINKS)
@example("a\\|b")
@example("a\\\\\\|b|c")
@example("**|**")
def test_the_text_of_a_link_is_read_alike_by_itself(text: str) -> None:
    article = parse(f"- [[{text}]]")
    read = read_link_text(text)

    whole = [mark for mark in article.marks if article.text_of(mark.span) == f"[[{text}]]"]
    assert len(whole) == 1
    mark = whole[0]
    if type(mark) is Link:
        assert read.problem is None
        assert (read.slug, read.section, read.label) == (mark.slug, mark.section, mark.label)
        spans = (read.slug_span, read.section_span, read.label_span)
        assert [None if span is None else Span(span.start + 4, span.end + 4) for span in spans] == [
            mark.slug_span,
            mark.section_span,
            mark.label_span,
        ]
    else:
        assert type(mark) is Problem
        assert read.problem == mark.kind


@thoroughly
@given(LINES)
def test_the_slug_of_a_link_is_read_alike_without_the_rest(text: str) -> None:
    assert slug_in(text) == read_link_text(text).slug


@thoroughly
@given(LINES)
@example("[[[[[]]")
@example("**[[**")
def test_inside_of_a_mark_it_is_open(text: str) -> None:
    article = parse(f"- x{text}")
    line = article.blocks[0].text_span
    for mark in article.marks:
        # Behind `[[` a link is written, though nothing but an entity may come of it.
        if isinstance(mark, Link) or (isinstance(mark, Entity) and "[[" not in mark.text):
            kind = "link" if isinstance(mark, Link) else "entity"
            inside = Span(mark.span.start + 2, mark.span.end - 2)
            for offset in (inside.start, inside.end):
                found = open_mark(article.source, line, offset)
                assert found is not None
                assert (found.kind, found.inside) == (kind, inside.start)
                if kind == "link" or offset == inside.end:
                    assert found.end == inside.end
            before = open_mark(article.source, line, mark.span.start)
            assert before is None or before.inside <= mark.span.start


@pytest.mark.parametrize(
    ("before", "behind", "kind", "end"),
    [
        ("[[", "", "link", None),
        ("a [[b [[c", " d", "link", None),
        ("[[a|", "b]] c", "link", 5),
        ("[[a", r"\]] [[b]]", "link", None),
        ("[[a", r"\]]]] b", "link", 5),
        ("[[a", " **b** ]]", "link", 10),
        ("**", "", "entity", None),
        ("**a", " b** c", "entity", 5),
        ("**a", " b **c**", "entity", None),
        ("**a** **b", "*** c", "entity", None),
        ("**a [[b]] **", "", "entity", None),
        (r"\[[", "]]", None, None),
        (r"\**a", "**", None, None),
        ("[[a]]", "", None, None),
        ("***a", "***", None, None),
        ("**a**", "", None, None),
        ("]] a", "]]", None, None),
    ],
)
def test_a_mark_is_open_before_it_is_one(
    before: str, behind: str, kind: str | None, end: int | None
) -> None:
    line = before + behind
    found = open_mark(line, Span(0, len(line)), len(before))
    assert (found and found.kind, found and found.end) == (kind, end)


@thoroughly
@given(joined(*MARKS, *BLANKS, *LETTERS))
@example("a\\|b")
@example("\\\\\\|b|c")
def test_a_label_begins_at_the_first_bar_that_is_not_escaped(text: str) -> None:
    bar = -1
    position = 0
    while position < len(text):
        if text[position] == "|":
            bar = position
            break
        position += 2 if re.match(r"\\[\\\[\]*|]", text[position : position + 2]) else 1

    read = read_link_text(text)

    assert (-1 if read.label_span is None else read.label_span.start - 1) == bar
    assert read.label == (None if bar < 0 else unescape(text[bar + 1 :]))
    target = text if bar < 0 else text[:bar]
    assert read.slug == unescape(target.split("#")[0])
    assert (read.section is not None) == ("#" in target)


@pytest.mark.parametrize(
    "text",
    [
        "- " + "**a** [[b]]" * 10_000,
        "- " + "**[[a]]** " * 10_000,
        "- [[" + "\\\\" * 50_000 + "\\|]]",
        "- [[" + "a\\|" * 30_000 + "]]",
        "- [[" + "\\a" * 50_000 + "]]",
        "- " + "[[" * 50_000,
        "- " + "]]" * 50_000,
        "- " + "[" * 100_000 + "]" * 100_000,
        "- " + "** " * 30_000,
        "- " + "*" * 100_000,
        "- " + "***a**" * 20_000,
        "- [[a\n- b]]\n" * 10_000,
        "## a\n" * 20_000,
        "\r" * 100_000,
        "- " + "\\" * 100_000,
        " " * 100_000 + "\t" * 100_000,
    ],
    ids=lambda text: repr(text[:16]),
)
def test_long_texts_are_read_in_a_short_time(text: str) -> None:
    start = time.process_time()

    article = parse(text)
    assert len(article.marks) >= 0
    assert article.attribution is None

    assert time.process_time() - start < 2.0
