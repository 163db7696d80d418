"""Kills checks at random moments, and compares the checks that follow with some without a cache.

python -m tests.killing [--rounds 200] [--articles 2000] [--seed 1]
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.generate import generate
from tests.cli.running import COMMAND, Result, environment, slugline

_SETTLED = 2.1
"""Seconds after which a written file may be in the cache."""


class Killing:
    """One wiki with its cache; knows how long a check takes."""

    def __init__(self, folder: Path, articles: int, seed: int) -> None:
        self._random = random.Random(seed)
        self._wiki = folder / "wiki"
        self._cache = folder / "cache"
        generate(self._wiki, articles, seed=seed)
        self._articles = sorted(self._wiki.rglob("*.article"))
        time.sleep(_SETTLED)
        self.check()
        start = time.monotonic()
        subprocess.run(
            [*COMMAND, "check", ".", "--no-cache", "--fail-on", "never", "-o", os.devnull],
            cwd=self._wiki,
            env=environment(),
            check=True,
        )
        self._duration = time.monotonic() - start

    def rounds(self, count: int) -> int:
        """Kills `count` times; gives how many of these left an unfinished file."""
        unfinished = 0
        for number in range(count):
            self._change()
            self._kill()
            left = list(self._cache.glob("*.tmp"))
            unfinished += len(left)
            for temporary in left:
                temporary.unlink()
            warm = self.check()
            assert warm == self.check("--no-cache"), f"round {number}"
            assert warm.err == ""
        return unfinished

    def check(self, *options: str) -> Result:
        """What a check gives that nobody kills."""
        return slugline("check", ".", *options, cwd=self._wiki, env=self._environment)

    @property
    def _environment(self) -> dict[str, str]:
        return {"SLUGLINE_CACHE_DIR": str(self._cache)}

    def _change(self) -> None:
        """Changes some articles; without a cache, all of it is written again."""
        for article in self._random.sample(self._articles, 3):
            with article.open("a") as text:
                text.write(f"\nSee [[nowhere-{self._random.randrange(1_000)}]].")
        if self._random.random() < 0.7:
            for file in self._cache.glob("*.cache"):
                file.unlink()

    def _kill(self) -> None:
        """Starts a check and kills it: at any moment, or while it writes the cache."""
        with subprocess.Popen(
            [*COMMAND, "check", "."],
            cwd=self._wiki,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(**self._environment),
            start_new_session=True,
        ) as process:
            if self._random.random() < 0.5:
                time.sleep(self._random.uniform(0, 1.1 * self._duration))
            else:
                while process.poll() is None and not self._is_writing():
                    time.sleep(0.0002)
                time.sleep(self._random.choice((0, 0, 0.0005, 0.002)))
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)

    def _is_writing(self) -> bool:
        try:
            return any(name.endswith(".tmp") for name in os.listdir(self._cache))  # noqa: PTH208
        except FileNotFoundError:
            return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        killing = Killing(Path(folder), options.articles, options.seed)
        unfinished = killing.rounds(options.rounds)
    sys.stdout.write(f"{options.rounds} rounds, {unfinished} killed while writing: all equal\n")


if __name__ == "__main__":
    main()
