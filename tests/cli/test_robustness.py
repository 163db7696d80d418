"""Whatever the program is given, it ends with an exit code and in plain words."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.cli.mutating import mutated
from tests.cli.running import CLEAN, contents, fresh_slugline, slugline, write_wiki

SEED = 20241


@pytest.fixture(scope="module")
def wreck() -> Iterator[Path]:
    """2,000 articles of the example wiki, each broken at random; in memory, where that is."""
    articles = sorted(CLEAN.glob("*.article"))
    names = [path.stem for path in articles]
    rng = random.Random(SEED)
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        wiki = Path(folder)
        for number, data in enumerate(mutated([one.read_bytes() for one in articles], 2000, SEED)):
            # Some take the slug of an article, and some have names that are no slugs.
            name = rng.choice([*names[:3], f"{rng.choice(names)}-{number}", f"Odd Name {number}"])
            write_wiki(wiki / f"{number % 50}", {f"{name}.article": data})
        for path in CLEAN.iterdir():
            shutil.copy(path, wiki)
        yield wiki


def test_broken_articles(wreck: Path) -> None:
    """A check finds no end of them; what is fixed stays fixed, and the report is true."""
    check = ("check", "--show", "hint", "--format", "json", "--no-cache")
    found = fresh_slugline(*check, cwd=wreck)
    assert found.code in (1, 2)
    assert found.json()["summary"]["findings"] > 5_000
    assert all(line.endswith(": is a binary file") for line in found.err.splitlines())

    fixed = fresh_slugline(*check, "--fix", cwd=wreck)
    assert fixed.code in (1, 2)
    assert "\nFixed " in f"\n{fixed.err}"
    assert fixed.json()["summary"]["findings"] < found.json()["summary"]["findings"]
    after = contents(wreck)

    again = fresh_slugline(*check, "--fix", cwd=wreck)
    assert contents(wreck) == after
    assert "\nFixed " not in f"\n{again.err}"
    assert again.raw == fixed.raw

    for command in ("report wanted", "report entities", "links tide-mill", "inventory"):
        assert slugline(*command.split(), cwd=wreck).code in (0, 2)
    slugline("format", cwd=wreck)
    assert slugline("format", cwd=wreck).err.endswith("\n0 files formatted\n")


LONG = "x" * 100_000
ODD: list[Sequence[str | bytes]] = [
    *([word] for word in ("", " ", "-", "--", "0", "-1", "--help=x", "-hh", "水車", LONG, b"\xff")),
    *(["check", word] for word in ("", "-", "--", "-1", "1", "水", "/", "...", "~", "*")),
    *(
        ["check", word]
        for word in ("\x01", "\n", "a\x1b[2Jb", LONG, b"\xff", "a/../..", "a.article/")
    ),
    *(
        ["check", "--jobs", word]
        for word in ("-1", "0", "1", "1e3", "99999999999999999999", "", "二")
    ),
    *(["check", "--format", word] for word in ("", "xml", "TEXT", LONG, b"\xfe")),
    *(
        ["check", "--select", word]
        for word in ("", ",", "all", "broken-link,,", LONG, b"\xfe", "\x1b")
    ),
    *(["check", "--root", word] for word in ("", "a.article", "none", "sub/..", b"\xff", LONG)),
    *(
        ["check", "-o", word]
        for word in ("", ".", "none/x", "a.article/x", "/", b"none\xff/x", LONG)
    ),
    *(
        ["check", "--stdin-filename", word]
        for word in ("", ".", "/", "x", b"\xff", LONG, "sub", "-")
    ),
    *(["check", "--since", word] for word in ("", "--all", "none", b"\xff", LONG, "HEAD\n")),
    ["check", "--fix", "--fix", "--diff", "--diff"],
    ["check", "--show", "never"],
    ["check", "--fail-on", ""],
    ["check", "--color"],
    ["check", "a.article", "a.article", "sub", ".", "./sub/.."],
    ["check", "--", "--fix"],
    *(["rules", word] for word in ("", "-", "RULES", LONG, b"\xff", "broken-link broken-link")),
    ["rules", "broken-link", "broken-link"],
    *(["report", word] for word in ("", "HUBS", "hubs hubs", "-n")),
    *(["report", "hubs", "-n", word] for word in ("0", "-1", "x", "99999999999999999999")),
    *(
        ["links", word]
        for word in ("", "a", "A.article", LONG, b"\xff", "[[a]]", "#x", "\x00x"[1:])
    ),
    *(["new", word] for word in ("", " ", "-", ".", "..", "/", LONG, b"\xff", "a\x1bb", "\u200b")),
    *(
        ["new", "X", "--folder", word]
        for word in ("..", "/", "a.article", b"\xff", LONG, "sub/../..")
    ),
    *(["init", word] for word in ("", "none", "a.article", LONG, b"\xff", "sub/none")),
    *(["format", word] for word in ("", "none", "-", LONG, b"\xff", "slugline.toml")),
    *(["inventory", "-o", word] for word in ("", ".", "none/x", LONG)),
    ["inventory", "extra"],
]


def test_odd_arguments(tmp_path: Path) -> None:
    wiki = write_wiki(
        tmp_path / "wiki",
        {"slugline.toml": "", "a.article": "A\n[[a]]\n", "sub/b.article": "B\n[[a]]\n"},
    )
    before = contents(tmp_path)
    for arguments in ODD:
        result = slugline(*arguments, cwd=wiki, stdin=b"Text\n[[a]]\n")
        shown = [str(word)[:50] for word in arguments]
        assert result.code in (0, 1, 2), shown
        said = result.err.replace("0 files formatted\n", "")
        assert (result.code == 2) == bool(said), (shown, result.code, said[:300])
        assert "\x1b" not in result.err
        assert result.err.count("\n") <= 2, shown
    assert contents(tmp_path) == before
