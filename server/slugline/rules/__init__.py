"""The rules: one file for each finding, and their one list."""

from __future__ import annotations

from slugline.rules import (
    broken_link,
    control_character,
    dead_end,
    duplicate_title,
    entity_spelling,
    invalid_utf8,
    malformed_entity,
    missing_lead,
    orphan_article,
    trailing_space,
    unlinked_mention,
)
from slugline.rules.rule import ArticleRule, ConfigurationRule, LinkRule, Rule, WikiRule

RULES: tuple[Rule, ...] = (
    broken_link.RULE,
    malformed_entity.RULE,
    entity_spelling.RULE,
    unlinked_mention.RULE,
    missing_lead.RULE,
    invalid_utf8.RULE,
    control_character.RULE,
    trailing_space.RULE,
    orphan_article.RULE,
    dead_end.RULE,
    duplicate_title.RULE,
)
"""All rules, in the order in which they are listed."""

BY_CODE: dict[str, Rule] = {rule.code: rule for rule in RULES}
ARTICLE_RULES = tuple(rule for rule in RULES if isinstance(rule, ArticleRule))
LINK_RULES = tuple(rule for rule in RULES if isinstance(rule, LinkRule))
WIKI_RULES = tuple(rule for rule in RULES if isinstance(rule, WikiRule))
CONFIGURATION_RULES = tuple(rule for rule in RULES if isinstance(rule, ConfigurationRule))
