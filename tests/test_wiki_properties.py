"""A wiki that was changed step by step answers as one that is built afresh, and as the definitions.

The indexes of a wiki are built when they are first asked for and kept up to date from then on.
So histories touch some of them at some times, and all answers are taken from a copy.
"""

from __future__ import annotations

import copy
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from slugline.check import Diagnostic, Examined, Levels, examine, judge
from slugline.model.facts import Facts, stem_of
from slugline.model.slugs import folded
from slugline.rules import BY_CODE, WIKI_RULES
from slugline.rules.rule import Subject
from slugline.syntax import DEFAULT_SCHEMA, Article, Schema, SectionKind, parse, read_link_text
from slugline.wiki import Configuration, Redirect, Wiki
from slugline.wiki.articles import Articles

PATHS = (
    "mill.article",
    "weir.article",
    "old/mill.article",
    "Mill.article",
    "Old Mill.article",
    "m\u00fchle.article",
    "mu\u0308hle.article",
    "....article",
    "lade.txt",
)
SLUGS = (
    *("mill", "weir", "lade", "old-mill", "m\u00fchle", "muhle", "race", "tide-mill"),
    *("sluice", "round", "gone"),
)
TITLES = ("The Mill", "the mill", "Weir", "Old Mill", "Lade", "Summary", "***", "- no title", "")
LINES = (
    *(f"See [[{slug}]]." for slug in SLUGS),
    *("[[mill|The Mill]] [[mill]]", "[[weir#summary|Weir]]", "[[#summary]]", "[[#gone|x]]"),
    *("[[Mill]] [[mil]] [[wier]]", "[[old-mill|it]] [[old-mill]]", "[[mill", "]]", "[[|x]]"),
    *("**weir** **Weir**", "**old mill**", "**Old-Mill**", "**lade** **lade**", "**the mill**"),
    *("**weir** **old mill**", "**weir** **Old Mill**", "**w\u00e9ir** **lade**"),
    *("**a ** b", "***c***", "a\x07b\u202e", "trailing ", "", "- item [[weir]] **old mill**"),
    *("Summary", "Key Takeaways", "Facts", "## Facts", "Source", "Originally reported by Us"),
)
SCHEMAS = (
    DEFAULT_SCHEMA,
    Schema((SectionKind("facts", "Facts", ("Summary",), "any"),), lead_length=20),
)
REDIRECTS = (
    ("race", "mill"),
    ("sluice", "race"),
    ("old-mill", "weir"),
    ("round", "sluice"),
    ("sluice", "round"),
    ("mill", "weir"),
    ("tide-mill", "gone"),
    ("gone", "gone"),
)
TYPED = ("", "m", "mill", "old", "The Mill", "wi", "tdm", "fixts", "old mlil", "summery")
INVENTORIES: tuple[dict[str, str], ...] = ({}, {"tide-mill": "Tide Mill", "mill": "A Mill"})

texts = st.builds(
    lambda title, lines: "\n".join((title, *lines)),
    st.sampled_from(TITLES),
    st.lists(st.sampled_from(LINES), max_size=6),
)
paths = st.sampled_from(PATHS)
configurations = st.builds(
    lambda schema, redirects, inventory, named: Configuration(
        path="slugline.toml" if named else "",
        schema=schema,
        redirects=tuple(Redirect(old, new, line) for line, (old, new) in enumerate(redirects)),
        inventory=inventory,
    ),
    st.sampled_from(SCHEMAS),
    st.lists(st.sampled_from(REDIRECTS), max_size=4, unique_by=lambda one: one[0]),
    st.sampled_from(INVENTORIES),
    st.booleans(),
)


@dataclass
class History:
    """A wiki as a server keeps it, with the texts that it was made from."""

    configuration: Configuration = field(default_factory=Configuration)
    texts: dict[str, str] = field(default_factory=dict)
    examined: dict[str, Examined] = field(default_factory=dict)
    wiki: Wiki = field(default_factory=lambda: Wiki(Configuration()))

    def put(self, path: str, text: str) -> None:
        """Creates an article, or edits it."""
        self.texts[path] = text
        self.examined[path] = examine(text.encode(), stem_of(path), self.configuration.schema)
        self.wiki.put(path, self.examined[path].facts)

    def remove(self, path: str) -> None:
        self.texts.pop(path, None)
        self.examined.pop(path, None)
        self.wiki.remove(path)

    def rename(self, old: str, new: str) -> None:
        if old in self.texts and old != new:
            text = self.texts[old]
            self.remove(old)
            self.put(new, text)

    def configure(self, configuration: Configuration) -> None:
        changed = configuration.schema != self.configuration.schema
        self.configuration = configuration
        self.wiki.configure(configuration)
        if changed:
            for path, text in self.texts.items():
                self.put(path, text)

    def touch(self, question: int) -> None:
        """Asks the wiki something, so that it builds what the answer needs."""
        QUESTIONS[question](self.wiki)

    def afresh(self) -> Wiki:
        schema = self.configuration.schema
        examined = (
            (path, examine(text.encode(), stem_of(path), schema).facts)
            for path, text in sorted(self.texts.items())
        )
        return Wiki(self.configuration, examined)

    def read(self, path: str) -> Article:
        return parse(self.texts[path], self.configuration.schema)

    def judged(self, wiki: Wiki, only: set[str] | None = None) -> list[Diagnostic]:
        """What all rules find, those that are off too."""
        levels = Levels(self.configuration, frozenset(BY_CODE), lowest="hint")
        findings = {path: one.findings for path, one in self.examined.items()}
        verdict = judge(wiki, findings, levels, self.read, only)
        assert not verdict.unread
        return list(verdict.diagnostics)


