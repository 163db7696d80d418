"""Which method is answered by which function: the one table of the server.

A handler is `handler(session, params) -> result`. `params` is the type of lsprotocol for the
method, the result a value of lsprotocol, None, or `Encoded`. It may raise `RequestError`; a
`SluglineError` reaches the client as "request failed" with its message. A notification's result
is dropped.

Quick handlers are plain functions: nothing else happens while they run. Slow ones are generator
functions that `yield` every millisecond or so and `return` the result. Other messages are taken
in between, so what must be as of the request's arrival is read before the first `yield`. Where
the client cancels, the generator is closed at a `yield`. An awaitable that is yielded is
waited for, and its result is the value of the `yield`: `reply = yield send.request(...)`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import msgspec


class Row(msgspec.Struct, frozen=True):
    """A method of the protocol, a request or a notification, and what handles it.

    With `whole_wiki`, or where that says so of a session and params, it is answered only when
    `session.indexed(params)` is done; where its document is changed meanwhile, with
    `CONTENT_MODIFIED`.
    """

    method: str
    handler: Callable[[Any, Any], Any]
    whole_wiki: bool | Callable[[Any, Any], bool] = False


class Encoded(msgspec.Struct, frozen=True):
    """A result, or the params of a notification, as the bytes of its JSON.

    For large ones: converting ten thousand values of lsprotocol takes 0.1 s.
    """

    json: bytes


class AnySession(Protocol):
    """What the protocol asks of a session; the handlers know the rest."""

    def indexed(self, params: Any) -> Awaitable[object] | None:
        """What to wait for until the wiki that `params` are about is known; None where it is."""

    def close(self) -> None:
        """Ends the work in the background; called once."""


def rows() -> tuple[Row, ...]:
    """The table.

    With `whole_wiki` are the questions whose answer depends on other articles.
    """
    from slugline.lsp import diagnostics
    from slugline.lsp.requests import (
        call_hierarchy,
        code_action,
        code_lens,
        completion,
        definition,
        document_links,
        execute_command,
        file_operations,
        formatting,
        hover,
        inlay_hint,
        ranges,
        references,
        rename,
        semantic_tokens,
        symbols,
    )
    from slugline.lsp.session import Session

    return (
        # The life of documents and of the session
        Row("initialized", Session.initialized),
        Row("textDocument/didOpen", Session.did_open),
        Row("textDocument/didChange", Session.did_change),
        Row("textDocument/didClose", Session.did_close),
        Row("textDocument/didSave", Session.did_save),
        Row("workspace/didChangeConfiguration", Session.did_change_configuration),
        Row("workspace/didChangeWatchedFiles", Session.did_change_watched_files),
        Row("workspace/didChangeWorkspaceFolders", Session.did_change_workspace_folders),
        Row("workspace/didCreateFiles", file_operations.did_create_files),
        Row("workspace/didDeleteFiles", Session.did_delete_files),
        Row("workspace/didRenameFiles", Session.did_rename_files),
        # Findings; both wait by themselves for what they need
        Row("textDocument/diagnostic", diagnostics.document_diagnostic),
        Row("workspace/diagnostic", diagnostics.workspace_diagnostic),
        # Reading
        Row("textDocument/completion", completion.completion, whole_wiki=True),
        Row("completionItem/resolve", completion.resolve),
        Row("textDocument/hover", hover.hover, whole_wiki=hover.asks_the_wiki),
        Row("textDocument/declaration", definition.definition, whole_wiki=True),
        Row("textDocument/definition", definition.definition, whole_wiki=True),
        Row("textDocument/implementation", definition.definition, whole_wiki=True),
        Row("textDocument/typeDefinition", definition.definition, whole_wiki=True),
        Row("textDocument/documentLink", document_links.document_link, whole_wiki=True),
        Row("documentLink/resolve", document_links.resolve),
        Row("textDocument/documentSymbol", symbols.document_symbol),
        Row("workspace/symbol", symbols.workspace_symbol, whole_wiki=True),
        Row("workspaceSymbol/resolve", symbols.resolve),
        Row("textDocument/semanticTokens/full", semantic_tokens.full),
        Row("textDocument/semanticTokens/full/delta", semantic_tokens.delta),
        Row("textDocument/semanticTokens/range", semantic_tokens.in_range),
        Row("textDocument/foldingRange", ranges.folding_range),
        Row("textDocument/selectionRange", ranges.selection_range),
        Row("textDocument/linkedEditingRange", ranges.linked_editing_range),
        # Places
        Row("textDocument/references", references.references, whole_wiki=True),
        Row("textDocument/documentHighlight", references.document_highlight, whole_wiki=True),
        Row(
            "textDocument/prepareCallHierarchy",
            call_hierarchy.prepare_call_hierarchy,
            whole_wiki=True,
        ),
        Row("callHierarchy/incomingCalls", call_hierarchy.incoming_calls, whole_wiki=True),
        Row("callHierarchy/outgoingCalls", call_hierarchy.outgoing_calls, whole_wiki=True),
        Row("textDocument/codeLens", code_lens.code_lens),
        Row("codeLens/resolve", code_lens.resolve_code_lens, whole_wiki=True),
        Row("textDocument/inlayHint", inlay_hint.inlay_hint, whole_wiki=True),
        # Changes
        Row("textDocument/prepareRename", rename.prepare_rename, whole_wiki=True),
        Row("textDocument/rename", rename.rename, whole_wiki=True),
        Row("textDocument/codeAction", code_action.code_action, whole_wiki=True),
        Row("codeAction/resolve", code_action.resolve_code_action, whole_wiki=True),
        Row("workspace/executeCommand", execute_command.execute_command, whole_wiki=True),
        Row("textDocument/formatting", formatting.formatting),
        Row("textDocument/rangeFormatting", formatting.range_formatting),
        Row("textDocument/rangesFormatting", formatting.ranges_formatting),
        Row("textDocument/onTypeFormatting", formatting.on_type_formatting),
        # Files
        Row("workspace/willRenameFiles", file_operations.will_rename_files, whole_wiki=True),
        Row("workspace/willDeleteFiles", file_operations.will_delete_files, whole_wiki=True),
    )
