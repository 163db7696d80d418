"""Random histories: after every step a session is what a fresh one would be."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine, Generator
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from lsprotocol import types

from slugline.check import Diagnostic
from slugline.errors import RefusedError
from slugline.lsp.requests import (
    code_lens,
    completion,
    definition,
    hover,
    inlay_hint,
    references,
    rename,
    symbols,
)
from slugline.lsp.session import Session
from slugline.lsp.uris import path_of, uri_of
from tests.lsp.editor import Editor

NAMES = ("mill.article", "race.article", "wet/weir.article", "wet/mill.article", "notes.md")
LINES = (
    "Mill",
    "Race",
    "[[mill]] and [[race|Race]]",
    "[[weir#summary]] **Mill** **mill**",
    "Summary",
    "It turns 😀. ",
    "",
)
CONFIGURATIONS = (
    None,
    "",
    '[rules]\nbroken-link = "off"\n',
    'exclude = ["wet"]\n',
    "broken = \n",
    '[redirects]\nweir = "mill"\n',
    '[[sections]]\nkey = "mill"\nname = "Mill"\n',
)

WATCHES = {"capabilities": {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}}
"""A client that tells of changes on disk by itself: nothing else does."""

PLACES = [types.Position(line, column) for line in range(3) for column in (0, 4, 12)]
EVERYTHING = types.Range(types.Position(0, 0), types.Position(9, 0))

names = st.sampled_from(NAMES)
texts = st.tuples(
    st.lists(st.sampled_from(LINES), max_size=5), st.sampled_from(("\n", "\r\n", "\r"))
).map(lambda drawn: drawn[1].join(drawn[0]))


class Sessions(RuleBasedStateMachine):
    """One session that lives through it all, and one that is started anew after each step."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp()).resolve()
        self.loop = asyncio.new_event_loop()
        self.texts: dict[str, str] = {}
        self.configuration: str | None = None
        self.good: str | None = None
        self.do(self.begin())

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    async def begin(self) -> None:
        self.editor = await self.fresh()

    async def fresh(self) -> Editor:
        editor = Editor(self.root, client=WATCHES)
        await editor.start()
        return editor

    def teardown(self) -> None:
        self.editor.close()
        self.do(asyncio.sleep(0.01))
        self.loop.close()
        shutil.rmtree(self.root)

    async def told(self, *paths: Path) -> None:
        self.editor.hint(*paths)
        await self.editor.settle()

    @rule(name=names, text=texts)
    def open(self, name: str, text: str) -> None:
        async def work() -> None:
            if name in self.texts:
                self.editor.shut(uri_of(str(self.root / name)))
            self.editor.open(self.root / name, text)
            await self.editor.settle()

        self.do(work())
        self.texts[name] = text

    @precondition(lambda self: self.texts)
    @rule(data=st.data(), text=texts, line=st.integers(0, 4), column=st.integers(0, 9))
    def edit(self, data: st.DataObject, text: str, line: int, column: int) -> None:
        uri = uri_of(str(self.root / data.draw(st.sampled_from(sorted(self.texts)))))

        async def work() -> None:
            document = self.editor.session.document(uri)
            assert document is not None
            start, end = types.Position(line, column), types.Position(line, column + 3)
            change = types.TextDocumentContentChangePartial(types.Range(start, end), text)
            identifier = types.VersionedTextDocumentIdentifier(document.version + 1, uri)
            params = types.DidChangeTextDocumentParams(identifier, [change])
            self.editor.session.did_change(params)
            name = Path(path_of(uri) or "").relative_to(self.root).as_posix()
            self.texts[name] = document.text
            await self.editor.settle()

        self.do(work())

    @precondition(lambda self: self.texts)
    @rule(data=st.data(), saves=st.booleans())
    def close(self, data: st.DataObject, saves: bool) -> None:
        name = data.draw(st.sampled_from(sorted(self.texts)))
        text = self.texts.pop(name)
        path = self.root / name

        async def work() -> None:
            if saves:
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(text.encode())
                identifier = types.TextDocumentIdentifier(uri_of(str(path)))
                self.editor.session.did_save(types.DidSaveTextDocumentParams(identifier))
            self.editor.shut(uri_of(str(path)))
            await self.editor.settle()

        self.do(work())

    @rule(name=names, text=st.one_of(texts, st.none()))
    def disk(self, name: str, text: str | None) -> None:
        path = self.root / name
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text.encode())
        self.do(self.told(path))

    @rule()
    def move_folder(self) -> None:
        wet, dry = self.root / "wet", self.root / "dry"
        if wet.is_dir() != dry.is_dir():
            one, other = (wet, dry) if wet.is_dir() else (dry, wet)
            one.rename(other)
            self.do(self.told(one, other))

    @rule(text=st.sampled_from(CONFIGURATIONS))
    def configure(self, text: str | None) -> None:
        path = self.root / "slugline.toml"
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(text)
        if text != "broken = \n":
            self.good = text
        self.configuration = text
        self.do(self.told(path))

    @invariant()
    def is_what_a_fresh_session_is(self) -> None:
        for name, text in self.texts.items():
            document = self.editor.session.document(uri_of(str(self.root / name)))
            assert document is not None
            assert document.text == text
        self.do(self.compare())

    async def compare(self) -> None:
        toml = self.root / "slugline.toml"
        is_broken = self.configuration != self.good
        if is_broken and self.good is None:
            toml.unlink()
        elif is_broken:
            toml.write_text(self.good or "")
        fresh = await self.fresh()
        for name, text in self.texts.items():
            fresh.open(self.root / name, text)
        await fresh.settle()
        ours, theirs = self.editor.session.wikis[0], fresh.session.wikis[0]
        assert dict(ours.wiki.articles) == dict(theirs.wiki.articles)
        paths = sorted(ours.wiki.articles)
        found = found_in(self.editor, paths)
        assert found == found_in(fresh, paths)
        for name in self.texts.keys() & set(paths):
            pushed = self.editor.pushed(uri_of(str(self.root / name)))
            assert (pushed or []) == sorted(one.code for one in found.get(name, ()))
            uri = uri_of(str(self.root / name))
            assert answers_of(self.editor, uri) == answers_of(fresh, uri)
        fresh.close()
        if is_broken:
            toml.write_text(self.configuration or "")
            assert self.editor.pushed(uri_of(str(toml))) == ["configuration"]
        else:
            told = fresh.pushed(uri_of(str(toml))) or []
            assert (self.editor.pushed(uri_of(str(toml))) or []) == told


