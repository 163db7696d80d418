from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest

from slugline.disk.configuration import load_configuration, read_configuration
from slugline.disk.template import template
from slugline.errors import ConfigurationError, ConfigurationProblem
from slugline.rules import RULES
from slugline.syntax import DEFAULT_SCHEMA, SectionKind
from slugline.wiki import Configuration, Override, Redirect

NAME = "slugline.toml"


def read(text: str, **inventories: str) -> Configuration:
    texts = {f"{name}.tsv": body for name, body in inventories.items()}
    return read_configuration(text, NAME, texts)


def problems(text: str, **inventories: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        read(text, **inventories)
    found = [str(problem) for problem in caught.value.problems]
    assert found
    assert all("\n" not in one for one in found)
    return [one.removeprefix(f"{NAME}:") for one in found]


def problem(text: str, **inventories: str) -> str:
    (found,) = problems(text, **inventories)
    return found


def test_an_empty_file_is_the_default() -> None:
    assert read("") == Configuration(path=NAME)
    assert read("\ufeff# nothing\r\n") == Configuration(path=NAME)


def test_every_key() -> None:
    found = read(
        """\
include = ["notes/**/*.md", "*.[tT]xt"]
exclude = ["drafts/"]
inventories = ["published.tsv", "more.tsv"]
max-size = "2.5 MB"
baseline = "ci/known.jsonl"
attribution = "As told by {publisher}."

[lead]
max-length = 200

[rules]
broken-link = "warning"
orphan-article = "hint"

[[overrides]]
files = ["legacy/**"]
rules = { missing-lead = "off" }

[[overrides]]
files = ["a", "b"]
rules.broken-link = "info"

[redirects]
old-name = "new-name"
"größe" = "size"

[[sections]]
key = "summary"
name = "Summary"
aliases = ["Overview", "In short"]
required = true

[[sections]]
key = "source"
name = "Source"
body = "attribution"
""",
        published="mill\tThe Mill\n",
        more="mill\tMills\nweir\tThe Weir\n",
    )
    assert found.path == NAME
    assert found.include == ("notes/**/*.md", "*.[tT]xt")
    assert found.exclude == ("drafts/",)
    assert found.inventories == ("published.tsv", "more.tsv")
    assert found.inventory == {"mill": "The Mill", "weir": "The Weir"}
    assert found.max_size == 2_500_000
    assert found.baseline == "ci/known.jsonl"
    assert found.schema.attribution_parts == ("As told by ", ".")
    assert found.schema.lead_length == 200
    assert found.rules == (("broken-link", "warning"), ("orphan-article", "hint"))
    assert found.overrides == (
        Override(("legacy/**",), (("missing-lead", "off"),)),
        Override(("a", "b"), (("broken-link", "info"),)),
    )
    assert found.redirects == (Redirect("old-name", "new-name", 23), Redirect("größe", "size", 24))
    assert found.schema.sections == (
        SectionKind("summary", "Summary", ("Overview", "In short"), "prose", True),
        SectionKind("source", "Source", (), "attribution", False),
    )


def test_a_part_leaves_the_rest_at_its_default() -> None:
    found = read("[lead]\nmax-length = 10\n")
    assert found.schema.sections == DEFAULT_SCHEMA.sections
    assert read("sections = []").schema.sections == ()
    assert read("[lead]").schema.lead_length == 160


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ("1", 1),
        ("3_000", 3000),
        ('"7"', 7),
        ('"7 B"', 7),
        ('"2kB"', 2000),
        ('"2 KiB"', 2048),
        ('"1.5 mb"', 1_500_000),
        ('"1 MiB"', 1 << 20),
        ('"1 GB"', 1_000_000_000),
    ],
)
def test_sizes(written: str, size: int) -> None:
    assert read(f"max-size = {written}").max_size == size


@pytest.mark.parametrize(
    "written",
    [
        *("0", "-1", "true", "1.5", "inf", "2024-01-01", "[]", "9" * 400, '""', '"much"', '"2 TB"'),
        *('"2 GB"', '"0.1 B"', '"1e3"', '"-1 MB"', '"' + "9" * 400 + '"'),
    ],
)
def test_wrong_sizes(written: str) -> None:
    said = problem(f"max-size = {written}")
    assert said.startswith("1: `max-size` must be a number of bytes or a text such as")