QUESTIONS: tuple[Callable[[Wiki], object], ...] = (
    lambda wiki: wiki.links,
    lambda wiki: wiki.links.naming("mill"),
    lambda wiki: wiki.links.holders(["mill"]),
    lambda wiki: wiki.backlinks("mill"),
    lambda wiki: wiki.entities,
    lambda wiki: wiki.entities.unusual(),
    lambda wiki: [wiki.entities.usual(entity) for entity in wiki.entities.counts],
    lambda wiki: wiki.titled("mill"),
    lambda wiki: wiki.nearest("mil"),
    lambda wiki: wiki.colliding_paths(),
    lambda wiki: wiki.search.slugs.find("", 3),
    lambda wiki: wiki.search.entities.find("", 3),
    lambda wiki: wiki.search.headings.find("", 3),
)

Step = tuple[Literal["put", "remove", "rename", "configure", "touch"], tuple[Any, ...]]

steps: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.just("put"), st.tuples(paths, texts)),
    st.tuples(st.just("put"), st.tuples(paths, texts)),
    st.tuples(st.just("remove"), st.tuples(paths)),
    st.tuples(st.just("rename"), st.tuples(paths, paths)),
    st.tuples(st.just("configure"), st.tuples(configurations)),
    st.tuples(st.just("touch"), st.tuples(st.integers(0, len(QUESTIONS) - 1))),
)
beginnings = st.dictionaries(paths, texts, max_size=6)
questions = st.sets(st.integers(0, len(QUESTIONS) - 1))
histories = st.lists(steps, min_size=1, max_size=10)


@given(beginnings, questions, histories)
@settings(max_examples=100, deadline=None)
def test_step_by_step_is_as_afresh(
    beginning: dict[str, str], touched: set[int], steps: list[Step]
) -> None:
    history = History()
    for path, text in beginning.items():
        history.put(path, text)
    for question in touched:
        history.touch(question)
    for name, arguments in steps:
        getattr(history, name)(*arguments)
        kept = copy.deepcopy(history.wiki)
        afresh = history.afresh()
        assert answers(kept) == answers(afresh)
        assert history.judged(kept) == history.judged(afresh)
        assert answers(kept) == definitions(history)


@given(beginnings, histories)
@settings(max_examples=100, deadline=None)
def test_what_is_kept_as_now_stays(beginning: dict[str, str], steps: list[Step]) -> None:
    history = History()
    for path, text in beginning.items():
        history.put(path, text)
    history.wiki = history.afresh()
    kept: list[tuple[Articles, dict[str, Facts]]] = []
    for name, arguments in steps:
        kept.append((history.wiki.articles.as_now(), dict(history.wiki.articles)))
        getattr(history, name)(*arguments)
        for then, facts in kept:
            assert dict(then) == facts
            assert dict(then.slugs()) == {one.slug: path for path, one in facts.items()}


