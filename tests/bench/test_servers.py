"""The benchmark of servers measures what it says, on a little wiki."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.generate import generate
from tests.bench.peers import Peer, ours
from tests.bench.places import choose, places
from tests.bench.servers import Measuring, cases, main, read_options

_SIZE = 60


def test_every_case_is_measured(tmp_path: Path) -> None:
    wiki = tmp_path / "wiki"
    generate(wiki, _SIZE)
    where = places(wiki, choose(wiki, _SIZE), markdown=False)
    options = read_options(["--edits", "400", "--starts", "1", "--limit", "20"])
    samples = Measuring(ours(), where, tmp_path / "cache", options).all()
    assert not [name for name, found in samples.items() if isinstance(found, str)]
    assert samples.keys() == {case.name for case in cases(_SIZE)}


def test_an_unknown_server_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "Slugline,Slagline"]) == 2
    assert "no server Slagline here; there are: " in capsys.readouterr().err


def test_a_server_that_ends_is_no_answer(tmp_path: Path) -> None:
    wiki = tmp_path / "wiki"
    generate(wiki, _SIZE)
    where = places(wiki, choose(wiki, _SIZE), markdown=False)
    options = read_options(["--starts", "1", "--limit", "5"])
    ended = Peer("ended", ("false",))
    assert Measuring(ended, where, tmp_path, options).all() == dict.fromkeys(
        ["spawn → initialize", "spawn → first hover"], "the server has ended"
    )
