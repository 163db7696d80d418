"""The map: one article's bytes to its facts, and to what is wrong with it taken alone.

A pure function of the bytes, the file's stem and the schema: it runs in this process, in a pool
of processes, or on other machines, with the same results.
"""

from __future__ import annotations

import msgspec

from slugline.model.facts import Facts, facts_of
from slugline.model.shortcut import Aspect, scan
from slugline.rules import ARTICLE_RULES
from slugline.rules.rule import Finding
from slugline.syntax import Article, Schema, parse
from slugline.text import Decoded, decode

ALL_ASPECTS: frozenset[Aspect] = frozenset({"text", "marks", "structure", "lead"})


class Examined(msgspec.Struct, frozen=True, gc=False):
    """An article's facts, and the findings of the rules that look at one article alone."""

    facts: Facts
    findings: tuple[Finding, ...] = ()


def examine(data: bytes, stem: str, schema: Schema) -> Examined:
    """Examines a file's bytes; `stem` is its name without the last suffix. Never fails."""
    try:
        source = data.decode()
    except UnicodeDecodeError:
        return examine_decoded(decode(data), stem, schema)
    plain = scan(data, source, schema, stem)
    if plain is None:
        return examine_decoded(Decoded(source), stem, schema)
    if not plain.doubts:
        return Examined(plain.facts)
    return Examined(plain.facts, find(parse(source[: plain.end], schema), plain.doubts))


def examine_decoded(decoded: Decoded, stem: str, schema: Schema) -> Examined:
    """The same from a text, without the shortcut."""
    return examine_article(parse(decoded.source, schema, decoded.invalid), stem)


def examine_article(article: Article, stem: str) -> Examined:
    """The same from a syntax tree, for whoever needs that too."""
    return Examined(facts_of(article, stem), find(article, ALL_ASPECTS))


def find(article: Article, aspects: frozenset[Aspect]) -> tuple[Finding, ...]:
    """What the rules on these aspects find in an article, in the order of the rules."""
    return tuple(
        finding
        for rule in ARTICLE_RULES
        if rule.aspect in aspects
        for finding in rule.check(article)
    )