# Each is a text, what is said of it after `=>` (lines are joined by one blank), and a line `---`.
PROBLEMS = r"""

[lead]

max-lenght = 1
=> 4: unknown key `lead.max-lenght`; did you mean `max-length`?
---
max_size = 1
=> 1: unknown key `max_size`; did you mean `max-size`?
---
max-length = 1
=> 1: unknown key `max-length`; did you mean `lead.max-length`?
---
[lead]
include = ['a']
=> 2: unknown key `lead.include`; did you mean `include`? It belongs above the first `[table]`
---
[rule]
x = 1
=> 1: unknown key `rule`; did you mean `rules`?
---
[lead]
zzz = 1
=> 2: unknown key `lead.zzz`; known are `max-length`
---
"a\nb.c" = 1
[lead]
=> 1: unknown key `"a\nb.c"`; known are `include`, `exclude`, `inventories`, `max-size`,
   `baseline`, `attribution`, `lead`, `rules`, `overrides`, `redirects`, `sections`
---
include = 'a'
=> 1: `include` must be a list of texts, found the text "a"; did you mean `["a"]`?
---
include = []
=> 1: `include` must be a list of at least one glob, found an empty list
---
exclude = [
 'a',
 3]
=> 3: `exclude` must be a glob such as `drafts/**`, found `3`
---
exclude = ['']
=> 1: `exclude` must be a glob such as `drafts/**`, found an empty text
---
exclude = ['!a']
=> 1: `exclude` must be a glob without `!` (list what is left out under `exclude`), found the
   text "!a"
---
exclude = ['../a']
=> 1: `exclude` must be a glob without `./` and `../`, seen from the wiki's root, found the text
   "../a"
---
exclude = ['a\']
=> 1: `exclude` must be a glob that git understands, found the text "a\"
---
exclude = ['#a']
=> 1: `exclude` must be a glob without `#` at its start (write `\#`), found the text "#a"
---
exclude = [' a']
=> 1: `exclude` must be a glob without blanks around it, found the text " a"
---
lead = 3
=> 1: `lead` must be a table, found `3`
---
lead.max-length = 0
=> 1: `lead.max-length` must be a whole number from 1 to 100,000, found `0`
---
lead.max-length = true
=> 1: `lead.max-length` must be a whole number from 1 to 100,000, found `true`
---
lead.max-length = 2024-02-28
=> 1: `lead.max-length` must be a whole number from 1 to 100,000, found the date `2024-02-28`
---
lead.max-length = 10:00:00
=> 1: `lead.max-length` must be a whole number from 1 to 100,000, found the time `10:00:00`
---
attribution = 'by {publisher}, {publisher}'
=> 1: `attribution` must be a wording that holds `{publisher}` once, found the text "by
   {publisher}, {publisher}"
---
attribution = 'by {publisher} '
=> 1: `attribution` must be a wording without blanks around it, found the text "by {publisher} "
---
attribution = '{publisher}'
=> 1: `attribution` must be a wording with more than `{publisher}`, found the text "{publisher}"
---
attribution = '- by {publisher}'
=> 1: `attribution` must be a wording that does not start with `- ` or `## `, found the text "-
   by {publisher}"
---
[rules]
broken-link = 'warn'
=> 2: `rules.broken-link` must be one of `error`, `warning`, `info`, `hint`, `off`, found the
   text "warn"; did you mean `warning`?
---
[rules]
broken-link = false
=> 2: `rules.broken-link` must be one of `error`, `warning`, `info`, `hint`, `off`, found
   `false`; did you mean `"off"`?
---
[rules]
broken-link = true
=> 2: `rules.broken-link` must be one of `error`, `warning`, `info`, `hint`, `off`, found `true`
---
[rules]
broken_link = 'off'
=> 2: unknown rule `broken_link` in `rules`; did you mean `broken-link`?
---
[rules]
q = 'off'
=> 2: unknown rule `q` in `rules`; `slugline rules` lists those there are
---
[overrides]
files = []
=> 1: `overrides` must be a list of tables (write `[[overrides]]`), found a table
---
overrides = [1]
=> 1: `overrides` must be a table, found `1`
---
[[overrides]]
files = ['a']
=> 1: this entry of `overrides` has no `rules`; it needs one
---
[[overrides]]
files = ['a']
rules = {}
[[overrides]]
files = []
rules.broken-link = 'off'
=> 5: `overrides.files` must be a list of at least one glob, found an empty list
---
[[overrides]]
files = ['a']
rules = { broken-lnk = 'off' }
=> 3: unknown rule `broken-lnk` in `overrides.rules`; did you mean `broken-link`?
---
[redirects]
'Old Name' = 'x'
=> 2: `Old Name` in `redirects` is not a slug; did you mean `old-name`?
---
[redirects]
old = 'New Name'
=> 2: `redirects.old` must be a slug, found the text "New Name"; did you mean `new-name`?
---
[redirects]
a.b = 'c'
=> 2: `redirects.a` must be a slug, found a table
---
[redirects]
a = ['b']
=> 2: `redirects.a` must be a slug, found a list
---
redirects = 'a'
=> 1: `redirects` must be a table, found the text "a"
---
[[sections]]
key = 'a'
=> 1: this entry of `sections` has no `name`; it needs one
---
[[sections]]
name = 'A'
=> 1: this entry of `sections` has no `key`; it needs one
---
[[sections]]
key = 'A b'
name = 'A'
=> 2: `sections.key` must be lower-case letters, digits and hyphens, found the text "A b"; did
   you mean `a-b`?
---
[[sections]]
key = 'a'
name = ''
=> 3: `sections.name` must be a heading, found an empty text
---
[[sections]]
key = "a"
name = "A\nB"
=> 3: `sections.name` must be a heading without line breaks, found the text "A\nB"
---
[[sections]]
key = 'a'
name = 'A '
=> 3: `sections.name` must be a heading without blanks around it, found the text "A "
---
[[sections]]
key = 'a'
name = '## A'
=> 3: `sections.name` must be a heading that does not start with `- ` or `## `, found the text
   "## A"
---
[[sections]]
key = 'a'
name = 'A'
[[sections]]
key = 'a'
name = 'B'
=> 5: `sections.key`: another section has the key `a`
---
[[sections]]
key = 'a'
name = 'A'
[[sections]]
key = 'b'
name = 'B'
aliases = ['C',
 'A']
=> 8: `sections.aliases`: another section has the heading `A`
---
[[sections]]
key = 'a'
name = 'A'
body = 'lists'
=> 4: `sections.body` must be one of `prose`, `list`, `attribution`, `any`, found the text
   "lists"; did you mean `list`?
---
[[sections]]
key = 'a'
name = 'A'
required = 1
=> 4: `sections.required` must be `true` or `false`, found `1`
---
inventories = ['/etc/passwd']
=> 1: `inventories` must be a path below the wiki's root, found the text "/etc/passwd"
---
baseline = '../known.jsonl'
=> 1: `baseline` must be a path below the wiki's root, found the text "../known.jsonl"
---
baseline = []
=> 1: `baseline` must be the path of a baseline, found an empty list
---
inventories = ['a/../../b']
=> 1: `inventories` must be a path below the wiki's root, found the text "a/../../b"
---

inventories = [
'gone.tsv']
=> 3: `inventories` names `gone.tsv`, which can't be read: no such file
"""


