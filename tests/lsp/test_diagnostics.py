"""Pull diagnostics, and that an editor shows what the command line does."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from lsprotocol import types

from slugline.lsp.diagnostics import workspace_diagnostic
from slugline.lsp.uris import path_of, uri_of
from tests.cli.running import slugline
from tests.lsp.editor import Editor, finish, unstructured, until, write
from tests.lsp.served import serving

pytestmark = pytest.mark.asyncio(loop_scope="function")

VS_CODE, HELIX, EMACS, NEOVIM = (
    "vscode-1.139",
    "helix-25.07",
    "emacs-30-eglot-1.17",
    "neovim-0.12",
)
PLANTED = Path(__file__).parent.parent / "example" / "planted"
OFF = '[rules]\nmissing-section = "off"\nmissing-lead = "off"\n'
MILL = "Mill\nIt turns [[race|Race]].\n"

Open = Callable[..., Editor]
Row = tuple[str, int, int, int, int, str, int, str]


@pytest_asyncio.fixture(loop_scope="function")
async def opened() -> AsyncIterator[Open]:
    editors: list[Editor] = []

    def make(*roots: Path, **more: Any) -> Editor:
        editors.append(Editor(*roots, **more))
        return editors[-1]

    yield make
    for editor in editors:
        editor.close()


def codes(report: dict[str, Any]) -> list[str]:
    return sorted(one["code"] for one in report["items"])


def row(path: str, one: dict[str, Any]) -> Row:
    start, end = one["range"]["start"], one["range"]["end"]
    return (
        path,
        start["line"],
        start["character"],
        end["line"],
        end["character"],
        one["code"],
        one["severity"],
        one["message"],
    )


def checked(root: Path) -> list[Row]:
    """What `slugline check --show hint` says, in the form of the protocol."""
    ran = slugline("check", "--show", "hint", "--format", "json", cwd=root)
    levels = {"error": 1, "warning": 2, "info": 3, "hint": 4}
    return sorted(
        (
            one["path"],
            one["line"] - 1,
            one["column"] - 1,
            one["endLine"] - 1,
            one["endColumn"] - 1,
            one["code"],
            levels[one["severity"]],
            one["message"],
        )
        for one in json.loads(ran.out)["findings"]
    )


async def test_an_editor_shows_what_the_command_line_does(tmp_path: Path, opened: Open) -> None:
    root = tmp_path / "planted"
    shutil.copytree(PLANTED, root)
    expected = checked(root)
    assert len(expected) > 20

    def inside(uri: str) -> str:
        return Path(path_of(uri) or "").relative_to(root).as_posix()

    utf32: dict[str, Any] = {"general": {"positionEncodings": ["utf-32"]}}
    pulling = {
        **utf32,
        "textDocument": {"diagnostic": {}},
        "workspace": {"diagnostics": {"refreshSupport": True}},
    }
    pulls = opened(root, client={"capabilities": pulling})
    await pulls.start()
    reports = await pulls.pull_all(token="t")
    assert (
        sorted(row(inside(one["uri"]), item) for one in reports for item in one["items"])
        == expected
    )
    pushes = opened(root, client={"capabilities": utf32})
    await pushes.start()
    paths = sorted({path for path, *_ in expected} - {"slugline.toml"})
    for path in paths:
        pushes.open(root / path, (root / path).read_bytes().decode(errors="replace"))
    await pushes.settle()
    pushed = {
        params.uri: unstructured(params)
        for params in pushes.send.of(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    }
    # A byte that is not UTF-8 is one only on disk: the editor has replaced it.
    on_disk_only = [one for one in expected if one[5] == "invalid-utf8"]
    found = [row(inside(uri), item) for uri, one in pushed.items() for item in one["diagnostics"]]
    assert sorted([*found, *on_disk_only]) == expected


async def test_result_ids(tmp_path: Path, opened: Open) -> None:
    write(tmp_path, {"slugline.toml": OFF, "mill.article": MILL})
    editor = opened(tmp_path, client=NEOVIM)
    await editor.start()
    uri = editor.open(tmp_path / "mill.article", MILL)
    first = await editor.pull(uri)
    assert first["kind"] == "full"
    assert codes(first) == ["broken-link"]
    second = await editor.pull(uri, first["resultId"])
    assert (second["kind"], second["resultId"]) == ("unchanged", first["resultId"])
    editor.replace(uri, "Mill\n")
    third = await editor.pull(uri, first["resultId"])
    assert (third["kind"], third["items"]) == ("full", [])
    other = opened(tmp_path, client=NEOVIM)
    await other.start()
    other.open(tmp_path / "mill.article", MILL)
    assert (await other.pull(uri, third["resultId"]))["kind"] == "full"


async def test_nothing_is_pushed_to_who_pulls(tmp_path: Path, opened: Open) -> None:
    write(tmp_path, {"slugline.toml": "no-such = 1\n", "mill.article": MILL})
    for client, expected in ((VS_CODE, 0), (NEOVIM, 1), (HELIX, 2), (EMACS, 2)):
        editor = opened(tmp_path, client=client)
        await editor.start()
        editor.open(tmp_path / "mill.article", MILL)
        await editor.settle()
        pushed = editor.send.of(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        assert len({one.uri for one in pushed}) == expected


@pytest.mark.parametrize("client", [NEOVIM, HELIX, EMACS, "plain"])
async def test_who_asks_for_documents_only_is_pushed_what_is_wrong_with_the_configuration(
    client: str, tmp_path: Path
) -> None:
    loop = OFF + '[redirects]\na = "b"\nb = "a"\n'
    async with serving(tmp_path, {"slugline.toml": loop}, client=client) as served:
        uri = served.uri("slugline.toml")

        def shown() -> set[str]:
            last = [one.diagnostics for one in served.client.pushed if one.uri == uri][-1:]
            return {str(one.code) for found in last for one in found}

        await until(lambda: shown() == {"redirect-loop"})
        write(tmp_path, {"slugline.toml": "no-such = 1\n"})
        served.tell("slugline.toml")
        await until(lambda: shown() == {"configuration"})
        write(tmp_path, {"slugline.toml": OFF})
        served.tell("slugline.toml")
        await until(lambda: shown() == set())


async def test_who_can_not_be_told_to_ask_again_waits_for_the_wiki(
    tmp_path: Path, opened: Open
) -> None:
    write(tmp_path, {"slugline.toml": OFF, "mill.article": MILL})
    for client, may_be_asked_again in ((HELIX, False), (NEOVIM, True)):
        editor = opened(tmp_path, client=client)
        editor.session.initialized(types.InitializedParams())
        uri = editor.open(tmp_path / "mill.article", MILL)
        first = codes(await editor.pull(uri))
        await editor.settle()
        refreshes = editor.send.of(types.WORKSPACE_DIAGNOSTIC_REFRESH)
        # The wiki is so small that it may be known before the first question.
        assert first == ["broken-link"] or (may_be_asked_again and first == [] and refreshes)
        assert may_be_asked_again or not refreshes
        assert codes(await editor.pull(uri)) == ["broken-link"]


async def test_other_documents_that_have_changed(tmp_path: Path, opened: Open) -> None:
    write(tmp_path, {"slugline.toml": OFF, "mill.article": MILL, "race.article": "Race\n"})
    for client in (NEOVIM, VS_CODE):
        editor = opened(tmp_path, client=client)
        await editor.start()
        await until(lambda editor=editor: editor.session.indexed(None) is None)  # type: ignore[misc]
        mill = editor.open(tmp_path / "mill.article", MILL)
        race = editor.open(tmp_path / "race.article", "Race\n")
        await editor.pull(mill)
        await editor.pull(race)
        editor.send.sent.clear()
        editor.session.publishing.flush()
        editor.replace(race, "Weir\n")
        report = await editor.pull(race)
        related = report.get("relatedDocuments") or {}
        assert list(related) == ([] if client == VS_CODE else [mill])
        if related:
            assert codes(related[mill]) == ["label-drift"]
        assert "relatedDocuments" not in await editor.pull(race)
        await until(
            lambda editor=editor: bool(  # type: ignore[misc]
                editor.send.of(types.WORKSPACE_DIAGNOSTIC_REFRESH)
            )
        )


@pytest.mark.parametrize("client", [HELIX, "neovim-0.10", EMACS])
async def test_who_can_not_be_told_to_ask_again_is_pushed_what_others_change(
    client: str, tmp_path: Path
) -> None:
    files = {"slugline.toml": OFF, "mill.article": MILL, "race.article": "Race\n"}
    async with serving(tmp_path, files, client=client) as served:
        assert not served.pulls
        served.open("mill.article")
        served.open("race.article")
        await served.comes_to("mill.article")
        served.open("race.article", "Weir\n")
        await served.comes_to("mill.article", "label-drift")
        served.shut("race.article")
        await served.comes_to("mill.article")
        (tmp_path / "race.article").unlink()
        served.tell("race.article", kind=types.FileChangeType.Deleted)
        await served.comes_to("mill.article", "broken-link")


async def test_the_whole_workspace_in_parts(tmp_path: Path, opened: Open) -> None:
    files = {f"leaf-{number}.article": "Leaf\n[[hub]]\n" for number in range(300)}
    clean = {"one.article": "One\n[[two]]\n", "two.article": "Two\n[[one]]\n"}
    write(tmp_path, {"slugline.toml": OFF + 'duplicate-title = "off"\n', **files, **clean})
    editor = opened(tmp_path, client=VS_CODE)
    await editor.start()
    reports = await editor.pull_all(token="t")
    assert len(editor.send.parts) >= 1
    assert sorted(one["uri"] for one in reports) == sorted(
        uri_of(str(tmp_path / name)) for name in files
    )
    known = {one["uri"]: one["resultId"] for one in reports}
    again = await editor.pull_all(known)
    assert {one["kind"] for one in again} == {"unchanged"}
    assert len(again) == 300
    write(tmp_path, {"leaf-7.article": "Leaf\n[[one]]\n"})
    (tmp_path / "leaf-8.article").unlink()
    editor.hint(tmp_path / "leaf-7.article", tmp_path / "leaf-8.article")
    await editor.settle()
    changed = {
        one["uri"].rpartition("/")[2]: one["items"]
        for one in await editor.pull_all(known)
        if one["kind"] == "full"
    }
    assert changed["leaf-8.article"] == []
    assert changed["leaf-7.article"] == []


async def test_the_workspace_has_the_configurations_findings(tmp_path: Path, opened: Open) -> None:
    write(tmp_path, {"slugline.toml": "no-such = 1\n", "mill.article": MILL})
    editor = opened(tmp_path, client=VS_CODE)
    await editor.start()
    uri = uri_of(str(tmp_path / "slugline.toml"))
    (report,) = [one for one in await editor.pull_all() if one["uri"] == uri]
    assert [one["code"] for one in report["items"]] == ["configuration"]
    assert codes(await editor.pull(uri)) == ["configuration"]
    write(tmp_path, {"slugline.toml": ""})
    editor.hint(tmp_path / "slugline.toml")
    await editor.settle()
    (report,) = [
        one for one in await editor.pull_all({uri: report["resultId"]}) if one["uri"] == uri
    ]
    assert report["items"] == []


async def test_articles_of_a_wiki_inside_are_reported_once(tmp_path: Path, opened: Open) -> None:
    write(tmp_path, {"a.article": MILL, "in/slugline.toml": OFF, "in/b.article": MILL})
    editor = opened(tmp_path, tmp_path / "in", client=VS_CODE)
    await editor.start()
    reports = await editor.pull_all()
    names = [one["uri"].rpartition("/")[2] for one in reports]
    assert sorted(names) == ["a.article", "b.article"]


async def test_a_scan_that_is_stopped_sends_nothing_more(tmp_path: Path, opened: Open) -> None:
    files = {f"leaf-{number}.article": "Leaf\n[[hub]]\n" for number in range(400)}
    editor = opened(write(tmp_path, files), client=VS_CODE)
    await editor.start()
    work = workspace_diagnostic(
        editor.session, types.WorkspaceDiagnosticParams([], partial_result_token="t")
    )
    next(work)
    work.close()
    assert len(editor.send.parts) == 1


@pytest.mark.parametrize("client", [VS_CODE, HELIX, EMACS, "plain"])
async def test_the_quick_form_is_the_same(tmp_path: Path, opened: Open, client: str) -> None:
    text = "Twin \n😀 [[old]] [[none]] [[a|b|c]] ** x** [[twin#no]]\n"
    files = {"slugline.toml": '[redirects]\nold = "a"\n', "a.article": text, "b.article": text}
    editor = opened(write(tmp_path, files), client=client)
    await editor.start()
    live = editor.session.wikis[0]
    found = live.diagnostics("a.article")
    assert {"trailing-space", "redirected-link", "duplicate-title"} <= {one.code for one in found}
    plain = json.loads(editor.session.conversion.encoded(live, found))
    one_by_one = [unstructured(editor.session.conversion.diagnostic(live, one)) for one in found]
    assert plain == one_by_one
    tagged = {one["code"]: one["tags"] for one in plain if "tags" in one}
    can = client != "plain"
    assert tagged == ({"trailing-space": [1], "redirected-link": [2]} if can else {})
    related = any("relatedInformation" in one for one in plain)
    assert related is (client == VS_CODE)


async def test_a_large_wiki_is_judged_by_copies_of_the_process(
    tmp_path: Path, opened: Open
) -> None:
    files = {
        f"{number // 500}/leaf-{number}.article": f"Leaf {number}\n[[leaf-{number + 1}]]\n"
        for number in range(3_300)
    }
    editor = opened(write(tmp_path, {"slugline.toml": OFF, **files}), client=VS_CODE)
    await editor.start()
    live = editor.session.wikis[0]
    work = workspace_diagnostic(
        editor.session, types.WorkspaceDiagnosticParams([], partial_result_token="t")
    )

    def type_once() -> None:
        if not live.documents and editor.send.parts:
            editor.open(tmp_path / "6/leaf-3299.article", "Leaf\n[[leaf-0]]\n")

    await finish(work, type_once)
    assert live.documents
    reports = {one["uri"]: one for part in editor.send.parts for one in part["items"]}
    expected = {
        editor.session.uri(live, path): [row(path, item) for item in json.loads(encoded)]
        for path, found in live.judge(list(live.wiki.articles)).items()
        if (encoded := editor.session.conversion.encoded(live, found))
    }
    found = {
        uri: [row(live.inside(path_of(uri) or "") or "", item) for item in one["items"]]
        for uri, one in reports.items()
        if one["items"]
    }
    assert found == expected
