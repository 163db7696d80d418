from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from slugline.disk.discovery import discover, is_article
from slugline.disk.selection import Selection
from slugline.errors import ReadError
from slugline.wiki import Configuration

DEFAULT = Configuration()
EVERYTHING = Configuration(include=("*",))


def make(root: Path, *paths: str) -> None:
    """Makes files: `path`, or `path: text`; folders where the path ends with `/`."""
    for line in paths:
        path, _, text = line.partition(": ")
        if path.endswith("/"):
            (root / path).mkdir(parents=True, exist_ok=True)
        else:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)


def found(root: Path, configuration: Configuration = DEFAULT) -> list[str]:
    """What is discovered without problems; single questions must give the same answers."""
    discovery = discover(root, configuration)
    assert [str(problem) for problem in discovery.problems] == []
    assert discovery.paths == sorted(discovery.paths)
    selection = Selection(root, configuration)
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), root)  # noqa: PTH118
            assert selection.holds(path) is (path in discovery.paths), path
            assert is_article(root, path, configuration) is (path in discovery.paths), path
    return discovery.paths


def problems(root: Path, configuration: Configuration = DEFAULT) -> list[str]:
    return [str(problem) for problem in discover(root, configuration).problems]


class TestInclude:
    def test_default(self, tmp_path: Path) -> None:
        make(
            tmp_path, "b.txt", "a.article", "c.md", "d/e/f.txt", "a-b/x.txt", "a/x.txt", "txt", "g/"
        )
        assert found(tmp_path) == ["a-b/x.txt", "a.article", "a/x.txt", "b.txt", "d/e/f.txt"]

    def test_hidden_files_and_folders_are_left_out(self, tmp_path: Path) -> None:
        make(tmp_path, ".a.txt", ".b/c.txt", "d/.e/f.txt", "d/.txt", "g.txt")
        assert found(tmp_path) == ["g.txt"]
        assert found(tmp_path, EVERYTHING) == ["g.txt"]

    def test_globs_of_the_configuration(self, tmp_path: Path) -> None:
        make(
            tmp_path,
            "a.txt",
            "notes/b.md",
            "notes/c/d.md",
            "e.md",
            "docs/f",
            "docs/g/h",
            "x/docs/i",
        )
        configuration = Configuration(include=("notes/**/*.md", "/docs", "**/*.txt"))
        assert found(tmp_path, configuration) == [
            "a.txt",
            "docs/f",
            "docs/g/h",
            "notes/b.md",
            "notes/c/d.md",
        ]

    def test_endings_alone(self, tmp_path: Path) -> None:
        make(tmp_path, "a.txt", "b.md", "c.md", "d.md/e")
        assert found(tmp_path, Configuration(include=("*.md",))) == ["b.md", "c.md", "d.md/e"]
        assert found(tmp_path, Configuration(include=("*.md/",))) == ["d.md/e"]

    def test_names_outside_ascii(self, tmp_path: Path) -> None:
        make(tmp_path, "größe.txt", "水/車.txt", "𝔸.txt", "ｆ.txt")
        assert found(tmp_path) == ["größe.txt", "水/車.txt", "ｆ.txt", "𝔸.txt"]

    def test_an_empty_wiki(self, tmp_path: Path) -> None:
        assert found(tmp_path) == []


class TestExclude:
    def test_globs(self, tmp_path: Path) -> None:
        make(
            tmp_path,
            "a.txt",
            "drafts/b.txt",
            "x/drafts/c.txt",
            "d.draft.txt",
            "old/e.txt",
            "old.txt",
        )
        assert found(tmp_path, Configuration(exclude=("drafts/**", "*.draft.txt", "old"))) == [
            "a.txt",
            "old.txt",
            "x/drafts/c.txt",
        ]

    def test_no_ignore_file_takes_it_back(self, tmp_path: Path) -> None:
        make(tmp_path, "a.txt", "b.txt", ".gitignore: !a.txt\n")
        assert found(tmp_path, Configuration(exclude=("a.txt",))) == ["b.txt"]