def problem_cases() -> list[tuple[str, str]]:
    cases: list[tuple[str, str]] = []
    for case in PROBLEMS[1:-1].split("\n---\n"):
        text, arrow, expected = case.partition("\n=> ")
        assert arrow, case
        cases.append((text, " ".join(line.strip() for line in expected.split("\n"))))
    return cases


@pytest.mark.parametrize(("text", "expected"), problem_cases())
def test_problems(text: str, expected: str) -> None:
    assert problem(text) == expected


@pytest.mark.parametrize(
    ("text", "line"), [("a = ", 1), ("\nb = 'x\n", 2), ("a = 1\n\na = 2", 3), ("a = [1,\n\n", 1)]
)
def test_the_line_of_what_is_not_toml(text: str, line: int) -> None:
    assert problem(text).startswith(f"{line}: is not TOML")


def test_all_problems_are_told_in_their_order() -> None:
    found = problems(
        """\
max-size = "big"
inclde = ["a"]
inventories = ["a.tsv", "b.tsv"]
[lead]
max-length = "long"
[rules]
broken-link = "of"
[redirects]
A = "b"
""",
        a="one line\n",
    )
    assert [one.partition(":")[0] for one in found] == ["1", "2", "5", "7", "9", "a.tsv", "3"]


def test_the_message_of_an_error_is_short() -> None:
    with pytest.raises(ConfigurationError) as caught:
        read("\n".join(f"unknown{number} = 1" for number in range(50)))
    assert len(caught.value.problems) == 50
    lines = str(caught.value).split("\n")
    assert lines[0].startswith("slugline.toml:1: unknown key `unknown0`; known are")
    assert lines[20:] == ["… and 30 more"]


