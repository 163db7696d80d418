"""What the server can do, in the form that a client can take (LSP, "initialize").

Plain dictionaries, and no import that takes long: `initialize` is answered before anything else is
read. What a client says is not trusted to have the right shape.
"""

from __future__ import annotations

import slugline
from slugline.features import legend

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

    PositionEncoding = Literal["utf-8", "utf-16", "utf-32"]

ENCODINGS: tuple[PositionEncoding, ...] = ("utf-8", "utf-16", "utf-32")

COMMANDS = (
    "slugline.newArticle",
    "slugline.fixAll",
    "slugline.showGraph",
    "slugline.restart",
    "slugline.applyAction",
)
"""What `workspace/executeCommand` takes."""

CODE_ACTION_KINDS = (
    "quickfix",
    "refactor.extract",
    "refactor.rewrite",
    "source.fixAll",
    "source.fixAll.slugline",
)

_ALL_FILES = {"filters": [{"scheme": "file", "pattern": {"glob": "**/*"}}]}
"""Files and folders: which of them are articles depends on the configuration of each wiki."""


def position_encoding(params: dict[str, Any]) -> PositionEncoding:
    """The first encoding of the client's list that we know; UTF-16 where it says nothing."""
    offered = client_value(params, "general", "positionEncodings")
    for name in offered if isinstance(offered, list) else ():
        for known in ENCODINGS:
            if name == known:
                return known
    return "utf-16"


def pulls_diagnostics(params: dict[str, Any]) -> bool:
    """Whether the client is told to ask for diagnostics, so that none are pushed.

    One that can't be told to ask again would go on showing what another article's change or one
    on disk has put right: to such a client they are pushed.
    """
    can = isinstance(client_value(params, "textDocument", "diagnostic"), dict)
    return can and _can_ask_again(params)


def pulls_workspace(params: dict[str, Any]) -> bool:
    """Whether the client is told to ask for those of the whole workspace too.

    Neovim 0.12, told to ask again, would ask for these only, and take none of open documents out
    of them (neovim/neovim#40623).
    """
    return pulls_diagnostics(params) and not _is_neovim_0_12(params)


def _can_ask_again(params: dict[str, Any]) -> bool:
    """Whether the client can be told to ask for diagnostics again."""
    # The specification has both names for it.
    return any(
        client_value(params, "workspace", name, "refreshSupport") is True
        for name in ("diagnostics", "diagnostic")
    )


def client_value(params: dict[str, Any], *path: str) -> Any:
    """What the client's capabilities say at a path of names; None where they say nothing."""
    value: Any = params.get("capabilities")
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def initialize_result(params: dict[str, Any]) -> dict[str, Any]:
    """The result of `initialize` for its raw params."""
    return {
        "capabilities": {
            "positionEncoding": position_encoding(params),
            "textDocumentSync": {"openClose": True, "change": 2, "save": {"includeText": False}},
            **_reading(params),
            **_writing(params),
            **_diagnostics(params),
            "workspace": {
                "workspaceFolders": {"supported": True, "changeNotifications": True},
                "fileOperations": {
                    "didCreate": _ALL_FILES,
                    "willRename": _ALL_FILES,
                    "didRename": _ALL_FILES,
                    "willDelete": _ALL_FILES,
                    "didDelete": _ALL_FILES,
                },
            },
        },
        "serverInfo": {"name": "slugline", "version": slugline.__version__},
    }


def _reading(params: dict[str, Any]) -> dict[str, Any]:
    return {
        "hoverProvider": True,
        "declarationProvider": True,
        "definitionProvider": True,
        "typeDefinitionProvider": True,
        "implementationProvider": True,
        "referencesProvider": True,
        "documentHighlightProvider": True,
        "documentSymbolProvider": True,
        "workspaceSymbolProvider": {"resolveProvider": True},
        "callHierarchyProvider": True,
        "foldingRangeProvider": True,
        "selectionRangeProvider": True,
        "inlayHintProvider": True,
        "codeLensProvider": {"resolveProvider": True},
        "documentLinkProvider": {"resolveProvider": True},
        "semanticTokensProvider": {
            "legend": {
                "tokenTypes": legend.TOKEN_TYPES,
                "tokenModifiers": legend.TOKEN_MODIFIERS,
            },
            "full": {"delta": True},
            # Neovim 0.12 keeps the tokens of a range as what a delta that is under way is of.
            "range": not _is_neovim_0_12(params),
        },
    }


def _writing(params: dict[str, Any]) -> dict[str, Any]:
    actions: Any = True
    if client_value(params, "textDocument", "codeAction", "codeActionLiteralSupport"):
        resolves = client_value(params, "textDocument", "codeAction", "resolveSupport")
        actions = {"codeActionKinds": CODE_ACTION_KINDS, "resolveProvider": bool(resolves)}
    ranges = client_value(params, "textDocument", "rangeFormatting", "rangesSupport") is True
    prepares = client_value(params, "textDocument", "rename", "prepareSupport") is True
    return {
        "completionProvider": {
            "triggerCharacters": ["[", "|", "#", "*"],
            "resolveProvider": True,
            "completionItem": {"labelDetailsSupport": True},
        },
        "codeActionProvider": actions,
        "renameProvider": {"prepareProvider": True} if prepares else True,
        "linkedEditingRangeProvider": True,
        "documentFormattingProvider": True,
        "documentRangeFormattingProvider": {"rangesSupport": True} if ranges else True,
        "documentOnTypeFormattingProvider": {"firstTriggerCharacter": "\n"},
        "executeCommandProvider": {"commands": COMMANDS},
    }


def _diagnostics(params: dict[str, Any]) -> dict[str, Any]:
    if not pulls_diagnostics(params):
        return {}
    return {
        "diagnosticProvider": {
            "identifier": "slugline",
            "interFileDependencies": True,
            "workspaceDiagnostics": pulls_workspace(params),
        }
    }


def _is_neovim_0_12(params: dict[str, Any]) -> bool:
    info = params.get("clientInfo")
    if not isinstance(info, dict) or info.get("name") != "Neovim":
        return False
    version = info.get("version")
    return isinstance(version, str) and version.startswith("0.12.")