def answers(wiki: Wiki) -> dict[str, object]:
    """Every public answer of a wiki, but for what the rules make of it."""
    texts = sorted(wiki.links.written)
    entities = wiki.entities
    known = known_slugs(wiki)
    return {
        "articles": dict(wiki.articles),
        "configuration": wiki.configuration,
        "paths": {slug: wiki.paths_of(slug) for slug in known},
        "resolved": {slug: resolved(wiki, slug) for slug in known},
        "ends": {slug: wiki.end_of(slug) for slug in known},
        "titles of targets": {slug: wiki.title_of(wiki.resolve(slug)) for slug in known},
        "names": {slug: wiki.names_of(slug) for slug in known},
        "backlinks": {
            slug: [(link.path, link.span.start, link.written) for link in wiki.backlinks(slug)]
            for slug in known
        },
        "linked from": {slug: wiki.linked_from(slug) for slug in known},
        "count linking": {slug: wiki.count_linking(slug) for slug in known},
        "duplicate slugs": sorted(wiki.duplicate_slugs()),
        "duplicate titles": wiki.duplicate_titles(),
        "titled": {title: wiki.titled(title) for title in TITLES},
        "collisions": wiki.colliding_paths(),
        "link texts": {text: wiki.links.read(text) for text in texts},
        "naming": {slug: sorted(wiki.links.naming(slug)) for slug in known},
        "holders": {text: wiki.links.holders([text]) for text in texts},
        "placed": list(wiki.links.placed(texts)),
        "lines": {
            path: wiki.articles.lines_at(path, range(-1, facts.line_starts[-1] + 3))
            for path, facts in wiki.articles.items()
        },
        "title spans": {path: wiki.articles.title_span(path) for path in wiki.articles},
        "widest": {path: wiki.articles.widest_of(path) for path in wiki.articles},
        "slugs linked": wiki.links.slugs(),
        "unremarkable": {text for text in wiki.links.written if wiki.is_unremarkable(text)},
        "counts": dict(entities.counts),
        "spellings": {entity: entities.spellings(entity) for entity in entities.counts},
        "usual": {entity: entities.usual(entity) for entity in entities.counts},
        "unusual": entities.unusual(),
        "groups": entities.groups(),
        "nearest": {slug: wiki.nearest(slug) for slug in (*known, "mil", "wier", "old-mll")},
        "found": found(wiki),
    }


def found(wiki: Wiki) -> dict[str, object]:
    """What a search finds, with a limit that cuts and one that does not."""
    search = wiki.search
    headings = [match.name for match in search.headings.find("", 1000).matches]
    return {
        "slugs": [search.slugs.find(text, limit) for text in TYPED for limit in (2, 1000)],
        "entities": [search.entities.find(text, limit) for text in TYPED for limit in (2, 1000)],
        "headings": [search.headings.find(text, limit) for text in TYPED for limit in (2, 1000)],
        "with heading": {heading: list(search.with_heading(heading)) for heading in headings},
    }


def resolved(wiki: Wiki, slug: str) -> tuple[str, str, tuple[str, ...], bool]:
    found = wiki.resolve(slug)
    return found.kind, found.slug, found.paths, found.redirected


def known_slugs(wiki: Wiki) -> list[str]:
    configuration = wiki.configuration
    linked = {read_link_text(text).slug for one in wiki.articles.values() for text in one.links}
    articles = {one.slug for one in wiki.articles.values()}
    return sorted({*SLUGS, *linked, *articles, *configuration.inventory, "unknown"})


def definitions(history: History) -> dict[str, object]:
    """The same answers from the definitions, slowly; what is near or found as the wiki says."""
    configuration = history.configuration
    schema = configuration.schema
    facts = {
        path: examine(text.encode(), stem_of(path), schema).facts
        for path, text in history.texts.items()
    }
    afresh = history.afresh()
    known = known_slugs(afresh)
    links = [
        (path, start, text, read_link_text(text))
        for path, one in sorted(facts.items())
        for text, start in zip(one.links, one.link_starts, strict=True)
    ]
    claims = {slug: claimed(facts, slug) for slug in {*known, *configuration.redirect_targets}}
    ends = {slug: followed(configuration, claims, slug) for slug in claims}
    leading = {
        slug: [link for link in links if link[3].slug and leads(ends, link[3].slug, slug)]
        for slug in known
    }
    counts = Counter(entity for one in facts.values() for entity in one.entities)
    groups: dict[str, list[str]] = {}
    for entity in sorted(counts, key=lambda one: (-counts[one], one)):
        groups.setdefault(folded(entity), []).append(entity)
    usual = {
        entity: group[0] if 2 * counts[group[0]] > sum(counts[one] for one in group) else None
        for group in groups.values()
        for entity in group
    }
    texts = sorted({text for _, _, text, _ in links})
    titles = [one.title.casefold() for one in facts.values() if one.title]
    return {
        "articles": facts,
        "configuration": configuration,
        "paths": {slug: claims[slug] for slug in known},
        "resolved": {slug: ends[slug] for slug in known},
        "ends": {slug: afresh.resolve(slug).slug for slug in known},
        "titles of targets": {
            slug: facts[ends[slug][2][0]].title
            if ends[slug][2]
            else configuration.inventory.get(ends[slug][1], "")
            for slug in known
        },
        "names": {
            slug: sorted(
                {slug} | {old for old in configuration.redirect_targets if leads(ends, old, slug)}
            )
            for slug in known
        },
        "backlinks": {
            slug: [(path, start, text) for path, start, text, _ in found]
            for slug, found in leading.items()
        },
        "linked from": {
            slug: sorted({path for path, *_ in found} - set(claims[slug]))
            for slug, found in leading.items()
        },
        "count linking": {
            slug: len({path for path, *_ in found} - set(claims[slug]))
            for slug, found in leading.items()
        },
        "duplicate slugs": sorted(
            (slug, paths) for slug in known if slug and len(paths := claims[slug]) > 1
        ),
        "duplicate titles": sorted(
            titled(facts, title) for title, times in Counter(titles).items() if times > 1
        ),
        "titled": {title: titled(facts, title.casefold()) for title in TITLES},
        "collisions": collisions(facts),
        "link texts": {text: read_link_text(text) for text in texts},
        "naming": {
            slug: [text for text in texts if read_link_text(text).slug == slug] for slug in known
        },
        "holders": {
            text: sorted(path for path, one in facts.items() if text in one.links) for text in texts
        },
        "placed": [
            (path, placed)
            for path, one in sorted(facts.items())
            if (placed := list(zip(one.links, one.link_starts, strict=True)))
        ],
        "lines": {
            path: [
                line_around(one.line_starts, offset)
                for offset in range(-1, one.line_starts[-1] + 3)
            ]
            for path, one in facts.items()
        },
        "title spans": {path: one.title_span for path, one in facts.items()},
        "widest": {path: one.widest for path, one in facts.items()},
        "slugs linked": {read.slug for *_, read in links if read.slug},
        "unremarkable": {
            text
            for _, _, text, read in links
            if read.section is None
            and len(claims[read.slug]) == 1
            and read.label in (None, facts[claims[read.slug][0]].title)
        },
        "counts": dict(counts),
        "spellings": {entity: groups[folded(entity)] for entity in counts},
        "usual": usual,
        "unusual": {entity for entity, other in usual.items() if other not in (None, entity)},
        "groups": sorted(groups.values()),
        "nearest": answers(afresh)["nearest"],
        "found": found(afresh),
    }


