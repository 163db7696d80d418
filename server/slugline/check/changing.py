"""Which articles to judge again when some of a wiki have changed.

An article's findings depend on a few answers of the wiki: where its links lead and what is there,
which spelling of an entity is the usual one, who else has its slug or title. Each answer that
the change may alter is asked before and after it. Only where it is another one, the articles that
depend on it are judged again: mostly that is none but the changed one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import msgspec

from slugline.model.facts import Facts
from slugline.model.slugs import folded, is_slug
from slugline.rules import CONFIGURATION_RULES, LINK_RULES
from slugline.rules.invalid_slug import forms_of
from slugline.rules.rule import Finding, LinkSubject, LinkVerdict
from slugline.syntax import LinkText, read_link_text
from slugline.wiki import Wiki


def change(wiki: Wiki, changes: Mapping[str, Facts | None]) -> frozenset[str]:
    """Takes new facts of articles over, and gives the paths whose findings may be others now.

    `changes` has the new facts by path, None where an article is gone; with many changes at once
    this is far quicker than with one after the other. The paths are those of `changes`, gone ones
    too, those of other articles, and that of the configuration where its findings have changed.
    """
    moves = [_Move(path, wiki.articles.get(path), new) for path, new in changes.items()]
    asked = _Asked(wiki, [move for move in moves if move.says_otherwise])
    before = asked.answers()
    for move in moves:
        if move.new is None:
            wiki.remove(move.path)
        else:
            wiki.put(move.path, move.new)
    return frozenset({*changes, *asked.affected(before, asked.answers())})


def says_otherwise(old: Facts | None, new: Facts | None) -> bool:
    """Whether anything changes that other articles can depend on: not so in plain text.

    These are the facts of an article before and after a change, None where there is none.
    """
    if old is None or new is None:
        return old is not new
    return (
        old.slug != new.slug
        or old.title != new.title
        or old.headings != new.headings
        or old.entities != new.entities
        or set(old.links) != set(new.links)
    )


class _Move(msgspec.Struct, frozen=True):
    """The facts of an article before and after a change."""

    path: str
    old: Facts | None
    new: Facts | None

    @property
    def says_otherwise(self) -> bool:
        return says_otherwise(self.old, self.new)

    @property
    def moves_slug(self) -> bool:
        return self.old is None or self.new is None or self.old.slug != self.new.slug

    @property
    def both(self) -> Iterator[Facts]:
        yield from (one for one in (self.old, self.new) if one is not None)


class _Answers(msgspec.Struct, frozen=True):
    """What the wiki answers at one time.

    `links`: where a link text leads, and what the rules say of it. `spellings`: how an entity is
    spelled that is spelled otherwise. `titled`: paths and slugs of the articles with a title.
    `linked`: whether another article links to a slug. `beside`: articles that share a slug, a
    title or a file name with a changed one. `configuration`: what is found there.
    """

    links: dict[str, tuple[str, tuple[LinkVerdict | None, ...]]]
    spellings: dict[str, str | None]
    titled: dict[str, list[tuple[str, str]]]
    linked: dict[str, bool]
    beside: set[str]
    configuration: list[Finding]


class _Asked:
    """The questions whose answers a change may alter, asked of a wiki before and after it."""

    def __init__(self, wiki: Wiki, moves: Collection[_Move]) -> None:
        """To be made before the change."""
        self._wiki = wiki
        self._moves = moves
        self._coming_or_going = self._slugs_that_come_or_go()
        self._texts = self._texts_to_ask()
        self._spellings = self._spellings_to_ask()
        self._titles = {
            facts.title
            for move in moves
            if move.moves_slug or len({one.title.casefold() for one in move.both}) > 1
            for facts in move.both
        }
        self._targets = self._targets_to_ask()

    def _slugs_that_come_or_go(self) -> set[str]:
        """The slugs that get their first article or lose their last one."""
        moving = [move for move in self._moves if move.moves_slug]
        leaving = {move.path for move in moving}
        taken = {move.new.slug for move in moving if move.new}
        slugs = {facts.slug for move in moving for facts in move.both} - {""}
        found: set[str] = set()
        for slug in slugs:
            paths = self._wiki.paths_of(slug)
            stays = slug in taken or not leaving.issuperset(paths)
            if stays != bool(paths):
                found.add(slug)
        return found

    def _texts_to_ask(self) -> dict[str, LinkText]:
        """The link texts of which something else may be said, read."""
        wiki = self._wiki
        configuration = wiki.configuration
        touched = {
            facts.slug
            for move in self._moves
            if move.moves_slug or _target_changes(move)
            for facts in move.both
        } - {""}
        if not touched:
            return {}
        # A label is no drift where it is a redirect to the target: what comes or goes on the way
        # of a redirect counts for every link to its end.
        ends = configuration.led_to(self._coming_or_going & configuration.redirect_targets.keys())
        names = configuration.leading_to([*touched, *ends])
        if self._coming_or_going:
            known = set(names)
            without = wiki.slugs_without_article()
            unsure = wiki.near_to_any(without, configuration.leading_to(self._coming_or_going))
            unsure |= {
                slug
                for slug in without
                if not is_slug(slug) and not known.isdisjoint(forms_of(slug))
            }
            names = configuration.leading_to([*names, *unsure])
        return {text: wiki.links.read(text) for name in names for text in wiki.links.naming(name)}

    def _spellings_to_ask(self) -> set[str]:
        changed: set[str] = set()
        for move in self._moves:
            before = move.old.entities if move.old else ()
            after = move.new.entities if move.new else ()
            if before != after:
                changed |= set(before) ^ set(after)
        others = (self._wiki.entities.spellings(spelling) for spelling in changed)
        return changed.union(*others)

    def _targets_to_ask(self) -> set[str]:
        """The slugs of which something else may be true: whether another article links to them."""
        named: set[str] = set(self._coming_or_going)
        for move in self._moves:
            before = set(move.old.links) if move.old else set()
            after = set(move.new.links) if move.new else set()
            named.update(read_link_text(text).slug for text in before ^ after)
        return set(self._wiki.configuration.led_to(named - {""}))

    def answers(self) -> _Answers:
        wiki = self._wiki
        return _Answers(
            {
                text: (wiki.resolve(link.slug).slug, self._verdicts(text, link))
                for text, link in self._texts.items()
            },
            {spelling: self._mended(spelling) for spelling in self._spellings},
            {
                title: [(path, wiki.articles.slug_of(path)) for path in wiki.titled(title)]
                for title in self._titles
            },
            {slug: wiki.is_linked(slug) for slug in self._targets if wiki.paths_of(slug)},
            self._beside(),
            [
                finding
                for rule in CONFIGURATION_RULES
                for finding in rule.check(wiki.configuration, wiki)
            ]
            if self._coming_or_going
            else [],
        )

    def _verdicts(self, text: str, link: LinkText) -> tuple[LinkVerdict | None, ...]:
        if self._wiki.is_unremarkable(text):
            return (None,) * len(LINK_RULES)
        subject = LinkSubject(link, "", self._wiki)
        return tuple(rule.check(subject) for rule in LINK_RULES)

    def _mended(self, spelling: str) -> str | None:
        usual = self._wiki.entities.usual(spelling)
        return None if usual == spelling else usual

    def _beside(self) -> set[str]:
        wiki = self._wiki
        found: set[str] = set()
        for move in self._moves:
            if move.moves_slug:
                found.update(wiki.colliding_with(move.path))
                for facts in move.both:
                    found.update(wiki.paths_of(facts.slug))
        for title in self._titles:
            found.update(wiki.titled(title))
        return found

    def affected(self, before: _Answers, after: _Answers) -> set[str]:
        """The paths of the articles that depend on an answer that is another one now."""
        wiki = self._wiki
        found = before.beside | after.beside
        texts = [text for text, said in before.links.items() if after.links[text] != said]
        found.update(wiki.links.holders(texts) if texts else ())
        entities = {one for one, said in before.spellings.items() if after.spellings[one] != said}
        forms = {
            title.casefold() for title, said in before.titled.items() if after.titled[title] != said
        }
        for title in forms:
            group = wiki.entities.spellings(title)
            entities.update(spelling for spelling in group if spelling.casefold() == title)
        entities &= wiki.entities.counts.keys() if entities else set()
        if entities:
            found.update(wiki.entities.holding(entities))
        for slug, said in after.linked.items():
            if before.linked.get(slug) != said:
                found.update(wiki.paths_of(slug))
        if before.configuration != after.configuration:
            found.add(wiki.configuration.path)
        return found


def _target_changes(move: _Move) -> bool:
    """Whether what links to an article are compared with changes: title, sections, entities."""
    old, new = move.old, move.new
    assert old is not None
    assert new is not None
    if (old.title, old.headings) != (new.title, new.headings):
        return True
    if old.entities == new.entities:
        return False
    return set(map(folded, old.entities)) != set(map(folded, new.entities))
