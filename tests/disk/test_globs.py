from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from slugline.disk.globs import Globs, glob_problem

NAMES = ("a", "b", "ab", "a.txt", "b.txt", ".txt", "txt", "a.txt.b", "[a]", "a b", "é.txt")
PARTS = ("a", "b", "*", "**", "*.txt", "a*", "*b", "?", "[ab]", "[!a].txt", "a.txt", "*a*", "é*")

paths = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4).map("/".join)
patterns = st.builds(
    lambda start, parts, end: start + "/".join(parts) + end,
    st.sampled_from(("", "", "/", "**/")),
    st.lists(st.sampled_from(PARTS), min_size=1, max_size=3),
    st.sampled_from(("", "", "", "/", "/**")),
)


def matches(globs: Globs, path: str) -> bool:
    """Whether the file, or a folder that it is in, is matched."""
    parts = path.split("/")
    return any(
        globs.decide(parts[end - 1], "/".join(parts[:end]), is_folder=end < len(parts))
        for end in range(1, len(parts) + 1)
    )


@given(st.lists(patterns, max_size=4), paths)
@example(["**/*.article", "**/*.txt"], "a.txt/b")
@example(["*.txt/"], "a.txt")
@example(["**"], "a")
@example(["**/"], "a/b")
@example(["/*"], "a/b")
@example(["a/**/b"], "a/ab/b")
@example(["**/a/a"], "b/a/a")
def test_means_the_same_as_pathspec(lines: list[str], path: str) -> None:
    # There git says otherwise, and so do we (test_discovery.py).
    assume(not any(line.endswith("**/") and line.strip("/") != "**" for line in lines))
    globs = Globs(lines)
    expected = GitIgnoreSpec.from_lines(lines).match_file(path)
    assert matches(globs, path) is expected
    way, _, name = path.rpartition("/")
    way = f"{way}/" if way else ""
    assert {one for one in NAMES if globs.decide(one, way + one, is_folder=True)} <= globs.among(
        list(NAMES), way
    )
    if globs.endings and name.endswith(globs.endings):
        assert expected
    elif globs.only_endings:
        assert not globs.decide(name, path, is_folder=False)


def test_the_last_match_counts() -> None:
    globs = Globs(["*.txt", "!b.txt", "/b.txt"])
    assert globs.decide("a.txt", "a.txt", is_folder=False) is True
    assert globs.decide("b.txt", "x/b.txt", is_folder=False) is False
    assert globs.decide("b.txt", "b.txt", is_folder=False) is True
    assert globs.decide("b.md", "b.md", is_folder=False) is None


def test_what_is_no_pattern_says_nothing() -> None:
    assert not Globs(["", "  ", "# comment", "/", "!", "[", "a\\"])
    assert Globs(["\\#a"]).decide("#a", "#a", is_folder=False)
    assert Globs(["\\!a"]).decide("!a", "!a", is_folder=False)
    assert Globs(["!\\!a"]).decide("!a", "!a", is_folder=False) is False
    assert Globs(["!#a"]).decide("#a", "#a", is_folder=False) is False


@pytest.mark.parametrize("glob", ["**/*.txt", "a", "/a/b/", "*.[tT]xt", "a b.txt", "é/*", "\\#a"])
def test_globs_of_a_configuration(glob: str) -> None:
    assert glob_problem(glob) == ""


@pytest.mark.parametrize("glob", ["!a", "#a", "./a", "a/../b", " a", "a\n", "a\\", "[", "/", "//"])
def test_what_is_no_glob_of_a_configuration(glob: str) -> None:
    assert glob_problem(glob)
