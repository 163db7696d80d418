from __future__ import annotations

from tests.little_wiki import check_fix, check_rule, little_wiki

CODE = "redirected-link"

WIKI = """
//- slugline.toml
inventories = ["published.tsv"]
[redirects]
mill-builder = "wright"
wright = "millwright"
boat = "coracle"
nothing = "nowhere"
left = "right"
right = "left"
home = "millwright"
//- published.tsv
coracle	Coracle
//- millwright.article
Millwright
A builder of mills.
"""


def test_names_the_slug_at_the_end_of_the_redirects() -> None:
    check_rule(
        CODE,
        WIKI
        + """\
//- home.article
Home
[[mill-builder|x]] [[wright#y]] [[boat]]
  ^^^^^^^^^^^^ `mill-builder` is a redirect to `millwright`
                     ^^^^^^ `wright` is a redirect to `millwright`
                                  ^^^^ `boat` is a redirect to `coracle`
""",
    )


def test_silent_where_there_is_no_redirect_or_it_leads_nowhere() -> None:
    check_rule(
        CODE,
        WIKI
        + """\
//- home.article
Home
[[millwright]] [[coracle]] [[nothing]] [[left]] [[#left]] [[Wright]] [[nowhere]] [[home]]
""",
    )


def test_use_the_slug_it_leads_to() -> None:
    check_fix(
        CODE,
        WIKI
        + """\
//- home.article
Home
Ask 🎉 the [[mill-builder#work|Builder]].
            ^^^^^^^^^^^^
""",
        WIKI
        + """\
//- home.article
Home
Ask 🎉 the [[millwright#work|Builder]].
""",
        title="Link to `millwright`",
        safe=True,
    )


def test_keeps_line_ends() -> None:
    wiki = little_wiki(WIKI + "//- home.article\nHome\n[[boat]]\nSummary\n")
    wiki.files["home.article"] = wiki.files["home.article"].replace("\n", "\r\n")
    (found,) = wiki.diagnostics(CODE)
    (fix,) = wiki.fixes(found)
    assert wiki.with_fix(found, fix).files["home.article"] == "Home\r\n[[coracle]]\r\nSummary\r\n"