class TestIgnoreFiles:
    def test_one(self, tmp_path: Path) -> None:
        make(tmp_path, "a.txt", "b.txt", "build/c.txt", "d/build/e.txt", "f/b.txt")
        make(tmp_path, ".gitignore: # made\r\n/b.txt\r\nbuild/\r\n")
        assert found(tmp_path) == ["a.txt", "f/b.txt"]

    def test_negation(self, tmp_path: Path) -> None:
        make(
            tmp_path,
            "a.txt",
            "b.txt",
            "d/a.txt",
            "d/b.txt",
            ".gitignore: *.txt\n!a.txt\n/d/a.txt\n",
        )
        assert found(tmp_path) == ["a.txt"]

    def test_nothing_is_taken_back_in_a_folder_that_is_left_out(self, tmp_path: Path) -> None:
        make(tmp_path, "d/a.txt", "d/.gitignore: !a.txt", ".gitignore: d/\n!d/a.txt\n")
        assert found(tmp_path) == []

    def test_nested_ones(self, tmp_path: Path) -> None:
        make(tmp_path, "a.txt", "d/a.txt", "d/e/a.txt", "d/e/b.txt", "d/e/c.txt")
        make(tmp_path, ".gitignore: a.txt\n", "d/.gitignore: !a.txt\n/e/b.txt\n")
        make(tmp_path, "d/e/.gitignore: /a.txt\n")
        assert found(tmp_path) == ["d/a.txt", "d/e/c.txt"]

    def test_those_above_up_to_the_repository(self, tmp_path: Path) -> None:
        make(
            tmp_path,
            ".gitignore: *.txt\n",
            "repository/.git/info/exclude: /docs/wiki/e.txt\nb.txt\n",
        )
        make(tmp_path, "repository/.gitignore: c.txt\n/docs/*/d.txt\n/wiki\n!b.txt\n")
        make(tmp_path, "repository/docs/.gitignore: !c.txt\n")
        wiki = tmp_path / "repository/docs/wiki"
        make(wiki, "a.txt", "b.txt", "c.txt", "d.txt", "e.txt", "f/d.txt", "f/e.txt")
        assert found(wiki) == ["a.txt", "b.txt", "c.txt", "f/d.txt", "f/e.txt"]
        (tmp_path / "link").symlink_to(wiki)
        assert found(tmp_path / "link") == found(wiki)

    def test_those_above_do_not_count_outside_of_a_repository(self, tmp_path: Path) -> None:
        make(tmp_path, ".gitignore: *.txt\n", "wiki/a.txt")
        assert found(tmp_path / "wiki") == ["a.txt"]

    def test_that_the_wiki_itself_is_left_out_does_not_count(self, tmp_path: Path) -> None:
        make(tmp_path, ".git/HEAD", ".gitignore: /wiki/\n", "wiki/a.txt")
        assert found(tmp_path / "wiki") == ["a.txt"]

    def test_what_is_no_text(self, tmp_path: Path) -> None:
        make(tmp_path, "a.txt", "b.txt")
        (tmp_path / ".gitignore").write_bytes(b"\xef\xbb\xbfa.txt\n\xff\xfe[\n\x00\n")
        assert found(tmp_path) == ["b.txt"]

    def test_a_folder_with_that_name(self, tmp_path: Path) -> None:
        make(tmp_path, "a.txt", ".gitignore/")
        assert found(tmp_path) == ["a.txt"]

    def test_one_that_can_not_be_read_is_a_problem(self, tmp_path: Path) -> None:
        make(tmp_path, "d/a.txt")
        os.mkfifo(tmp_path / "d/.gitignore")
        assert problems(tmp_path) == ["d/.gitignore: is not a regular file"]
        assert discover(tmp_path, DEFAULT).paths == ["d/a.txt"]


