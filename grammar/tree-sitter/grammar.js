/**
 * @file The markup of Slugline: articles of a title, a lead and sections, with links and entities.
 * @license MIT
 */

/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

// What a line is, and where a mark in it closes, is decided by what follows. src/scanner.c looks
// ahead and has a token for each case, so that every text is an article, and none has an error.
// What looks like a mark and is none (grammar/spec.md, "Problems") is a node named by its kind.

/** What begins with `[[` and ends with `]]`, and is no link because a part of it is empty. */
const emptyLink = ($, start) => seq(start, repeat(choice($._label_text, $.escape)), "]]");

/** What is between two runs of `*`, and is no entity. */
const falseEntity = ($, start) =>
  seq(start, repeat1(choice($._text, $.escape, $.link, $._link_problem)), $._stars);

export default grammar({
  name: "slugline",

  extras: (_) => [],

  // The order is that of `enum Token` in src/scanner.c.
  externals: ($) => [
    $._blank_lines,
    $._line_end,
    $.title_marker,
    $.item_marker,
    $.heading_marker,
    $._attributing_heading_marker,
    $._heading_start,
    $._attributing_heading_start,
    $._attribution_start,
    $._paragraph_start,
    $._plain_text,
    $._attribution_wording,
    $._text,
    $.escape,
    $._link_start,
    $._marked_link_start,
    $._slug_text,
    $._anchor_text,
    $._label_text,
    $._empty_slug_start,
    $._empty_section_start,
    $._empty_label_start,
    $.unclosed_link,
    $.link_across_lines,
    $.stray_close,
    $._entity_start,
    $._link_in_entity_start,
    $._spaced_entity_start,
    $._empty_entity_start,
    $._star_run_start,
    $._stars,
    $.unclosed_entity,
    $._four_stars,
    $._star_run,
  ],

  rules: {
    article: ($) =>
      seq(
        optional($._blank_lines),
        optional(seq($.title, $._line_end)),
        repeat(seq($.item, $._line_end)),
        optional(seq($.lead, $._line_end, optional($._blocks))),
        repeat($.section),
        // An article has one attribution, the first.
        optional(seq(alias($._attributed_section, $.section), repeat($.section))),
      ),

    title: ($) => seq(optional($.title_marker), field("text", alias($._plain_text, $.text))),

    item: ($) => seq($.item_marker, $._marked_text),

    lead: ($) => seq($._paragraph_start, optional($._marked_text)),

    paragraph: ($) => seq($._paragraph_start, optional($._marked_text)),

    _blocks: ($) => repeat1(seq(choice($.item, $.paragraph), $._line_end)),

    section: ($) =>
      seq(
        choice($.heading, alias($._attributing_heading, $.heading)),
        $._line_end,
        optional($._blocks),
      ),

    heading: ($) =>
      seq(
        choice($.heading_marker, $._heading_start),
        field("name", alias($._plain_text, $.name)),
      ),

    // A section may hold the attribution if its schema says so.
    _attributed_section: ($) =>
      seq(
        alias($._attributing_heading, $.heading),
        $._line_end,
        optional($._blocks),
        alias($._attributed_paragraph, $.paragraph),
        $._line_end,
        optional($._blocks),
      ),

    _attributing_heading: ($) =>
      seq(
        choice(
          alias($._attributing_heading_marker, $.heading_marker),
          $._attributing_heading_start,
        ),
        field("name", alias($._plain_text, $.name)),
      ),

    _attributed_paragraph: ($) => seq($._attribution_start, $.attribution),

    attribution: ($) => seq($._attribution_wording, field("publisher", $.publisher)),

    publisher: ($) => $._marked_text,

    _marked_text: ($) =>
      repeat1(
        choice($._text, $.escape, $.link, $.entity, $._link_problem, $._entity_problem),
      ),

    link: ($) =>
      choice(
        seq(
          alias($._link_start, "[["),
          $._target,
          optional(seq("|", field("label", $.label))),
          "]]",
        ),
        seq(
          alias($._marked_link_start, "[["),
          $._target,
          "|",
          field("label", alias($._marked_label, $.label)),
          "]]",
        ),
      ),

    _target: ($) =>
      choice(
        field("slug", $.slug),
        seq(optional(field("slug", $.slug)), "#", field("section", $.anchor)),
      ),

    slug: ($) => repeat1(choice($._slug_text, $.escape)),

    // The section that a link leads to; `section` is one of the article's own.
    anchor: ($) => repeat1(choice($._anchor_text, $.escape)),

    label: ($) => repeat1(choice($._label_text, $.escape)),

    _marked_label: ($) => alias($.label, $.marks_in_label),

    entity: ($) =>
      seq(alias($._entity_start, "**"), field("text", $.text), alias($._stars, "**")),

    text: ($) => repeat1(choice($._text, $.escape, $._link_problem)),

    _link_problem: ($) =>
      choice(
        $.unclosed_link,
        $.link_across_lines,
        $.stray_close,
        $.empty_slug,
        $.empty_section,
        $.empty_label,
      ),

    empty_slug: ($) => emptyLink($, $._empty_slug_start),

    empty_section: ($) => emptyLink($, $._empty_section_start),

    empty_label: ($) => emptyLink($, $._empty_label_start),

    _entity_problem: ($) =>
      choice(
        $.unclosed_entity,
        $.empty_entity,
        $.spaced_entity,
        $.link_in_entity,
        $.star_run,
      ),

    link_in_entity: ($) => falseEntity($, $._link_in_entity_start),

    spaced_entity: ($) => falseEntity($, $._spaced_entity_start),

    empty_entity: ($) => choice($._four_stars, seq($._empty_entity_start, $._text, $._stars)),

    star_run: ($) => choice($._star_run, falseEntity($, $._star_run_start)),
  },
});
