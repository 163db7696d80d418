from __future__ import annotations

import os
from pathlib import Path

import pytest

from slugline.disk.roots import Root, find_root
from slugline.errors import UsageError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "homes" / "me"
    home.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    return home


def make(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def refusal(start: Path, workspace: Path | None = None) -> str:
    with pytest.raises(UsageError) as caught:
        find_root(start, workspace=workspace)
    return str(caught.value)


def test_the_nearest_configuration(home: Path) -> None:
    make(home / "notes/slugline.toml")
    make(home / "notes/deep/slugline.toml")
    make(home / "notes/deep/.git/HEAD")
    file = make(home / "notes/deep/er/a.txt")
    assert find_root(file) == Root(home / "notes/deep", "configuration")
    assert find_root(file, workspace=home) == Root(home / "notes/deep", "configuration")
    assert find_root(home / "notes/other/gone.txt") == Root(home / "notes", "configuration")
    assert find_root(home / "notes") == Root(home / "notes", "configuration")


def test_a_folder_with_the_name_of_a_configuration_is_none(home: Path) -> None:
    (home / "notes/slugline.toml").mkdir(parents=True)
    assert find_root(home / "notes") == Root(home / "notes", "folder")


def test_else_the_workspace(home: Path) -> None:
    make(home / "notes/part/.git/HEAD")
    file = make(home / "notes/part/a.txt")
    assert find_root(file, workspace=home / "notes") == Root(home / "notes", "workspace")
    assert find_root(home / "notes", workspace=home / "notes").reason == "workspace"


def test_a_workspace_elsewhere_does_not_count(home: Path) -> None:
    file = make(home / "notes/a.txt")
    (home / "note").mkdir()
    assert find_root(file, workspace=home / "note") == Root(home / "notes", "folder")


def test_a_workspace_behind_a_link(home: Path) -> None:
    file = make(home / "notes/deep/a.txt")
    (home / "link").symlink_to("notes")
    assert find_root(file, workspace=home / "link") == Root(home / "link", "workspace")


def test_else_the_repository(home: Path) -> None:
    make(home / "notes/.git")  # a file, as in a worktree
    file = make(home / "notes/deep/a.txt")
    assert find_root(file) == Root(home / "notes", "repository")


def test_else_the_folder(home: Path) -> None:
    file = make(home / "notes/deep/a.txt")
    assert find_root(file) == Root(home / "notes/deep", "folder")
    assert find_root(home / "notes/deep") == Root(home / "notes/deep", "folder")
    assert find_root(home / "gone/a.txt") == Root(home / "gone", "folder")


def test_paths_are_made_absolute(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "notes").mkdir()
    monkeypatch.chdir(home / "notes")
    assert find_root(Path("a.txt")) == Root(home / "notes", "folder")
    assert find_root(Path()) == Root(home / "notes", "folder")
    assert find_root(Path("../more/a.txt")) == Root(home / "more", "folder")


@pytest.mark.parametrize("above", [False, True])
def test_a_home_folder_is_refused(home: Path, above: bool) -> None:
    folder = home.parent if above else home
    what = "a folder that holds home folders" if above else "a home folder"
    said = refusal(folder / "a.txt")
    assert said.startswith(f"{folder} would be the wiki's root, but that is {what}, which Slugline")
    assert said.endswith(
        f"Put a slugline.toml into the wiki's own folder, or name the root: --root {folder}"
    )
    assert "(it is the workspace)" in refusal(home / "notes/a.txt", workspace=folder)
    make(folder / "slugline.toml")
    assert "(it holds a slugline.toml)" in refusal(home / "notes/a.txt")
    assert find_root(home / "a.txt", named=folder) == Root(folder, "named")


def test_the_repository_of_a_home_folder_does_not_count(home: Path) -> None:
    make(home / ".git/HEAD")
    assert find_root(home / "notes/a.txt") == Root(home / "notes", "folder")
    assert refusal(home / "a.txt")


def test_a_home_folder_behind_a_link_is_refused(home: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(home)
    assert refusal(tmp_path / "link/a.txt")


def test_the_home_folder_of_the_account_counts_too(monkeypatch: pytest.MonkeyPatch) -> None:
    import pwd

    account = Path(pwd.getpwuid(os.getuid()).pw_dir)
    monkeypatch.setenv("HOME", "/elsewhere")
    assert refusal(account)
    monkeypatch.delenv("HOME")
    assert refusal(account)


def test_the_root_of_the_file_system_is_refused(home: Path) -> None:
    assert "/ would be the wiki's root, but that is the root of a file system" in refusal(Path("/"))
    assert refusal(home, workspace=Path("/"))
    assert find_root(home, named=Path("/")) == Root(Path("/"), "named")


def test_without_permission_to_look(plain_folder: Path) -> None:
    (plain_folder / "shut").mkdir()
    make(plain_folder / "shut/a.txt")
    (plain_folder / "shut").chmod(0)
    assert find_root(plain_folder / "shut/b/a.txt").path == plain_folder / "shut/b"