class TestLinks:
    def test_to_a_file_that_is_an_article_anyway(self, tmp_path: Path) -> None:
        make(tmp_path, "b.txt", "d/")
        (tmp_path / "a.txt").symlink_to("b.txt")
        (tmp_path / "d/a.txt").symlink_to("../b.txt")
        assert found(tmp_path) == ["b.txt"]

    def test_to_a_file_that_is_found_in_no_other_way(self, tmp_path: Path) -> None:
        make(tmp_path, ".store/1.txt", "left/2.txt", "3.md", ".gitignore: left/\n")
        (tmp_path / "a.txt").symlink_to(".store/1.txt")
        (tmp_path / "b.txt").symlink_to(tmp_path / "left/2.txt")
        (tmp_path / "c.txt").symlink_to("3.md")
        (tmp_path / "d.md").symlink_to("3.md")
        assert found(tmp_path) == ["a.txt", "b.txt", "c.txt"]

    def test_two_to_one_file(self, tmp_path: Path) -> None:
        make(tmp_path, ".store/1.txt")
        (tmp_path / "b.txt").symlink_to(".store/1.txt")
        (tmp_path / "a.txt").symlink_to("b.txt")
        assert discover(tmp_path, DEFAULT).paths == ["a.txt"]

    def test_that_is_left_out(self, tmp_path: Path) -> None:
        make(tmp_path, ".store/1.txt", ".gitignore: a.txt\nd/\n")
        (tmp_path / "a.txt").symlink_to(".store/1.txt")
        (tmp_path / "d").symlink_to(".store")
        assert found(tmp_path) == []

    def test_to_folders(self, tmp_path: Path) -> None:
        make(
            tmp_path, ".store/1.txt", ".store/.gitignore: 2.txt\n", ".store/2.txt", ".store/d/3.txt"
        )
        make(tmp_path, "own/4.txt")
        (tmp_path / "a").symlink_to(".store")
        (tmp_path / "b").symlink_to("own")
        assert discover(tmp_path, DEFAULT).paths == ["a/1.txt", "a/d/3.txt", "own/4.txt"]
        assert problems(tmp_path) == []
        for path, expected in [("a/1.txt", True), ("a/2.txt", False), ("b/4.txt", False)]:
            assert is_article(tmp_path, path, DEFAULT) is expected

    def test_circles(self, tmp_path: Path) -> None:
        make(tmp_path, "d/e/a.txt", ".store/b.txt")
        (tmp_path / "d/e/up").symlink_to("..")
        (tmp_path / "d/e/top").symlink_to(tmp_path)
        (tmp_path / "d/e/self").symlink_to("self")
        (tmp_path / "x").symlink_to(".store")
        (tmp_path / ".store/y").symlink_to("../.store")
        (tmp_path / ".store/z").symlink_to("..")
        assert discover(tmp_path, DEFAULT).paths == ["d/e/a.txt", "x/b.txt"]
        assert problems(tmp_path) == []

    def test_none_is_followed_out_of_the_wiki(self, tmp_path: Path) -> None:
        make(tmp_path, "out/a.txt", "wiki/b.txt", "wiki2/c.txt")
        (tmp_path / "wiki/a.txt").symlink_to("../out/a.txt")
        (tmp_path / "wiki/a.md").symlink_to("../out/a.txt")
        (tmp_path / "wiki/out").symlink_to("../out")
        (tmp_path / "wiki/twin").symlink_to("../wiki2")
        assert discover(tmp_path / "wiki", DEFAULT).paths == ["b.txt"]
        assert problems(tmp_path / "wiki") == ["a.txt: is a symbolic link out of the wiki"]
        for path in ("a.txt", "out/a.txt", "twin/c.txt"):
            assert not is_article(tmp_path / "wiki", path, DEFAULT)

    def test_that_lead_nowhere(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").symlink_to("gone")
        (tmp_path / "b.txt").symlink_to("b.txt")
        (tmp_path / "c").symlink_to("gone")
        os.mkfifo(tmp_path / ".fifo")
        (tmp_path / "d.txt").symlink_to(".fifo")
        assert problems(tmp_path) == [
            "a.txt: is a symbolic link to nothing",
            "b.txt: is a symbolic link in a circle",
            "d.txt: is not a regular file",
        ]
        assert problems(tmp_path, Configuration(exclude=("*.txt",))) == []

    def test_to_the_root_itself(self, tmp_path: Path) -> None:
        make(tmp_path, "wiki/a.txt", "wiki/d/b.txt")
        (tmp_path / "link").symlink_to("wiki")
        (tmp_path / "wiki/c.txt").symlink_to("d/b.txt")
        assert found(tmp_path / "link") == ["a.txt", "d/b.txt"]


class TestOtherWikis:
    def test_a_folder_with_a_configuration_is_another_wiki(self, tmp_path: Path) -> None:
        make(tmp_path, "slugline.toml", "a.txt", "b/c.txt", "b/in/d.txt", "b/in/e/f.txt")
        make(tmp_path, "b/in/slugline.toml", "b/in/e/deep/slugline.toml", "b/in/e/deep/g.txt")
        assert found(tmp_path) == ["a.txt", "b/c.txt"]
        assert found(tmp_path / "b/in") == ["d.txt", "e/f.txt"]
        assert found(tmp_path, EVERYTHING) == ["a.txt", "b/c.txt", "slugline.toml"]
        selection = Selection(tmp_path, DEFAULT)
        assert [selection.enters(path) for path in ("b", "b/in", "b/in/e", "b/new")] == [
            *(True, False, False, True)
        ]

    def test_nothing_of_it_is_a_problem_here(self, tmp_path: Path) -> None:
        make(tmp_path, "a.txt", "in/slugline.toml")
        os.mkfifo(tmp_path / "in/.gitignore")
        os.mkfifo(tmp_path / "in/b.txt")
        assert found(tmp_path) == ["a.txt"]

    def test_what_is_no_configuration_begins_none(self, tmp_path: Path) -> None:
        make(tmp_path, "a/slugline.toml/b.txt", "c/Slugline.toml", "c/d.txt", "e/f.txt")
        (tmp_path / "e/slugline.toml").symlink_to("gone")
        assert found(tmp_path) == ["a/slugline.toml/b.txt", "c/d.txt", "e/f.txt"]

    def test_links_do_not_lead_into_it(self, tmp_path: Path) -> None:
        make(tmp_path, "a.txt", "in/slugline.toml", "in/b.txt", "in/c/d.txt", ".far.toml")
        make(tmp_path, ".store/slugline.toml", ".store/e.txt", "f/g.txt")
        for link, target in (("x", "in"), ("y", "in/c"), ("z", ".store"), ("b.txt", "in/b.txt")):
            (tmp_path / link).symlink_to(target)
        (tmp_path / "f/slugline.toml").symlink_to("../.far.toml")
        assert discover(tmp_path, DEFAULT).paths == ["a.txt"]
        assert problems(tmp_path) == ["b.txt: is a symbolic link out of the wiki"]
        for path in ("x/b.txt", "y/d.txt", "z/e.txt", "b.txt", "f/g.txt"):
            assert not is_article(tmp_path, path, DEFAULT), path


class TestProblems:
    def test_what_is_no_file(self, tmp_path: Path) -> None:
        make(tmp_path, "a.txt")
        os.mkfifo(tmp_path / "fifo.txt")
        os.mkfifo(tmp_path / "fifo")
        os.mkfifo(tmp_path / "left.txt")
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(f"{tmp_path}/s.txt"[-100:] if len(str(tmp_path)) < 90 else b"\0unused")
            discovery = discover(tmp_path, Configuration(exclude=("left.txt",)))
        assert discovery.paths == ["a.txt"]
        assert "fifo.txt: is not a regular file" in [str(one) for one in discovery.problems]
        assert {one.reason for one in discovery.problems} == {"is not a regular file"}

    def test_names_that_are_not_utf8(self, tmp_path: Path) -> None:
        folder = os.fsencode(tmp_path)
        for name in (
            b"caf\xe9.txt",
            b"caf\xe9.md",
            b"\xff/a.txt",
            b"\xff/b.md",
            b"left\xe9.txt",
            b"b\x1b.txt",
        ):
            path = Path(os.fsdecode(folder + b"/" + name))
            path.parent.mkdir(exist_ok=True)
            path.touch()
        make(tmp_path, "a.txt", ".gitignore: left*\n")
        (tmp_path / os.fsdecode(b"link\xe9.txt")).symlink_to("b.md")
        make(tmp_path, "b.md")
        discovery = discover(tmp_path, DEFAULT)
        assert discovery.paths == ["a.txt", "b\x1b.txt"]
        assert [str(one) for one in discovery.problems] == [
            r"\xff/a.txt: the name is not UTF-8",
            r"caf\xe9.txt: the name is not UTF-8",
            r"link\xe9.txt: the name is not UTF-8",
        ]
        assert not is_article(tmp_path, os.fsdecode(b"caf\xe9.txt"), DEFAULT)

    def test_a_folder_that_can_not_be_read(self, plain_folder: Path) -> None:
        make(plain_folder, "a.txt", "shut/b.txt", "c/d.txt")
        (plain_folder / "shut").chmod(0)
        discovery = discover(plain_folder, DEFAULT)
        assert discovery.paths == ["a.txt", "c/d.txt"]
        assert [str(one) for one in discovery.problems] == ["shut: permission denied"]

    def test_a_folder_too_deep_for_the_system(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make(tmp_path, "a.txt")
        with monkeypatch.context() as patch:
            patch.chdir(tmp_path)
            for _ in range(25):
                Path("x" * 200).mkdir()
                patch.chdir("x" * 200)
            Path("b.txt").touch()
        discovery = discover(tmp_path, DEFAULT)
        assert discovery.paths == ["a.txt"]
        assert [one.reason for one in discovery.problems] == ["the name is too long"]
        shutil.rmtree(tmp_path / ("x" * 200))

    def test_a_folder_that_vanishes(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        make(tmp_path, "a.txt", "d/b.txt")
        scandir = os.scandir

        def vanishing(path: str) -> Iterator[os.DirEntry[str]]:
            if path.endswith("d/"):
                (tmp_path / "d").rename(tmp_path / ".gone")
            return scandir(path)

        monkeypatch.setattr(os, "scandir", vanishing)
        assert discover(tmp_path, DEFAULT).paths == ["a.txt"]
        assert problems(tmp_path) == []

    def test_a_root_that_is_none(self, tmp_path: Path) -> None:
        make(tmp_path, "a.txt")
        for name, said in (("gone", "no such folder"), ("a.txt", "is a file, not a folder")):
            with pytest.raises(ReadError) as caught:
                discover(tmp_path / name, DEFAULT)
            assert str(caught.value) == f"{tmp_path / name}: {said}"


# What git says, over random ignore files.

TREE = (
    *(
        "a",
        "b",
        "a.txt",
        "b.txt",
        "d/a",
        "d/b.txt",
        "d/d/a",
        "d/e/a.txt",
        "e/a",
        "e/b/a",
        "e/b/b.txt",
    ),
    *("[x]", "x y", "e/d/d/a", "ab/ab"),
)
SEGMENTS = ("a", "b", "d", "e", "ab", "*", "**", "*.txt", "a*", "?", "[ab]", "[!a]", "\\a")
LINES = st.one_of(
    st.builds(
        lambda negation, start, parts, end: negation + start + "/".join(parts) + end,
        st.sampled_from(("", "", "!")),
        st.sampled_from(("", "", "/")),
        st.lists(st.sampled_from(SEGMENTS), min_size=1, max_size=3),
        st.sampled_from(("", "", "/", " ")),
    ),
    # What git 2.39 makes of `a**/b` depends on where it lies in memory.
    st.text("abde*?[]!/\\. #^-x", max_size=6).filter(lambda line: "**" not in line),
)
IGNORE_FILES = st.dictionaries(
    st.sampled_from(("", "d/", "d/e/", "e/b/")), st.lists(LINES, max_size=4), max_size=3
)
needs_git = pytest.mark.skipif(not shutil.which("git"), reason="no git")


@pytest.fixture(scope="module")
def repository() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder), *TREE)
        subprocess.run(["git", "init", "-q", folder], check=True)
        yield Path(folder)


@contextmanager
def ignore_files(root: Path, files: dict[str, list[str]]) -> Iterator[None]:
    for folder, lines in files.items():
        (root / folder / ".gitignore").write_text("\n".join(lines))
    try:
        yield
    finally:
        for folder in files:
            (root / folder / ".gitignore").unlink()


@contextmanager
def configurations(root: Path, folders: set[str]) -> Iterator[None]:
    for folder in folders:
        (root / folder / "slugline.toml").touch()
    try:
        yield
    finally:
        for folder in folders:
            (root / folder / "slugline.toml").unlink()


@needs_git
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(IGNORE_FILES)
@example({"": ["*/", "!d/"]})
@example({"": ["/*", "!/d", "d/*", "!d/e"]})
@example({"": ["*", "!*/", "!*.txt"]})
@example({"": ["d/**/"]})
@example({"": ["[[]x]"]})
@example({"": ["e/**", "!e/b/"], "e/b/": ["!a"]})
def test_ignore_files_mean_what_they_mean_to_git(
    repository: Path, files: dict[str, list[str]]
) -> None:
    with ignore_files(repository, files):
        listed = subprocess.run(
            ["git", "-c", "core.excludesFile=", "ls-files", "-z", "--others", "--exclude-standard"],
            cwd=repository,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        expected = sorted(path for path in listed.split("\0")[:-1] if ".git" not in path)
        assert found(repository, EVERYTHING) == expected


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(LINES.filter(lambda line: line[:1] not in ("!", "#")), min_size=1, max_size=3),
    st.lists(LINES.filter(lambda line: line[:1] not in ("!", "#")), max_size=2),
    IGNORE_FILES,
    st.sets(st.sampled_from(("", "d", "d/e", "e", "e/b", "e/d/d")), max_size=2),
)
def test_single_questions_are_answered_as_by_the_walk(
    repository: Path,
    include: list[str],
    exclude: list[str],
    files: dict[str, list[str]],
    wikis: set[str],
) -> None:
    with ignore_files(repository, files), configurations(repository, wikis):
        found(repository, Configuration(include=tuple(include), exclude=tuple(exclude)))


def test_a_large_wiki_is_walked_quickly(tmp_path: Path) -> None:
    for folder in range(20):
        make(tmp_path, *(f"{folder}/article-{number}.txt" for number in range(200)))
    make(tmp_path, ".gitignore: *.log\nbuild/\n/dist\n*.py[cod]\n")

    def plain() -> int:
        count = 0
        folders = [str(tmp_path)]
        while folders:
            for entry in os.scandir(folders.pop()):
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    count += entry.path.endswith(".txt")
        return count

    def seconds(work: Callable[[], object]) -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    assert plain() == len(discover(tmp_path, DEFAULT).paths) == 4_000
    times = [(seconds(lambda: discover(tmp_path, DEFAULT)), seconds(plain)) for _ in range(9)]
    assert min(time for time, _ in times) < 8 * min(time for _, time in times)
