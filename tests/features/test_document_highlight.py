from __future__ import annotations

import pytest

from slugline.features.document_highlight import document_highlights
from tests.little_wiki import little_wiki

WIKI = """
//- slugline.toml
[redirects]
old-mill = "mill"
//- mill.article
The Mill
[[mill]] [[old-mill#history|x]] [[weir]] [[gone]] **Wheel** **wheel**
## History
[[#history]] [[mill#history]] [[weir#history]] **wheel** [[gone|y]] **other**
//- weir.article
Weir
[[mill]]
"""


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "[[mi",
            "ll]] [[old",
            ["The Mill", "[[mill]]", "[[old-mill#history|x]]", "[[mill#history]]"],
        ),
        ("The M", "ill", ["The Mill", "[[mill]]", "[[old-mill#history|x]]", "[[mill#history]]"]),
        (
            "## His",
            "tory",
            ["[[old-mill#history|x]]", "History", "[[#history]]", "[[mill#history]]"],
        ),
        ("[[weir#his", "tory]]", ["[[weir#history]]"]),
        ("[[we", "ir]]", ["[[weir]]", "[[weir#history]]"]),
        ("[[go", "ne]]", ["[[gone]]", "[[gone|y]]"]),
        ("**Whe", "el**", ["**Wheel**", "**wheel**", "**wheel**"]),
        ("**oth", "er**", ["**other**"]),
        ("]] ", "[[weir#", ["[[weir]]", "[[weir#history]]"]),
        (
            "## History\n[[#history]]",
            " [[mill#",
            ["[[old-mill#history|x]]", "History", "[[#history]]", "[[mill#history]]"],
        ),
    ],
)
def test_the_same_target_or_entity(before: str, after: str, expected: list[str]) -> None:
    assert WIKI.count(before + after) == 1
    wiki = little_wiki(WIKI.replace(before + after, f"{before}$0{after}"))
    found = document_highlights(wiki.view())
    assert [one.span.of(wiki.files["mill.article"]) for one in found] == expected
    for one in found:
        assert one.names == (one.span.of(wiki.files["mill.article"]) in ("The Mill", "History"))


def test_nothing_in_plain_text() -> None:
    assert document_highlights(little_wiki("//- a.article\nA\ntext $0 [[a]]").view()) == []
