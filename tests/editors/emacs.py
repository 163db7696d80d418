"""Emacs of two versions, from Debian's suites, with the mode on its load path."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests.editors.story import EDITORS, Place
from tests.editors.terminal import Terminal
from tests.tools.debian import command, unpacked

PACKAGES = {
    "28.2": ("emacs-nox", "bookworm", "elpa-eglot"),
    "30.1": ("emacs-nox", "trixie"),
}
"""By version: what is unpacked. Eglot is a part of Emacs since 29."""


def install(version: str) -> Path:
    """The root folder of a version; raises ToolMissingError."""
    root = unpacked(*PACKAGES[version])
    # The state that Emacs was built with is looked for beside the program.
    dumped = root / "usr/bin/emacs-nox.pdmp"
    if not dumped.is_symlink():
        (kept,) = (root / "usr/libexec/emacs" / version).glob("*/*.pdmp")
        dumped.symlink_to(os.path.relpath(kept, dumped.parent))
    return root


def install_package_lint() -> list[str]:
    """The arguments that put the checker of Emacs packages on the load path; ToolMissingError."""
    packages = unpacked("elpa-package-lint", "trixie") / "usr/share/emacs/site-lisp/elpa-src"
    return [part for folder in packages.iterdir() for part in ("-L", str(folder))]


def start(version: str, at: Place, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """The command line and the environment of Emacs, without a user's or the system's settings."""
    root = install(version)
    share = root / "usr/share/emacs" / version
    lisp = [path for path in sorted((share / "lisp").rglob("*")) if path.is_dir()]
    packages = (root / "usr/share/emacs/site-lisp/elpa-src").glob("*")
    environment = at.environment | {
        "EMACSLOADPATH": os.pathsep.join(map(str, (*packages, share / "lisp", *lisp))),
        "EMACSDATA": str(share / "etc"),
        "EMACSDOC": str(share / "etc"),
        "EMACSPATH": str(root / "usr/libexec/emacs"),
    }
    line = command(root, "usr/bin/emacs-nox")
    line[line.index("--argv0") + 1] = str(root / "usr/bin/emacs-nox")
    return [*line, "-Q", "-L", str(EDITORS / "emacs"), *arguments], environment


def batch(version: str, at: Place, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs Emacs without a screen."""
    line, environment = start(version, at, "--batch", *arguments)
    return at.run(line, environment)


_ASKED = """\
;; -*- lexical-binding: t; coding: utf-8 -*-
(require 'json)
(defun until (fact)
  (with-timeout (30 (error "It does not come to pass"))
    (while (not (funcall fact)) (accept-process-output nil 0.02))
    t))
(defun connect ()
  (require 'eglot)
  (apply #'eglot--connect (eglot--guess-contact))
  (until #'eglot-managed-p))
(defun asked (given) (ignore given) {source})
(let ((answer (asked (json-read-from-string {given}))) (coding-system-for-write 'utf-8))
  (with-temp-file {result} (insert (json-encode answer))))
"""


def lisp(version: str, at: Place, source: str, given: Any = None) -> Any:
    """What a Lisp expression is, with `given` at hand, in an Emacs without a screen.

    Both go through JSON. `(connect)` starts the server for the current buffer, and `(until FACT)`
    waits.
    """
    script, result = at.home / "asked.el", at.home / "asked.json"
    quoted = [json.dumps(text, ensure_ascii=False) for text in (json.dumps(given), str(result))]
    script.write_text(_ASKED.format(source=source, given=quoted[0], result=quoted[1]), "utf-8")
    done = batch(version, at, *("-l", "slugline-mode", "-l", str(script)))
    assert result.exists(), done.stderr + done.stdout
    return json.loads(result.read_text("utf-8"))


class Emacs(Terminal):
    """Emacs at a terminal, set up as the mode's commentary says."""

    def __init__(self, version: str, at: Place, *arguments: str) -> None:
        init = at.home / "init.el"
        init.write_text(
            "(require 'eglot)\n(require 'slugline-mode)\n"
            "(add-hook 'slugline-mode-hook #'eglot-ensure)\n"
            "(setq backup-inhibited t auto-save-default nil)\n"
        )
        line, environment = start(version, at, "-nw", "-l", str(init), *arguments)
        super().__init__(line, folder=at.wiki, environment=environment)

    def command(self, name: str) -> None:
        """Runs a command by its name."""
        self.type("\x1bx", name, "\r")
