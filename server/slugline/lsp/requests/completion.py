"""`textDocument/completion` and `completionItem/resolve`."""

from __future__ import annotations

from lsprotocol import types

from slugline.features import completion as feature
from slugline.features.completion_item import Item, ItemKind
from slugline.lsp.client import Client
from slugline.lsp.requests.asked import Asked, asked, markup
from slugline.lsp.session import Session

_KINDS: dict[ItemKind, types.CompletionItemKind] = {
    "article": types.CompletionItemKind.File,
    "redirect": types.CompletionItemKind.Reference,
    "elsewhere": types.CompletionItemKind.Interface,
    "unwritten": types.CompletionItemKind.Value,
    "section": types.CompletionItemKind.Module,
    "label": types.CompletionItemKind.Text,
    "entity": types.CompletionItemKind.Variable,
    "heading": types.CompletionItemKind.Keyword,
    "skeleton": types.CompletionItemKind.Snippet,
}


def completion(session: Session, params: types.CompletionParams) -> types.CompletionList | None:
    """What can be written at the cursor; `sortText` keeps the order."""
    about = asked(session, params.text_document, params.position)
    if about is None:
        return None
    found = feature.completion(about.reading)
    items = [_item(about, number, item) for number, item in enumerate(found.items)]
    return types.CompletionList(found.is_incomplete, items)


def resolve(session: Session, item: types.CompletionItem) -> types.CompletionItem:
    """An item with the preview of the article that it leads to."""
    match item.data:
        case [str(uri), str(slug)]:
            about = asked(session, types.TextDocumentIdentifier(uri))
            if about is not None:
                prose = feature.documentation(about.reading.wiki, slug, about.reading.read)
                formats = session.client.completion_formats
                shown = markup(prose, markdown="markdown" in formats)
                item.documentation = shown if formats else shown.value
    return item


def _item(about: Asked, number: int, item: Item) -> types.CompletionItem:
    client = about.session.client
    is_snippet = item.snippet is not None and client.snippets
    formats = types.InsertTextFormat
    in_label = client.label_details
    return types.CompletionItem(
        item.label,
        label_details=types.CompletionItemLabelDetails(description=item.detail)
        if item.detail and in_label
        else None,
        kind=_KINDS[item.kind],
        detail=item.detail if item.detail and not in_label else None,
        sort_text=f"{number:03}",
        filter_text=item.sought or None,
        insert_text_format=formats.Snippet if is_snippet else None,
        text_edit=_edit(about, item, item.snippet if is_snippet else None),
        commit_characters=_commit_characters(client, item),
        data=[about.uri, item.slug] if item.slug else None,
    )


def _edit(
    about: Asked, item: Item, snippet: str | None
) -> types.TextEdit | types.InsertReplaceEdit:
    text = item.text if snippet is None else snippet
    replace = about.range(item.replace)
    if item.insert != item.replace and about.session.client.insert_replace:
        return types.InsertReplaceEdit(text, about.range(item.insert), replace)
    return types.TextEdit(replace, text)


def _commit_characters(client: Client, item: Item) -> list[str] | None:
    """What accepts an item and goes on: a label may follow a section in a link that is closed.

    Other items bring what is behind them along, and a character more would be one too many.
    """
    goes_on = item.kind == "section" and not item.text.endswith("]]")
    return ["|"] if goes_on and client.commit_characters else None
