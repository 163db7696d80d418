"""`slugline check`: what it writes in each format, which findings, and the exit code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.running import PLAIN, contents, each, slugline, write_wiki

BOM = "\ufeff"

MANY = {
    # A byte-order mark, astral and wide characters, CRLF, and a label that drifted.
    "wide.article": (
        f"{BOM}Wide\r\n"
        "It [[the-mill|turns]].\r\n"
        "## Notes\r\n"
        "\U0001f600\U0001d4b3 日本 [[nowhere]] and [[the-mill]]\r\n"
    ),
    "b/broken.article": "Broken\nA [[missing]] link, [[lost]].\n",
    "the-mill.article": PLAIN,
}
RULES = ["--ignore", "missing-section,unknown-section"]

TEXT = """\
b/broken.article:2:5: broken-link no article has the slug `missing`
b/broken.article:2:23: broken-link no article has the slug `lost`
wide.article:2:15: label-drift the label `turns` is not the article's title, `The Mill`
wide.article:4:9: broken-link no article has the slug `nowhere`
"""


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_wiki(tmp_path_factory.mktemp("many"), MANY)


def test_text(many: Path) -> None:
    result = slugline("check", *RULES, cwd=many, code=1)
    assert result.out == TEXT
    assert result.err == ""


def test_json_has_the_documented_keys_and_the_findings_of_text(many: Path) -> None:
    document = slugline("check", "--format", "json", *RULES, cwd=many, code=1).json()
    assert document["version"] == 1
    assert document["summary"] == {
        "articles": 3,
        "findings": 4,
        "error": 3,
        "warning": 0,
        "info": 1,
        "hint": 0,
    }
    assert list(document) == ["version", "summary", "unread", "findings"]
    for finding in document["findings"]:
        assert list(finding) == [
            "path",
            "line",
            "column",
            "endLine",
            "endColumn",
            "severity",
            "code",
            "message",
            "related",
        ]
    lines = [
        f"{one['path']}:{one['line']}:{one['column']}: {one['code']} {one['message']}\n"
        for one in document["findings"]
    ]
    assert "".join(lines) == TEXT
    last = document["findings"][-1]
    assert (last["endLine"], last["endColumn"], last["severity"]) == (4, 16, "error")


def test_full_shows_the_source_with_carets_in_the_right_cells(many: Path) -> None:
    result = slugline("check", "--format", "full", *RULES, cwd=many, code=1)
    assert result.out == (
        "b/broken.article\n"
        "  2:5  error broken-link  no article has the slug `missing`\n"
        "    │ A [[missing]] link, [[lost]].\n"
        "    │     ^^^^^^^\n"
        "  2:23  error broken-link  no article has the slug `lost`\n"
        "    │ A [[missing]] link, [[lost]].\n"
        "    │                       ^^^^\n"
        "\n"
        "wide.article\n"
        "  2:15  info label-drift  the label `turns` is not the article's title, `The\n"
        "        Mill`\n"
        "    │ It [[the-mill|turns]].\n"
        "    │               ^^^^^\n"
        "  4:9  error broken-link  no article has the slug `nowhere`\n"
        "    │ \U0001f600\U0001d4b3 日本 [[nowhere]] and [[the-mill]]\n"
        "    │            ^^^^^^^\n"
        "\n"
        "4 findings in 2 files: 3 errors, 1 info (3 articles checked)\n"
        "      3  broken-link\n"
        "      1  label-drift\n"
    )
    assert "\x1b" not in result.out


def test_full_shows_the_part_of_a_long_line_around_the_finding(tmp_path: Path) -> None:
    long = "水車 " * 300
    write_wiki(
        tmp_path, {"a.article": f"A\n{long}[[nowhere]] {long}\n## One\n[[far]]{'x' * 500}\n"}
    )
    only = ["check", "--format", "full", "--select", "broken-link"]
    wide = slugline(*only, cwd=tmp_path, code=1)
    narrow = slugline(*only, cwd=tmp_path, env={"COLUMNS": "40"}, code=1)
    for result, width in ((wide, 80), (narrow, 40)):
        lines = [line for line in result.lines if line.startswith("    │")]
        assert len(lines) == 4
        for line, carets in zip(lines[::2], lines[1::2], strict=True):
            assert line.endswith("…")
            assert _cells(line) <= width
            marked = re.search(r"\^+", carets)
            assert marked is not None
            shown = _at_cells(line, marked.start(), marked.end())
            assert shown in ("nowhere", "far")


def test_full_shows_a_place_once_for_all_findings_there(tmp_path: Path) -> None:
    write_wiki(tmp_path, {"a.article": "A Title\nA lead.\n"})
    result = slugline("check", "--format", "full", cwd=tmp_path, code=0)
    assert result.out.count("missing-section  the") == 6
    assert result.out.count("│ A Title") == 1
    assert result.out.endswith(
        "6 findings in 1 file: 6 warnings (1 article checked)\n      6  missing-section\n"
    )


def test_a_byte_order_mark_is_no_column(tmp_path: Path) -> None:
    """Columns are those that editors show, which never show the mark."""
    write_wiki(tmp_path, {"a.article": f"{BOM}## Sauce\nOne.\n", "b.article": f"{BOM} Bee\nB.\n"})
    only = ["check", "--select", "missing-title,missing-section"]
    text, full = each(tmp_path, only, [*only, "-f", "full"])
    places = [line.split()[0] for line in text.lines if "`Summary`" in line]
    assert places == ["a.article:1:1:", "b.article:1:2:"]
    assert "a.article:1:1: missing-title" in text.out
    assert "    │  Bee\n    │  ^^^\n" in full.out


def test_full_of_nothing(tmp_path: Path) -> None:
    write_wiki(tmp_path, {"the-mill.article": PLAIN})
    result = slugline("check", "--format", "full", cwd=tmp_path, code=0)
    assert result.out == "No findings in 1 article.\n"


def test_statistics_in_every_format(many: Path) -> None:
    counts = "      3  broken-link\n      1  label-drift\n"
    runs = [["check", "--statistics", "--format", name, *RULES] for name in ("text", "full")]
    for result in each(many, *runs):
        assert (result.code, result.out) == (1, counts)
    result = slugline("check", "--statistics", "-f", "json", *RULES, cwd=many, code=1)
    assert result.json()["statistics"] == [
        {"code": "broken-link", "severity": "error", "findings": 3},
        {"code": "label-drift", "severity": "info", "findings": 1},
    ]
    assert result.json()["summary"]["findings"] == 4


LEVELS = {
    "error": "A [[nowhere]]\n",  # broken-link
    "warning": "A \x01\n",  # control-character
    "info": "A [[the-mill|Wheel of Fortune]]\n",  # label-drift
    "hint": "A \n",  # trailing-space
}
NOTHING = ["error", "warning", "info", "hint"]


@pytest.mark.parametrize("gravest", LEVELS)
def test_fail_on(gravest: str, tmp_path: Path) -> None:
    """Exit code 1 where something at or above the level is found, and it is shown then."""
    write_wiki(tmp_path, {"the-mill.article": PLAIN, "a.article": f"A\n{LEVELS[gravest]}"})
    ignore = ["--ignore", "missing-section,self-link"]
    runs = [["check", *ignore, "--fail-on", level] for level in (*NOTHING, "never")]
    *results, never = each(tmp_path, *runs)
    for level, result in zip(NOTHING, results, strict=True):
        fails = NOTHING.index(gravest) <= NOTHING.index(level)
        assert result.code == int(fails), level
        if fails:
            assert len(result.lines) == 1
    assert never.code == 0


def test_show_and_what_fails_unseen(many: Path) -> None:
    runs = each(
        many,
        ["check", *RULES, "--show", "error"],
        ["check", *RULES, "--show", "error", "--fail-on", "info", "b"],
        ["check", *RULES, "--show", "error", "--fail-on", "info", "--select", "label-drift"],
        ["check", *RULES, "--show", "hint", "wide.article"],
    )
    assert [result.code for result in runs] == [1, 1, 1, 1]
    assert [result.out.count("\n") for result in runs] == [3, 2, 0, 2]
    # What fails is said where it is not seen.
    number = len(slugline("check", "--select", "label-drift", cwd=many).lines)
    assert number == 1
    assert [result.err for result in runs] == [
        "",
        "",
        "1 finding below --show error gives exit code 1 (--fail-on info)\n",
        "",
    ]


def test_select_and_ignore(many: Path) -> None:
    """A rule that is asked for by name is heard, also if it is off or only a hint."""
    runs = each(
        many,
        ["check", "--select", "label-drift"],
        ["check", "--select", "orphan-article,dead-end", "--select", "label-drift"],
        ["check", "--select", "repeated-link"],
        ["check", "--select", "label-drift", "--ignore", "label-drift"],
        ["check", "--ignore", "broken-link", *RULES],
    )
    codes = [[line.split()[1] for line in result.lines] for result in runs]
    assert codes == [
        ["label-drift"],
        ["orphan-article", "dead-end", "orphan-article", "label-drift"],
        [],
        [],
        ["label-drift"],
    ]
    assert [result.code for result in runs] == [0, 0, 0, 0, 0]


def test_unknown_codes_are_refused_with_the_nearest(many: Path) -> None:
    runs = each(
        many,
        ["check", "--select", "brokn-link"],
        ["check", "--ignore", "self-link,zebra"],
        ["check", "--select", ","],
    )
    assert [result.code for result in runs] == [2, 2, 2]
    assert "there is no rule `brokn-link`; did you mean `broken-link`?" in runs[0].err
    assert "there is no rule `zebra`; `slugline rules` lists them" in runs[1].err
    assert "no code is given" in runs[2].err
    assert all(result.out == "" for result in runs)


def test_output_goes_to_a_file(many: Path, tmp_path: Path) -> None:
    """The file is replaced as a whole, and what it was reached by stays."""
    report = tmp_path / "report.json"
    report.write_text("old")
    link = tmp_path / "link"
    link.symlink_to("report.json")
    runs = each(
        many,
        ["check", *RULES, "-f", "json"],
        ["check", *RULES, "-f", "json", "-o", link],
        ["check", *RULES, "-f", "json", "-o", "/dev/stdout"],
    )
    assert [result.code for result in runs] == [1, 1, 1]
    assert report.read_bytes() == runs[0].raw == runs[2].raw
    assert runs[1].raw == b""
    assert link.is_symlink()
    assert sorted(contents(tmp_path)) == ["link", "report.json"]


def test_output_that_cannot_be_written(many: Path, tmp_path: Path) -> None:
    read_only = tmp_path / "old.txt"
    read_only.write_text("old")
    read_only.chmod(0o444)
    runs = each(
        many,
        ["check", "-o", tmp_path],
        ["check", "-o", tmp_path / "none" / "report"],
        ["check", "-o", read_only],
        ["check", "-o", ""],
        ["check", "-o", "/dev/full"],
    )
    assert [result.code for result in runs] == [2, 2, 2, 2, 2]
    assert "is a folder" in runs[0].err
    assert "its folder does not exist" in runs[1].err
    assert runs[2].err == f"slugline: {read_only}: is read-only\n"
    assert "the path is empty" in runs[3].err
    assert runs[4].err == "slugline: /dev/full: the disk is full\n"
    assert contents(tmp_path) == {"old.txt": b"old"}


def test_an_interrupted_report_leaves_the_old_file(many: Path, tmp_path: Path) -> None:
    """What can't be finished is not begun: a configuration that is broken, a path that is not."""
    report = tmp_path / "report"
    report.write_text("old")
    slugline("check", "nothing-here", "-o", report, cwd=many, code=2)
    assert report.read_text() == "old"


def _cells(line: str) -> int:
    return sum(2 if char in "水車" else 1 for char in line)


def _at_cells(line: str, start: int, end: int) -> str:
    spread = "".join(char + "\0" if char in "水車" else char for char in line)
    return spread[start:end].replace("\0", "")
