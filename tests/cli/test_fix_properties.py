"""`slugline check --fix` on whatever wiki: to a fixed point, as its patch says, file by file."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cli.running import contents, slugline, write_wiki
from tests.cli.test_fix import BROKEN, QUIET
from tests.cli.test_rename_command import failing
from tests.cli.test_since import git

LINES = st.sampled_from(
    [
        "To [[old]] and [[old|it]]. ",
        "To [[The Mill]], [[THE-MILL#source]] and [[the_mill|mills]].",
        "\U0001f34e \u202ehidden\u202c and \x07 bell [[old]]\t",
        "**Two  ** and [[old]]** [[ ]] \\[[old]]",
        "Source",
        "Summary",
        "Critical View",
        "## Other ",
        "- An item with [[even-older]]  ",
        "Water drives the wheel of the mill, and the wheel drives the stones. Both are old and go",
        "",
        "   ",
    ]
)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@st.composite
def articles(draw: st.DrawFn) -> str:
    end = draw(ENDS)
    text = end.join(["A Title ", *draw(st.lists(LINES, max_size=12))])
    return draw(st.sampled_from(["", "\ufeff"])) + text + draw(st.sampled_from(["", end]))


WIKIS = st.lists(articles(), min_size=1, max_size=3)
SAME: dict[str, str | bytes] = {
    "slugline.toml": '[redirects]\nold = "the-mill"\neven-older = "old"\n',
    "the-mill.article": "The Mill\nIt turns.\n## Source\nOriginally reported by The Paper\n",
}


@settings(max_examples=25, deadline=None)
@given(WIKIS)
def test_fixed_once_is_fixed_and_the_patch_is_the_same(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as place:
        names = [f"{number} {number}.article" for number in range(len(texts))]
        wiki = write_wiki(Path(place, "wiki"), SAME | dict(zip(names, texts, strict=True)))
        before = contents(wiki)
        patch = slugline("check", "--fix", "--diff", cwd=wiki)
        assert contents(wiki) == before
        patched = shutil.copytree(wiki, Path(place, "patched"))
        slugline("check", "--fix", cwd=wiki)
        after = contents(wiki)
        if patch.raw:
            assert patch.code == 1
            git(patched, "init", "-q")
            Path(place, "patch").write_bytes(patch.raw)
            git(patched, "apply", str(Path(place, "patch")))
            shutil.rmtree(patched / ".git")
            assert contents(patched) == after
        else:
            assert after == before
        again = slugline("check", "--fix", cwd=wiki)
        assert contents(wiki) == after
        assert "Fixed" not in again.err
        assert slugline("check", "--fix", "--diff", cwd=wiki).raw == b""


@pytest.mark.parametrize("how", ["fail", "kill"])
def test_each_file_is_the_old_or_the_new_one(how: str, tmp_path: Path) -> None:
    wiki = write_wiki(tmp_path / "wiki", BROKEN)
    before = contents(wiki)
    counted = shutil.copytree(wiki, tmp_path / "counted")
    [ran] = failing("count", {0: counted}, "check", "--fix", "--no-cache", *QUIET).values()
    after = contents(counted)
    copies = {
        number: shutil.copytree(wiki, tmp_path / f"copy-{number}")
        for number in range(1, ran.calls + 1)
    }
    results = failing(how, copies, "check", "--fix", "--no-cache", *QUIET)
    assert len(results) > 20
    assert before.keys() == after.keys()
    for number, copy in copies.items():
        assert "Traceback" not in results[number].err
        found = contents(copy)
        for path in before:
            assert found.get(path) in (before[path], after[path]), (number, path)
        if how == "fail":
            assert found.keys() == before.keys()
            if any(found[path] != after[path] for path in after):
                assert "not fixed: the disk is full" in results[number].err
