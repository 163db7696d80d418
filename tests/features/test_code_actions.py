from __future__ import annotations

import msgspec
import pytest

from slugline.errors import RefusedError
from slugline.features.code_actions import Action, Todo, code_actions, resolve
from slugline.features.code_lens import unlinked_mentions
from slugline.features.mentions import mention_edits
from slugline.rules.rule import Finding
from slugline.text import Span
from tests.features.applying import changed
from tests.little_wiki import LittleWiki, little_wiki

MILL = """
//- water-mill.article
Water Mill
A mill.
//- weir.article
Weir
//- slugline.toml
[redirects]
# Names that articles had.
race = "weir"
sections = "weir"
"""


def findings_of(wiki: LittleWiki, *codes: str) -> list[Finding]:
    assert wiki.cursor is not None
    path = wiki.cursor[0]
    return [one.finding() for one in wiki.diagnostics(*codes) if one.path == path]


def listed(wiki: LittleWiki, *codes: str) -> list[Action]:
    return code_actions(wiki.view(), findings_of(wiki, *codes))


def done(wiki: LittleWiki, title: str, *codes: str) -> dict[str, str]:
    """The files that are others after an action, resolved from what was sent and came back."""
    (action,) = [one for one in listed(wiki, *codes) if one.title == title]
    todo: Todo = msgspec.json.decode(msgspec.json.encode(action.todo), type=Todo)
    assert todo == action.todo
    findings = findings_of(wiki, *codes)
    edit = resolve(wiki.view(), todo, findings, wiki.files.get("slugline.toml"))
    return changed(wiki, edit.changes)


def titles(wiki: LittleWiki, *codes: str) -> list[str]:
    return [action.title for action in listed(wiki, *codes)]


def test_all_fixes_of_the_findings_at_the_cursor_the_first_preferred() -> None:
    wiki = little_wiki("//- home.article\nHome\n[[watr-$0mill|x]] [[nowhere]] \n" + MILL)
    actions = [one for one in listed(wiki) if one.finding is not None]
    assert [(one.title, one.preferred, one.safe) for one in actions] == [
        ("Link to `water-mill`", True, False),
        ("Create the article `watr-mill.article`", False, False),
        ("Keep the text without the link", False, False),
    ]
    assert {one.kind for one in actions} == {"quickfix"}
    assert done(wiki, "Link to `water-mill`") == {
        "home.article": "Home\n[[water-mill|x]] [[nowhere]] \n"
    }
    created = done(wiki, "Create the article `watr-mill.article`")
    assert created["watr-mill.article"].startswith("x\nSummary\n")


def test_a_safe_fix_is_marked() -> None:
    wiki = little_wiki("//- home.article\nHome\ntext $0 \n")
    (action,) = [
        one for one in listed(wiki) if one.finding and one.finding.code == "trailing-space"
    ]
    assert action.safe
    assert action.preferred


def test_a_file_that_is_there_is_never_created() -> None:
    wiki = little_wiki("//- home.article\nHome\n[[eel-$0weir]]\n//- Eel-weir.article\nOther\n")
    with pytest.raises(RefusedError, match="there is a file Eel-weir"):
        done(wiki, "Create the article `eel-weir.article`")


def test_create_the_article_where_the_rule_is_off() -> None:
    wiki = little_wiki("//- a/home.txt\nHome\n[[eel-$0weir|Eel Weir]]\n")
    found = done(wiki, "Create the article `a/eel-weir.txt`", "lead-cut")
    assert found["a/eel-weir.txt"].startswith("Eel Weir\nSummary\n")


def test_fix_all_of_one_code() -> None:
    wiki = little_wiki("//- home.article\nHome\na [[ra$0ce]] [[race|x]] b \nc \n" + MILL)
    title = "Fix all 2 findings of redirected-link in this article"
    assert done(wiki, title) == {"home.article": "Home\na [[weir]] [[weir|x]] b \nc \n"}
    assert not any(one.startswith("Fix all 2 findings of trailing") for one in titles(wiki))


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_insert_all_missing_sections_in_order(line_break: str) -> None:
    text = "Mill\nA lead.\nKey Takeaways\n- One\nSource\nOriginally reported by X"
    wiki = LittleWiki({"m.article": text.replace("\n", line_break)}, ("m.article", 0))
    (after,) = done(wiki, "Insert all 4 missing sections").values()
    assert after == (
        "Mill\nA lead.\nSummary\nKey Takeaways\n- One\nBalanced Perspective\nOptimistic View\n"
        "Critical View\nSource\nOriginally reported by X"
    ).replace("\n", line_break)


