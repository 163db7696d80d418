"""No feature fails, whatever stands in an article and wherever the cursor is in it.

A feature is one line in `FEATURES`. Every span in its answer lies within the text that it is of:
that of the `Location` around it, else the article's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slugline.features.completion import completion, documentation
from slugline.features.definition import definition
from slugline.features.document_links import document_links, follow
from slugline.features.document_symbols import document_symbols, flat_symbols
from slugline.features.hover import hover
from slugline.features.prose import as_markdown, as_plain
from slugline.features.view import Location, View
from slugline.features.workspace_symbols import locate, workspace_symbols
from slugline.syntax import DEFAULT_SCHEMA, Article, parse
from slugline.text import Span
from tests.little_wiki import LittleWiki, little_wiki

Feature = Callable[[View], object]

FEATURES: dict[str, Feature] = {
    "completion": completion,
    "definition": definition,
    "document links": document_links,
    "document symbols": lambda view: document_symbols(view.article),
    "flat symbols": lambda view: flat_symbols(view.article),
    "following links": lambda view: [follow(view, one) for one in document_links(view)],
    "hover": hover,
    "previews": lambda view: [
        documentation(view.wiki, item.slug, view.read) for item in completion(view).items
    ],
    "workspace symbols": lambda view: [
        locate(view.wiki, one, view.read)
        for one in workspace_symbols(view.wiki, view.article.text_of(view.span))
    ],
}

PATH = "here.article"
OTHERS = """
//- slugline.toml
inventories = ["published.tsv"]
[redirects]
race = "mill"
round = "ring"
ring = "round"
lost = "nowhere"
//- published.tsv
coracle	Coracle
//- mill.article
The Mill
See [[here|x]], [[here#summary]] and [[weir]]; **Carrow** and **carrow**.
Summary
**a \\* b** [[a|b]]
//- b/mill.article
\ufeffOther [[Mill
//- empty.article
"""
SNIPPETS = (
    *("[[", "]]", "[", "]", "**", "*", "***", "|", "#", "\\", " ", "\t", "\n", "\r\n", "\r"),
    *("mill", "race", "round", "lost", "coracle", "here", "weir", "Summary", "## ", "- ", "# "),
    *("[[mill]]", "[[mill|The Mill]]", "[[race#summary|x **y** z]]", "[[#summary]]", "**Carrow**"),
    *("Key Takeaways", "Originally reported by ", "https://a.b/(c)", "The Mill", "\nSource\n"),
    *("\ufeff", "\x00", "\u2028", "\u202e", "𝔸", "é", "ﬁ", "\ufffd", "★", "<b>", "`", "_"),
)
texts = st.lists(st.sampled_from(SNIPPETS) | st.text(max_size=3), max_size=14).map("".join)


def view_of(source: str, start: int, end: int) -> tuple[LittleWiki, View]:
    wiki = little_wiki(f"//- {PATH}\n{OTHERS}")
    wiki.files[PATH] = source
    return wiki, View(wiki.wiki, PATH, wiki.read(PATH), wiki.read, Span(start, end))


@pytest.mark.parametrize("name", FEATURES)
@given(texts, st.data())
@settings(max_examples=80, deadline=None)
def test_answers_at_any_place(name: str, source: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.just(start) | st.integers(start, len(source)))
    check(name, source, start, end)


@pytest.mark.parametrize("name", FEATURES)
def test_answers_at_each_place_of_an_article_with_all_there_is(name: str) -> None:
    source = (
        "\ufeffTitle \\[[x\r\nLead **Car\\*row** [[mill|a \\| b]] [[ra\r\n- [[mill#summary]] **c"
        "\r\n## Odd\r\n[[coracle]] [[lost]] [[round]] [[]] [[|x]] **x [[y]] z** ]]\r\n"
        "Source\r\nOriginally reported by https://a.b/, (http://c.d/e)\r\n"
    )
    for start in range(len(source) + 1):
        check(name, source, start, start)


def check(name: str, source: str, start: int, end: int) -> None:
    wiki, view = view_of(source, start, end)
    for path, span in spans_in(FEATURES[name](view), PATH):
        assert 0 <= span.start <= span.end <= len(wiki.decoded[path].source)


def spans_in(answer: Any, path: str) -> Iterator[tuple[str, Span]]:
    """Every span of an answer with the path of the article that it is of."""
    if isinstance(answer, Span):
        yield path, answer
    elif isinstance(answer, Location):
        yield answer.path, answer.span
    elif isinstance(answer, list | tuple):
        for one in answer:
            yield from spans_in(one, path)
    elif isinstance(answer, msgspec.Struct):
        parts = [getattr(answer, field) for field in answer.__struct_fields__]
        where = next((part.path for part in parts if isinstance(part, Location)), path)
        for field, part in zip(answer.__struct_fields__, parts, strict=True):
            # The part under the cursor is always here, also where the rest is elsewhere.
            yield from spans_in(part, path if field == "origin" else where)


@given(texts, st.data())
@settings(max_examples=200, deadline=None)
def test_what_is_completed_holds_the_cursor_on_its_line(source: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(source)))
    _, view = view_of(source, offset, offset)
    line = view.article.line_span(view.block.line)
    for item in completion(view).items:
        assert line.holds(item.replace)
        assert item.insert.start == item.replace.start
        assert item.insert.end <= item.replace.end
        assert not set("\r\n") & set(item.replace.of(source))
        assert item.label.strip()
        assert "\n" not in item.label + item.detail + item.sought


@given(texts)
@settings(max_examples=200, deadline=None)
def test_names_of_symbols_are_within_what_they_name(source: str) -> None:
    def check_all(symbols: Any, around: Span) -> None:
        for symbol in symbols:
            assert around.holds(symbol.span)
            assert symbol.span.holds(symbol.selected)
            assert symbol.name.strip()
            check_all(symbol.children, symbol.span)

    check_all(document_symbols(parse(source)), Span(0, len(source)))


@pytest.mark.parametrize("name", FEATURES)
@pytest.mark.parametrize("unit", ["[[", "**", "[[a|", "\\", "]]"])
def test_a_hostile_article(name: str, unit: str) -> None:
    source = "T\n" + unit * (100_000 // len(unit))
    article = parse(source, DEFAULT_SCHEMA)
    wiki, view = view_of("", 0, 0)

    def read(path: str) -> Article:
        return article if path == PATH else wiki.read(path)

    for offset in (0, 2, len(source) // 2, len(source)):
        FEATURES[name](View(view.wiki, PATH, article, read, Span(offset, len(source))))


@given(texts)
@settings(max_examples=200, deadline=None)
def test_prose_of_any_text_is_one_line_a_paragraph(text: str) -> None:
    from slugline.features.prose import code, paragraph, strong

    prose = (paragraph(text, strong(text), code(text)),)
    assert "\n" not in as_plain(prose) + as_markdown(prose)
