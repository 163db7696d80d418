"""What a rule is: a code, a severity, an explanation, a check, and fixes.

A rule is one file and one line in the list of `slugline.rules`. There are four kinds, by what
they look at. Whatever looks at one article alone runs once an article; whatever depends on a link
text and the wiki runs once a text; the rest runs on the few articles that it names as suspects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Literal

import msgspec

from slugline.model.edits import Edit
from slugline.model.facts import Facts
from slugline.model.shortcut import Aspect
from slugline.syntax import Article, LinkText
from slugline.text import Span
from slugline.wiki import Configuration, Level, Wiki


class Related(msgspec.Struct, frozen=True, gc=False):
    """Another place that a finding speaks of: an article's title line, and why it matters."""

    path: str
    message: str


class Finding(msgspec.Struct, frozen=True, gc=False):
    """What a rule found in an article, and where (code points)."""

    code: str
    span: Span
    message: str
    related: tuple[Related, ...] = ()


class NewFile(msgspec.Struct, frozen=True):
    """A file to create, never to overwrite: its path in the wiki and its text."""

    path: str
    text: str


class Fix(msgspec.Struct, frozen=True):
    """One way to mend a finding.

    `edits` are of the finding's own article. A safe fix can't change what the article says, and
    is applied without asking.
    """

    title: str
    edits: tuple[Edit, ...] = ()
    safe: bool = False
    create: NewFile | None = None


Holds = Callable[[str], bool]
"""Whether a wiki has the file at a path as an article, by its name and place."""


def holds_all(_path: str) -> bool:
    """For where that is not known."""
    return True


class Subject(msgspec.Struct, frozen=True, dict=True):
    """An article in its wiki: what rules of the wiki, and fixes, are asked about.

    `read` gives the article's syntax tree; rules call it through `article` only where facts are
    not enough. `holds` is asked where a fix creates a file.
    """

    path: str
    facts: Facts
    wiki: Wiki
    read: Callable[[], Article]
    holds: Holds = holds_all

    @cached_property
    def article(self) -> Article:
        """The article's syntax tree."""
        return self.read()


class LinkSubject(msgspec.Struct, frozen=True, gc=False):
    """A link text in its wiki, seen from one article.

    `source` is the path of the article that holds it; only links without a slug
    (`[[#section]]`) may give another answer from another article.
    """

    link: LinkText
    source: str
    wiki: Wiki


LinkPart = Literal["link", "slug", "section", "label"]


class LinkVerdict(msgspec.Struct, frozen=True):
    """What is wrong with a link, and the part of it to underline."""

    part: LinkPart
    message: str
    related: tuple[Related, ...] = ()


Fixer = Callable[[Finding, Subject], Iterable[Fix]]


def no_fixes(_finding: Finding, _subject: Subject) -> Iterable[Fix]:
    """For findings that only a person can mend."""
    return ()


class Explanation(msgspec.Struct, frozen=True):
    """What `slugline rules CODE` prints of a rule.

    `finds` is one sentence, `why` a short paragraph. `bad` is a little wiki that breaks the rule
    and `good` the same wiki mended: files begin with `//- NAME`.
    """

    finds: str
    why: str
    bad: str
    good: str


class _Rule(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    level: Level
    explanation: Explanation
    fixes: Fixer = no_fixes
    fixes_safely: bool = False
    """Whether a fix of its findings can be a safe one."""
    subject_after: str | None = ""
    """The words of its message before the name that tells two findings of an article apart.

    Nothing tells them apart where it is None. A name that other articles or a file's own name can
    change is no subject: a finding stays the same one when an article gets another slug.
    """


class ArticleRule(_Rule, frozen=True, kw_only=True):
    """Looks at one article alone. `aspect` says which part of it can break the rule."""

    aspect: Aspect
    check: Callable[[Article], Iterable[Finding]]


class LinkRule(_Rule, frozen=True, kw_only=True):
    """Looks at a link text and what it leads to."""

    check: Callable[[LinkSubject], LinkVerdict | None]


class WikiRule(_Rule, frozen=True, kw_only=True):
    """Looks at an article among all others.

    `suspects` names every article in which `check` could find something; it may name more.
    """

    check: Callable[[Subject], Iterable[Finding]]
    suspects: Callable[[Wiki], Iterable[str]]


class ConfigurationRule(_Rule, frozen=True, kw_only=True):
    """Looks at the configuration. Spans are (line, line + 1) pairs: 0-based lines of the file."""

    check: Callable[[Configuration, Wiki], Iterable[Finding]]


Rule = ArticleRule | LinkRule | WikiRule | ConfigurationRule