def test_sort_the_sections_from_any_heading() -> None:
    wiki = little_wiki("//- m.article\nMill\nLead.\nSource\nBy X\nSumm$0ary\nText.\n")
    assert done(wiki, "Put the sections in order", "lead-cut") == {
        "m.article": "Mill\nLead.\nSummary\nText.\nSource\nBy X\n"
    }


@pytest.mark.parametrize(
    ("toml", "after"),
    [
        (None, '[redirects]\nwatr-mill = "water-mill"\n'),
        ("", '[redirects]\nwatr-mill = "water-mill"\n'),
        ('include = ["*"]', 'include = ["*"]\n\n[redirects]\nwatr-mill = "water-mill"\n'),
        (
            '[redirects] # names\r\na = "weir"\r\n[rules]\r\n',
            '[redirects] # names\r\nwatr-mill = "water-mill"\r\na = "weir"\r\n[rules]\r\n',
        ),
        ("[redirects]", '[redirects]\nwatr-mill = "water-mill"\n'),
    ],
)
def test_add_a_redirect(toml: str | None, after: str) -> None:
    wiki = little_wiki(
        "//- home.article\nHome\n[[watr-$0mill]]\n//- water-mill.article\nWater Mill\n"
        "//- weir.article\nWeir"
    )
    if toml is not None:
        wiki.files["slugline.toml"] = toml
    title = "Add a redirect from `watr-mill` to `water-mill`"
    assert done(wiki, title) == {"slugline.toml": after}


def test_a_configuration_that_can_not_be_added_to() -> None:
    wiki = little_wiki(
        "//- home.article\nHome\n[[watr-$0mill]]\n//- water-mill.article\nWater Mill\n"
        '//- slugline.toml\nredirects = { a = "water-mill" }\n'
    )
    with pytest.raises(RefusedError, match='add `watr-mill = "water-mill"` yourself'):
        done(wiki, "Add a redirect from `watr-mill` to `water-mill`")


SELECTED = "//- home.article\nHome\nThe $[water mill $]turns **weir**.\n"


def test_a_selection_becomes_an_entity_or_a_link() -> None:
    wiki = little_wiki(SELECTED + MILL)
    assert done(wiki, "Mark as an entity") == {
        "home.article": "Home\nThe **water mill** turns **weir**.\n"
    }
    assert done(wiki, "Link to `water-mill`") == {
        "home.article": "Home\nThe [[water-mill|water mill]] turns **weir**.\n"
    }
    assert not any(title.startswith("Create") for title in titles(wiki))


def test_a_selection_becomes_an_article() -> None:
    wiki = little_wiki(SELECTED.replace("home.article", "a/home.txt"))
    found = done(wiki, "Create the article `water mill` and link to it")
    assert found == {
        "a/home.txt": "Home\nThe [[water-mill|water mill]] turns **weir**.\n",
        "a/water-mill.txt": (
            "water mill\nSummary\nKey Takeaways\nBalanced Perspective\nOptimistic View\n"
            "Critical View\nSource\n"
        ),
    }


@pytest.mark.parametrize(
    "text",
    [
        "The $[water\nmill$] turns.",
        "The [[we$[ir]] mill$].",
        "The **a** $[mill **b** x$].",
        "$[   $]x",
        "a *$[b$]* c",
        "Ho$[me$]",
        "a $[[[b$]",
    ],
)
def test_what_can_become_no_mark_is_not_offered(text: str) -> None:
    lines = "" if text.startswith("Ho") else "Home\n"
    wiki = little_wiki(f"//- home.article\n{lines}{text}\n")
    assert "Mark as an entity" not in titles(wiki, "lead-cut")


