"""`slugline check --baseline`: only what is new; `--update-baseline`: what is known from now on."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slugline.rules import RULES
from tests.cli.running import PLAIN, Result, contents, slugline, write_wiki
from tests.cli.test_since import git
from tests.cli.test_watch import watching

CODES = ("--select", "broken-link,broken-section,malformed-entity,lead-length")
A = "Alder\nTo [[x]], [[x]], [[y]].\n"
B = "Birch\nTo [[y]].\n"
WIKI = {"slugline.toml": "", "a.article": A, "b.article": B, "c/d.article": "Date\nTo [[z]].\n"}


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    write_wiki(tmp_path, WIKI)
    update(tmp_path)
    return tmp_path


def check(folder: Path, *more: str, code: int | None = None, stdin: bytes = b"") -> Result:
    arguments = ("check", "--baseline", "known.jsonl", *more)
    if "--select" not in more:
        arguments = (*arguments, *CODES)
    return slugline(*arguments, cwd=folder, code=code, stdin=stdin)


def update(folder: Path, *more: str) -> Result:
    return check(folder, "--update-baseline", *more, code=0)


def known(folder: Path) -> list[str]:
    return (folder / "known.jsonl").read_text().splitlines()


def test_the_file(wiki: Path) -> None:
    assert known(wiki) == [
        '{"slugline-baseline":1}',
        '["a.article","broken-link","x",2,"Alder"]',
        '["a.article","broken-link","y",1,"Alder"]',
        '["b.article","broken-link","y",1,"Birch"]',
        '["c/d.article","broken-link","z",1,"Date"]',
    ]
    assert update(wiki).err == "known.jsonl: 5 known findings\n"
    (wiki / "b.article").write_text("Birch\nTo [[v]] and [[w]].\n")
    result = update(wiki)
    assert (result.out, result.err) == ("", "known.jsonl: 6 known findings (+1)\n")
    assert known(wiki)[3:5] == [
        '["b.article","broken-link","v",1,"Birch"]',
        '["b.article","broken-link","w",1,"Birch"]',
    ]


def test_only_what_is_new_is_reported(wiki: Path) -> None:
    result = check(wiki, code=0)
    assert (result.out, result.err) == ("", "known.jsonl: 5 known findings not shown\n")
    (wiki / "b.article").write_text("Birch\nAnd [[new]], then to [[y]].\n")
    result = check(wiki, code=1)
    assert result.lines == ["b.article:2:7: broken-link no article has the slug `new`"]
    assert check(wiki, "--statistics", code=1).lines == ["      1  broken-link"]
    assert check(wiki, "--format", "json", code=1).json()["summary"]["findings"] == 1
    assert check(wiki, "--fail-on", "never", code=0).lines == result.lines
    everything = slugline("check", *CODES, cwd=wiki, code=1)
    assert len(everything.lines) == 6


def test_one_more_that_is_equal_is_new(wiki: Path) -> None:
    (wiki / "a.article").write_text(f"{A}And [[x]].\n")
    assert check(wiki, code=1).lines == ["a.article:3:7: broken-link no article has the slug `x`"]


def test_moved_lines_and_renamed_files_are_known(wiki: Path) -> None:
    (wiki / "a.article").rename(wiki / "c" / "alders.txt")
    (wiki / "c" / "alders.txt").write_text(f"\n\n{A}".replace(" [[y]]", " so and so [[y|Y]]"))
    (wiki / "b.article").write_text("Beech\n\n\nTo [[y]].\n")  # another title
    assert check(wiki, code=0).lines == []
    assert [line.split(",")[0] for line in (update(wiki), known(wiki))[1][1:]] == [
        '["b.article"',
        '["c/alders.txt"',
        '["c/alders.txt"',
        '["c/d.article"',
    ]


def test_a_rename_brings_nothing_new(tmp_path: Path) -> None:
    write_wiki(
        tmp_path,
        {
            "slugline.toml": "[redirects]\nold-birch = 'birch'\n",
            "a.article": "Alder\nTo [[b#x]], [[b#x]], [[b|Beech]], [[b]], [[a|Alder]] and [[c]].\n",
            "b.article": "Birch\nTo [[#gone]], [[a#y]] and **Alder**.\n",
            "birch.article": "Birch tree\nTo [[old-birch]].\n",
        },
    )
    everything = (
        "--select",
        ",".join(rule.code for rule in RULES),
        "--show",
        "hint",
        "--fail-on",
        "hint",
    )
    taken = update(tmp_path, *everything)
    assert "known findings" in taken.err
    codes = {line.split('"')[3] for line in known(tmp_path)[1:]}
    assert {
        "broken-section",
        "self-link",
        "repeated-link",
        "label-drift",
        "redirected-link",
    } <= codes
    for old, new in (("b", "beech"), ("a", "alder"), ("birch", "birch-tree")):
        slugline("rename", old, new, cwd=tmp_path, code=0)
        assert check(tmp_path, *everything).out == ""


def test_a_file_in_place_of_a_renamed_one_starts_anew(wiki: Path) -> None:
    """A copy is not a renamed file: the old one is still there."""
    write_wiki(wiki, {"copy.article": A})
    assert len(check(wiki, code=1).lines) == 3
    (wiki / "a.article").unlink()
    assert check(wiki, code=0).lines == []


def test_what_is_mended_is_taken_out(wiki: Path) -> None:
    (wiki / "b.article").write_text(PLAIN)
    said = check(wiki, code=0).err
    assert said == (
        "known.jsonl: 4 known findings not shown; 1 is no longer there: "
        "--update-baseline takes them out\n"
    )
    assert update(wiki).err == "known.jsonl: 4 known findings (-1)\n"
    (wiki / "b.article").write_text(B)
    assert len(check(wiki, code=1).lines) == 1


@pytest.mark.parametrize(
    "part",
    [
        ("b.article",),
        ("c",),
        ("--select", "lead-length"),
        ("b.article", "--select", "broken-section"),
        ("--ignore", "broken-link"),
    ],
)
def test_a_part_loses_nothing_of_the_rest(part: tuple[str, ...], wiki: Path) -> None:
    before = known(wiki)
    update(wiki, *part)
    assert known(wiki) == before


def test_a_part_of_the_wiki_is_updated_alone(wiki: Path) -> None:
    for name in ("a", "b"):
        (wiki / f"{name}.article").write_text(f"{name.upper()}\nTo [[new]].\n")
    assert check(wiki, "b.article", code=1).lines == [
        "b.article:2:6: broken-link no article has the slug `new`"
    ]
    update(wiki, "b.article")
    assert known(wiki)[1:] == [
        '["a.article","broken-link","x",2,"Alder"]',
        '["a.article","broken-link","y",1,"Alder"]',
        '["b.article","broken-link","new",1,"B"]',
        '["c/d.article","broken-link","z",1,"Date"]',
    ]
    assert [line.partition(":")[0] for line in check(wiki, code=1).lines] == ["a.article"]


def test_a_renamed_file_can_be_updated_alone(wiki: Path) -> None:
    (wiki / "a.article").rename(wiki / "alder.article")
    update(wiki, "alder.article")
    assert known(wiki)[1:] == [
        '["alder.article","broken-link","x",2,"Alder"]',
        '["alder.article","broken-link","y",1,"Alder"]',
        '["b.article","broken-link","y",1,"Birch"]',
        '["c/d.article","broken-link","z",1,"Date"]',
    ]


def test_a_wiki_inside_of_another_is_left_alone(wiki: Path) -> None:
    (wiki / "c" / "slugline.toml").write_text("")
    assert check(wiki, "c", code=0).lines == []
    before = known(wiki)
    update(wiki)
    assert known(wiki) == before
    update(wiki, ".", "c")
    assert known(wiki) == before


def test_fixes_are_made_whether_known_or_not(tmp_path: Path) -> None:
    write_wiki(
        tmp_path,
        {
            "slugline.toml": '[redirects]\nold = "the-mill"\n',
            "the-mill.article": PLAIN,
            "a.article": "A\nTo [[old]], [[x]].\n",
        },
    )
    select = ("--select", "redirected-link,broken-link")
    update(tmp_path, *select)
    assert '["a.article","redirected-link","old",1,"A"]' in known(tmp_path)
    result = check(tmp_path, "--fix", "--update-baseline", *select, code=0)
    assert "Fixed 1 finding in 1 file: 1 redirected-link" in result.err
    assert known(tmp_path)[1:] == ['["a.article","broken-link","x",1,"A"]']
    assert (tmp_path / "a.article").read_text() == "A\nTo [[the-mill]], [[x]].\n"


def test_standard_input_is_seen_beside_it(wiki: Path) -> None:
    text = A.replace("[[y]]", "[[y]] and [[new]]").encode()
    result = check(wiki, "--stdin-filename", "a.article", stdin=text, code=1)
    assert result.lines == ["a.article:2:30: broken-link no article has the slug `new`"]


def test_since_and_a_baseline(wiki: Path) -> None:
    git(wiki, "init", "-q")
    git(wiki, "add", ".")
    git(wiki, "commit", "-qm", "first")
    (wiki / "b.article").write_text("Birch\nTo [[y]] and [[new]].\n")
    result = check(wiki, "--since", "HEAD", code=1)
    assert result.lines == ["b.article:2:16: broken-link no article has the slug `new`"]
    assert "1 known finding not shown" in result.err
    before = known(wiki)
    check(wiki, "--since", "HEAD", "--update-baseline", code=0)
    assert known(wiki) == [
        *before[:3],
        '["b.article","broken-link","new",1,"Birch"]',
        *before[3:],
    ]


def test_it_may_be_named_in_the_configuration(wiki: Path) -> None:
    (wiki / "slugline.toml").write_text('baseline = "known.jsonl"\n')
    (wiki / "b.article").write_text("Birch\nTo [[new]].\n")
    for folder in (wiki, wiki / "c"):
        result = slugline("check", *CODES, "--root", wiki, wiki, cwd=folder, code=1)
        assert len(result.lines) == 1
    assert len(slugline("check", *CODES, "--no-baseline", cwd=wiki, code=1).lines) == 5
    slugline("check", *CODES, "--update-baseline", cwd=wiki, code=0)
    assert slugline("check", *CODES, cwd=wiki, code=0).lines == []


def test_it_may_lie_elsewhere(wiki: Path, tmp_path: Path) -> None:
    (tmp_path / "ci").mkdir()
    for cwd, file in ((wiki, "ci/known.jsonl"), (wiki / "c", "../ci/known.jsonl")):
        arguments = ("check", *CODES, "--baseline", file, "--root", wiki, wiki)
        slugline(*arguments, "--update-baseline", cwd=cwd, code=0)
        assert slugline(*arguments, cwd=cwd, code=0).lines == []
    lines = (tmp_path / "ci" / "known.jsonl").read_text().splitlines()
    assert lines[1] == '["../a.article","broken-link","x",2,"Alder"]'


DAMAGED = {
    "an article": (PLAIN, 1, "is not a baseline of Slugline; nothing is done to it"),
    "nothing": ("", 1, "is not a baseline of Slugline; nothing is done to it"),
    "JSON": ('{"version":1}\n', 1, "is not a baseline of Slugline; nothing is done to it"),
    "a later one": (
        '{"slugline-baseline":2}\n',
        1,
        "is a baseline of a later Slugline, which this one can't read",
    ),
    "a cut one": (
        '{"slugline-baseline":1}\n["a.article","broken-link","x",2,"Ald',
        2,
        "is damaged: this line is not one of a baseline",
    ),
    "a negative number": (
        '{"slugline-baseline":1}\n["a.article","broken-link","x",-2,"Alder"]\n',
        2,
        "is damaged: the number of findings is less than 1",
    ),
    "a merge conflict": (
        '{"slugline-baseline":1}\n<<<<<<< HEAD\n["a.article","broken-link","x",2,"Alder"]\n',
        2,
        "has a merge conflict: keep the lines of both sides",
    ),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_what_is_no_baseline_is_refused_and_kept(case: str, wiki: Path) -> None:
    text, line, reason = DAMAGED[case]
    (wiki / "known.jsonl").write_text(text)
    for more in ((), ("--update-baseline",)):
        result = check(wiki, *more, code=2)
        assert result.err == f"slugline: known.jsonl:{line}: {reason}\n"
        assert (wiki / "known.jsonl").read_text() == text


def test_wrong_use(wiki: Path) -> None:
    before = contents(wiki)
    cases = {
        ("--baseline", "no.jsonl"): "no baseline no.jsonl; with --update-baseline it is written",
        ("--update-baseline",): "which file? Say --baseline FILE, or set `baseline` in",
        ("--baseline", "c", "--update-baseline"): "c: is a folder, not a file",
        ("--baseline", "known.jsonl", "-o", "c/../known.jsonl"): "would overwrite the baseline",
        ("--baseline", "known.jsonl", "--no-baseline"): "--no-baseline reports everything",
        ("--baseline", "known.jsonl", "--update-baseline", "--fix", "--diff"): "no --diff",
        ("--baseline", "known.jsonl", "--update-baseline", "--watch"): "no --diff, --watch",
        ("--baseline", "no/where/k.jsonl", "--update-baseline"): "no/where/k.jsonl: no such file",
    }
    for arguments, said in cases.items():
        assert said in slugline("check", *arguments, cwd=wiki, code=2).err
    assert contents(wiki) == before


def test_what_can_not_be_read_does_not_vanish(wiki: Path) -> None:
    (wiki / "b.article").write_bytes(b"\0")
    before = known(wiki)
    result = check(wiki, "--update-baseline", code=2)
    assert "known.jsonl is not updated, because not everything could be read" in result.err
    assert known(wiki) == before


def test_a_byte_order_mark_of_an_editor_is_fine(wiki: Path) -> None:
    data = (wiki / "known.jsonl").read_bytes()
    (wiki / "known.jsonl").write_bytes(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"))
    assert check(wiki, code=0).lines == []


def test_lines_of_both_sides_of_a_merge_are_fine(wiki: Path) -> None:
    head, *lines = known(wiki)
    random.Random(1).shuffle(lines)
    (wiki / "known.jsonl").write_bytes("\r\n".join([head, *lines, lines[0], ""]).encode())
    assert check(wiki, code=0).lines == []
    assert "[[x]]" in A
    (wiki / "a.article").write_text(f"{A}And [[x]].\n")
    assert len(check(wiki, code=1).lines) == 1


def test_a_watch_reports_only_what_is_new(wiki: Path) -> None:
    with watching(wiki, "--baseline", "known.jsonl", *CODES) as seen:
        seen.expect("known.jsonl: 5 known findings not shown")
        (wiki / "b.article").write_text("Birch\nTo [[new]].\n")
        new = "b.article:2:6: broken-link no article has the slug `new`"
        seen.until(lambda lines: new in lines and len(lines) == 2)


SOME = st.lists(st.sampled_from(["x", "y", "z", "the-mill#no", "w|W"]), max_size=6)
WIKIS = st.dictionaries(st.sampled_from(["a", "b", "c"]), SOME, min_size=1)


def texts(wiki: dict[str, list[str]], gap: str = "\n") -> dict[str, str | bytes]:
    return {
        "slugline.toml": "",
        "the-mill.article": PLAIN,
        **{
            f"{name}.article": f"Title {name}{gap}"
            + "".join(f"To [[{link}]].{gap}" for link in one)
            for name, one in wiki.items()
        },
    }


def broken(wiki: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    yield from ((name, link.partition("|")[0]) for name, links in wiki.items() for link in links)


@settings(max_examples=25, deadline=None)
@given(WIKIS, WIKIS, st.randoms(use_true_random=False))
def test_exactly_what_comes_is_reported(
    before: dict[str, list[str]], after: dict[str, list[str]], chance: random.Random
) -> None:
    """Whatever else moves, is renamed or goes: as many as there are more of each are new."""
    with tempfile.TemporaryDirectory() as place:
        folder = write_wiki(Path(place), texts(before))
        update(folder)
        first = known(folder)
        update(folder)
        assert known(folder) == first
        for path in folder.rglob("*.article"):
            path.unlink()
        write_wiki(folder, texts(after, gap="\n" * chance.randint(1, 3)))
        for name in sorted(before.keys() | after.keys()):
            if name in after and chance.random() < 0.5:
                (folder / f"{name}.article").rename(folder / f"{name}-renamed.txt")
        expected = Counter(broken(after)) - Counter(broken(before))
        result = check(folder, code=1 if expected else 0)
        assert len(result.lines) == expected.total()
        found = Counter(line.split(":")[0].split("-")[0].split(".")[0] for line in result.lines)
        assert found == Counter(name for name, _ in expected.elements())
        update(folder)
        assert len(known(folder)) == 1 + len(Counter(broken(after)))
        assert check(folder, code=0).lines == []


def test_adopting_on_an_old_wiki(tmp_path: Path) -> None:
    """Ten thousand findings are known; the one new broken link is reported, and nothing else."""
    write_wiki(
        tmp_path,
        {
            f"{number // 100}/article-{number}.article": PLAIN.replace("The Mill", f"Mill {number}")
            + "".join(f"See [[missing-{number}-{link}]].\n" for link in range(10))
            for number in range(1000)
        },
    )
    before = check(tmp_path, "--update-baseline", code=0)
    assert before.err == "known.jsonl: 10,000 known findings\n"
    assert check(tmp_path, code=0).lines == []
    article = tmp_path / "3" / "article-333.article"
    article.write_text(article.read_text().replace("Water", "Water of the [[mil-race]]", 1))
    result = check(tmp_path, code=1)
    assert result.lines == [
        "3/article-333.article:4:16: broken-link no article has the slug `mil-race`"
    ]
    assert result.err == "known.jsonl: 10,000 known findings not shown\n"
