"""`workspace/executeCommand`.

- `slugline.newArticle` `[title, uri?]`: creates an article beside the one at the URI, else in the
  first wiki, and opens it; gives its URI.
- `slugline.fixAll` `[uri]`: makes all safe fixes of an article.
- `slugline.showGraph` `[uri?, "dot" | "json"]`: the link graph of a wiki as text, as JSON if not
  told otherwise.
- `slugline.restart`: reads all wikis anew.
- `slugline.applyAction` `[data]`: an action of `textDocument/codeAction`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Sequence
from typing import Any

from lsprotocol import types

from slugline.errors import RefusedError
from slugline.features.commands import new_article
from slugline.features.wiki_edit import WikiEdit
from slugline.graph import FORMATS, graph_of, renderer
from slugline.lsp import errors
from slugline.lsp.applying import all_fixed, applied
from slugline.lsp.edits import Step
from slugline.lsp.errors import RequestError
from slugline.lsp.live import LiveWiki
from slugline.lsp.requests.asked import asked
from slugline.lsp.requests.code_action import APPLY, chosen_edit
from slugline.lsp.session import Session


def execute_command(
    session: Session, params: types.ExecuteCommandParams
) -> Generator[Step, Any, object]:
    """Carries a command out."""
    command = _COMMANDS.get(params.command)
    if command is None:
        raise RequestError(errors.INVALID_PARAMS, f"There is no command `{params.command}`.")
    return (yield from command(session, params.arguments or ()))


def _new_article(session: Session, arguments: Sequence[object]) -> Generator[Step, Any, str]:
    title = _text(arguments, 0)
    live, beside = _wiki(session, _text(arguments, 1, ""))
    beside = beside if beside in live.wiki.articles else ""
    file = new_article(live.wiki, title, beside, holds=live.selection().holds)
    yield from applied(session, live, WikiEdit((file,)), f"New article {title}")
    uri = session.uri(live, file.path)
    if session.client.shows_documents:
        shown = types.ShowDocumentParams(uri, take_focus=True)
        yield session.send.request(types.WINDOW_SHOW_DOCUMENT, shown)
    return uri


def _fix_all(session: Session, arguments: Sequence[object]) -> Generator[Step, Any, None]:
    about = asked(session, types.TextDocumentIdentifier(_text(arguments, 0)))
    if about is None:
        raise RefusedError("this is not an article that can be read")
    edit = all_fixed(about.live, about.view)
    yield from applied(session, about.live, edit, "Make all safe fixes")


def _show_graph(session: Session, arguments: Sequence[object]) -> Generator[Step, Any, str]:
    live, _ = _wiki(session, _text(arguments, 0, ""))
    form = _text(arguments, 1, "json")
    if form not in FORMATS:
        forms = ", ".join(f"`{one}`" for one in FORMATS)
        raise RequestError(errors.INVALID_PARAMS, f"The graph is given as one of {forms}.")
    yield None
    return "".join(renderer(form)(graph_of(live.wiki)))


def _restart(session: Session, _: Sequence[object]) -> Generator[Step, Any, None]:
    for live in session.wikis:
        live.following.read_again()
    yield asyncio.ensure_future(session.settled())


def _apply(session: Session, arguments: Sequence[object]) -> Generator[Step, Any, None]:
    about, edit = chosen_edit(session, _text(arguments, 0))
    yield from applied(session, about.live, edit, "Slugline")


_COMMANDS: dict[str, Callable[[Session, Sequence[object]], Generator[Step, Any, object]]] = {
    "slugline.newArticle": _new_article,
    "slugline.fixAll": _fix_all,
    "slugline.showGraph": _show_graph,
    "slugline.restart": _restart,
    APPLY: _apply,
}


def _text(arguments: Sequence[object], number: int, default: str | None = None) -> str:
    value = arguments[number] if number < len(arguments) else None
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise RequestError(errors.INVALID_PARAMS, f"Argument {number + 1} has to be a string.")
    return value


def _wiki(session: Session, uri: str) -> tuple[LiveWiki, str]:
    """The wiki of a document, and its path there; without one the first wiki."""
    place = session.place_at(uri) if uri else None
    if place is not None:
        place.live.settle()
        return place.live, place.path
    if uri or not session.wikis:
        raise RefusedError("this document is in no wiki" if uri else "no wiki is open")
    session.wikis[0].settle()
    return session.wikis[0], ""
