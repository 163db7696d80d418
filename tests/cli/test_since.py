"""`slugline check --since REF`, in real repositories."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.running import TIME_LIMIT, fresh_slugline, slugline, write_wiki

OPTIONS = ("--select", "broken-link,broken-section,label-drift,duplicate-slug")
FILES = {
    "home.article": "Home\nThe [[mill|Mill]] and [[mill#summary]], and [[nothing]].\n",
    "mill.article": "Mill\nIt turns.\nSummary\nIt mills.\n",
    "weir.article": "Weir\nA dam by the [[pond|Pond]], [[nothing]].\n",
    "pond.article": "Pond\nDeep, [[nothing]].\n",
    "far.article": "Far\nAlone, [[nothing]].\n",
}


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=T", "-c", "user.email=t@example.org", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=TIME_LIMIT,
    )


@pytest.fixture(scope="session")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("committed")
    git(folder, "init", "-q", "-b", "main")
    write_wiki(folder, FILES)
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")
    return folder


@pytest.fixture
def folder(committed: Path, tmp_path: Path) -> Path:
    return shutil.copytree(committed, tmp_path / "wiki")


def reported(folder: Path, *arguments: str, since: str = "HEAD") -> set[str]:
    """The paths with findings."""
    result = slugline("check", "--since", since, *OPTIONS, *arguments, cwd=folder)
    assert not result.err
    return {line.partition(":")[0] for line in result.lines}


def test_nothing_has_changed(folder: Path) -> None:
    result = slugline("check", "--since", "HEAD", *OPTIONS, cwd=folder, code=0)
    assert (result.out, result.err) == ("", "")


def test_text_that_no_link_depends_on(folder: Path) -> None:
    write_wiki(folder, {"pond.article": "Pond\nVery deep, [[nothing]].\n"})
    assert reported(folder) == {"pond.article"}
    git(folder, "add", ".")
    assert reported(folder) == {"pond.article"}
    git(folder, "commit", "-qm", "second")
    assert reported(folder) == set()
    assert reported(folder, since="HEAD~1") == {"pond.article"}


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("mill.article", "Windmill\nIt turns.\nSummary\nIt mills.\n", {"home.article"}),
        ("mill.article", "Mill\nIt turns.\nFacts\nIt mills.\n", {"home.article"}),
        ("pond.article", "Lake\nDeep.\n", {"weir.article"}),
        ("new.article", "New\n[[gone]]\n", {"new.article"}),
        ("nothing.article", "Nothing\nIt is.\n", set()),
        ("pool/pond.article", "Pond\nTwice.\n", {"pond.article", "pool/pond.article"}),
    ],
)
def test_what_links_to_a_change(folder: Path, path: str, text: str, expected: set[str]) -> None:
    write_wiki(folder, {path: text})
    found = reported(folder)
    if path == "pool/pond.article":  # the other one is only linked from here
        assert found == {"pool/pond.article", "weir.article"}
    else:
        assert found == expected


def test_deleted_and_renamed(folder: Path) -> None:
    (folder / "mill.article").unlink()
    assert reported(folder) == {"home.article"}
    git(folder, "checkout", "-q", ".")
    git(folder, "mv", "pond.article", "lake.article")
    assert reported(folder) == {"lake.article", "weir.article"}
    git(folder, "reset", "-q", "--hard")
    (folder / "deep").mkdir()
    git(folder, "mv", "pond.article", "deep/pond.article")
    assert reported(folder) == {"deep/pond.article"}


def test_a_wiki_in_a_folder_of_a_repository(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    wiki = tmp_path / "docs/the wiki"
    odd = 'ö "quoted" [x].article'
    write_wiki(wiki, {**FILES, odd: "Odd\n[[mill|Mill]]\n", "slugline.toml": ""})
    write_wiki(tmp_path, {"other.article": "Other\n[[nothing]]\n"})
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")
    write_wiki(wiki, {"mill.article": "Windmill\nSummary\n", odd: "Odd\n[[nothing]]\n"})
    write_wiki(tmp_path, {"other.article": "Other\n[[nothing]] more\n"})
    assert reported(wiki) == {"home.article", odd}
    shown = reported(tmp_path, "docs/the wiki")
    assert shown == {"docs/the wiki/home.article", f"docs/the wiki/{odd}"}
    write_wiki(wiki, {"slugline.toml": '[redirects]\nold = "lost"\n'})
    result = slugline("check", "--since", "HEAD", "--select", "redirect-loop", cwd=wiki, code=1)
    assert result.out.startswith("slugline.toml:2:")


def test_it_goes_with_paths_formats_and_fix(folder: Path) -> None:
    broken = "Home\nThe [[Mill]] and [[nothing]].\n"
    write_wiki(folder, {"home.article": broken, "pond.article": "Lake\n"})
    assert reported(folder, "weir.article", "far.article") == {"weir.article"}
    options = ("--since", "HEAD", "--select", "invalid-slug,trailing-space")
    found = slugline("check", *options, "--format", "json", cwd=folder, code=1).json()
    assert [one["code"] for one in found["findings"]] == ["invalid-slug"]
    assert found["summary"]["articles"] == 3
    far = "Far\nSee [[Mill]].\n"
    write_wiki(folder, {"far.article": far})
    git(folder, "add", "far.article")
    git(folder, "commit", "-qm", "far", "far.article")
    slugline("check", "--fix", *options, cwd=folder, code=0)
    assert (folder / "home.article").read_text() == broken.replace("[[Mill", "[[mill|Mill")
    assert (folder / "far.article").read_text() == far


def test_no_repository_no_such_revision_and_no_git(folder: Path, tmp_path: Path) -> None:
    result = slugline("check", "--since", "", cwd=folder, code=2)
    assert "which revision?" in result.err
    for revision in ("nowhere", "--output=x", "HEAD:home.article", "a..b", "\udcff"):
        result = slugline("check", "--since", revision, cwd=folder, code=2)
        assert "git knows no commit" in result.err
        assert not (folder / "x").exists()
    write_wiki(tmp_path / "bare", FILES)
    result = slugline("check", "--since", "HEAD", cwd=tmp_path / "bare", code=2)
    assert "is in no git repository" in result.err
    (tmp_path / "empty").mkdir()
    environment = {"PATH": str(tmp_path / "empty")}
    result = fresh_slugline("check", "--since", "HEAD", cwd=folder, env=environment, code=2)
    assert result.err == "slugline: --since needs git, which is not installed\n"
    assert "GIT_DIR" not in os.environ


def test_what_does_not_go_together(folder: Path) -> None:
    for options in (["--watch"], ["--stdin-filename", "x.article"]):
        assert "--since" in slugline("check", "--since", "HEAD", *options, cwd=folder, code=2).err


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("slugline.toml", '[redirects]\nnothing = "mill"\n', ""),
        ("names.tsv", "nothing\tNothing\n", ""),
        (".gitignore", "# none\n", "mill.article\n"),
        ("slugline.toml", "", "[rules]\n"),
    ],
)
def test_what_all_articles_depend_on_is_said_to_have_changed(
    path: str, before: str, after: str, folder: Path
) -> None:
    """A narrow check that finds nothing is not to be taken for one of everything."""
    settings = 'inventories = ["names.tsv"]\n' if path == "names.tsv" else ""
    files = {"slugline.toml": settings, path: before} if settings or before else {}
    write_wiki(folder, files)
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "settings", "--allow-empty")
    assert slugline("check", "--since", "HEAD", *OPTIONS, cwd=folder).err == ""
    write_wiki(folder, {path: after})
    said = slugline("check", "--since", "HEAD", *OPTIONS, cwd=folder).err
    assert f"{path} changed: what that means for other articles is not looked at" in said
