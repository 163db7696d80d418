"""The rules: one file for each finding, and their one list."""

from __future__ import annotations

from slugline.rules import (
    broken_link,
    broken_section,
    control_character,
    dead_end,
    duplicate_section,
    duplicate_slug,
    duplicate_title,
    empty_section,
    entity_spelling,
    invalid_slug,
    invalid_utf8,
    label_drift,
    lead_cut,
    lead_length,
    malformed_entity,
    malformed_link,
    missing_lead,
    missing_section,
    missing_title,
    orphan_article,
    redirect_loop,
    redirected_link,
    repeated_link,
    section_body,
    section_order,
    self_link,
    text_outside_section,
    title_is_section,
    trailing_space,
    unknown_section,
    unlinked_mention,
)
from slugline.rules.rule import ArticleRule, ConfigurationRule, LinkRule, Rule, WikiRule

RULES: tuple[Rule, ...] = (
    broken_link.RULE,
    broken_section.RULE,
    malformed_link.RULE,
    invalid_slug.RULE,
    duplicate_slug.RULE,
    redirected_link.RULE,
    redirect_loop.RULE,
    self_link.RULE,
    repeated_link.RULE,
    label_drift.RULE,
    malformed_entity.RULE,
    entity_spelling.RULE,
    unlinked_mention.RULE,
    missing_title.RULE,
    title_is_section.RULE,
    missing_lead.RULE,
    lead_length.RULE,
    lead_cut.RULE,
    text_outside_section.RULE,
    missing_section.RULE,
    duplicate_section.RULE,
    section_order.RULE,
    unknown_section.RULE,
    empty_section.RULE,
    section_body.RULE,
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
