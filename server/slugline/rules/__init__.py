"""The rules: one file for each finding, and their one list."""

from __future__ import annotations

from slugline.rules import (
    broken_link,
    missing_lead,
    orphan_article,
)
from slugline.rules.rule import ArticleRule, ConfigurationRule, LinkRule, Rule, WikiRule

RULES: tuple[Rule, ...] = (
    broken_link.RULE,
    missing_lead.RULE,
    orphan_article.RULE,
)
"""All rules, in the order in which they are listed."""

BY_CODE: dict[str, Rule] = {rule.code: rule for rule in RULES}
ARTICLE_RULES = tuple(rule for rule in RULES if isinstance(rule, ArticleRule))
LINK_RULES = tuple(rule for rule in RULES if isinstance(rule, LinkRule))
WIKI_RULES = tuple(rule for rule in RULES if isinstance(rule, WikiRule))
CONFIGURATION_RULES = tuple(rule for rule in RULES if isinstance(rule, ConfigurationRule))