End = tuple[str, str, tuple[str, ...], bool]


def line_around(starts: list[int], offset: int) -> tuple[int, int, int]:
    line = max([number for number, start in enumerate(starts) if start <= offset], default=0)
    return line, starts[line], starts[line + 1] if line + 1 < len(starts) else -1


def claimed(facts: dict[str, Facts], slug: str) -> tuple[str, ...]:
    return tuple(sorted(path for path, one in facts.items() if slug and one.slug == slug))


def titled(facts: dict[str, Facts], title: str) -> tuple[str, ...]:
    return tuple(
        sorted(path for path, one in facts.items() if title and one.title.casefold() == title)
    )


def followed(configuration: Configuration, claims: dict[str, tuple[str, ...]], slug: str) -> End:
    """Where a slug leads: an article comes before a redirect, and that before an inventory."""
    passed: list[str] = []
    current = slug
    while current not in passed:
        redirected = current != slug
        if paths := claims.get(current, ()):
            return "article", current, paths, redirected
        if current not in configuration.redirect_targets:
            kind = "inventory" if current in configuration.inventory else "missing"
            return kind, current, (), redirected
        passed.append(current)
        current = configuration.redirect_targets[current]
    return "loop", slug, (), True


def leads(ends: dict[str, End], name: str, slug: str) -> bool:
    """Whether a name is a slug itself or leads to it by redirects."""
    return name == slug or (ends[name][0] != "loop" and ends[name][1] == slug)


def collisions(facts: dict[str, Facts]) -> list[tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for path in sorted(facts):
        name = unicodedata.normalize("NFD", unicodedata.normalize("NFD", path).casefold())
        groups.setdefault(name, []).append(path)
    return sorted(tuple(group) for group in groups.values() if len(group) > 1)


def configured(configuration: Configuration, texts: dict[str, str]) -> History:
    history = History()
    history.configure(configuration)
    for path, text in texts.items():
        history.put(path, text)
    return history


wikis = st.builds(configured, configurations, beginnings)


@given(wikis)
@settings(max_examples=80, deadline=None)
def test_judging_each_article_alone_finds_the_same(history: History) -> None:
    wiki = history.wiki
    together = history.judged(wiki)
    paths = {*history.texts, history.configuration.path}
    alone = [found for path in sorted(paths) for found in history.judged(wiki, {path})]
    assert alone == together
    assert history.judged(wiki, paths) == together
    assert history.judged(wiki, set()) == []


@given(wikis)
@settings(max_examples=80, deadline=None)
def test_suspects_are_all_articles_in_which_a_rule_finds_something(history: History) -> None:
    wiki = history.wiki
    for rule in WIKI_RULES:
        suspects = list(rule.suspects(wiki))
        assert len(suspects) == len(set(suspects)), rule.code
        for path, facts in wiki.articles.items():
            subject = Subject(path, facts, wiki, lambda path=path: history.read(path))  # type: ignore[misc]
            assert path in suspects or not list(rule.check(subject)), rule.code
