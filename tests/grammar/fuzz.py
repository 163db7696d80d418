"""Fuzzes the tree-sitter parser under address and undefined-behaviour sanitizers.

    python -m tests.grammar.fuzz [--minutes 10]

`fuzz.c` changes the specification's examples at random; every run makes others.
"""

from __future__ import annotations

import argparse
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.grammar.compiled import SOURCES, compile_c, runtime
from tests.spec_examples import SPEC, read_spec

DRIVER = Path(__file__).with_suffix(".c")
SANITIZED = ("-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")

GRACE = 60.0
"""Seconds that a run may take longer than it should before it is said to hang."""


class FindingError(Exception):
    """What the parser did wrong, and the text with which it did."""


def fuzz(seconds: float, run: int) -> int:
    """Parses texts for some seconds, and says how many parses that were.

    `run` is the number from which the texts are made.

    Raises:
        FindingError: at the first text that goes wrong.
        ToolMissingError: where there is no C compiler, or no source of tree-sitter's runtime.
    """
    with tempfile.TemporaryDirectory() as folder:
        seeds, finding = Path(folder) / "seeds", Path(folder) / "finding"
        examples = read_spec(SPEC.read_text(encoding="utf-8")).examples
        seeds.write_bytes(
            b"".join(len(example.data).to_bytes(4, "little") + example.data for example in examples)
        )
        try:
            done = subprocess.run(
                [str(_driver()), str(seeds), str(finding), str(seconds), str(run)],
                capture_output=True,
                text=True,
                timeout=seconds + GRACE,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise FindingError(f"run {run} hangs") from error
        if done.returncode:
            text = finding.read_bytes() if finding.exists() else b""
            raise FindingError(f"run {run}: {done.stderr}\nwith the text\n{text!r}")
        return int(done.stdout)


def _driver() -> Path:
    library = runtime()
    include = ("-I", str(library / "include"))
    compiled = compile_c(
        "runtime.o",
        [library / "src" / "lib.c"],
        *("-c", "-w", "-std=gnu11", *SANITIZED, *include, "-I", str(library / "src")),
    )
    return compile_c("fuzz", [DRIVER, *SOURCES, compiled], *SANITIZED, *include)


def main() -> int:
    """Fuzzes for some minutes; exit code 1 with a finding."""
    asked = argparse.ArgumentParser(prog="python -m tests.grammar.fuzz")
    asked.add_argument("--minutes", type=float, default=10.0)
    asked.add_argument("--run", type=int, default=secrets.randbelow(2**32))
    arguments = asked.parse_args()
    print(f"run {arguments.run}", flush=True)
    try:
        parses = fuzz(arguments.minutes * 60, arguments.run)
    except FindingError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{parses:,} parses, no finding")
    return 0


if __name__ == "__main__":
    sys.exit(main())
