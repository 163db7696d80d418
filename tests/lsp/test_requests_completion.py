"""Completion over the wire: for clients that can do all of it, and for those that can do little."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from lsprotocol import types

from slugline.model.edits import Edit, apply_edits
from slugline.text import Span
from tests.lsp.served import LOOSE, Served, serving, soon

pytestmark = pytest.mark.asyncio(loop_scope="module")

FILES = {
    "slugline.toml": LOOSE + '[redirects]\nhammer-mill = "mill"\n',
    "mill.article": "The Mill\nA lead.\nSummary\n**Wheel** and **Wheelwright**.\n",
    "millrace.article": "Millrace 🌊\nA **Wheel** needs [[mill]] and [[mill]], [[weir]].\n",
    "empty.article": "",
}
CLIENTS = ("vscode-1.139", "neovim-0.12", "emacs-30-eglot-1.17", "plain")


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=CLIENTS)
async def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Served]:
    async with serving(tmp_path_factory.mktemp("wiki"), FILES, client=request.param) as one:
        one.open("home.article", "Home\n")
        yield one


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def code(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    async with serving(tmp_path_factory.mktemp("wiki"), FILES) as one:
        one.open("home.article", "Home\n")
        yield one


async def complete(served: Served, line: str, name: str = "home.article") -> types.CompletionList:
    cursor = served.open(name, line if name == "empty.article" else f"Home\r\n𝔸 {line}\r\n")
    found = await served.ask(types.TEXT_DOCUMENT_COMPLETION, name, cursor)
    assert isinstance(found, types.CompletionList)
    return found


def taken(served: Served, item: types.CompletionItem, *, insert: bool = False) -> str:
    """The second line after an item is taken; what is behind the cursor is kept if `insert`."""
    text = served.text("home.article")
    edit = item.text_edit
    assert edit is not None
    if isinstance(edit, types.InsertReplaceEdit):
        place = edit.insert if insert else edit.replace
    else:
        place = edit.range
    offsets = {
        served.position(text, at).character: at for at in range(6, text.index("\r\n", 6) + 1)
    }
    span = Span(offsets[place.start.character], offsets[place.end.character])
    return apply_edits(text, [Edit(span, edit.new_text)]).split("\r\n")[1].removeprefix("𝔸 ")


async def test_the_order_is_kept(served: Served) -> None:
    found = await complete(served, "See [[$0")
    by_text = sorted(found.items, key=lambda item: item.sort_text or "")
    assert by_text == list(found.items)
    labels = [item.label for item in found.items]
    assert labels[0] == "The Mill"
    assert {"Millrace 🌊", "weir"} < set(labels)
    # What is typed then may begin any word of a name, which not every editor finds.
    assert found.is_incomplete
    assert not (await complete(served, "See [[wei$0")).is_incomplete


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("[[mil$0", "[[mill|The Mill]]"),
        ("🌊 [[mil$0]] 🌊", "🌊 [[mill|The Mill]] 🌊"),
        ("[[mil$0l|x]]", "[[mill|x]]"),
        ("[[mill#su$0", "[[mill#summary]]"),
        ("[[mill|$0]]", "[[mill|The Mill]]"),
        ("**Whe$0", "**Wheel**"),
        ("[[hammer$0", "[[mill|The Mill]]"),
    ],
)
async def test_what_an_item_does(served: Served, line: str, after: str) -> None:
    found = await complete(served, line)
    assert taken(served, found.items[0]) == after


async def test_what_is_typed_matches_what_is_sought(served: Served) -> None:
    found = await complete(served, "[[milrce$0")
    assert [item.label for item in found.items] == ["Millrace 🌊"]
    assert found.items[0].filter_text == "milrce"
    assert found.is_incomplete


async def test_inserting_and_replacing(code: Served) -> None:
    found = await complete(code, "**Wh$0at** of [[mill]]")
    item = next(one for one in found.items if one.label == "Wheel")
    assert isinstance(item.text_edit, types.InsertReplaceEdit)
    assert taken(code, item) == "**Wheel** of [[mill]]"
    assert taken(code, item, insert=True) == "**Wheelat** of [[mill]]"


async def test_details_where_the_client_shows_them(served: Served) -> None:
    can = served.client.capabilities
    assert can is not None
    completion = can.text_document.completion if can.text_document else None
    item_can = completion.completion_item if completion else None
    in_label = bool(item_can and item_can.label_details_support)
    found = await complete(served, "[[wei$0")
    (item,) = found.items
    shown = item.label_details.description if item.label_details else item.detail
    assert shown == "not written yet"
    assert (item.label_details is not None) is in_label


async def test_documentation_comes_later(served: Served) -> None:
    found = await complete(served, "[[mil$0")
    assert all(item.documentation is None for item in found.items)
    resolved = await soon(served.client.completion_item_resolve_async(found.items[0]))
    text = resolved.documentation
    shown = text.value if isinstance(text, types.MarkupContent) else text
    assert shown is not None
    assert "The Mill" in shown
    assert "A lead." in shown
    assert ("**" in shown) is (getattr(text, "kind", None) == types.MarkupKind.Markdown)
    assert resolved.text_edit == found.items[0].text_edit


async def test_what_goes_on_with_a_label(code: Served) -> None:
    (section,) = (await complete(code, "[[mill#su$0]]")).items
    assert list(section.commit_characters or []) == ["|"]
    (section,) = (await complete(code, "[[mill#su$0")).items
    assert section.commit_characters is None


async def test_the_skeleton_of_an_empty_article(served: Served) -> None:
    (item,) = (await complete(served, "$0", "empty.article")).items
    assert item.text_edit is not None
    text = item.text_edit.new_text
    is_snippet = item.insert_text_format == types.InsertTextFormat.Snippet
    can = served.client.capabilities
    completion = can.text_document.completion if can and can.text_document else None
    item_can = completion.completion_item if completion else None
    assert is_snippet is bool(item_can and item_can.snippet_support)
    assert ("$0" in text) is is_snippet
    assert ("Key Takeaways\n- " in text) is is_snippet
    assert "Key Takeaways\n" in text


async def test_headings_that_are_missing(served: Served) -> None:
    cursor = served.open("plan.article", "Plan\nA lead.\nSummary\nText.\nKey T$0\n")
    found = await served.ask(types.TEXT_DOCUMENT_COMPLETION, "plan.article", cursor)
    assert [item.label for item in found.items] == ["Key Takeaways"]
    served.shut("plan.article")


async def test_no_marks_in_titles(served: Served) -> None:
    cursor = served.open("plan.article", "Plan [[mil$0\n")
    found = await served.ask(types.TEXT_DOCUMENT_COMPLETION, "plan.article", cursor)
    assert list(found.items) == []
    served.shut("plan.article")
