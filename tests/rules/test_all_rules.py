"""What every rule must show: its code in all places, a test file, an example and its mending."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from slugline.rules import BY_CODE, RULES
from slugline.rules.rule import Rule
from slugline.wiki import SEVERITIES
from tests.unseen import unseen_wiki

HERE = Path(__file__).parent
RULE_FILES = HERE.parent.parent / "server" / "slugline" / "rules"

LEVELS = {
    "broken-link": "error",
    "broken-section": "error",
    "malformed-link": "error",
    "invalid-slug": "error",
    "duplicate-slug": "error",
    "redirected-link": "info",
    "redirect-loop": "error",
    "self-link": "warning",
    "repeated-link": "hint",
    "label-drift": "info",
    "malformed-entity": "error",
    "entity-spelling": "info",
    "unlinked-mention": "hint",
    "missing-title": "error",
    "title-is-section": "warning",
    "missing-lead": "warning",
    "lead-length": "warning",
    "lead-cut": "warning",
    "text-outside-section": "warning",
    "missing-section": "warning",
    "duplicate-section": "warning",
    "section-order": "info",
    "unknown-section": "warning",
    "empty-section": "warning",
    "section-body": "warning",
    "invalid-utf8": "error",
    "control-character": "warning",
    "trailing-space": "hint",
    "orphan-article": "off",
    "dead-end": "off",
    "duplicate-title": "warning",
}
"""All codes with their levels, in the order in which they are listed. Codes are permanent."""

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


def module_of(code: str) -> str:
    return code.replace("-", "_")


def test_the_list_has_all_rules_in_order() -> None:
    assert {rule.code: rule.level for rule in RULES} == LEVELS
    assert [rule.code for rule in RULES] == list(LEVELS)
    assert list(BY_CODE) == list(LEVELS)
    assert set(LEVELS.values()) == {*SEVERITIES, "off"}


def test_each_code_has_one_file_and_a_test_file() -> None:
    with_rule = {
        path.stem for path in RULE_FILES.glob("*.py") if "\nRULE = " in path.read_text("utf-8")
    }
    tests = {path.stem.removeprefix("test_") for path in HERE.glob("test_*.py")}
    assert with_rule == {module_of(code) for code in LEVELS}
    assert with_rule <= tests


@each_rule
def test_codes_are_kebab_case(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.code)


@each_rule
def test_the_file_names_its_code(rule: Rule) -> None:
    source = (RULE_FILES / f"{module_of(rule.code)}.py").read_text("utf-8")
    assert source.startswith(f'"""{rule.code}: ')
    assert f'\nCODE = "{rule.code}"\n' in source


@each_rule
def test_the_bad_example_breaks_the_rule(rule: Rule) -> None:
    wiki = unseen_wiki(rule.explanation.bad)
    found = wiki.diagnostics(rule.code)
    assert found
    assert {one.code for one in found} == {rule.code}


@each_rule
def test_the_good_example_does_not(rule: Rule) -> None:
    assert unseen_wiki(rule.explanation.good).diagnostics(rule.code) == []


@each_rule
def test_examples_show_all_their_characters(rule: Rule) -> None:
    for example in (rule.explanation.bad, rule.explanation.good):
        for line in example.split("\n"):
            assert line.isprintable()
            assert line == line.rstrip()


@each_rule
def test_it_says_what_it_finds_and_why(rule: Rule) -> None:
    finds, why = rule.explanation.finds, rule.explanation.why
    assert re.fullmatch(r"[^.\s].*[^.\s]", finds), "a phrase without a full stop"
    assert finds[0].islower() or not finds[0].isalpha()
    assert re.fullmatch(r"[A-Z].*\.", why), "sentences"
    assert (finds + why).isprintable()
    assert "  " not in finds + why


@each_rule
def test_messages_are_one_plain_phrase(rule: Rule) -> None:
    for one in unseen_wiki(rule.explanation.bad).diagnostics(rule.code):
        assert one.message.isprintable()
        assert one.message.strip() == one.message != ""
        assert not one.message.endswith(".")
        assert not one.message[0].isupper()
