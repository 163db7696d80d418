from __future__ import annotations

import pytest

from slugline.features.document_links import document_links, follow
from tests.little_wiki import little_wiki

OTHERS = """
//- slugline.toml
inventories = ["published.tsv"]
[redirects]
hammer-mill = "water-mill"
left = "right"
right = "left"
//- published.tsv
coracle	Coracle
//- water-mill.article
Water Mill
## Old Wheel
"""


def test_every_link_with_its_target_and_tooltip() -> None:
    wiki = little_wiki(
        "//- home.article\nHome$0\n[[water-mill|x]] [[hammer-mill#old-wheel]] [[coracle]]\n"
        f"- [[nowhere]] [[#here]] [[left]] [[open{OTHERS}"
    )
    view = wiki.view()
    found = document_links(view)
    assert [(one.path, one.section, one.tooltip) for one in found] == [
        ("water-mill.article", None, "Water Mill"),
        ("water-mill.article", "old-wheel", "Water Mill"),
        (None, None, "Coracle (published elsewhere)"),
        (None, None, "No article has the slug nowhere"),
        ("home.article", "here", "A section of this article"),
        (None, None, "The redirects of left lead around in a circle"),
    ]
    assert found[0].span.of(view.article.source) == "[[water-mill|x]]"
    places = [follow(view, one) for one in found]
    texts = [place and place.span.of(wiki.files[place.path]) for place in places]
    assert texts == ["Water Mill", "Old Wheel", None, None, "Home", None]


@pytest.mark.parametrize(
    ("line", "urls"),
    [
        (
            "Originally reported by https://a.org/x_(y), and HTTP://b.org/?q=1#z.",
            ["https://a.org/x_(y)", "HTTP://b.org/?q=1#z"],
        ),
        ("Originally reported by The Gazette (https://a.org/).", ["https://a.org/"]),
        ("Originally reported by ftp://a.org, file:///etc/passwd, javascript:x, https://", []),
        ("Originally reported by Psychiatrist.com", []),
        ("See https://a.org", []),
    ],
)
def test_urls_of_the_attribution(line: str, urls: list[str]) -> None:
    wiki = little_wiki(f"//- home.article\nHome $0https://no.org\nhttps://no.org\nSource\n{line}")
    view = wiki.view()
    found = document_links(view)
    assert [one.url for one in found] == urls
    assert [one.span.of(view.article.source) for one in found] == urls
    assert [follow(view, one) for one in found] == [None] * len(urls)