def test_a_problem_without_a_line() -> None:
    assert str(ConfigurationProblem("a.toml", 0, "is odd")) == "a.toml: is odd"


DEEP = ("a = " + "[" * 20_000, "a = " + "{b = " * 5_000, "[" * 100_000, "a." * 900, "]" * 1_000)
ODD = ("a = 1" + "0" * 9_000, "a = 2024-02-31", "\0", "\x7f", '"""', "a = '''", "= 1", "\ud800")


@pytest.mark.parametrize("text", [*DEEP, *ODD])
def test_garbage_is_refused(text: str) -> None:
    assert "is not TOML" in problem(text) or "nested too deeply" in problem(text)


def test_keys_without_end_are_refused() -> None:
    start = time.perf_counter()
    assert problem("\n" + "a." * 500_000 + "b = 1") == "2: has more than 1,000 dots on one line"
    assert time.perf_counter() - start < 1


def test_redirects_of_a_large_wiki_are_read_quickly() -> None:
    text = "[redirects]\n" + "".join(f"old-{n} = 'new-{n}'\n" for n in range(5_000))
    start = time.perf_counter()
    redirects = read(text).redirects
    assert time.perf_counter() - start < 2
    assert [one.line for one in redirects] == list(range(1, 5_001))


class TestInventories:
    def test_lines(self) -> None:
        found = read(
            "inventories = ['a.tsv']",
            a="\ufeff# published\r\nmill\tThe Mill\r\n\r\nweir \t The\tWeir \n"
            "  \nmill\tAgain\rübung\tÜ",
        )
        assert found.inventory == {"mill": "The Mill", "weir": "The\tWeir", "übung": "Ü"}

    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            (
                "mill The Mill",
                "expected a slug, a tab and a title, found `mill The Mill` without a tab",
            ),
            ("\tThe Mill", "expected a slug before the tab, found none"),
            ("The Mill\tThe Mill", "`The Mill` is not a slug; did you mean `the-mill`?"),
            ("???\tThe Mill", "`???` is not a slug"),
            ("mill\t ", "expected a title after `mill` and a tab, found none"),
            ("mill\x1b[31m\tA", "`mill\\x1b[31m` is not a slug; did you mean `mill-31m`?"),
            (" # comment", "expected a slug, a tab and a title, found `# comment` without a tab"),
        ],
    )
    def test_bad_lines(self, line: str, expected: str) -> None:
        assert (
            problem("inventories = ['a.tsv']", a=f"a\tA\n\n{line}\nb\tB") == f"a.tsv:3: {expected}"
        )

    def test_many_bad_lines_end_it(self) -> None:
        assert len(problems("inventories = ['a.tsv']", a="bad\n" * 1000)) == 10

    def test_separators_of_other_kinds_end_no_line(self) -> None:
        assert read("inventories = ['a.tsv']", a="a\tA\u2028B\x0cC").inventory == {
            "a": "A\u2028B\x0cC"
        }


