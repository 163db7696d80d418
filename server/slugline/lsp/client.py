"""What the client can do, read from the parameters of `initialize` as they came.

Nothing here raises: a client may leave anything out, send values that are newer than this server,
or ones that the specification does not allow. What can't be understood counts as not said.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import msgspec

from slugline.lsp.capabilities import (
    position_encoding,
    pulls_diagnostics,
    pulls_workspace,
)
from slugline.lsp.positions import Encoding
from slugline.lsp.uris import uri_of

_UNNECESSARY, _DEPRECATED = 1, 2


class Folder(msgspec.Struct, frozen=True):
    """A workspace folder: its URI as the client writes it, and its name."""

    uri: str
    name: str = ""


class Client(msgspec.Struct, frozen=True):
    """The client's name and abilities; each is the plainest one where the client says nothing."""

    name: str = ""
    version: str = ""
    process: int | None = None
    locale: str = ""
    encoding: Encoding = "utf-16"
    folders: tuple[Folder, ...] = ()
    options: Mapping[str, object] = {}
    """`initializationOptions`, empty where they are no object."""

    # -- workspace
    applies_edits: bool = False
    configuration: bool = False
    registers_configuration: bool = False
    registers_watching: bool = False
    watches_relative_patterns: bool = False
    workspace_folders: bool = False
    document_changes: bool = False
    resource_operations: frozenset[str] = frozenset()
    change_annotations: bool = False
    file_operations: frozenset[str] = frozenset()
    refreshes_semantic_tokens: bool = False
    refreshes_inlay_hints: bool = False
    refreshes_folding: bool = False
    refreshes_code_lenses: bool = False
    symbols_resolve: bool = False

    # -- window and general
    progress: bool = False
    shows_documents: bool = False
    retries_stale: frozenset[str] = frozenset()

    # -- diagnostics
    pulls: bool = False
    """Whether it asks for findings, and can be told to ask again."""
    pulls_workspace: bool = False
    related_documents: bool = False
    related_information: bool = False
    code_description: bool = False
    diagnostic_data: bool = False
    unnecessary_tag: bool = False
    deprecated_tag: bool = False

    # -- completion
    snippets: bool = False
    commit_characters: bool = False
    insert_replace: bool = False
    label_details: bool = False
    completion_formats: frozenset[str] = frozenset()
    """Kinds of markup that it shows beside an item; without any only strings."""
    completion_resolves: frozenset[str] = frozenset()
    completion_item_defaults: frozenset[str] = frozenset()
    completion_tags: bool = False
    preselect: bool = False

    # -- other features
    hover_markdown: bool = False
    definition_links: bool = False
    hierarchical_symbols: bool = False
    symbol_kinds: frozenset[int] = frozenset(range(1, 19))
    action_literals: bool = False
    action_kinds: frozenset[str] = frozenset()
    action_resolves: frozenset[str] = frozenset()
    action_data: bool = False
    action_disabled: bool = False
    action_preferred: bool = False
    link_tooltips: bool = False
    prepares_rename: bool = False
    prepare_default: bool = False
    """Whether the client finds the word to rename by itself where the server asks it to."""
    line_folding_only: bool = False
    folding_limit: int | None = None
    token_types: tuple[str, ...] = ()
    token_modifiers: tuple[str, ...] = ()
    overlapping_tokens: bool = False
    multiline_tokens: bool = False
    hint_resolves: frozenset[str] = frozenset()

    def can(self, operation: str) -> bool:
        """Whether a workspace edit may `create`, `rename` or `delete` files."""
        return operation in self.resource_operations


