"""The benchmark of servers measures what it says, on a little wiki."""

from __future__ import annotations

from pathlib import Path

from tests.bench.generate import generate
from tests.bench.peers import Peer, ours
from tests.bench.places import choose, places
from tests.bench.servers import Measuring, cases, read_options

_SIZE = 60


def test_every_case_is_measured(tmp_path: Path) -> None:
    """But for those of methods that the server has not."""
    wiki = tmp_path / "wiki"
    generate(wiki, _SIZE)
    where = places(wiki, choose(wiki, _SIZE), markdown=False)
    options = read_options(["--edits", "400", "--starts", "1", "--limit", "20"])
    samples = Measuring(ours(), where, tmp_path / "cache", options).all()
    reasons = {found for found in samples.values() if isinstance(found, str)}
    assert reasons <= {"no such method"}
    names = {case.name for case in cases(_SIZE)}
    assert samples.keys() == names if not reasons else samples.keys() <= names


def test_a_server_that_ends_is_no_answer(tmp_path: Path) -> None:
    wiki = tmp_path / "wiki"
    generate(wiki, _SIZE)
    where = places(wiki, choose(wiki, _SIZE), markdown=False)
    options = read_options(["--starts", "1", "--limit", "5"])
    ended = Peer("ended", ("false",))
    assert Measuring(ended, where, tmp_path, options).all() == dict.fromkeys(
        ["spawn → initialize", "spawn → first hover"], "the server has ended"
    )
