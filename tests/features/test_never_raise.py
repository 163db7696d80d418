"""No feature fails for any text and any cursor or selection; refusals are sentences."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from slugline.errors import RefusedError
from slugline.features.code_actions import code_actions, resolve
from slugline.features.document_highlight import document_highlights
from slugline.features.references import references
from slugline.features.rename import prepare_rename, rename
from slugline.features.wiki_edit import WikiEdit
from slugline.text import Span
from tests.features.applying import applied
from tests.features.wikis import wikis
from tests.little_wiki import LittleWiki

any_text = st.lists(
    st.sampled_from(
        [
            *("[[", "]]", "**", "|", "#", "\\", "a", "Mill", " ", "\n", "\r\n", "\r", "- ", "## "),
            *("\ufeff", "𝔸", "\ufffd", "Summary", "x", "[[mill|", "\u2028", "\x00", "***"),
        ]
    ),
    max_size=40,
).map("".join)


@st.composite
def odd_wikis(draw: st.DrawFn) -> LittleWiki:
    files = {"a.article": draw(any_text), "Mill.txt": draw(any_text), "mill.article": "Mill"}
    path = draw(st.sampled_from(sorted(files)))
    start = draw(st.integers(0, len(files[path])))
    end = draw(st.integers(start, len(files[path])))
    return LittleWiki(files, (path, start), selected=end)


@given(st.one_of(wikis(), odd_wikis()), any_text)
def test_questions_and_renames(wiki: LittleWiki, name: str) -> None:
    view = wiki.view()
    for places in references(view, include_declaration=True):
        length = len(wiki.files[places.path])
        assert all(0 <= span.start <= span.end <= length for span in places.spans)
        assert places.spans
    highlights = document_highlights(view)
    assert highlights == sorted(set(highlights))
    refusal = ""
    try:
        prepared = prepare_rename(view)
        assert prepared is None or Span(0, len(view.article.source)).holds(prepared.span)
        applied(wiki, rename(view, name, wiki.files.get("slugline.toml")))
    except RefusedError as error:
        refusal = str(error)
    assert refusal.isprintable()


@given(st.one_of(wikis(), odd_wikis()))
def test_every_action_that_is_listed_can_be_carried_out(wiki: LittleWiki) -> None:
    view = wiki.view()
    findings = [one.finding() for one in wiki.diagnostics() if one.path == view.path]
    for action in code_actions(view, findings):
        assert action.title.isprintable()
        edit = WikiEdit()
        refusal = ""
        try:
            edit = resolve(view, action.todo, findings, wiki.files.get("slugline.toml"))
        except RefusedError as error:
            refusal = str(error)
        assert bool(edit) != bool(refusal)
        assert "any more" not in refusal
        applied(wiki, edit.changes)
