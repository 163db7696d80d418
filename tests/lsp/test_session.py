"""The state of a session: documents, wikis, configuration and the disk."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from lsprotocol import types

from slugline.lsp import following
from slugline.lsp.following import IndexingCancelledError, Watcher
from slugline.lsp.live import LiveWiki
from slugline.lsp.reading import ReadingShown
from slugline.lsp.uris import uri_of
from slugline.lsp.worker import Worker
from slugline.model.facts import Facts
from tests.lsp.editor import Editor, Recorder, initialize_of, until, write

pytestmark = pytest.mark.asyncio(loop_scope="function")

VS_CODE = "vscode-1.139"
MILL = "Mill\nIt turns [[race|Race]].\n"
RACE = "Race\nIt feeds [[mill|Mill]].\n"
OFF = '[rules]\nmissing-section = "off"\nmissing-lead = "off"\n'

Open = Callable[..., Editor]


@pytest_asyncio.fixture(loop_scope="function")
async def opened() -> AsyncIterator[Open]:
    """Makes editors, and closes them at the end."""
    editors: list[Editor] = []

    def make(*roots: Path, **more: Any) -> Editor:
        editors.append(Editor(*roots, **more))
        return editors[-1]

    yield make
    for editor in editors:
        editor.close()


def wiki(root: Path, **files: str) -> Path:
    """A wiki whose articles need no sections; names are without their suffix."""
    named = {f"{name}.article": text for name, text in files.items()}
    return write(root, {"slugline.toml": OFF, **named})


async def test_the_editors_text_counts_until_it_is_closed(tmp_path: Path, opened: Open) -> None:
    root = wiki(tmp_path, mill=MILL, race=RACE)
    editor = opened(root)
    await editor.start()
    uri = editor.open(root / "mill.article", "Mill\nIt turns [[rice]].\n")
    await editor.settle()
    assert editor.pushed(uri) == ["broken-link"]
    write(root, {"mill.article": "Windmill\n"})
    editor.hint(root / "mill.article")
    await editor.settle()
    live = editor.session.wiki_at(uri)
    assert live is not None
    assert live.wiki.articles["mill.article"].title == "Mill"
    editor.shut(uri)
    assert live.wiki.articles["mill.article"].title == "Windmill"
    assert editor.pushed(uri) == []


async def test_a_fixed_article_clears_in_every_editor(tmp_path: Path, opened: Open) -> None:
    root = wiki(tmp_path, mill=MILL)
    editor = opened(root)
    await editor.start()
    mill = editor.open(root / "mill.article", MILL)
    await editor.settle()
    assert editor.pushed(mill) == ["broken-link"]
    race = editor.open(root / "race.article", RACE)
    await editor.settle()
    assert editor.pushed(mill) == []
    editor.replace(race, "Weir\nIt feeds [[mill|Mill]].\n")
    await editor.settle()
    assert editor.pushed(mill) == ["label-drift"]
    editor.shut(race)  # it never was on disk
    await editor.settle()
    assert editor.pushed(mill) == ["broken-link"]


async def test_pushes_come_by_themselves_with_their_version(tmp_path: Path, opened: Open) -> None:
    root = wiki(tmp_path, mill=MILL, race=RACE)
    editor = opened(root)
    await editor.start()
    uri = editor.open(root / "mill.article", MILL)
    editor.replace(uri, "Mill\n[[rice]]\n")
    editor.replace(uri, "Mill\n[[rise]]\n")
    await until(lambda: editor.pushed(uri) is not None)
    (pushed,) = editor.send.of(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert pushed.version == 3
    assert "rise" in pushed.diagnostics[0].message


async def test_typing_without_a_pause_does_not_put_findings_off(
    tmp_path: Path, opened: Open
) -> None:
    root = wiki(tmp_path, mill=MILL)
    editor = opened(root)
    await editor.start()
    uri = editor.open(root / "mill.article", MILL)
    for number in range(5_000):
        editor.replace(uri, f"Mill\n[[race-{number}]]\n")
        await asyncio.sleep(0)
        if editor.pushed(uri):
            break
    assert editor.pushed(uri)


@pytest.mark.parametrize(
    ("name", "language", "is_article"),
    [
        ("notes.md", "slugline", True),
        ("drafts/new.article", "plaintext", True),
        ("drafts/new.txt", "plaintext", False),
        ("new.txt", "plaintext", True),
        ("notes.md", "markdown", False),
        ("slugline.toml", "toml", False),
    ],
)
async def test_what_is_an_article(
    tmp_path: Path, opened: Open, name: str, language: str, is_article: bool
) -> None:
    write(tmp_path, {"slugline.toml": 'exclude = ["drafts/**"]\n', "mill.article": MILL})
    editor = opened(tmp_path)
    await editor.start()
    uri = editor.open(tmp_path / name, "New\n[[nowhere]]\n", language=language)
    await editor.settle()
    assert (editor.session.view(uri) is not None) is is_article
    assert bool(editor.pushed(uri)) is is_article
    editor.shut(uri)
    assert editor.session.view(uri) is None


@pytest.mark.parametrize(
    "uri", ["untitled:Untitled-1", "inmemory:/a/b.article", "untitled:/x/y.txt"]
)
async def test_documents_without_a_file_are_single_articles(
    tmp_path: Path, opened: Open, uri: str
) -> None:
    editor = opened(wiki(tmp_path, mill=MILL))
    await editor.start()
    editor.open(uri, "New \nIt names [[nowhere]] and [[ mill]].\n")
    await editor.settle()
    found = editor.pushed(uri)
    assert found is not None
    assert "trailing-space" in found
    assert "broken-link" not in found
    view = editor.session.view(uri, types.Position(1, 12))
    assert view is not None
    assert view.link is not None
    assert list(editor.session.wikis[0].wiki.articles) == ["mill.article"]
    editor.replace(uri, "New\n")
    await editor.settle()
    assert "trailing-space" not in (editor.pushed(uri) or ())


async def test_a_file_outside_of_the_workspace_has_its_own_wiki(
    tmp_path: Path, opened: Open
) -> None:
    inside = wiki(tmp_path / "inside", mill=MILL)
    outside = wiki(tmp_path / "outside", mill=MILL, race=RACE)
    editor = opened(inside)
    await editor.start()
    uri = editor.open(outside / "mill.article", MILL)
    await editor.settle()
    assert editor.pushed(uri) == []
    assert len(editor.session.wikis) == 2
    editor.shut(uri)
    assert len(editor.session.wikis) == 1


@pytest.mark.parametrize("above", [False, True])
async def test_a_whole_disk_is_not_read(
    tmp_path: Path, opened: Open, monkeypatch: pytest.MonkeyPatch, above: bool
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    write(tmp_path / "home", {"mill.article": MILL})
    editor = opened(tmp_path if above else Path("/"), client=VS_CODE)
    await editor.start()
    assert editor.session.wikis == []
    registered = [
        one.method
        for params in editor.send.of(types.CLIENT_REGISTER_CAPABILITY)
        for one in params.registrations
    ]
    assert types.WORKSPACE_DID_CHANGE_WATCHED_FILES not in registered
    (message,) = editor.send.shown
    assert message.startswith(f"{tmp_path if above else '/'} would be the wiki's root")
    assert message.endswith(
        "which is not read. Open the wiki's own folder instead, or put a slugline.toml into it."
    )
    folder = wiki(tmp_path / "home/notes", mill=MILL)
    uri = editor.open(folder / "mill.article", MILL)
    await editor.settle()
    assert editor.pushed(uri) is None
    assert [one["code"] for one in (await editor.pull(uri))["items"]] == ["broken-link"]
    assert len(editor.send.shown) == 1


async def test_a_home_folder_is_not_read(
    tmp_path: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    write(tmp_path, {"mill.article": MILL, "race.article": RACE})
    editor = opened(tmp_path)
    await editor.start()
    assert editor.session.wikis == []
    assert any("home folder" in message for message in editor.send.shown)
    uri = editor.open(tmp_path / "mill.article", MILL + " \n")
    await editor.settle()
    assert "trailing-space" in (editor.pushed(uri) or ())
    assert "broken-link" not in (editor.pushed(uri) or ())
    assert len(editor.send.shown) == 1


async def test_several_wikis_side_by_side(tmp_path: Path, opened: Open) -> None:
    one = wiki(tmp_path / "one", mill=MILL)
    two = write(tmp_path / "two", {"slugline.toml": OFF + 'broken-link = "off"\n'})
    editor = opened(one, two)
    await editor.start()
    first = editor.open(one / "mill.article", MILL)
    second = editor.open(two / "mill.article", MILL)
    await editor.settle()
    assert editor.pushed(first) == ["broken-link"]
    assert editor.pushed(second) == []


async def test_a_wiki_inside_of_another_is_no_part_of_it(tmp_path: Path, opened: Open) -> None:
    write(tmp_path, {"a.article": "A\n[[b]]\n", "in/slugline.toml": OFF, "in/b.article": "B\n"})
    editor = opened(tmp_path)
    await editor.start()
    outer = editor.open(tmp_path / "a.article", "A\n[[b]]\n")
    inner = editor.open(tmp_path / "in/b.article", "B\n[[a]]\n")
    await editor.settle()
    assert "broken-link" in (editor.pushed(outer) or ())
    assert editor.pushed(inner) == ["broken-link"]
    editor.replace(inner, "C\n")
    await editor.settle()
    assert editor.pushed(inner) == []
    (tmp_path / "in/slugline.toml").unlink()
    editor.hint(tmp_path / "in/slugline.toml")
    await editor.settle()
    assert "missing-section" in (editor.pushed(inner) or ())
    assert "broken-link" not in (editor.pushed(outer) or ())


async def test_an_article_of_two_workspace_folders_is_of_the_outer_ones_wiki(
    tmp_path: Path, opened: Open
) -> None:
    text = "B \n[[a]] and [[nowhere]]\n"
    write(tmp_path, {"a.article": "A\n[[b]]\n", "in/b.article": text})
    editor = opened(tmp_path / "in", tmp_path, client=VS_CODE)
    await editor.start()
    assert [live.root for live in editor.session.wikis] == [str(tmp_path)]
    uri = editor.open(tmp_path / "in/b.article", text)
    await editor.settle()
    found = (await editor.pull(uri))["items"]
    assert [one["code"] for one in found].count("broken-link") == 1
    assert "the slug `nowhere`" in str(found)
    reports = await editor.pull_all()
    assert [one["uri"] for one in reports].count(uri) == 1


async def test_a_workspace_folder_inside_of_another_is_a_wiki_when_the_outer_one_goes(
    tmp_path: Path, opened: Open
) -> None:
    inner = tmp_path / "in"
    write(tmp_path, {"a.article": "A\n[[b]]\n", "in/b.article": "B\n[[a]]\n"})
    editor = opened(inner, tmp_path)
    await editor.start()
    uri = editor.open(inner / "b.article", "B\n[[a]]\n")
    await editor.settle()
    assert "broken-link" not in (editor.pushed(uri) or ())
    outer = types.WorkspaceFolder(uri_of(str(tmp_path)), "outer")
    for event, roots, is_broken in (
        (types.WorkspaceFoldersChangeEvent([], [outer]), [str(inner)], True),
        (types.WorkspaceFoldersChangeEvent([outer], []), [str(tmp_path)], False),
    ):
        editor.session.did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))
        await editor.settle()
        assert [live.root for live in editor.session.wikis] == roots
        assert ("broken-link" in (editor.pushed(uri) or ())) is is_broken


async def test_a_workspace_folder_that_the_outer_one_passes_over_is_a_wiki(
    tmp_path: Path, opened: Open
) -> None:
    write(tmp_path, {"a.article": "A\n", ".in/b.article": "B\n[[a]]\n"})
    editor = opened(tmp_path, tmp_path / ".in")
    await editor.start()
    uri = editor.open(tmp_path / ".in/b.article", "B\n[[a]]\n")
    await editor.settle()
    assert len(editor.session.wikis) == 2
    assert "broken-link" in (editor.pushed(uri) or ())


async def test_a_folder_in_a_home_folder_that_is_open_too_is_a_wiki(
    tmp_path: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    write(tmp_path, {"notes/mill.article": MILL})
    editor = opened(tmp_path, tmp_path / "notes")
    await editor.start()
    assert [live.root for live in editor.session.wikis] == [str(tmp_path / "notes")]


async def test_workspace_folders_come_and_go(tmp_path: Path, opened: Open) -> None:
    one, two = wiki(tmp_path / "one", mill=MILL), wiki(tmp_path / "two", race=RACE)
    editor = opened(one)
    await editor.start()
    folders = [types.WorkspaceFolder(uri_of(str(root)), root.name) for root in (one, two)]
    event = types.WorkspaceFoldersChangeEvent([folders[1]], [folders[0]])
    editor.session.did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))
    await editor.settle()
    assert [live.root for live in editor.session.wikis] == [str(two)]
    assert list(editor.session.wikis[0].wiki.articles) == ["race.article"]


async def test_a_broken_configuration_keeps_the_last_good_one(tmp_path: Path, opened: Open) -> None:
    root = wiki(tmp_path, mill="Mill\n")
    toml = root / "slugline.toml"
    editor = opened(root)
    await editor.start()
    uri = editor.open(root / "mill.article", "Mill\n")
    await editor.settle()
    assert editor.pushed(uri) == []
    toml.write_text(OFF + 'orphan-article = "loud"\nno-such = "off"\n')
    editor.hint(toml)
    await editor.settle()
    assert editor.pushed(uri) == []
    assert editor.pushed(uri_of(str(toml))) == ["configuration", "configuration"]
    pushed = editor.send.of(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)[-1]
    assert [one.range.start.line for one in pushed.diagnostics] == [3, 4]
    toml.write_text("")
    editor.hint(toml)
    await editor.settle()
    assert editor.pushed(uri_of(str(toml))) == []
    assert "missing-lead" in (editor.pushed(uri) or ())


async def test_another_schema_reads_all_articles_anew(tmp_path: Path, opened: Open) -> None:
    root = wiki(tmp_path, mill="Mill\nDetails\n", race="Race\n[[mill#details]]\n")
    editor = opened(root)
    await editor.start()
    uri = editor.open(root / "race.article", "Race\n[[mill#details]]\n")
    await editor.settle()
    assert editor.pushed(uri) == ["broken-section"]
    toml = root / "slugline.toml"
    toml.write_text(OFF + '[[sections]]\nkey = "details"\nname = "Details"\n')
    editor.hint(toml)
    await editor.settle()
    assert editor.pushed(uri) == []


async def test_inventories_are_read_anew(tmp_path: Path, opened: Open) -> None:
    root = wiki(tmp_path, mill=MILL)
    write(root, {"slugline.toml": 'inventories = ["more.tsv"]\n' + OFF, "more.tsv": ""})
    editor = opened(root)
    await editor.start()
    uri = editor.open(root / "mill.article", MILL)
    await editor.settle()
    assert editor.pushed(uri) == ["broken-link"]
    write(root, {"more.tsv": "race\tRace\n"})
    editor.hint(root / "more.tsv")
    await editor.settle()
    assert editor.pushed(uri) == []
    write(root, {"more.tsv": "race\n"})
    editor.hint(root / "more.tsv")
    await editor.settle()
    assert editor.pushed(uri_of(str(root / "more.tsv"))) == ["configuration"]


@pytest.mark.parametrize("name", ["more.tsv", "./lists/more.tsv"])
async def test_an_inventory_that_comes_later_is_noticed(
    name: str, tmp_path: Path, opened: Open
) -> None:
    root = wiki(tmp_path, mill=MILL)
    write(root, {"slugline.toml": f'inventories = ["{name}"]\n' + OFF})
    editor = opened(root)
    await editor.start()
    uri = editor.open(root / "mill.article", MILL)
    await editor.settle()
    toml = uri_of(str(root / "slugline.toml"))
    assert editor.pushed(toml) == ["configuration"]
    write(root, {name: "race\tRace\n"})
    editor.hint(root / name)
    await editor.settle()
    assert editor.pushed(toml) == []
    assert editor.pushed(uri) == []
    (root / name).unlink()
    editor.hint(root / name)
    await editor.settle()
    assert editor.pushed(toml) == ["configuration"]
    assert editor.pushed(uri) == []
    write(root, {"slugline.toml": OFF})
    params = types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(toml))
    editor.session.did_save(params)
    await editor.settle()
    assert editor.pushed(toml) == []
    assert editor.pushed(uri) == ["broken-link"]


async def test_settings_of_the_client_are_on_top(tmp_path: Path, opened: Open) -> None:
    root = wiki(tmp_path, mill=MILL)
    options = {"slugline": {"rules": {"broken-link": "off"}, "trace": {"server": "off"}}}
    editor = opened(root, initializationOptions=options)
    await editor.start()
    uri = editor.open(root / "mill.article", MILL)
    await editor.settle()
    assert editor.pushed(uri) == []
    settings = {"slugline": {"rules": {"broken-link": "hint", "orphan-article": None}}}
    change = types.DidChangeConfigurationParams(settings)
    editor.session.did_change_configuration(change)
    await editor.settle()
    assert editor.pushed(uri) == ["broken-link"]
    assert editor.send.shown == []


@pytest.mark.parametrize("options", [None, [], {}, {"slugline": []}, {"slugline": {}}])
async def test_no_settings_of_any_form_say_nothing(
    options: object, tmp_path: Path, opened: Open
) -> None:
    root = wiki(tmp_path, mill=MILL)
    editor = opened(root, initializationOptions=options)
    await editor.start()
    editor.session.did_change_configuration(types.DidChangeConfigurationParams(options))
    uri = editor.open(root / "mill.article", MILL)
    await editor.settle()
    assert editor.pushed(uri) == ["broken-link"]
    assert editor.send.shown == []


async def test_settings_of_other_servers_are_passed_over(tmp_path: Path, opened: Open) -> None:
    root = wiki(tmp_path, mill=MILL)
    options = {"rules": {"broken-link": "hint"}}
    editor = opened(root, initializationOptions=options)
    await editor.start()
    for settings in ({"gopls": {"usePlaceholders": True}}, {"gopls": {}, "slugline": options}):
        change = types.DidChangeConfigurationParams(settings)
        editor.session.did_change_configuration(change)
        uri = editor.open(root / "mill.article", MILL)
        await editor.settle()
        assert editor.pushed(uri) == ["broken-link"]
        assert editor.send.shown == []


async def test_the_client_is_asked_for_its_settings(tmp_path: Path, opened: Open) -> None:
    root = wiki(tmp_path, mill=MILL)
    asked: list[list[str | None]] = []
    levels = {"broken-link": "off"}

    def answer(params: types.ConfigurationParams) -> tuple[object, ...]:
        asked.append([item.scope_uri for item in params.items])
        return None, {"rules": dict(levels)}

    answers = {types.WORKSPACE_CONFIGURATION: answer}
    editor = opened(root, client="emacs-30-eglot-1.17", answers=answers)
    await editor.start()
    uri = editor.open(root / "mill.article", MILL)
    await editor.settle()
    assert asked == [[None, uri_of(str(root))]]
    assert editor.pushed(uri) == []
    levels["broken-link"] = "info"
    editor.session.did_change_configuration(types.DidChangeConfigurationParams(None))
    await editor.settle()
    await editor.settle()
    assert editor.pushed(uri) == ["broken-link"]


async def test_wrong_settings_are_told_once_and_change_nothing(
    tmp_path: Path, opened: Open
) -> None:
    root = wiki(tmp_path, mill=MILL)
    editor = opened(root, initializationOptions={"rules": {"broken-link": "loud"}})
    await editor.start()
    change = types.DidChangeConfigurationParams({"rules": {"broken-link": "loud"}})
    editor.session.did_change_configuration(change)
    uri = editor.open(root / "mill.article", MILL)
    await editor.settle()
    assert editor.pushed(uri) == ["broken-link"]
    (message,) = editor.send.shown
    assert "broken-link" in message


async def test_files_and_folders_change_on_disk(tmp_path: Path, opened: Open) -> None:
    root = wiki(tmp_path, mill=MILL)
    write(root, {"wet/race.article": RACE})
    editor = opened(root)
    await editor.start()
    uri = editor.open(root / "mill.article", MILL)
    await editor.settle()
    assert editor.pushed(uri) == []
    shutil.move(root / "wet", root / ".wet")
    editor.hint(root / "wet", root / ".wet")
    await editor.settle()
    assert editor.pushed(uri) == ["broken-link"]
    shutil.move(root / ".wet", root / "dry")
    editor.session.did_rename_files(
        types.RenameFilesParams(
            [types.FileRename(uri_of(str(root / ".wet")), uri_of(str(root / "dry")))]
        )
    )
    await editor.settle()
    assert editor.pushed(uri) == []
    write(root, {".gitignore": "dry\n"})
    editor.hint(root / ".gitignore")
    await editor.settle()
    assert editor.pushed(uri) == ["broken-link"]


async def test_a_deleted_file_is_an_article_while_it_is_open(tmp_path: Path, opened: Open) -> None:
    root = wiki(tmp_path, mill=MILL, race=RACE)
    editor = opened(root)
    await editor.start()
    mill = editor.open(root / "mill.article", MILL)
    race = editor.open(root / "race.article", RACE)
    (root / "race.article").unlink()
    deleted = types.DeleteFilesParams([types.FileDelete(uri_of(str(root / "race.article")))])
    editor.session.did_delete_files(deleted)
    await editor.settle()
    assert editor.pushed(mill) == []
    editor.shut(race)
    await editor.settle()
    assert editor.pushed(mill) == ["broken-link"]


async def test_a_burst_is_taken_as_one(tmp_path: Path, opened: Open) -> None:
    names = [f"leaf-{number}" for number in range(1_200)]
    root = wiki(tmp_path, **dict.fromkeys(names, "Leaf\n[[hub]]\n"))
    editor = opened(root)
    await editor.start()
    live = editor.session.wikis[0]
    assert len(live.wiki.linked_from("hub")) == 1_200
    wiki(root, hub="Hub\n", **dict.fromkeys(names, "Leaf\n[[bub]]\n"))
    editor.hint(*(root / f"{name}.article" for name in ("hub", *names)))
    await editor.settle()
    assert live.wiki.linked_from("hub") == []
    assert len(live.wiki.linked_from("bub")) == 1_200
    assert live.wiki.paths_of("hub") == ("hub.article",)


async def test_changes_that_are_lost_in_a_storm_are_found(
    tmp_path: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("slugline.disk.refresh.STORM", 3)
    names = [f"a{number}" for number in range(4)]
    root = wiki(tmp_path, **dict.fromkeys(names, MILL))
    editor = opened(root)
    await editor.start()
    live = editor.session.wikis[0]
    write(root, {f"{name}.article": RACE for name in names})
    editor.hint(*(root / f"{name}.article" for name in names[1:]))
    await editor.settle()
    assert {title for title, _ in live.articles.titles()} == {"Race"}


async def test_the_server_watches_where_the_client_does_not(tmp_path: Path, opened: Open) -> None:
    root = wiki(tmp_path, mill=MILL)
    editor = opened(root, client="neovim-0.7")
    await editor.start()
    uri = editor.open(root / "mill.article", MILL)
    await until(lambda: editor.pushed(uri) == ["broken-link"])

    def comes() -> bool:
        write(root, {"race.article": RACE})  # again and again: the watch may have begun since
        return editor.pushed(uri) == []

    await until(comes)


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        (VS_CODE, types.RelativePattern("ROOT", "**/*")),
        ("emacs-30-eglot-1.17", "**/*"),
        ("neovim-0.12", None),
    ],
)
async def test_watching_is_registered_where_the_client_can(
    tmp_path: Path, opened: Open, client: str, expected: object
) -> None:
    editor = opened(wiki(tmp_path), client=client)
    await editor.start()
    found = [
        watcher.glob_pattern
        for params in editor.send.of(types.CLIENT_REGISTER_CAPABILITY)
        for registration in params.registrations
        if registration.method == types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        for watcher in registration.register_options.watchers
    ]
    if isinstance(expected, types.RelativePattern):
        expected = types.RelativePattern(uri_of(str(tmp_path)), "**/*")
    assert found == ([] if expected is None else [expected])


async def test_an_open_article_has_its_own_findings_before_the_wiki_is_read(
    tmp_path: Path, opened: Open
) -> None:
    root = wiki(tmp_path, mill=MILL, race=RACE)
    editor = opened(root)
    editor.session.initialized(types.InitializedParams())
    uri = editor.open(root / "mill.article", "Mill \nIt turns [[race]], [[rice]].\n")
    live = editor.session.wiki_at(uri)
    assert live is not None
    if (configured := live.following.configured()) is not None:
        await asyncio.wait_for(configured, 10)
    assert not live.is_whole
    editor.session.publishing.flush()
    assert editor.pushed(uri) == ["trailing-space"]
    params = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(1, 12))
    view = editor.session.view(uri, params.position)
    assert view is not None
    assert view.link is not None
    wait = editor.session.indexed(params)
    assert wait is not None
    await asyncio.wait_for(wait, 10)
    assert editor.session.indexed(params) is None
    await editor.settle()
    assert "broken-link" in (editor.pushed(uri) or ())


async def test_an_article_that_is_closed_while_the_wiki_is_read_is_as_on_disk(
    tmp_path: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = wiki(tmp_path, mill=MILL, race=RACE)
    editor = opened(root)
    editor.session.initialized(types.InitializedParams())
    live = editor.session.wikis[0]
    is_asked, is_closed = threading.Event(), threading.Event()
    open_articles = live.opened

    def slow() -> Mapping[str, Facts]:
        found = open_articles()
        is_asked.set()
        assert is_closed.wait(10)
        return found

    monkeypatch.setattr(live, "opened", slow)
    if (configured := live.following.configured()) is not None:
        await asyncio.wait_for(configured, 10)
    mill = editor.open(root / "mill.article", "Windmill\n")
    race = editor.open(root / "race.article", "Race course\n")
    live.settle()
    await until(is_asked.is_set)
    editor.shut(mill)
    is_closed.set()
    whole = live.following.whole()
    assert whole is not None
    await asyncio.wait_for(whole, 10)
    assert dict(live.articles.titles()) == {"Mill": "mill.article", "Race course": "race.article"}
    assert editor.session.wiki_at(race) is live
    await editor.settle()
    assert dict(live.articles.titles()) == {"Mill": "mill.article", "Race course": "race.article"}


async def test_reading_can_be_cancelled_and_asked_for_again(tmp_path: Path, opened: Open) -> None:
    root = wiki(tmp_path, mill=MILL, race=RACE)
    editor = opened(root)
    editor.session.initialized(types.InitializedParams())
    live = editor.session.wikis[0]
    params = types.WorkspaceSymbolParams("")
    wait = editor.session.indexed(params)
    assert wait is not None
    live.following.cancel_reading()
    with pytest.raises(IndexingCancelledError):
        await asyncio.wait_for(wait, 10)
    assert live.wiki.articles == {}
    again = editor.session.indexed(params)
    assert again is not None
    await asyncio.wait_for(again, 10)
    assert len(live.wiki.articles) == 2


@pytest.mark.parametrize("part", ["load_configuration", "read_wiki", "indexed_wiki"])
async def test_a_failure_while_reading_ends_the_waiting(
    tmp_path: Path, opened: Open, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    """Whatever goes wrong, a question is answered, and asking again reads the wiki again."""

    def fail(*_: object) -> None:
        raise RuntimeError("as never before")

    editor = opened(wiki(tmp_path, mill=MILL))
    with monkeypatch.context() as broken:
        broken.setattr(following, part, fail)
        editor.session.initialized(types.InitializedParams())
        (live,) = editor.session.wikis
        waits = [live.following.configured(), live.following.whole(), live.following.indexed()]
        results = await asyncio.wait_for(
            asyncio.gather(*filter(None, waits), return_exceptions=True), 10
        )
        assert str(results[-1]).startswith("reading the wiki has failed")
        await asyncio.wait_for(editor.session.settled(), 10)
    assert any("as never before" in line for line in editor.send.logged)
    wait = live.following.indexed()
    assert wait is not None
    await asyncio.wait_for(wait, 10)
    assert list(live.wiki.articles) == ["mill.article"]


async def test_a_failure_while_following_the_disk_is_not_the_end(
    tmp_path: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("as never before")

    editor = opened(wiki(tmp_path, mill=MILL))
    await editor.start()
    (live,) = editor.session.wikis
    write(tmp_path, {"race.article": RACE})
    with monkeypatch.context() as broken:
        broken.setattr(following, "load", fail)
        editor.hint(tmp_path / "race.article")
        await editor.settle()
    assert live.following.indexed() is None
    editor.hint(tmp_path / "race.article")
    await editor.settle()
    assert sorted(live.wiki.articles) == ["mill.article", "race.article"]


async def test_nobody_waits_for_a_wiki_that_is_gone(tmp_path: Path, opened: Open) -> None:
    editor = opened(wiki(tmp_path, mill=MILL))
    editor.session.initialized(types.InitializedParams())
    (live,) = editor.session.wikis
    live.following.stop()
    for wait in (live.following.configured(), live.following.whole(), live.following.indexed()):
        assert wait is not None
        with pytest.raises(IndexingCancelledError):
            await asyncio.wait_for(wait, 10)
    await asyncio.wait_for(live.following.settled(), 10)


async def test_a_root_that_is_gone_and_comes_back(tmp_path: Path, opened: Open) -> None:
    root = tmp_path / "wiki"
    wiki(root, mill=MILL)
    editor = opened(root)
    await editor.start()
    live = editor.session.wikis[0]
    shutil.rmtree(root)
    editor.hint(root)
    await editor.settle()
    assert live.wiki.articles == {}
    wiki(root, mill=MILL)
    editor.hint(root)
    await editor.settle()
    assert list(live.wiki.articles) == ["mill.article"]


async def test_an_article_over_the_limit_is_none(tmp_path: Path, opened: Open) -> None:
    root = write(tmp_path, {"slugline.toml": "max-size = 40\n" + OFF})
    editor = opened(root)
    await editor.start()
    uri = editor.open(root / "mill.article", MILL)
    assert editor.session.view(uri) is not None
    editor.replace(uri, "Mill\n" + "é" * 20)
    assert editor.session.view(uri) is None
    await editor.settle()
    assert editor.pushed(uri) is None or editor.pushed(uri) == []


async def test_selections_and_articles_on_disk(tmp_path: Path, opened: Open) -> None:
    root = wiki(tmp_path, mill="Mill\n😀 **Race**\n")
    editor = opened(root, client=VS_CODE)
    await editor.start()
    uri = uri_of(str(root / "mill.article"))
    place = types.Range(types.Position(1, 5), types.Position(1, 9))
    view = editor.session.view(uri, place)
    assert view is not None
    assert view.span.of(view.article.source) == "Race"
    assert editor.session.version(editor.session.wikis[0], "mill.article") is None
    assert editor.session.view(uri_of(str(root / "none.article"))) is None
    assert editor.session.view("file:///elsewhere/x.article") is None


async def test_unknown_documents_are_passed_over(tmp_path: Path, opened: Open) -> None:
    editor = opened(wiki(tmp_path))
    await editor.start()
    identifier = types.VersionedTextDocumentIdentifier(2, "file:///none")
    editor.session.did_change(types.DidChangeTextDocumentParams(identifier, []))
    editor.shut("file:///none")
    assert editor.session.document("file:///none") is None


@pytest.mark.parametrize("client", ["plain", "neovim-0.12", "helix-25.07", VS_CODE])
async def test_nothing_is_sent_after_the_end(tmp_path: Path, opened: Open, client: str) -> None:
    root = wiki(tmp_path, mill=MILL)
    editor = opened(root, client=initialize_of(client))
    editor.session.initialized(types.InitializedParams())
    editor.open(root / "mill.article", MILL)
    editor.close()
    sent = len(editor.send.sent)
    await asyncio.sleep(0.05)
    assert len(editor.send.sent) == sent


async def test_reading_that_takes_a_while_is_shown_and_can_be_stopped(tmp_path: Path) -> None:
    wiki(tmp_path, mill=MILL)
    send = Recorder()
    shown = ReadingShown(send)
    live = LiveWiki(str(tmp_path), Worker(), Watcher())
    wait = live.following.indexed()
    assert wait is not None
    shown.begin(live, 1_000)
    await until(lambda: bool(send.progresses))
    ((title, progress),) = send.progresses
    assert tmp_path.name in title
    progress.is_cancelled = True
    shown.report(live, 500)
    live.following.start()
    with pytest.raises(IndexingCancelledError):
        await asyncio.wait_for(wait, 10)
    shown.end(live)
    live.following.stop()


async def test_a_quick_reading_is_not_shown(tmp_path: Path, opened: Open) -> None:
    editor = opened(wiki(tmp_path, mill=MILL))
    await editor.start()
    assert editor.send.progresses == []
