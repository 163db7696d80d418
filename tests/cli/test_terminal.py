"""What a user sees: colour, width and progress at a real pseudo-terminal."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pexpect  # type: ignore[import-untyped]
import pyte
import pytest

from tests.cli.running import COMMAND, TIME_LIMIT, environment, slugline, write_wiki

ESCAPE = "\x1b["
TALL = 200
"""Lines of the terminal: more than any of the reports has."""


@dataclass(frozen=True)
class Screen:
    """What was written to a terminal, and what can be seen there at the end."""

    code: int
    raw: bytes
    shown: list[str]
    colors: dict[str, str]
    """The colour in which a word was seen last."""
    cursor_hidden: bool


def at_terminal(
    *arguments: str,
    cwd: Path,
    columns: int = 80,
    stop_at: bytes = b"",
    command: Sequence[str] = COMMAND,
    **env: str,
) -> Screen:
    """Runs `slugline` at a terminal; presses Ctrl-C when `stop_at` is seen."""
    terminal = pexpect.spawn(
        command[0],
        [*command[1:], *arguments],
        cwd=str(cwd),
        env=environment(**{"TERM": "xterm-256color", **env}),
        dimensions=(TALL, columns),
        timeout=TIME_LIMIT,
    )
    raw = b""
    if stop_at:
        terminal.expect_exact(stop_at)
        raw = terminal.before + terminal.after
        time.sleep(0.1)  # not in the middle of a picture
        terminal.sendintr()
    raw += terminal.read()
    terminal.close()
    screen = pyte.Screen(columns, TALL)
    pyte.ByteStream(screen).feed(raw)
    lines = [line.rstrip() for line in screen.display]
    while lines and not lines[-1]:
        lines.pop()
    return Screen(terminal.exitstatus, raw, lines, _colors(screen), screen.cursor.hidden)


def _colors(screen: pyte.Screen) -> dict[str, str]:
    colors = {}
    for number, line in enumerate(screen.display):
        for word in re.finditer(r"\S+", line):
            colors[word.group()] = screen.buffer[number][word.start()].fg
    return colors


WIKI = """
//- a.article
水車 Mill
It is [[nowhere]], and [[b|quite another thing]] 水車, and on and on 水車, to [[there]], its end.
## Notes
//- b.article
B
A lead.
"""

AT_80 = """\
a.article
  2:9  error broken-link  no article has the slug `nowhere`
    │ It is [[nowhere]], and [[b|quite another thing]] 水車, and on and on 水…
    │         ^^^^^^^
  2:28  info label-drift  the label `quite another thing` is not the article's
        title, `B`
    │ … is [[nowhere]], and [[b|quite another thing]] 水車, and on and on 水車,…
    │                           ^^^^^^^^^^^^^^^^^^^
  2:77  error broken-link  no article has the slug `there`
    │ …b|quite another thing]] 水車, and on and on 水車, to [[there]], its end.
    │                                                         ^^^^^

3 findings in 1 file: 2 errors, 1 info (2 articles checked)
      2  broken-link
      1  label-drift