def read_client(params: Mapping[str, object]) -> Client:
    """Reads the parameters of `initialize` as they came."""
    its = _Object(params)
    can = its.at("capabilities")
    workspace, text, window = can.at("workspace"), can.at("textDocument"), can.at("window")
    edit = workspace.at("workspaceEdit")
    files = workspace.at("fileOperations")
    publish, diagnostic = text.at("publishDiagnostics"), text.at("diagnostic")
    told = diagnostic if text.has("diagnostic") else publish
    tags = (*publish.at("tagSupport").values("valueSet"), *told.at("tagSupport").values("valueSet"))
    completion, item = text.at("completion"), text.at("completion").at("completionItem")
    symbol, action, rename = text.at("documentSymbol"), text.at("codeAction"), text.at("rename")
    literal, tokens = action.at("codeActionLiteralSupport"), text.at("semanticTokens")
    folding = text.at("foldingRange")
    kinds = symbol.at("symbolKind").values("valueSet")
    info = its.at("clientInfo")
    return Client(
        name=info.text("name"),
        version=info.text("version"),
        process=its.number("processId"),
        locale=its.text("locale"),
        encoding=position_encoding(dict(params)),
        folders=_folders(its),
        options=its.at("initializationOptions").members,
        applies_edits=workspace.flag("applyEdit"),
        configuration=workspace.flag("configuration"),
        registers_configuration=workspace.at("didChangeConfiguration").flag("dynamicRegistration"),
        registers_watching=workspace.at("didChangeWatchedFiles").flag("dynamicRegistration"),
        watches_relative_patterns=workspace.at("didChangeWatchedFiles").flag(
            "relativePatternSupport"
        ),
        workspace_folders=workspace.flag("workspaceFolders"),
        document_changes=edit.flag("documentChanges"),
        resource_operations=edit.words("resourceOperations"),
        change_annotations="changeAnnotationSupport" in edit.members,
        file_operations=frozenset(name for name in files.members if files.flag(name)),
        refreshes_semantic_tokens=workspace.at("semanticTokens").flag("refreshSupport"),
        refreshes_inlay_hints=workspace.at("inlayHint").flag("refreshSupport"),
        refreshes_folding=workspace.at("foldingRange").flag("refreshSupport"),
        refreshes_code_lenses=workspace.at("codeLens").flag("refreshSupport"),
        symbols_resolve="location.range"
        in workspace.at("symbol").at("resolveSupport").words("properties"),
        progress=window.flag("workDoneProgress"),
        shows_documents=window.at("showDocument").flag("support"),
        retries_stale=can.at("general").at("staleRequestSupport").words("retryOnContentModified"),
        pulls=pulls_diagnostics(dict(params)),
        pulls_workspace=pulls_workspace(dict(params)),
        related_documents=diagnostic.flag("relatedDocumentSupport"),
        related_information=publish.flag("relatedInformation") or told.flag("relatedInformation"),
        code_description=told.flag("codeDescriptionSupport"),
        diagnostic_data=publish.flag("dataSupport") or told.flag("dataSupport"),
        unnecessary_tag=_UNNECESSARY in tags,
        deprecated_tag=_DEPRECATED in tags,
        snippets=item.flag("snippetSupport"),
        commit_characters=item.flag("commitCharactersSupport"),
        insert_replace=item.flag("insertReplaceSupport"),
        label_details=item.flag("labelDetailsSupport"),
        completion_formats=item.words("documentationFormat"),
        completion_resolves=item.at("resolveSupport").words("properties"),
        completion_item_defaults=completion.at("completionList").words("itemDefaults"),
        completion_tags=1 in item.at("tagSupport").values("valueSet"),
        preselect=item.flag("preselectSupport"),
        hover_markdown="markdown" in text.at("hover").words("contentFormat"),
        definition_links=text.at("definition").flag("linkSupport"),
        hierarchical_symbols=symbol.flag("hierarchicalDocumentSymbolSupport"),
        symbol_kinds=frozenset(kind for kind in kinds if type(kind) is int)
        or frozenset(range(1, 19)),
        action_literals=action.has("codeActionLiteralSupport"),
        action_kinds=literal.at("codeActionKind").words("valueSet"),
        action_resolves=action.at("resolveSupport").words("properties"),
        action_data=action.flag("dataSupport"),
        action_disabled=action.flag("disabledSupport"),
        action_preferred=action.flag("isPreferredSupport"),
        link_tooltips=text.at("documentLink").flag("tooltipSupport"),
        prepares_rename=rename.flag("prepareSupport"),
        prepare_default=rename.number("prepareSupportDefaultBehavior") == 1,
        line_folding_only=folding.flag("lineFoldingOnly"),
        folding_limit=folding.number("rangeLimit"),
        token_types=tokens.listed("tokenTypes"),
        token_modifiers=tokens.listed("tokenModifiers"),
        overlapping_tokens=tokens.flag("overlappingTokenSupport"),
        multiline_tokens=tokens.flag("multilineTokenSupport"),
        hint_resolves=text.at("inlayHint").at("resolveSupport").words("properties"),
    )


class _Object:
    """A JSON object that may not be one."""

    def __init__(self, value: object) -> None:
        self.members: Mapping[str, object] = (
            cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}
        )

    def at(self, name: str) -> _Object:
        return _Object(self.members.get(name))

    def has(self, name: str) -> bool:
        return isinstance(self.members.get(name), Mapping)

    def flag(self, name: str) -> bool:
        return self.members.get(name) is True

    def text(self, name: str) -> str:
        value = self.members.get(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int | None:
        value = self.members.get(name)
        return value if type(value) is int else None

    def values(self, name: str) -> list[Any]:
        value = self.members.get(name)
        return value if isinstance(value, list) else []

    def listed(self, name: str) -> tuple[str, ...]:
        return tuple(value for value in self.values(name) if isinstance(value, str))

    def words(self, name: str) -> frozenset[str]:
        return frozenset(self.listed(name))


def _folders(its: _Object) -> tuple[Folder, ...]:
    """The workspace folders, else `rootUri`, else the older `rootPath`."""
    listed = map(_Object, its.values("workspaceFolders"))
    folders = tuple(Folder(one.text("uri"), one.text("name")) for one in listed if one.text("uri"))
    if folders:
        return folders
    if uri := its.text("rootUri"):
        return (Folder(uri),)
    path = its.text("rootPath")
    return (Folder(uri_of(path)),) if path else ()