def test_an_entity_becomes_a_link_or_an_article() -> None:
    wiki = little_wiki(r"//- home.article" "\nHome\n**we$0ir** **Weir** [[water-mill]]\n" + MILL)
    assert done(wiki, "Link to `weir`", "lead-cut") == {
        "home.article": "Home\n[[weir|weir]] **Weir** [[water-mill]]\n"
    }
    wiki = little_wiki("//- home.article\nHome\n**eel $0\\* weir**\n")
    found = done(wiki, "Create the article `eel * weir` and link to it", "lead-cut")
    assert found["home.article"] == "Home\n[[eel-weir|eel * weir]]\n"


def test_link_the_first_mention() -> None:
    wiki = little_wiki("//- home.article\nHome\n**Weir** and **we$0ir**\n" + MILL)
    title = "Link the first mention of `Weir` to `weir`"
    assert done(wiki, title, "lead-cut") == {"home.article": "Home\n[[weir|Weir]] and **weir**\n"}
    wiki = little_wiki("//- home.article\nHome\n**we$0ir** [[race]]\n" + MILL)
    assert "Link the first mention of `weir` to `weir`" not in titles(wiki, "lead-cut")


def test_link_all_unlinked_mentions() -> None:
    text = "//- home.article\nHo$0me\nA water mill, a Weir, a **weir** and **water mill**.\nweir\n"
    assert done(little_wiki(text + MILL), "Link all 2 unlinked mentions in this article") == {
        "home.article": (
            "Home\nA [[water-mill|water mill]], a [[weir|Weir]], a **weir** and **water mill**.\n"
            "weir\n"
        )
    }
    text = "//- home.article\nHome\nA water mill, $[a **weir** and **water mill**.\nweir$]\n"
    assert done(little_wiki(text + MILL), "Link all 2 unlinked mentions in the selection") == {
        "home.article": (
            "Home\nA water mill, a [[weir|weir]] and [[water-mill|water mill]].\nweir\n"
        )
    }


MENTIONED = r"""
//- weir-a.article
We$0ir
//- weir-b.article
weir
//- star.article
C*D
//- 1.article
In a label [[weir|the **Weir** there]], and **WEIR** twice: **weir**.
//- 2.article
## The **Weir**
**C\*D**
//- 3.article
A list
- **Weir** and [[weir-b]]
//- 4.article
A list
- [[gone]] **C\*D**, **Weirs**, **the weir**
Key Takeaways
- **weir**
//- 5.article
An escape \**Weir\** and a plain Weir
//- 6.article
**Weir** in a title
"""


@pytest.mark.parametrize("title", ["weir-a", "star"])
def test_mentions_are_the_same_for_lenses_findings_and_actions(title: str) -> None:
    wiki = little_wiki(MENTIONED)
    counted = unlinked_mentions(msgspec.structs.replace(wiki.view(), path=f"{title}.article"))
    linked, found = set(), set()
    for path in wiki.wiki.articles:
        article = wiki.read(path)
        view = msgspec.structs.replace(wiki.view(), path=path, article=article)
        edits = mention_edits(view, Span(0, len(article.source)))
        if any(edit.text.startswith(f"[[{title}|") for edit in edits):
            linked.add(path)
    for one in wiki.diagnostics("unlinked-mention"):
        if any(f"[[{title}|" in edit.text for fix in wiki.fixes(one) for edit in fix.edits):
            found.add(one.path)
    assert counted
    assert set(counted) == linked == found


def test_plain_words_mean_no_article_where_several_have_the_title() -> None:
    text = "//- home.article\nHo$0me\nA weir and a **weir**.\n//- mill.article\nWeir"
    assert done(little_wiki(text + MILL), "Link the unlinked mention in this article") == {
        "home.article": "Home\nA weir and a [[mill|weir]]."
    }


def test_nothing_is_linked_twice_or_to_itself() -> None:
    wiki = little_wiki("//- home.article\nHo$0me\nHome [[race]] weir \\[[weir]] 𝔸 weirs\n" + MILL)
    assert not any("mention" in title for title in titles(wiki))
