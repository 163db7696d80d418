"""The hooks and the examples for CI: each is run as the service would run it, on a real wiki.

It passes for the wiki as it is, and fails for the same wiki with one new broken link.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.running import contents
from tests.cli.test_since import git

PROJECT = Path(__file__).parents[2]
CI = PROJECT / "editors" / "ci"
CLEAN = PROJECT / "tests" / "example" / "clean"
PLANTED = PROJECT / "tests" / "example" / "planted"
ARTICLE = "teasels-and-the-cloth-finishers.article"

LIMIT = 400
"""Seconds; a hook installs the project into a Python of its own."""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the examples are shell scripts")


def environment(**more: str) -> dict[str, str]:
    dropped = ("PYTHONPATH", "PYTHONWARNINGS", "NO_COLOR", "COLUMNS")
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in dropped and not name.startswith(("GIT_", "SLUGLINE_", "PYTEST_"))
    }
    return {**kept, **more}


def run(
    command: list[str], cwd: Path, env: Mapping[str, str], code: int
) -> subprocess.CompletedProcess[str]:
    ran = subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, encoding="utf-8", timeout=LIMIT, check=False
    )
    assert ran.returncode == code, (command, ran.stdout[-3000:], ran.stderr[-3000:])
    return ran


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project in a git repository of its own, whatever is checked out."""
    folder = tmp_path_factory.mktemp("project") / "slugline"
    folder.mkdir()
    for name in ("server", "editors/ci"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(PROJECT / name, folder / name)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-f", ".")
    git(folder, "commit", "-qm", "one")
    return folder


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    return shutil.copytree(CLEAN, tmp_path / "wiki")


def break_it(wiki: Path) -> str:
    """Adds a broken link to an article, and gives the line that a check writes."""
    path = wiki / ARTICLE
    lines = path.read_text().split("\n")
    place = lines.index("Critical View") + 1
    lines[place] = f"[[nonsuch]] {lines[place]}"
    path.write_text("\n".join(lines))
    return f"{ARTICLE}:{place + 1}:3: broken-link no article has the slug `nonsuch`"


# pre-commit


@pytest.fixture(scope="module")
def hooks(project: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, str]]:
    """The configuration of a repository that uses the hooks, and the environment to run them in."""
    ran = run(["git", "rev-parse", "HEAD"], project, environment(), 0)
    configuration = {
        "repos": [
            {
                "repo": str(project),
                "rev": ran.stdout.strip(),
                "hooks": [
                    {"id": "slugline-format"},
                    {"id": "slugline-fix"},
                    {"id": "slugline-check", "args": ["--format", "text"]},
                ],
            }
        ]
    }
    home = tmp_path_factory.mktemp("pre-commit")
    names = {
        f"GIT_{who}_{what}": "t" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    return yaml.safe_dump(configuration), environment(PRE_COMMIT_HOME=str(home), **names)


def test_pre_commit_refuses_a_commit_that_breaks_a_link(
    wiki: Path, hooks: tuple[str, dict[str, str]]
) -> None:
    configuration, env = hooks
    (wiki / ".pre-commit-config.yaml").write_text(configuration)
    git(wiki, "init", "-q", "-b", "main")
    run([sys.executable, "-m", "pre_commit", "install"], wiki, env, 0)
    git(wiki, "add", ".")
    run(["git", "commit", "-qm", "clean"], wiki, env, 0)

    line = break_it(wiki)
    ran = run(["git", "commit", "-qam", "broken"], wiki, env, 1)
    assert line in (ran.stdout + ran.stderr).splitlines()
    git(wiki, "checkout", "-q", "HEAD", ".")

    # What nobody has changed breaks, too, where an article goes.
    git(wiki, "rm", "-q", "eel-weir.article")
    ran = run(["git", "commit", "-qm", "gone"], wiki, env, 1)
    assert "broken-link no article has the slug `eel-weir`" in ran.stdout + ran.stderr
    git(wiki, "reset", "-q", "--hard")

    # What is no article is left as it is.
    for path in ("requirements.in", "notes.md"):
        (wiki / path).write_text("one  \n\n\n\n[[two]]  \n")
    git(wiki, "add", ".")
    run(["git", "commit", "-qm", "other files"], wiki, env, 0)

    # Fixes are made, and to be looked at before they are committed.
    article = wiki / ARTICLE
    before = article.read_text()
    article.write_text(before.replace("\n", "  \n", 1))
    ran = run(["git", "commit", "-qam", "spaces"], wiki, env, 1)
    assert "files were modified by this hook" in ran.stdout + ran.stderr
    assert article.read_text() == before


def test_pre_commit_and_a_baseline(hooks: tuple[str, dict[str, str]], tmp_path: Path) -> None:
    configuration, env = hooks
    wiki = shutil.copytree(PLANTED, tmp_path / "wiki")
    toml = wiki / "slugline.toml"
    toml.write_text(f'baseline = "known.jsonl"\n{toml.read_text()}')
    parsed = yaml.safe_load(configuration)
    del parsed["repos"][0]["hooks"][:2]  # an old wiki is not mended at once
    (wiki / ".pre-commit-config.yaml").write_text(yaml.safe_dump(parsed))
    git(wiki, "init", "-q", "-b", "main")
    git(wiki, "add", ".")
    check = [sys.executable, "-m", "pre_commit", "run", "--all-files"]
    run([sys.executable, "-m", "slugline", "check", "--update-baseline"], wiki, os.environ, 0)
    run(check, wiki, env, 0)
    line = break_it(wiki)
    assert line in run(check, wiki, env, 1).stdout.splitlines()


# GitHub


def steps_of(project: Path, **inputs: str) -> list[tuple[dict[str, Any], dict[str, str]]]:
    """The steps of the action with their variables, as the service would fill them in."""
    action = yaml.safe_load((project / "editors" / "ci" / "action.yml").read_text())
    assert action["runs"]["using"] == "composite"
    values = {f"inputs.{name}": one["default"] for name, one in action["inputs"].items()}
    given = {f"inputs.{name}": value for name, value in inputs.items()}
    assert given.keys() <= values.keys()
    values |= given | {"github.action_path": str(project / "editors" / "ci")}

    def filled(text: str) -> str:
        return re.sub(r"\$\{\{ (.+?) \}\}", lambda match: values[match[1]], text)

    return [
        (step, {name: filled(value) for name, value in step.get("env", {}).items()})
        for step in action["runs"]["steps"]
    ]


@pytest.fixture(scope="module")
def installed(project: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment after the steps of the action that set up: its Python has Slugline."""
    folder = tmp_path_factory.mktemp("python")
    venv.create(folder, with_pip=True)
    env = environment(PATH=f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}")
    python, install, check = steps_of(project)
    assert python[0].keys() == {"uses", "with"}
    assert python[0]["uses"].startswith("actions/setup-python@")
    run(bash(install[0]), folder, env | install[1], 0)
    assert "slugline check" in check[0]["run"]
    return env


def bash(step: dict[str, Any]) -> list[str]:
    """What the service runs for a step with `shell: bash`."""
    assert step["shell"] == "bash"
    assert "${{" not in step["run"], "what users give goes by variables, never into the script"
    return ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]


def action(
    project: Path, installed: dict[str, str], cwd: Path, code: int, **inputs: str
) -> subprocess.CompletedProcess[str]:
    step, variables = steps_of(project, **inputs)[-1]
    return run(bash(step), cwd, installed | variables, code)


def test_the_action(project: Path, installed: dict[str, str], wiki: Path) -> None:
    assert action(project, installed, wiki, 0).stdout == ""
    break_it(wiki)
    [line] = action(project, installed, wiki, 1).stdout.splitlines()
    assert line.startswith(f"::error file={ARTICLE},line=")
    assert "no article has the slug `nonsuch`" in line
    options = "--ignore=broken-link\n\n--format=sarif=a file.sarif\n"
    action(project, installed, wiki.parent, 0, paths="wiki\n", options=options)
    assert json.loads((wiki.parent / "a file.sarif").read_text())["version"] == "2.1.0"


def test_the_action_runs_nothing_of_what_it_is_given(
    project: Path, installed: dict[str, str], wiki: Path
) -> None:
    before = contents(wiki)
    hostile = "$(touch made); `touch made`"
    for inputs in ({"paths": hostile}, {"options": hostile}, {"format": hostile}):
        action(project, installed, wiki, 2, **inputs)
    action(project, installed, wiki, 2, paths="--fix")
    assert contents(wiki) == before


def test_the_action_and_a_baseline(
    project: Path, installed: dict[str, str], tmp_path: Path
) -> None:
    wiki = shutil.copytree(PLANTED, tmp_path / "wiki")
    run(["slugline", "check", "--baseline=known.jsonl", "--update-baseline"], wiki, installed, 0)
    options = "--baseline=known.jsonl"
    assert action(project, installed, wiki, 0, options=options).stdout == ""
    break_it(wiki)
    out = action(project, installed, wiki, 1, options=options).stdout
    assert out.count("::error ") == 1
    assert "nonsuch" in out


# GitLab, and everywhere else


def test_the_gitlab_job(project: Path, installed: dict[str, str], wiki: Path) -> None:
    job = yaml.safe_load((CI / "gitlab.yml").read_text())["slugline"]
    report = job["artifacts"]["reports"]["codequality"]
    assert job["artifacts"]["when"] == "always"  # it fails where there is something to show
    env = installed | job["variables"] | {"SLUGLINE_PACKAGE": str(project)}
    script = ["sh", "-ec", "\n".join(job["script"])]
    assert "set it in variables" in run(script, wiki, installed | job["variables"], 2).stderr
    assert run(script, wiki, env, 0).stdout == ""
    assert json.loads((wiki / report).read_text()) == []
    line = break_it(wiki)
    ran = run(script, wiki, env, 1)
    assert ran.stdout.splitlines() == [line]
    [found] = json.loads((wiki / report).read_text())
    assert found["check_name"] == "broken-link"
    run(script, wiki, env | {"SLUGLINE_OPTIONS": "--ignore=broken-link --fail-on=info"}, 0)


def test_the_shell_script(project: Path, wiki: Path, tmp_path: Path) -> None:
    script = ["sh", str(CI / "check.sh"), str(wiki)]
    env = environment(SLUGLINE_PACKAGE=str(project), TMPDIR=str(tmp_path))
    assert "SLUGLINE_PACKAGE" in run(script, tmp_path, env | {"SLUGLINE_PACKAGE": ""}, 2).stderr
    break_it(wiki)
    ran = run([*script, "--ignore", "label-drift"], tmp_path, env, 1)
    assert "broken-link no article has the slug `nonsuch`" in ran.stdout
    assert "nonsuch" in (tmp_path / "slugline-junit.xml").read_text()
    assert {one.name for one in tmp_path.iterdir()} == {"wiki", "slugline-junit.xml"}


def test_the_ways_of_the_readme_are_those_that_are_here() -> None:
    text = (CI / "README.md").read_text()
    for name in ("action.yml", "gitlab.yml", "check.sh"):
        assert f"`{name}`" in text or f"sh {name}" in text
    hooks = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text())
    for hook in hooks:
        assert hook["id"] in text
