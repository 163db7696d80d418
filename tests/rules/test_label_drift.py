from __future__ import annotations

import pytest

from tests.little_wiki import check_fix, check_rule, little_wiki

CODE = "label-drift"

WIKI = """
//- slugline.toml
inventories = ["published.tsv"]
[redirects]
grist-works = "water-mill"
boat = "coracle"
//- published.tsv
coracle	Coracle
//- water-mill.article
Water Mill
A mill that a **river wheel** drives, or a **Leat**.
"""


def test_names_the_label_and_the_title() -> None:
    check_rule(
        CODE,
        WIKI
        + """\
//- home.article
Home
🎉 [[water-mill|Old Works]] [[coracle|Canoe]] [[boat|Canoe]] [[water-mill|the water mill]]
               ^^^^^^^^^ the label `Old Works` is not the article's title, `Water Mill`
                                     ^^^^^ the label `Canoe` is not the article's title, `Coracle`
                                                    ^^^^^ the label `Canoe`
                                                                         ^^^^^^^^^^^^^^
""",
    )


@pytest.mark.parametrize(
    "label",
    [
        "Water Mill",
        "water mill",
        "WATER-MILL",
        "water mills",
        "Wáter “Mill”",
        "water mill’s",
        "water mills'",
        "watered milling",
        " water  mill ",
        "river wheel",
        "River-Wheel",
        "riverwheel",
        "leat",
        "Grist Works",
    ],
)
def test_silent_for_the_title_its_inflections_entities_and_redirects(label: str) -> None:
    check_rule(CODE, WIKI + f"//- home.article\nHome\n[[water-mill|{label}]]")


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("City", "cities"),
        ("Diagnosis", "diagnoses"),
        ("Horse", "horses"),
        ("Glass", "glasses"),
        ("Stop", "stopped"),
        ("Make", "making"),
        ("Carry", "carried"),
        ("Trials", "trial"),
        ("MRI", "MRIs"),
        ("Война и мир", "ВОЙНА И МИР"),
        ("Straße", "STRASSE"),
        ("🎉", "🎉"),
        ("C++", "c"),
    ],
)
def test_words_that_are_alike(title: str, label: str) -> None:
    check_rule(CODE, f"//- x.article\n{title}\n//- home.article\nHome\n[[x|{label}]]")


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("Mill", "Water Mill"),
        ("Water Mill", "Watermill"),
        ("Mill", "Milk"),
        ("Война", "Войны"),
        ("🎉", "🎈"),
        ("A Mill", "Mill"),
        ("Ketamine", "Esketamine"),
    ],
)
def test_words_that_are_not_alike(title: str, label: str) -> None:
    check_rule(
        CODE,
        f"//- x.article\n{title}\n//- home.article\nHome\n[[x|{label}]]\n    {'^' * len(label)}",
    )


def test_silent_without_label_title_target_and_for_sections() -> None:
    check_rule(
        CODE,
        WIKI
        + """\
//- home.article
Home
[[water-mill]] [[nowhere|x]] [[Water Mill|x]] [[water-mill#wheel|its wheel]] [[#top|up]]
[[no-title|x]]
//- no-title.article
## Summary
""",
    )


def test_any_of_the_titles_where_several_articles_have_the_slug() -> None:
    wiki = check_rule(
        CODE,
        """
//- a/mill.article
Water Mill
//- b/mill.article
Tide Mill
A **Sea Gate**.
//- home.article
Home
[[mill|Tide Mills]] [[mill|sea gate]] [[mill|Windmill]]
                                             ^^^^^^^^
""",
    )
    fixes = wiki.fixes(wiki.diagnostics(CODE)[0])
    assert [fix.title for fix in fixes] == [
        "Use the title `Water Mill`",
        "Use the title `Tide Mill`",
    ]


def test_use_the_title() -> None:
    check_fix(
        CODE,
        WIKI
        + """\
//- home.article
Home
See the [[water-mill|Old Works]].
                     ^^^^^^^^^
""",
        WIKI
        + """\
//- home.article
Home
See the [[water-mill|Water Mill]].
""",
        title="Use the title `Water Mill`",
        safe=False,
    )


@pytest.mark.parametrize(
    "title", ["A [[B]] C", "A]]", "A**B** C", "a|b", r"a\b", r"a\[b", "[A]", "Мельница 𝔸", "A ]"]
)
def test_the_title_is_escaped(title: str) -> None:
    wiki = little_wiki(f"//- x.article\n{title}\n//- home.article\nHome\n[[x|Other Thing]] y\nZ")
    wiki.files["home.article"] = wiki.files["home.article"].replace("\n", "\r\n")
    (found,) = wiki.diagnostics(CODE)
    (fix,) = wiki.fixes(found)
    fixed = wiki.with_fix(found, fix)
    assert fixed.files["home.article"].endswith("]] y\r\nZ")
    assert [link.label for link in fixed.read("home.article").links] == [title]
    assert fixed.read("home.article").problems == ()
    assert fixed.diagnostics(CODE) == []


def test_odd_labels() -> None:
    wiki = little_wiki(WIKI + "//- home.article\nHome\n[[water-mill|\u202e*]] [[water-mill|…]]")
    found = wiki.diagnostics(CODE)
    assert len(found) == 2
    assert all(one.message.isprintable() for one in found)
