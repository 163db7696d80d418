"""`slugline completion`: real shells complete commands, options, codes and slugs."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pexpect  # type: ignore[import-untyped]
import pytest

from tests.cli.running import TIME_LIMIT, environment, fresh_slugline, slugline, write_wiki
from tests.tools.debian import program
from tests.tools.place import ToolMissingError, missing

HOSTILE = 'It\'s: $(touch made) `x` "quoted" \\'
WIKI: dict[str, str | bytes] = {
    "slugline.toml": "",
    "tide-mill.article": f"{HOSTILE}\nLead.\n",
    "tide-table.article": "Tide Table\nLead.\n",
    "weir.article": "Weir\nLead.\n",
    "водяная-мельница.article": "Мельница\nLead.\n",
}

LINES = {
    "slugline ren": {"rename"},
    "slugline re": {"rename", "report"},
    "slugline check --up": {"--update-baseline"},
    "slugline check --ignore broken-": {"broken-link", "broken-section"},
    "slugline check --select lead-cut,lead-": {"lead-cut,lead-length"},
    "slugline rules redirect": {"redirect-loop", "redirected-link"},
    "slugline check --format gi": {"github", "gitlab"},
    "slugline report o": {"orphans"},
    "slugline links tide": {"tide-mill", "tide-table"},
    "slugline rename we": {"weir"},
    "slugline rename водя": {"водяная-мельница"},
    "slugline links nothing": set(),
}

pytestmark = pytest.mark.skipif(os.name == "nt", reason="these shells are not of Windows")


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    return write_wiki(tmp_path / "wiki", WIKI)


def shell(name: str) -> Path:
    try:
        return program(name, name)
    except ToolMissingError as error:
        missing(str(error))


@pytest.fixture(scope="module")
def variables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a shell that finds `slugline`, with a home of its own."""
    folder = tmp_path_factory.mktemp("home")
    command = folder / "bin" / "slugline"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m slugline "$@"\n')
    command.chmod(0o755)
    path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
    return environment(
        PATH=path, HOME=str(folder), XDG_CONFIG_HOME=str(folder), LC_ALL="C.UTF-8", TERM="dumb"
    )


def ask(arguments: list[str], cwd: Path, variables: dict[str, str]) -> str:
    ran = subprocess.run(
        arguments,
        cwd=cwd,
        env=variables,
        capture_output=True,
        encoding="utf-8",
        timeout=TIME_LIMIT,
        check=False,
    )
    assert ran.stderr == ""
    return ran.stdout


@pytest.mark.parametrize("line", LINES)
def test_bash(line: str, wiki: Path, variables: dict[str, str]) -> None:
    words = line.split(" ")
    script = (
        'eval "$(slugline completion bash)"\n'
        f"COMP_WORDS=({' '.join(map(shlex.quote, words))}) COMP_CWORD={len(words) - 1}\n"
        "$(complete -p slugline | sed 's/.*-F //; s/ .*//') slugline\n"
        'printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    bash = str(shell("bash"))
    found = ask([bash, "--norc", "-c", script], wiki, variables)
    assert set(found.split()) == LINES[line]
    assert not (wiki / "made").exists()


@pytest.mark.parametrize("line", LINES)
def test_fish(line: str, wiki: Path, variables: dict[str, str]) -> None:
    script = f"slugline completion fish | source\ncomplete -C {shlex.quote(line)}\n"
    found = ask([str(shell("fish")), "--no-config", "-c", script], wiki, variables)
    assert {one.partition("\t")[0] for one in found.splitlines()} == LINES[line]
    assert not (wiki / "made").exists()


ENDED = {
    "slugline ren": "slugline rename ",
    "slugline check --up": "slugline check --update-baseline ",
    "slugline rules duplicate-sl": "slugline rules duplicate-slug ",
    "slugline links tide-t": "slugline links tide-table ",
    "slugline links tide-m": "slugline links tide-mill ",
    "slugline rename we": "slugline rename weir ",
}


@pytest.mark.parametrize("line", ENDED)
@pytest.mark.parametrize("name", ["bash", "zsh"])
def test_a_key_press(name: str, line: str, wiki: Path, variables: dict[str, str]) -> None:
    """In an interactive shell: what is typed, TAB, and then what the line has become."""
    start = {
        "bash": ["--norc", "--noprofile", "-i"],
        "zsh": ["--no-rcs", "-i"],
    }[name]
    child = pexpect.spawn(
        str(shell(name)),
        start,
        cwd=str(wiki),
        env={**variables, "PS1": "ready> ", "PROMPT": "ready> "},
        encoding="utf-8",
        timeout=TIME_LIMIT,
        dimensions=(24, 200),
    )
    try:
        child.expect("ready> ")
        setup = "autoload -Uz compinit && compinit -u -D; " if name == "zsh" else ""
        child.sendline(f"{setup}eval \"$(slugline completion {name})\"; echo se''t up")
        child.expect("set up\r\n")
        child.send(f"{line}\t")
        child.expect_exact(ENDED[line][len(line) :].rstrip())
        child.sendcontrol("u")
        child.sendline("exit")
        child.expect(pexpect.EOF)
    finally:
        child.close(force=True)
    assert not (wiki / "made").exists()


def test_nothing_is_said_where_nothing_can_be_completed(tmp_path: Path) -> None:
    (tmp_path / "slugline.toml").write_text("no toml")
    env = {
        "_SLUGLINE_COMPLETE": "bash_complete",
        "COMP_WORDS": "slugline links a",
        "COMP_CWORD": "2",
    }
    result = fresh_slugline(cwd=tmp_path, env=env, code=0)
    assert (result.out.strip(), result.err) == ("", "")


def test_commands_are_completed_without_reading_them_in(tmp_path: Path) -> None:
    env = {
        **environment(),
        "_SLUGLINE_COMPLETE": "bash_complete",
        "COMP_WORDS": "slugline ",
        "COMP_CWORD": "1",
    }
    script = "import sys, atexit\nfrom slugline.cli import main\n" + (
        "try:\n    main([])\nexcept SystemExit:\n    print(*sys.modules, file=sys.stderr)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT,
        check=True,
    )
    assert "plain,check" in ran.stdout.split()
    modules = ran.stderr.split()
    assert "slugline.cli.main" in modules
    assert not {"slugline.cli.check", "slugline.cli.server", "pygls"} & set(modules)


def test_an_unknown_shell_is_refused(tmp_path: Path) -> None:
    assert "csh" in slugline("completion", "csh", cwd=tmp_path, code=2).err