def answers_of(editor: Editor, uri: str) -> list[Any]:
    """What a session answers to requests at many places of an open article."""
    session, text = editor.session, types.TextDocumentIdentifier(uri)
    answers: list[Any] = [
        symbols.document_symbol(session, types.DocumentSymbolParams(text)),
        code_lens.code_lens(session, types.CodeLensParams(text)),
        inlay_hint.inlay_hint(session, types.InlayHintParams(text, EVERYTHING)),
    ]
    for place in PLACES:
        context = types.ReferenceContext(include_declaration=True)
        answers += [
            hover.hover(session, types.HoverParams(text, place)),
            definition.definition(session, types.DefinitionParams(text, place)),
            completion.completion(session, types.CompletionParams(text, place)),
            references.references(session, types.ReferenceParams(context, text, place)),
            renameable(session, types.PrepareRenameParams(text, place)),
        ]
    return list(map(driven, answers))


def renameable(session: Session, params: types.PrepareRenameParams) -> object:
    """What can be renamed at a place, or why it can't."""
    try:
        return rename.prepare_rename(session, params)
    except RefusedError as error:
        return str(error)


def driven(answer: Any) -> Any:
    """The result of a handler that answers in pieces."""
    while isinstance(answer, Generator):
        try:
            assert next(answer) is None
        except StopIteration as end:
            return end.value
    return answer


def found_in(editor: Editor, paths: list[str]) -> dict[str, tuple[Diagnostic, ...]]:
    live = editor.session.wikis[0]
    one_by_one = {path: found for path in paths if (found := live.diagnostics(path))}
    assert live.judge(paths) == one_by_one
    return one_by_one


TestSessions = Sessions.TestCase
TestSessions.settings = settings(max_examples=30, stateful_step_count=12, deadline=None)