class TestTemplate:
    def test_changes_nothing(self) -> None:
        assert read_configuration(template(), "") == Configuration()

    def test_uncommented_it_gives_the_defaults_and_the_examples(self) -> None:
        found = read_configuration(re.sub(r"(?m)^#(?=\S)", "", template()), "")
        default = Configuration()
        assert found.include == default.include
        assert found.exclude == default.exclude
        assert found.max_size == default.max_size
        assert found.schema == default.schema
        assert found.rules == tuple((rule.code, rule.level) for rule in RULES)
        assert found.overrides
        assert found.redirects

    def test_names_every_key(self) -> None:
        from slugline.disk.configuration_keys import _BY_TABLE

        for keys in _BY_TABLE.values():
            for key in keys:
                assert re.search(rf"(?m)^#(?:{key} = |\[+{key}\]+$)", template()), key


class TestLoading:
    def test_no_file_is_the_default(self, tmp_path: Path) -> None:
        assert load_configuration(tmp_path) == Configuration()
        assert load_configuration(tmp_path / "gone") == Configuration()

    def test_reads_the_file_and_its_inventories(self, tmp_path: Path) -> None:
        (tmp_path / NAME).write_text("inventories = ['lists/a.tsv']", "utf-8")
        (tmp_path / "lists").mkdir()
        (tmp_path / "lists/a.tsv").write_bytes(b"\xef\xbb\xbfa\tA\r\n")
        assert load_configuration(tmp_path) == Configuration(
            path=NAME, inventories=("lists/a.tsv",), inventory={"a": "A"}
        )

    def refusal(self, root: Path) -> str:
        with pytest.raises(ConfigurationError) as caught:
            load_configuration(root)
        return str(caught.value)

    def test_a_folder_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / NAME).mkdir()
        assert self.refusal(tmp_path) == "slugline.toml: is a folder, not a file"

    def test_a_link_to_nothing_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / NAME).symlink_to("gone.toml")
        assert self.refusal(tmp_path) == "slugline.toml: is a symbolic link to nothing"

    def test_a_fifo_is_refused(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / NAME)
        assert self.refusal(tmp_path) == "slugline.toml: is not a regular file"

    def test_what_can_not_be_read_is_refused(self, plain_folder: Path) -> None:
        (plain_folder / NAME).touch(0)
        assert self.refusal(plain_folder) == "slugline.toml: permission denied"

    def test_bytes_that_are_not_utf8_are_refused_with_their_line(self, tmp_path: Path) -> None:
        (tmp_path / NAME).write_bytes(b"# a\n# caf\xe9\n")
        assert (
            self.refusal(tmp_path)
            == "slugline.toml:2: is not UTF-8: the byte 0xe9 can't stand here"
        )
        (tmp_path / NAME).write_text("inventories = ['a.tsv']")
        (tmp_path / "a.tsv").write_bytes(b"a\tA\nb\t\xe9\n")
        assert self.refusal(tmp_path) == "a.tsv:2: is not UTF-8: the byte 0xe9 can't stand here"

    def test_ten_megabytes_of_garbage_are_refused_at_once(self, tmp_path: Path) -> None:
        (tmp_path / NAME).write_bytes(b"[a" * 5_000_000)
        start = time.perf_counter()
        assert (
            self.refusal(tmp_path) == "slugline.toml: is 10 MB, over the 2 MB that Slugline allows"
        )
        assert time.perf_counter() - start < 0.5

    def test_an_inventory_is_not_read_outside_of_the_wiki(self, tmp_path: Path) -> None:
        wiki = tmp_path / "wiki"
        wiki.mkdir()
        (tmp_path / "a.tsv").write_text("a\tA")
        (wiki / "a.tsv").symlink_to("../a.tsv")
        (wiki / NAME).write_text("\ninventories = ['a.tsv']")
        assert self.refusal(wiki) == (
            "slugline.toml:2: `inventories` names `a.tsv`, which can't be read: "
            "leads out of the wiki's root"
        )

    @pytest.mark.parametrize("name", ["gone.tsv", NAME + "/a.tsv", "folder", "loop", "x" * 300])
    def test_an_inventory_that_can_not_be_read(self, tmp_path: Path, name: str) -> None:
        (tmp_path / "folder").mkdir()
        (tmp_path / "loop").symlink_to("loop")
        (tmp_path / NAME).write_text(f"inventories = ['{name}']")
        assert "which can't be read: " in self.refusal(tmp_path)
