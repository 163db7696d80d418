from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from slugline.features.linked_editing import WORD_PATTERN, linked_spans
from slugline.features.view import View
from slugline.syntax import parse
from tests.features.any_view import views
from tests.little_wiki import little_wiki

MILL = """
//- home.article
Home
The **mi$0ll** and the **weir**, the **Mill** and the mill.
- The **mill**'s wheel, [[mill|mill]]
//- mill.article
Mill
The **mill**.
"""


def test_the_same_spelling_in_this_article() -> None:
    view = little_wiki(MILL).view()
    spans = linked_spans(view)
    assert [view.article.source[span.start - 2 : span.end + 2] for span in spans] == [
        "**mill**",
        "**mill**",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "**a$0** **b**",
        "**a** **a**$0",
        "*$0*a** **a**",
        "$0**a** **a**",
        r"**a\*b$0** **a\*b**",
        r"**a-$0b** **a\-b** **a-b** **a[1]**",
        "**a$0[1]** **a[1]**",
        "[[a|a$0]] **a** **a**",
        "** a$0 ** **a** **a**",
        "$0",
    ],
)
def test_nothing_to_link(text: str) -> None:
    view = little_wiki(f"//- home.article\nHome\n{text}").view()
    spans = linked_spans(view)
    if text.startswith(r"**a-"):  # `\-` is no escape, so that spelling is another one
        assert len(spans) == 2
    else:
        assert spans == []


@pytest.mark.parametrize("text", ["**$0mill** **mill**", "**mill$0** **mill**"])
def test_the_ends_of_the_text_count(text: str) -> None:
    assert len(linked_spans(little_wiki(f"//- home.article\nHome\n{text}").view())) == 2


@settings(max_examples=150, deadline=None)
@given(views())
def test_linked_spans_of_any_text(view: View) -> None:
    spans = linked_spans(view)
    texts = {view.article.text_of(span) for span in spans}
    assert len(texts) <= 1
    for text in texts:
        assert re.fullmatch(WORD_PATTERN, text)
        assert parse(f"- **{text}**").entities[0].text == text
    assert spans == sorted(set(spans))
