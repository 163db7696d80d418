"""What a rename may change, and that nothing leads elsewhere behind it."""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import assume, event, given
from hypothesis import strategies as st

from slugline.errors import RefusedError
from slugline.features.rename import prepare_rename, rename
from slugline.features.topic import ArticleTopic, EntityTopic, SectionTopic, topic_at
from slugline.features.wiki_edit import FileRename, WikiEdit
from slugline.syntax import Entity, Escape, Link
from slugline.wiki import Wiki
from tests.features.applying import applied
from tests.features.wikis import wikis
from tests.little_wiki import LittleWiki

NAMES = (
    "mühle-am-fluss",
    "new-name",
    "New Name",
    "weir",
    "Summary",
    "水車",
    "Race",
    "A [[b]]",
    "a*b",
)


def outlines(wiki: LittleWiki) -> dict[str, list[tuple[object, ...]]]:
    """Each article's blocks, links without their targets, entities and other marks."""
    found: dict[str, list[tuple[object, ...]]] = {}
    for path in wiki.wiki.articles:
        article = wiki.read(path)
        found[path] = [(block.kind, block.line) for block in article.blocks]
        for mark in article.marks:
            if isinstance(mark, Escape):
                continue
            kind = type(mark).__name__
            found[path].append((kind, *_kept(mark)))
    return found


def _kept(mark: object) -> tuple[object, ...]:
    if isinstance(mark, Link):
        return (mark.label is None, mark.section is None, mark.slug == "")
    return ()


End = tuple[str, int, tuple[str, ...], bool]


def ends(wiki: LittleWiki, new_paths: dict[str, str]) -> list[End]:
    """For each link, in order: where it leads, and whether it is broken."""
    found: list[End] = []
    view: Wiki = wiki.wiki
    for path in sorted(view.articles, key=lambda path: new_paths.get(path, path)):
        for number, link in enumerate(view.links_of(path)):
            target = view.target_of(link.text, path)
            paths = tuple(sorted(new_paths.get(one, one) for one in target.paths))
            section = link.text.section
            broken = target.kind != "article" or (
                section is not None
                and not any(section in view.articles[one].headings for one in target.paths)
            )
            found.append((new_paths.get(path, path), number, paths, broken))
    return found


@given(wikis(), st.sampled_from(NAMES))
def test_every_link_leads_where_it_led(wiki: LittleWiki, name: str) -> None:
    view = wiki.view()
    topic = topic_at(view)
    assume(topic is not None)
    try:
        prepared = prepare_rename(view)
        changes = tuple(rename(view, name, wiki.files.get("slugline.toml")))
    except RefusedError:
        event("refused")
        return
    assert prepared is not None
    event(type(topic).__name__)
    after = LittleWiki(applied(wiki, changes))
    new_paths = {one.old: one.new for one in changes if isinstance(one, FileRename)}
    assert WikiEdit(changes) or not changes
    assert {new_paths.get(path, path): said for path, said in outlines(wiki).items()} == outlines(
        after
    )
    before_ends, after_ends = ends(wiki, new_paths), ends(after, {})
    wanted = isinstance(topic, ArticleTopic) and not topic.paths
    for before, now in zip(before_ends, after_ends, strict=True):
        if before != now:
            # It was broken and wanted just this name, of the article or the section; or it led to
            # two articles, and one of them got a slug of its own.
            assert before[3] or set(now[2]) < set(before[2])
            assert not now[3] or wanted or now[2]
    if name == "new-name":
        assert sum(one[3] for one in before_ends) == sum(one[3] for one in after_ends)


@given(wikis(), st.sampled_from(NAMES))
def test_nothing_else_changes(wiki: LittleWiki, name: str) -> None:
    view = wiki.view()
    topic = topic_at(view)
    try:
        changes = tuple(rename(view, name, wiki.files.get("slugline.toml")))
    except RefusedError:
        return
    after = LittleWiki(applied(wiki, changes))
    new_paths = {one.old: one.new for one in changes if isinstance(one, FileRename)}
    for path in wiki.wiki.articles:
        before, now = wiki.read(path), after.read(new_paths.get(path, path))
        assert _bare(before.source, wiki) == _bare(now.source, after)
        labels = Counter(link.label for link in before.links)
        if isinstance(topic, SectionTopic | EntityTopic):
            assert labels == Counter(link.label for link in now.links)
        if not isinstance(topic, EntityTopic):
            assert [one.text for one in before.entities] == [one.text for one in now.entities]


def _bare(source: str, wiki: LittleWiki) -> str:
    """A text without what a rename may change: the insides of marks, title and headings."""
    article = LittleWiki({**wiki.files, "x.article": source}).read("x.article")
    spans = [mark.span for mark in article.marks if isinstance(mark, Link | Entity)]
    spans += [block.text_span for block in article.blocks if block.kind in ("title", "heading")]
    bare = source
    for span in sorted(spans, reverse=True):
        bare = f"{bare[: span.start]}◆{bare[span.end :]}"
    return re.sub("◆+", "◆", bare)