"""

AT_40 = """\
a.article
  2:9  error broken-link
       no article has the slug `nowhere`
    │ It is [[nowhere]], and [[b|quite…
    │         ^^^^^^^
  2:28  info label-drift
        the label `quite another thing`
        is not the article's title, `B`
    │ …d [[b|quite another thing]] 水車…
    │        ^^^^^^^^^^^^^^^^^^^
  2:77  error broken-link
        no article has the slug `there`
    │ … on 水車, to [[there]], its end.
    │                 ^^^^^

3 findings in 1 file: 2 errors, 1 info
(2 articles checked)
      2  broken-link
      1  label-drift
"""

RULES = ("--select", "broken-link,label-drift")


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_wiki(tmp_path_factory.mktemp("terminal"), WIKI)


@pytest.mark.parametrize(("columns", "picture"), [(80, AT_80), (40, AT_40)])
def test_a_report_at_a_terminal(columns: int, picture: str, wiki: Path) -> None:
    """The format is full, in colour, and nothing is wider than the terminal."""
    screen = at_terminal("check", *RULES, cwd=wiki, columns=columns)
    assert screen.code == 1
    assert "\n".join(screen.shown) + "\n" == picture
    assert screen.colors["error"] == screen.colors["^^^^^"] == "red"
    assert screen.colors["label-drift"] == "blue"
    assert screen.colors["a.article"] == "default"
    assert "Reading" not in screen.raw.decode()


def test_no_colour_at_a_terminal(wiki: Path) -> None:
    for screen in (
        at_terminal("check", *RULES, "--color", "never", cwd=wiki),
        at_terminal("check", *RULES, cwd=wiki, NO_COLOR="1"),
        at_terminal("check", *RULES, cwd=wiki, TERM="dumb"),
    ):
        assert "\n".join(screen.shown) + "\n" == AT_80
        assert ESCAPE not in screen.raw.decode()


def test_colour_elsewhere(wiki: Path) -> None:
    full = ["check", *RULES, "--format", "full"]
    plain = slugline(*full, cwd=wiki)
    colored = slugline(*full, "--color", "always", cwd=wiki, env={"NO_COLOR": "1"})
    assert plain.out == AT_80
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored.out) == plain.out != colored.out
    for form in ("text", "json"):
        result = slugline("check", *RULES, "-f", form, "--color", "always", cwd=wiki)
        assert ESCAPE not in result.out


def test_text_of_articles_cannot_act_on_the_terminal(tmp_path: Path) -> None:
    write_wiki(
        tmp_path,
        {
            "a.article": "A\x1b[31m\x07\nTo [[no\x1b]0;x\x07where]] \u202e [[\u200b]]\r\x9b31m\n",
            "esc\x1b[2Jape.article": "B\nTo [[a|\x1b[31m]].\n",
        },
    )
    for form in ("text", "full", "json"):
        result = slugline("check", "-f", form, "--show", "hint", "--root", ".", cwd=tmp_path)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", result.out), result.out


def test_rules_and_reports_are_folded_to_the_terminal(tmp_path: Path) -> None:
    write_wiki(tmp_path, {"a.article": f"{'Long ' * 12}\nTo [[b]].\n", "b.article": "B\n[[a]]\n"})
    listed = at_terminal("rules", cwd=tmp_path, columns=60)
    assert listed.shown[0].startswith("broken-link           error    a link ")
    indents = {len(line) - len(line.lstrip()) for line in listed.shown}
    assert indents == {0, 31 - 1}
    hubs = at_terminal("report", "hubs", cwd=tmp_path, columns=40)
    assert hubs.shown == [
        "      1  a.article  Long Long Long Long",
        "         Long Long Long Long Long Long",
        "         Long Long",
        "      1  b.article  B",
    ]


SLOWLY = (
    "import sys, time\n"
    "import slugline.disk.load as load\n"
    "examine = load._examine_batch\n"
    "def slowly(*batch):\n"
    "    time.sleep(0.3)\n"
    "    return examine(*batch)\n"
    "load._examine_batch = slowly\n"
    "from slugline.cli import main\n"
    "main(sys.argv[1:])\n"
)
"""The program with a disk that is slow: three batches of articles take 0.9 seconds."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = {f"a{number}.article": f"A{number}\n" for number in range(700)}
    return write_wiki(tmp_path_factory.mktemp("progress"), files)


def test_progress_is_shown_late_and_erased(large: Path) -> None:
    check = ("check", "--select", "broken-link", "--no-cache", "--jobs", "1")
    slowly = (sys.executable, "-c", SLOWLY)
    # Not where nobody looks, and not for what is quick.
    with subprocess.Popen(
        [*slowly, *check],
        cwd=large,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as unseen:
        screen = at_terminal(*check, cwd=large, command=slowly)
        quick = at_terminal(*check, cwd=large)
        assert unseen.communicate(timeout=TIME_LIMIT) == (b"", b"")
    written = screen.raw.decode()
    assert screen.shown == quick.shown == ["No findings in 700 articles."]
    assert not screen.cursor_hidden
    assert written.count("Reading articles") >= 2
    assert "512/700" in written
    assert "256/700" not in written
    assert b"Reading" not in quick.raw


def test_ctrl_c_erases_the_progress(large: Path) -> None:
    check = ("check", "--select", "broken-link", "--no-cache", "--jobs", "1")
    screen = at_terminal(
        *check, cwd=large, command=(sys.executable, "-c", SLOWLY), stop_at=b"512/700"
    )
    assert screen.code == 130
    assert not screen.cursor_hidden
    assert "".join(screen.shown) in ("^C", "")
