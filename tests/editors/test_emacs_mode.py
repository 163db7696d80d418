"""The parts of the mode for Emacs: files, links without the server, colours, sections, commands."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from slugline.model.slugs import is_slug
from tests.editors import emacs, story
from tests.editors.colours import KINDS, coloured, texts_to_colour
from tests.editors.emacs import lisp
from tests.editors.files import written
from tests.editors.story import EDITORS, Place
from tests.tools.place import needed

FOLDER = EDITORS / "emacs"
README = (FOLDER / "README.md").read_text("utf-8")
SOURCES = sorted(FOLDER.glob("*.el"))


def test_which_files_are_articles(emacs_version: str, at: Place, tmp_path: Path) -> None:
    articles = written(at.wiki, tmp_path)
    found = lisp(
        emacs_version,
        at,
        """
        (mapcar (lambda (file)
                  (with-current-buffer (find-file-noselect file)
                    (if (derived-mode-p 'slugline-mode) t :json-false)))
                given)
        """,
        list(articles),
    )
    assert dict(zip(articles, found, strict=True)) == articles


def test_links_are_followed_without_the_server(emacs_version: str, at: Place) -> None:
    (at.wiki / ".old").mkdir()
    (at.wiki / ".old/millwright.article").touch()
    (at.wiki / "links.article").write_text(
        "Links\n[[millwright]] a [[eel-trap|Eel Trap]], [[stone-dressing#source|the dressing]]\n"
        "[[#source]] [[nowhere|Nowhere]] [[водяная-мельница-на-сольве|Мельница]] plain\nSource\n"
    )
    goes = {
        "millw": "millwright.article",
        "[[eel-t": "eel-weir.article",
        "Eel T": "eel-weir.article",
        "]], [[": "eel-weir.article",
        ", [[": "There is no link here",
        "dressing]]": "stone-dressing.article",
        "#source]] ": "links.article",
        "Nowhere": "No file is named ‘nowhere’",
        "Мель": "водяная-мельница-на-сольве.article",
        "plain": "There is no link here",
    }
    found = lisp(
        emacs_version,
        at,
        """
        (mapcar (lambda (text)
                  (find-file "links.article")
                  (goto-char (point-min))
                  (search-forward text)
                  (goto-char (match-beginning 0))
                  (condition-case reason
                      (progn (call-interactively (key-binding (kbd "C-c C-o")))
                             (file-name-nondirectory buffer-file-name))
                    (user-error (error-message-string reason))))
                given)
        """,
        list(goes),
    )
    shown = [text.replace("'", "’").replace("`", "‘") for text in found]
    assert dict(zip(goes, shown, strict=True)) == goes


def test_colours_are_those_of_the_servers_parser(emacs_version: str, at: Place) -> None:
    texts = texts_to_colour(at)
    found = lisp(
        emacs_version,
        at,
        """
        (mapcar
         (lambda (file)
           (with-current-buffer (find-file-noselect file)
             (font-lock-ensure)
             (let ((kinds nil))
               (dotimes (at (buffer-size))
                 (let ((face (get-text-property (1+ at) 'face)))
                   (push (format "%s" (or (if (consp face) (car (last face)) face) ""))
                         kinds)))
               (vconcat (nreverse kinds)))))
         given)
        """,
        list(texts),
    )
    for (path, text), faces in zip(texts.items(), found, strict=True):
        names = [face.removeprefix("slugline-").removesuffix("-face") for face in faces]
        assert "".join(KINDS.get(name, ".") for name in names) == coloured(text), path


def test_sections(emacs_version: str, at: Place) -> None:
    (at.wiki / "slugline.toml").write_text(
        '[[sections]]\nkey = "facts"\nname = "Plain Facts"\naliases = [ # two\n  "A/B", "F.A.Q."]\n'
    )
    (at.wiki / "own.article").write_text(
        "Plain Facts\nPlain Facts\na\n A/B \nb\nFxAxQx\nF.A.Q.\nc\n## Mine \nd\n"
    )
    index, went, outline, hidden = lisp(
        emacs_version,
        at,
        """
        (with-current-buffer (find-file-noselect "own.article")
          (require 'imenu)
          (require 'outline)
          (list
           (vconcat
            (mapcar (lambda (entry) (vector (car entry) (line-number-at-pos (cdr entry))))
                    (funcall imenu-create-index-function)))
           (let ((lines nil))
             (goto-char (point-min))
             (dotimes (_ 4)
               (end-of-defun)
               (push (line-number-at-pos) lines))
             (dotimes (_ 2)
               (beginning-of-defun)
               (push (line-number-at-pos) lines))
             (nreverse lines))
           (progn
             (goto-char (point-max))
             (outline-back-to-heading)
             (line-number-at-pos))
           (progn
             (outline-minor-mode)
             (outline-hide-body)
             (mapcar (lambda (line)
                       (goto-char (point-min))
                       (forward-line (1- line))
                       (if (outline-invisible-p) line 0))
                     (number-sequence 1 10)))))
        """,
    )
    assert index == [["Plain Facts", 2], ["A/B", 4], ["F.A.Q.", 7], ["Mine", 9]]
    assert went == [2, 4, 7, 9, 7, 4]
    assert outline == 9
    assert hidden == [0, 0, 3, 0, 5, 6, 0, 8, 0, 10]


def test_no_command_breaks_or_joins_paragraphs(emacs_version: str, at: Place) -> None:
    before = at.text(story.ARTICLE)
    after = lisp(
        emacs_version,
        at,
        f"""
        (progn
          (find-file "{story.ARTICLE}")
          (auto-fill-mode)
          (fill-paragraph)
          (fill-region (point-min) (point-max))
          (goto-char (point-max))
          (execute-kbd-macro (kbd "RET"))
          (dotimes (_ 80) (execute-kbd-macro "long "))
          (execute-kbd-macro (kbd "M-q"))
          (buffer-string))
        """,
    )
    assert after == f"{before}\n" + 80 * "long "


def test_items(emacs_version: str, at: Place) -> None:
    (at.wiki / "items.article").write_text("Items\n- one two\n")
    after = lisp(
        emacs_version,
        at,
        """
        (progn
          (find-file "items.article")
          (search-forward "one")
          (execute-kbd-macro (kbd "M-RET"))
          (end-of-line)
          (execute-kbd-macro (kbd "M-RET"))
          (execute-kbd-macro "three RET")
          (buffer-string))
        """,
    )
    assert after == "Items\n- one\n- two\n- three RET\n"


def test_commands(emacs_version: str, at: Place) -> None:
    (at.wiki / "loose.article").write_text("Loose\nA [[Millrace]].  \n")
    told = lisp(
        emacs_version,
        at,
        """
        (progn
          (find-file "loose.article")
          (connect)
          (list
           (progn (call-interactively (key-binding (kbd "C-c C-f")))
                  (until (lambda () (string-search "[[millrace|" (buffer-string))))
                  (buffer-string))
           (progn (slugline-show-graph)
                  (with-current-buffer "*slugline graph*"
                    (buffer-substring (point-min) (+ (point-min) 7))))
           (progn (slugline-new-article "The Weir Keeper")
                  (list (file-name-nondirectory buffer-file-name)
                        (buffer-substring (point-min) (line-end-position))
                        (file-exists-p buffer-file-name)))))
        """,
    )
    fixed, graph, new = told
    assert fixed == "Loose\nA [[millrace|Millrace]].\n"
    assert graph == "digraph"
    assert new == ["the-weir-keeper.article", "The Weir Keeper", True]


@pytest.mark.parametrize(("marker", "opened"), [("", ""), ("slugline.toml", "deep/notes.md")])
def test_the_first_article_of_a_wiki(
    emacs_version: str, at: Place, tmp_path: Path, marker: str, opened: str
) -> None:
    wiki = tmp_path / "empty"
    (wiki / "deep").mkdir(parents=True)
    if marker:
        (wiki / marker).touch()
    found = lisp(
        emacs_version,
        msgspec.structs.replace(at, wiki=wiki),
        """
        (progn
          (unless (string-empty-p given) (find-file given))
          (slugline-new-article "First Steps")
          (let ((first (list buffer-file-name
                             (buffer-substring (point-min) (line-end-position)))))
            (until #'eglot-managed-p)
            (switch-to-buffer "*scratch*")
            (slugline-new-article "Second Thoughts")
            (until #'eglot-managed-p)
            (list first
                  buffer-file-name
                  (length (apply #'append
                                 (hash-table-values eglot--servers-by-project))))))
        """,
        opened,
    )
    first, second = wiki / "first-steps.article", wiki / "second-thoughts.article"
    assert found == [[str(first), "First Steps"], str(second), 1]
    assert first.exists()
    assert second.exists()


def test_a_new_article_that_cannot_be_is_told_of(emacs_version: str, at: Place) -> None:
    told = lisp(
        emacs_version,
        msgspec.structs.replace(at, wiki=at.home),
        """
        (mapcar (lambda (folder)
                  (let ((default-directory folder))
                    (condition-case reason
                        (slugline-new-article "First Steps")
                      (user-error (error-message-string reason)))))
                '("~/" "/"))
        """,
    )
    assert told == 2 * [
        "This is no folder of a wiki: visit a file of one, or put a slugline.toml here"
    ]


def test_a_rename_that_cannot_be_made_changes_nothing(emacs_version: str, at: Place) -> None:
    before = {path.name: path.read_text("utf-8") for path in at.wiki.glob("*.article")}
    linking = next(
        name
        for name, text in before.items()
        if "[[millrace" in text and not name.startswith("millrace")
    )
    no_slug = " is not a slug: lower-case letters and digits, joined by single hyphens"
    refused = {
        **{
            name: f"‘{name}’{no_slug}"
            for name in (
                "sub/new-name",
                "../away",
                "Bad Slug",
                "Éel",
                "e\u0301el",
                "a--b",
                "-a",
                "",
            )
        },
        "millwright": "There is a file millwright.article already",
    }
    told, unwritable, untouched = lisp(
        emacs_version,
        at,
        f"""
        (progn
          (find-file "{linking}")
          (find-file "{story.ARTICLE}")
          (connect)
          (let ((file buffer-file-name)
                (renamed (lambda (file slug)
                           (condition-case reason
                               (progn (slugline-rename-article file slug) "renamed")
                             (user-error (error-message-string reason))))))
            (list (mapcar (lambda (slug) (funcall renamed file slug)) given)
                  (funcall renamed (expand-file-name "absent/mill.article") "watermill")
                  (not (or (buffer-modified-p)
                           (buffer-modified-p (get-file-buffer "{linking}"))
                           (not (equal buffer-file-name file)))))))
        """,
        list(refused),
    )
    shown = [text.replace("'", "’").replace("`", "‘") for text in told]
    assert dict(zip(refused, shown, strict=True)) == refused
    assert unwritable == f"No file can be made in {at.wiki}/absent/"
    assert untouched is True
    assert {path.name: path.read_text("utf-8") for path in at.wiki.glob("*.article")} == before


def test_slugs_of_every_script_are_new_names(emacs_version: str, at: Place) -> None:
    names = ["млин-2", "é-eel", "की-नहर", "a1"]
    assert all(is_slug(name) for name in names)
    found = lisp(
        emacs_version,
        at,
        f"""
        (progn
          (find-file "{story.ARTICLE}")
          (connect)
          (cl-letf (((symbol-function 'y-or-n-p) #'always))
            (mapcar (lambda (slug)
                      (slugline-rename-article buffer-file-name slug)
                      (file-name-base buffer-file-name))
                    given)))
        """,
        names,
    )
    assert found == names
    assert not (at.wiki / story.ARTICLE).exists()


def test_settings_are_those_of_the_folder(emacs_version: str, at: Place) -> None:
    written = re.search(r"```elisp\n(\(\(slugline-mode.*?)```", README, re.DOTALL)
    assert written is not None
    assert ":orphan-article" in written[1]
    (at.wiki / ".dir-locals.el").write_text(written[1].replace("orphan-article", "broken-link"))
    (at.wiki / "two.article").write_text("Two\nA [[nowhere|Nowhere]].\nSource\n")
    is_off = lisp(
        emacs_version,
        at,
        """
        (progn
          (setq enable-local-variables :all)
          (find-file "two.article")
          (connect)
          (flymake-start)
          ;; Eglot 1.9 sends settings after the first findings have come.
          (until (lambda ()
                   (let ((found (mapcar #'flymake-diagnostic-text (flymake-diagnostics))))
                     (and found (not (string-search "nowhere" (apply #'concat found))))))))
        """,
    )
    assert is_off


def test_the_keys_are_those_of_the_page(emacs_version: str, at: Place) -> None:
    rows = [line.split("|")[2] for line in README.splitlines() if line.startswith("| ")]
    keys = re.findall(r"`((?:C-c |C-M-|M-RET|C-x )[^`]*|M-[.,])`", "".join(rows))
    commands = re.findall(r"`M-x ([^`]+)`", "".join(rows))
    unbound, unknown = lisp(
        emacs_version,
        at,
        """
        (progn
          (require 'eglot)
          (find-file "own.article")
          (list (vconcat (seq-remove (lambda (keys) (commandp (key-binding (kbd keys))))
                                     (aref given 0)))
                (vconcat (seq-remove (lambda (name) (commandp (intern name)))
                                     (aref given 1)))))
        """,
        [[key.removesuffix(" !") for key in keys], commands],
    )
    assert len(keys) > 8
    assert (unbound, unknown) == ([], [])


def test_a_package_of_it_needs_no_setting_up(emacs_version: str, at: Place) -> None:
    install = f'(progn (require (quote package)) (package-install-file "{FOLDER}"))'
    done = emacs.batch(emacs_version, at, "--eval", install)
    assert done.returncode == 0, done.stderr
    assert not re.findall(r"slugline-\w+\.el:\d.*", done.stderr)
    opened = emacs.batch(
        emacs_version,
        at,
        *("--eval", f'(setq load-path (delete "{FOLDER}" load-path))'),
        *("-f", "package-initialize"),
        *("--eval", '(with-current-buffer (find-file-noselect "plain.txt") (princ major-mode))'),
    )
    assert opened.stdout == "slugline-mode"


def test_the_mode_is_compiled_without_warnings(
    emacs_version: str, at: Place, tmp_path: Path
) -> None:
    compiled = '(lambda (file) (expand-file-name (concat (file-name-base file) ".elc") "{}"))'
    done = emacs.batch(
        emacs_version,
        at,
        *("--eval", "(setq byte-compile-error-on-warn t)"),
        *("--eval", f"(setq byte-compile-dest-file-function {compiled.format(tmp_path)})"),
        *("-f", "batch-byte-compile", *map(str, SOURCES)),
    )
    assert done.returncode == 0, done.stderr
    assert [path.stem for path in sorted(tmp_path.glob("*.elc"))] == [
        source.stem for source in SOURCES
    ]


def test_the_documentation_is_in_its_form(emacs_version: str, at: Place) -> None:
    checks = "".join(f'(checkdoc-file "{source}")' for source in SOURCES)
    done = emacs.batch(emacs_version, at, "--eval", f"(progn {checks})")
    warned = [line for line in done.stderr.splitlines() if ".el:" in line]
    assert (done.returncode, warned) == (0, [])


def test_a_package_as_others_want_it(at: Place) -> None:
    version = "30.1"
    needed(emacs.install, version)
    done = emacs.batch(
        version,
        at,
        *needed(emacs.install_package_lint),
        *("--eval", "(setq native-comp-enable-subr-trampolines nil)"),
        *("-l", "package-lint"),
        *("--eval", f'(setq package-lint-main-file "{FOLDER / "slugline-mode.el"}")'),
        *("-f", "package-lint-batch-and-exit", *map(str, SOURCES)),
    )
    told = re.findall(r"^(\S+\.el):\d+:\d+: \w+: (.*)", done.stderr, re.MULTILINE)
    wanted = {
        # No address is known yet.
        "Package should have a Homepage or URL header.",
        # In Emacs 28, Eglot is a package that a writer may do without.
        'You should depend on (emacs "29.1") if you need `eglot-managed-p\'.',
        'You should depend on (emacs "29.1") if you need `eglot--current-project\'.',
        'You should depend on (emacs "29.1") if you need `eglot--path-to-uri\'.',
        'You should depend on (emacs "29.1") if you need `eglot--apply-workspace-edit\'.',
        'You should depend on (emacs "29.1") if you need `eglot--signal-textDocument/didChange\'.',
        # It names the server, and loads nothing.
        "`with-eval-after-load' is for use in configurations, and should rarely be used in"
        " packages.",
    }
    assert {file for file, _ in told} == {"slugline-mode.el"}
    assert {message for _, message in told} <= wanted
